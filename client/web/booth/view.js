// SPDX-License-Identifier: Apache-2.0
/*
 * What the interpreter sees and presses. Shows a State in words, shapes and positions, and reports
 * what was pressed; decides nothing. Everything is written only when it changes, so that a screen
 * reader is told once and nothing jumps.
 *
 * Before: state.js, picture.js, news.js. After: the interpreter; main.js hears what was pressed.
 */

import { keep_list } from '../ui/dom.js';
import { TONGUES } from '../ui/language.js';
import { Hands, to_desk } from './hands.js';
import { marks } from './keys.js';
import { pressing } from './picture.js';
import { channel_name, mark, page, part, show, show_keys, word, write } from './screen.js';
import { show_air, show_handover, show_outputs, show_signals } from './view_air.js';
import { show_chat, show_people } from './view_booth.js';
import { make_knobs, show_incoming, show_knobs } from './view_listen.js';
import { hear_sound, show_sound, show_warnings } from './view_sound.js';

/** @typedef {import('../ui/language.js').Tongue} Tongue */
/** @typedef {import('./hands.js').Reports} Reports */
/** @typedef {import('./news.js').News} News */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

/** @type {Record<string, Key>} */
const DOOR_WORDS = { unknown_booth: 'door_unknown_booth', not_allowed: 'door_not_allowed',
	too_many_guesses: 'door_too_many_guesses', full: 'door_full' };
/** The same in every language, as on the wall of a hall. */
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
/** @type {Record<string, Key>} */
const TAP_WORDS = { listen: 'do_listen', resume: 'do_resume', retry: 'do_retry', dismiss: 'do_dismiss' };

export class View {
	/** @param {Reports} reports */
	constructor(reports) {
		this.hands = new Hands(reports);
		for (const [tongue, name] of Object.entries(TONGUES)) {
			const option = new Option(name, tongue);
			option.lang = tongue;
			part('tongue').append(option);
		}
		make_knobs((knob, value) => reports.set({ [knob]: value }));
		show_keys(document);
	}

	/** @param {Tongue} tongue */
	speak(tongue) {
		page.tongue = tongue;
		document.documentElement.lang = tongue;
		/** @type {HTMLSelectElement} */ (part('tongue')).value = tongue;
		for (const element of /** @type {NodeListOf<HTMLElement>} */ (
			document.querySelectorAll('[data-word]')))
			write(element, word(/** @type {Key} */ (element.dataset.word)));
		for (const [id, key] of /** @type {[string, Key][]} */ ([['own-meter', 'my_level'],
			['check-meter', 'my_level'], ['ear-meter', 'incoming_level'], ['check-ear', 'incoming_level']]))
			part(id).setAttribute('aria-label', word(key));
		this.fill_help();
	}

	fill_help() {
		const rows = marks().map(([key, keys]) => {
			const row = document.createElement('div');
			const term = document.createElement('dt');
			term.append(...keys.map((text) => {
				const kbd = document.createElement('kbd');
				kbd.textContent = text;
				return kbd;
			}));
			const what = document.createElement('dd');
			what.textContent = word(key);
			row.append(term, what);
			return row;
		});
		part('help-list').replaceChildren(...rows);
	}

	/** @param {State} state @param {number} wall_ms */
	show(state, wall_ms) {
		const inside = state.place === 'inside';
		show(part('door'), !inside);
		show(part('console'), inside);
		show(part('language-button'), inside);
		show(part('devices-button'), inside);
		this.hands.inside = inside;
		this.show_top(state, wall_ms);
		show_air(state, wall_ms);
		if (!inside)
			return this.show_door(state);
		this.show_strip(state);
		show_outputs(state);
		show_handover(state, wall_ms);
		show_signals(state);
		show_incoming(state);
		show_knobs(state);
		show_people(state, wall_ms);
		show_chat(state);
		show_sound(state);
		mark(part('ear'), 'data-loud', state.facts.too_loud ? 'yes' : null);
		write(part('ear-word'), state.facts.too_loud ? word('too_loud') : state.incidents.length === 0
			? word('ear_guarded') : word('incidents', state.incidents.length));
	}

	/** @param {State} state @param {number} wall_ms */
	show_top(state, wall_ms) {
		write(part('title'), state.event.title || word('page_title'));
		write(part('whose'), state.place === 'inside' ? `${word('booth_of', state.booth)} · ${state.settings.name}` : '');
		write(part('clock'), CLOCK.format(wall_ms));
		const { floor_language } = state.event;
		write(part('language-now'), floor_language === null ? word('floor_speaks_none')
			: channel_name(state.channels, floor_language));
		const by = state.floor_language_by === 'operator' ? word('operator') : state.floor_language_by;
		write(part('language-by'), by && ` · ${word('set_by', by)}`);
	}

