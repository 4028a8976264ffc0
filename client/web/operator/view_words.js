// SPDX-License-Identifier: Apache-2.0
/*
 * Chat with the booths, and announcements to listeners: two forms, so that one is not mistaken for
 * the other, and one log of both. What was announced and stands is above its form, until it is ended.
 */

import { copy_of, keep_list, mark, part, piece, show, write } from '../ui/dom.js';
import { channel_name } from './names.js';
import { languages_of } from './house.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Tongue} Tongue */
/** @typedef {import('./view.js').Hands} Hands */
/** @typedef {import('../link/staff.js').Chat} Chat */
/** @typedef {import('../link/staff.js').Announcement} Announcement */

export class WordsView {
	/** @param {Hands} hands */
	constructor(hands) {
		this.hands = hands;
		this.shown = ''; // which booths, channels and language the lists were made for
		/** @type {(Chat | Announcement)[]} */
		this.words = [];
		/** @type {HTMLInputElement} */
		this.chat_text = part('chat-text');
		/** @type {HTMLInputElement} */
		this.announce_text = part('announce-text');
		this.listen_to_hands();
	}

	listen_to_hands() {
		part('chat-form').onsubmit = (event) => {
			event.preventDefault();
			this.hands.say(chat_message(/** @type {HTMLSelectElement} */ (part('chat-to')).value,
				this.chat_text.value.trim()));
			this.chat_text.value = '';
		};
		part('announce-form').onsubmit = (event) => {
			event.preventDefault();
			const text = this.announce_text.value.trim();
			const channels = this.chosen();
			this.hands.say({ type: 'announce', text, ...(channels.length > 0 ? { channels } : {}) });
			this.announce_text.value = '';
		};
		part('announce-list').onchange = () => this.show_chosen();
		for (const field of [this.chat_text, part('words')])
			field.addEventListener('focus', () => this.hands.read());
	}

	/** The channels that are ticked; none: all. */
	chosen() {
		/** @type {NodeListOf<HTMLInputElement>} */
		const boxes = part('announce-list').querySelectorAll('input:checked');
		return [...boxes].map(({ value }) => value);
	}

	/** @param {State} state @param {Tongue} tongue */
	show(state, tongue) {
		this.tongue = tongue;
		this.show_lists(state, tongue);
		this.show_log(state, tongue);
		this.show_standing(state, tongue);
		write(part('unread'), state.unread > 0 ? String(state.unread) : '');
		show(part('no-words'), state.words.length === 0);
		show(part('words'), state.words.length > 0);
	}

	/** @param {State} state @param {Tongue} tongue */
	show_lists(state, tongue) {
		const booths = state.plan?.booths.map(({ id }) => id) ??
			[...new Set(state.seats.flatMap(({ booth }) => booth ?? []))];
		const channels = languages_of(state).map(({ id }) => id);
		const made_for = JSON.stringify([tongue, booths, channels]);
		if (made_for === this.shown)
			return;
		this.shown = made_for;
		/** @type {HTMLSelectElement} */
		const to = part('chat-to');
		const chosen = to.value;
		to.replaceChildren(new Option(say(tongue, 'to_booths'), 'booths'),
			...booths.map((id) => new Option(say(tongue, 'to_booth', id), `booth ${id}`)),
			new Option(say(tongue, 'to_operators'), 'operator'));
		to.value = [...to.options].some(({ value }) => value === chosen) ? chosen : 'booths';
		const ticked = this.chosen();
		part('announce-list').replaceChildren(...state.channels.map((channel) =>
			tick(channel.id, channel_name(tongue, channel), ticked.includes(channel.id))));
		this.show_chosen();
	}

	show_chosen() {
		const { tongue = 'en' } = this;
		const names = [...part('announce-list').querySelectorAll('label')]
			.filter((label) => label.querySelector('input')?.checked)
			.map((label) => label.textContent ?? '');
		write(part('announce-to-word'), names.length > 0 ? names.join(', ')
			: say(tongue, 'to_listeners'));
		mark(part('announce-to-word'), 'title', names.length > 0 ? null : say(tongue, 'announce_all'));
	}

	/** @param {State} state @param {Tongue} tongue */
	show_standing(state, tongue) {
		show(part('standing'), state.standing.length > 0);
		const lines = keep_list(part('standing-list'), state.standing.map(({ id }) => String(id)),
			() => copy_of('standing-template'));
		for (const notice of state.standing) {
			const line = /** @type {HTMLElement} */ (lines.get(String(notice.id)));
			write(piece(line, 'to'), listeners_of(state, tongue, notice));
			write(piece(line, 'text'), notice.text);
			mark(piece(line, 'text'), 'title', notice.text);
			const end = piece(line, 'press');
			write(end, say(tongue, 'announce_over'));
			mark(end, 'aria-label', `${say(tongue, 'announce_over')}: ${notice.text}`);
			end.onclick = () => this.hands.say({ type: 'announce_over', id: notice.id });
		}
	}

	/** @param {State} state @param {Tongue} tongue */
	show_log(state, tongue) {
		const list = part('words');
		const known = this.words.indexOf(state.words[0]);
		if (state.words === this.words && list.lang === tongue)
			return;
		if (list.lang !== tongue || known !== 0)
			list.replaceChildren();
		list.lang = tongue;
		for (const word of state.words.slice(list.childElementCount))
			list.append(word_line(state, tongue, word));
		this.words = state.words;
		list.scrollTop = list.scrollHeight;
	}
}

/** @param {string} to a value of the list @param {string} text */
export function chat_message(to, text) {
	const [word, booth] = to.split(' ');
	return { type: 'chat', to: word, ...(booth ? { booth } : {}), text };
}

/** @param {string} value @param {string} name @param {boolean} checked */
function tick(value, name, checked) {
	const label = document.createElement('label');
	const box = document.createElement('input');
	label.className = 'tick';
	box.type = 'checkbox';
	box.value = value;
	box.checked = checked;
	label.append(box, name);
	return label;
}

/** @param {State} state @param {Tongue} tongue @param {Chat | Announcement} word */
function word_line(state, tongue, word) {
	const line = copy_of('word-template');
	const announced = word.type === 'announcement';
	line.classList.toggle('announced', announced);
	line.classList.toggle('own', !announced && word.from.role === 'operator');
	write(piece(line, 'from'), `${announced ? say(tongue, 'announcements')
		: writer_name(tongue, word.from)} → ${receiver(state, tongue, word)}`);
	const text = piece(line, 'text');
	text.dir = 'auto';
	write(text, word.text);
	return line;
}

/** @param {Tongue} tongue @param {import('../link/staff.js').Writer} from */
function writer_name(tongue, from) {
	if (from.role === 'operator')
		return from.name || say(tongue, 'operator');
	const name = from.name || say(tongue, 'nameless');
	return from.booth ? `${name} (${from.booth})` : name;
}

/** @param {State} state @param {Tongue} tongue @param {Chat | Announcement} word */
function receiver(state, tongue, word) {
	if (word.type === 'announcement')
		return listeners_of(state, tongue, word);
	switch (word.to) {
	case 'booth': return say(tongue, 'to_booth', word.booth ?? '');
	case 'booths': return say(tongue, 'to_booths');
	default: return say(tongue, word.from.role === 'operator' ? 'to_operators' : 'to_you');
	}
}

/** @param {State} state @param {Tongue} tongue @param {import('../link/protocol.js').Notice} notice */
function listeners_of(state, tongue, { channels }) {
	return channels?.map((id) => channel_name(tongue,
		state.channels.find((channel) => channel.id === id) ?? id)).join(', ') ??
		say(tongue, 'to_listeners');
}
