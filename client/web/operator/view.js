// SPDX-License-Identifier: Apache-2.0
/*
 * The desk as it is seen and pressed: the top of the page, what stands in the way, what is pending,
 * and the views of everything else. Shows a State, reports what was pressed, decides nothing.
 *
 * Before: state.js. After: the operator; main.js hears what was pressed.
 */

import { draw_symbol, mark, part, show, write } from '../ui/dom.js';
import { label_keys } from '../ui/keys.js';
import { TONGUES, say_duration, say_number } from '../ui/language.js';
import { aloud } from './aloud.js';
import { KEYS, LEGEND } from './keys.js';
import { channel_name } from './names.js';
import { changes_of } from './rules.js';
import { CardsView } from './view_cards.js';
import { FloorView, NewsView } from './view_floor.js';
import { BoothsView, ChannelsView } from './view_tables.js';
import { WordsView } from './view_words.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */

/**
 * What the operator does.
 * @typedef {object} Hands
 * @property {(message: object) => void} say to the server
 * @property {(seat: number, on: boolean) => void} mute
 * @property {(channel: string | null) => void} hear
 * @property {(language: string | null) => void} set_floor
 * @property {(channel: string, edit: import('./rules.js').Edit) => void} prepare
 * @property {() => void} commit
 * @property {() => void} discard
 * @property {() => void} read the chat was looked at
 * @property {(asks: import('./cards.js').Ask[]) => void} make_cards
 * @property {() => void} forget_cards
 * @property {() => void} retry
 * @property {(tongue: string) => void} speak
 * @property {(on: boolean) => void} chime
 */

const TICK_US = 20_000; // a longer one was late

/** @type {Record<string, Key | null>} */
const BANNERS = { connecting: 'connecting', waiting: 'reconnecting', full: 'full',
	refused: 'refused', taken: 'taken', open: null };

export class View {
	/** @param {Hands} hands @param {import('./meters.js').Meters} meters */
	constructor(hands, meters) {
		this.hands = hands;
		/** @type {Tongue} */
		this.tongue = 'en';
		/** @type {number | null} */
		this.refused_number = null;
		/** @type {State | null} */
		this.shown = null;
		this.booths = new BoothsView(hands, meters);
		this.channels = new ChannelsView(hands, meters);
		this.words = new WordsView(hands);
		this.floor = new FloorView(hands, meters);
		this.news = new NewsView(hands);
		this.cards = new CardsView(hands);
		this.listen_to_hands();
		label_keys(KEYS);
	}

	listen_to_hands() {
		/** @type {HTMLSelectElement} */
		const tongue = part('tongue');
		tongue.append(...Object.entries(TONGUES).map(([tag, name]) => new Option(name, tag)));
		tongue.onchange = () => this.hands.speak(tongue.value);
		part('retry').onclick = () => this.hands.retry();
		part('commit').onclick = () => this.hands.commit();
		part('discard').onclick = () => this.hands.discard();
		part('alarms-seen-all').onclick = () => this.hands.say({ type: 'alarm_seen' });
		part('toast-close').onclick = () => show(part('toast'), false);
		/** @type {HTMLDialogElement} */
		const stop = part('stop-dialog');
		part('stop-no').onclick = () => stop.close();
		part('stop-yes').onclick = () => {
			this.hands.say({ type: 'record', on: false });
			stop.close();
		};
	}

	/** @param {Tongue} tongue */
	speak(tongue) {
		this.tongue = tongue;
		document.documentElement.lang = tongue;
		/** @type {HTMLSelectElement} */ (part('tongue')).value = tongue;
		mark(part('tongue'), 'aria-label', say(tongue, 'page_language'));
		mark(part('clock'), 'aria-label', say(tongue, 'time'));
		for (const element of document.querySelectorAll('[data-word]'))
			write(element, say(tongue, /** @type {Key} */ (element.getAttribute('data-word'))));
		part('legend').replaceChildren(...LEGEND.map(([word, keys]) => {
			const entry = document.createElement('span');
			const kbd = document.createElement('kbd');
			kbd.textContent = keys;
			entry.append(kbd, ` ${say(tongue, word)}`);
			return entry;
		}));
	}

	/** @param {State} state @param {number | null} server_ms now, on the server's clock */
	show(state, server_ms) {
		const { tongue } = this;
		const title = state.title || say(tongue, 'page_title');
		write(part('title'), title);
		if (document.title !== title)
			document.title = title;
		this.show_banner(state);
		this.news.show(state, tongue, server_ms);
		this.floor.show(state, tongue);
		this.booths.show(state, tongue);
		this.channels.show(state, tongue);
		this.words.show(state, tongue);
		this.cards.show(state, tongue);
		this.show_pending(state);
		this.show_recording(state, server_ms);
		this.show_facts(state);
		this.show_refusal(state);
		this.tell(state);
		this.rove();
	}