	/** @param {State} state */
	show_door(state) {
		write(part('door-problem'), state.door_error === '' ? ''
			: word(DOOR_WORDS[state.door_error] ?? 'door_bad'));
		show_warnings('door-warnings', state);
	}

	/**
	 * The booths to choose from, each with the languages it speaks into.
	 * @param {import('./booths.js').Booth[]} booths @param {string} chosen
	 */
	offer_booths(booths, chosen) {
		/** @type {HTMLSelectElement} */
		const select = part('door-booth');
		const was = select.value || chosen;
		const ids = ['', ...booths.map(({ id }) => id)];
		const options = keep_list(select, ids, (id) => new Option('', id));
		for (const { id, names } of booths)
			write(/** @type {Element} */ (options.get(id)), [id, names.join(', ')].filter(Boolean).join(' · '));
		select.value = ids.includes(was) ? was : '';
	}

	/** @param {State} state */
	show_strip(state) {
		const { first, more } = pressing(state);
		mark(part('strip'), 'data-mood', first?.mood ?? 'none');
		mark(part('strip'), 'data-rings', first?.word === 'alert_colleague_lost' ? 'yes' : null);
		write(part('strip-words'), first ? word(first.word, first.n ?? '') : word('all_is_well'));
		write(part('strip-more'), more > 0 ? word('more_notices', more) : '');
		const tap = first?.tap ?? null;
		const button = part('strip-tap');
		mark(button, 'data-tap', tap);
		show(button, tap !== null);
		write(button, tap === null ? '' : word(TAP_WORDS[tap]));
	}

	/** @param {import('./contract.js').BoothReport} report @param {number} wall_ms */
	hear(report, wall_ms) {
		const verdict = hear_sound(report, wall_ms);
		if (verdict !== null && document.querySelector('#devices[open]'))
			this.read(word(verdict), false);
	}

	/* ---- for who does not see it ---- */

	/** @param {State} state @param {News[]} news */
	tell(state, news) {
		for (const urgent of [true, false]) {
			const texts = news.filter((item) => item.urgent === urgent).map(({ word: key, n = '' }) =>
				key === 'ask_reason' || key === 'ask_language' ? question()
					: word(key, n === 'floor' ? channel_name(state.channels, n) : n));
			if (texts.length > 0)
				this.read(texts.join('. '), urgent);
		}
	}

	/** @param {string} text @param {boolean} urgent */
	read(text, urgent) {
		house_news(); // a dialog that has just closed tells so later
		const region = part(urgent ? 'news-now' : 'news');
		// the same words twice are news twice
		region.textContent = region.textContent === text ? `${text} ` : text;
	}

	/** The whole of it in a breath, for the key that asks for it. */
	read_out() {
		const parts = ['air-word', 'air-channel', 'turn', 'listeners', 'recorded', 'handover-word',
			'handover-left', 'floor-gives', 'people', 'language-now', 'unread', 'ear-word', 'strip-words'];
		const texts = parts.map((id) => part(id)).filter(({ hidden }) => !hidden)
			.map((element) => spoken(element)).filter((text) => text !== '');
		const heard = document.querySelector('[data-heard="yes"]');
		this.read([...texts, `${word('incoming')}: ${heard ? spoken(heard) : ''}`].join('. '), true);
	}

	/** @param {Exclude<import('./commands.js').Gesture, 'listen'>} gesture */
	gesture(gesture) {
		switch (gesture) {
		case 'chat': return part('chat-text').focus();
		case 'read_out': return this.read_out();
		case 'help': return this.open('help');
		case 'devices': return this.open('devices');
		}
	}

	/** @param {'help' | 'devices'} id */
	open(id) {
		/** @type {HTMLDialogElement} */
		const dialog = part(id);
		if (document.querySelector('dialog[open]'))
			return;
		to_desk(); // where it comes back to
		dialog.showModal();
		house_news();
		dialog.onclose = house_news;
	}
}

/** Nothing outside of an open dialog is read: what tells the news moves in, and out again; what it
 * has told already stays behind. */
function house_news() {
	const home = document.querySelector('dialog[open]') ?? document.body;
	for (const region of [part('news-now'), part('news')])
		if (region.parentElement !== home) {
			region.replaceChildren();
			home.prepend(region);
		}
}

/** What is asked, and each answer behind its key. */
function question() {
	const answers = [...part('asking-list').children].map((answer) =>
		[...answer.children].map(({ textContent }) => textContent).join(' ').trim());
	return `${part('asking-name').textContent} ${answers.join(', ')}`;
}

/** An element's words without its keys, with spaces where boxes end. @param {Element} element */
function spoken(element) {
	/** @type {string[]} */
	const texts = [];
	const walk = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
	for (let node = walk.nextNode(); node; node = walk.nextNode())
		if (!node.parentElement?.closest('kbd'))
			texts.push(node.textContent?.trim() ?? '');
	return texts.filter((text) => text !== '').join(' ');
}
