// SPDX-License-Identifier: Apache-2.0
/*
 * The floor: who is the source, what is to be said of its sound, and one key for each language it
 * may speak. And the news above it.
 */

import { copy_of, draw_symbol, keep_list, mark, part, piece, show, write } from '../ui/dom.js';
import { label_of, shortcut_of } from '../ui/keys.js';
import { say_duration } from '../ui/language.js';
import { is_floor_language, language_key, languages_of, on_air_in } from './house.js';
import { KEYS } from './keys.js';
import { seat_name } from './names.js';
import { news_of, verdict_of } from './news.js';
import { FLOOR } from './state.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Tongue} Tongue */
/** @typedef {import('./view.js').Hands} Hands */

const NO_LANGUAGE = '-';
const OPERATOR = 'operator'; // who has no name
const MANY_LANGUAGES = 12;

export class FloorView {
	/** @param {Hands} hands @param {import('./meters.js').Meters} meters */
	constructor(hands, meters) {
		this.hands = hands;
		part('floor-meter').append(meters.floor.element);
	}

	/** @param {State} state @param {Tongue} tongue */
	show(state, tongue) {
		const who = on_air_in(state, FLOOR).map((seat) => seat_name(tongue, seat));
		write(part('floor-source'), who.length > 0 ? who.join(', ') : say(tongue, 'floor_no_source'));
		const { tone, text } = verdict_of(state.floor_sound, tongue);
		mark(part('verdict'), 'data-tone', tone);
		draw_symbol(part('verdict-symbol'),
			tone === 'trouble' ? 'notice' : tone === 'good' ? 'good' : 'idle');
		write(part('verdict-word'), text);
		write(part('floor-by'), state.floor_language_by === null ? ''
			: say(tongue, 'floor_by', state.floor_language_by === OPERATOR ? say(tongue, 'role_operator')
				: state.floor_language_by));
		this.show_languages(state, tongue);
	}

	/** @param {State} state @param {Tongue} tongue */
	show_languages(state, tongue) {
		const languages = languages_of(state);
		const keys = [...languages.map(({ id }) => id), NO_LANGUAGE];
		const buttons = keep_list(part('languages'), keys, language_button);
		part('floor').classList.toggle('many', keys.length > MANY_LANGUAGES);
		for (const [at, channel] of languages.entries())
			this.show_key(buttons.get(channel.id), channel.name, language_key(at),
				is_floor_language(state, channel), channel.lang || channel.id);
		this.show_key(buttons.get(NO_LANGUAGE), say(tongue, 'floor_speaks_none'), KEYS.floor_none,
			state.floor_language === null, null);
	}

	/**
	 * @param {HTMLElement | undefined} button
	 * @param {string} name
	 * @param {string | null} chord
	 * @param {boolean} spoken now
	 * @param {string | null} language what it sets
	 */
	show_key(button, name, chord, spoken, language) {
		if (!button)
			return;
		const [word, kbd] = button.children;
		write(word, name);
		mark(word, 'lang', language);
		write(kbd, chord === null ? '' : label_of(chord));
		mark(button, 'aria-keyshortcuts', chord === null ? null : shortcut_of(chord));
		mark(button, 'aria-pressed', String(spoken));
		button.onclick = () => this.hands.set_floor(language);
	}
}

/** @returns {HTMLElement} */
function language_button() {
	const button = document.createElement('button');
	button.type = 'button';
	button.className = 'press';
	button.append(document.createElement('span'), document.createElement('kbd'));
	return button;
}

export class NewsView {
	/** @param {Hands} hands */
	constructor(hands) {
		this.hands = hands;
		/** @type {import('./news.js').News[]} */
		this.news = [];
	}

	/** @param {State} state @param {Tongue} tongue @param {number | null} server_ms */
	show(state, tongue, server_ms) {
		const news = news_of(state, tongue);
		this.news = news;
		const unseen = news.filter(({ kind }) => kind === 'alarm' || kind === 'over');
		mark(part('alarms'), 'data-tone', unseen.length > 0 ? 'trouble' : news.length > 0 ? 'notice'
			: 'calm');
		show(part('alarms-none'), news.length === 0);
		write(part('alarms-count'), unseen.length > 0 ? String(unseen.length) : '');
		write(part('alarms-older'), state.alarms_older === 0 ? ''
			: say(tongue, 'alarms_older', state.alarms_older));
		show(part('alarms-seen-all'), unseen.length > 1);
		const lines = keep_list(part('news'), news.map(({ key }) => key),
			() => copy_of('news-template'));
		const first = new Set();
		for (const one of news) {
			const keyed = one.press !== null && !first.has(one.action);
			if (one.press !== null)
				first.add(one.action);
			this.show_line(lines.get(one.key), tongue, one, keyed, server_ms);
		}
	}

	/**
	 * @param {HTMLElement | undefined} line
	 * @param {Tongue} tongue
	 * @param {import('./news.js').News} news
	 * @param {boolean} keyed it is the one that its key answers
	 * @param {number | null} server_ms
	 */
	show_line(line, tongue, news, keyed, server_ms) {
		if (!line)
			return;
		mark(line, 'data-kind', news.kind);
		draw_symbol(piece(line, 'symbol'), news.symbol);
		write(piece(line, 'what'), news.text);
		write(piece(line, 'since'), news.since_ms === null || server_ms === null ? ''
			: say_duration(server_ms - news.since_ms));
		/** @type {HTMLButtonElement} */
		const button = piece(line, 'press');
		show(button, news.press !== null);
		if (news.press === null)
			return;
		if (button.childElementCount === 0)
			button.append(document.createElement('span'), document.createElement('kbd'));
		const [word, kbd] = button.children;
		write(word, say(tongue, news.press));
		write(kbd, keyed ? label_of(KEYS[news.action]) : '');
		mark(button, 'aria-keyshortcuts', keyed ? shortcut_of(KEYS[news.action]) : null);
		button.onclick = () => news.message && this.hands.say(news.message);
	}

	/** Presses the first of its kind. @param {import('./news.js').News['action']} action */
	press(action) {
		const message = this.news.find((one) => one.action === action && one.message)?.message;
		if (message)
			this.hands.say(message);
	}
}