	/** @param {State} state */
	show_banner({ link, was_open, sound, hearing }) {
		const word = link === 'connecting' && was_open ? 'reconnecting' : BANNERS[link];
		show(part('banner'), word !== null);
		write(part('banner-word'), word === null ? '' : say(this.tongue, word));
		show(part('retry'), link === 'refused' || link === 'taken');
		document.body.classList.toggle('stale', link !== 'open');
		const trouble = sound === 'failed' ? 'hear_failed' : sound === 'blocked' ? 'hear_blocked' : null;
		write(part('hearing'), hearing !== null && trouble ? say(this.tongue, trouble) : '');
	}

	/** @param {State} state */
	show_pending(state) {
		const { tongue } = this;
		const changes = changes_of(state.edits, state.plan);
		show(part('pending'), changes.length > 0);
		write(part('pending-name'), say(tongue, 'pending', changes.length));
		const lines = changes.map(({ channel, field, from, to }) => {
			const name = channel_name(tongue, state.channels.find(({ id }) => id === channel) ?? channel);
			return `${name}, ${say(tongue, field)}: ${say(tongue, /** @type {Key} */ (`${field}_${from}`))} → ${
				say(tongue, /** @type {Key} */ (`${field}_${to}`))}`;
		});
		const list = part('pending-list');
		while (list.childElementCount > lines.length)
			list.lastElementChild?.remove();
		for (const [at, line] of lines.entries())
			write(list.children[at] ?? list.appendChild(document.createElement('li')), line);
		write(part('pending-refused'), state.edits_refused === null ? ''
			: say(tongue, 'pending_refused', state.edits_refused));
		/** @type {HTMLButtonElement} */ (part('commit')).disabled = state.committing;
	}

	/** @param {State} state @param {number | null} server_ms */
	show_recording({ recording }, server_ms) {
		const { tongue } = this;
		const on = recording?.on ?? false;
		mark(part('record'), 'aria-pressed', String(on));
		part('record').classList.toggle('danger', on);
		draw_symbol(part('record-symbol'), on ? 'live' : 'open');
		const since = recording?.since_ms;
		const length = since === undefined || server_ms === null ? '' : say_duration(server_ms - since);
		write(part('record-word'), on ? say(tongue, 'recording', length).trim() : say(tongue, 'record'));
		const { bytes, free_bytes, lost, error } = recording ?? {};
		write(part('recording-facts'), [
			on && bytes !== undefined && say(tongue, 'recorded', say_number(tongue, bytes / 1e6)),
			free_bytes !== undefined && say(tongue, 'recording_free', say_number(tongue, free_bytes / 1e9)),
			lost && say(tongue, 'recording_lost', lost),
			error,
		].filter(Boolean).join(' · '));
	}

	/** @param {State} state */
	show_facts({ figures }) {
		const { tongue } = this;
		write(part('listeners'), figures === null ? ''
			: say(tongue, 'listeners_all', say_number(tongue, figures.listeners)));
		const { longest_us = 0, skipped = 0 } = figures?.tick ?? {};
		const longest = say_number(tongue, longest_us / 1000, 1);
		write(part('tick'), figures?.tick === undefined ? '' : skipped === 0
			? say(tongue, 'tick_good', longest) : say(tongue, 'tick_late', longest, skipped));
		part('tick').classList.toggle('bad', longest_us > TICK_US);
	}

	/** @param {State} state */
	show_refusal({ refused }) {
		if (!refused || refused.number === this.refused_number)
			return;
		this.refused_number = refused.number;
		write(part('toast-word'), say(this.tongue, 'not_done', refused.message));
		show(part('toast'), true);
	}

	/** To a screen reader. @param {State} state */
	tell(state) {
		const words = this.shown === null || this.shown === state ? []
			: aloud(this.shown, state, this.tongue);
		this.shown = state;
		if (words.length > 0)
			write(part('aloud'), words.join('. '));
	}

	/** One row of each table can be reached with Tab, the others with the arrows. */
	rove() {
		for (const body of ['seats', 'channels']) {
			/** @type {HTMLButtonElement[]} */
			const buttons = [...part(body).querySelectorAll('button:not([hidden])')]
				.map((button) => /** @type {HTMLButtonElement} */ (button));
			const current = buttons.find((button) => button === document.activeElement) ??
				buttons.find((button) => button.tabIndex === 0) ?? buttons[0];
			for (const button of buttons)
				if (button.tabIndex !== (button === current ? 0 : -1))
					button.tabIndex = button === current ? 0 : -1;
		}
	}

	/** @param {string} body of the table @param {number} step */
	move(body, step) {
		/** @type {HTMLButtonElement[]} */
		const buttons = [...part(body).querySelectorAll('button')].filter(({ hidden }) => !hidden);
		const at = buttons.findIndex((button) => button === document.activeElement);
		const next = buttons[Math.max(0, Math.min(buttons.length - 1, at + step))];
		next?.focus();
		this.rove();
	}
}
