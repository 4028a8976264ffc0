// SPDX-License-Identifier: Apache-2.0
/*
 * What the visitor sees and presses. Shows a State in words, symbols and positions, and reports
 * what was pressed; decides nothing. Everything is written only when it changes, so that a screen
 * reader is told once.
 *
 * Before: state.js. After: the visitor; main.js hears what was pressed.
 */

import { PlainPlayer, plain_url } from '../engine/plain.js';
import { Board } from './board.js';
import { Door } from './door.js';
import { say, say_number } from './language.js';
import { River } from './river.js';
import { FLOOR, brief_of, chosen, moment_of, way_of, wish_of } from './state.js';
import { TONGUES } from '../ui/language.js';

/** @typedef {import('./language.js').Key} Key */
/** @typedef {import('./language.js').Tongue} Tongue */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./state.js').Moment} Moment */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('../link/protocol.js').Channel} Channel */

/**
 * What the visitor does.
 * @typedef {object} Hands
 * @property {(channel: string) => void} choose
 * @property {(tap: 'listen' | 'stop' | 'retry') => void} tap
 * @property {(settings: Partial<Settings>) => void} set
 * @property {(pin: string) => void} enter
 * @property {() => void} dismiss the announcement that is shown
 */

const METER_FLOOR_DBFS = -60;

/** @template {HTMLElement} T @param {string} id @returns {T} */
const part = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

/** @param {HTMLElement} element @param {string} text */
function write(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

/** @param {string} id @param {string} symbol */
function draw_symbol(id, symbol) {
	const use = part(id);
	use.setAttribute('href', `#symbol-${symbol}`);
	use.parentElement?.classList.toggle('turning', symbol === 'busy');
}

/** The sliders, and how each one's value is put into words. */
const SLIDERS = /** @type {const} */ ([
	{ id: 'volume', setting: 'volume' },
	{ id: 'underneath', setting: 'underneath' },
	{ id: 'delay', setting: 'delay_s' },
]);

const SWITCHES = /** @type {const} */ (['bundle', 'awake']);

export class View {
	/** @param {Hands} hands */
	constructor(hands) {
		this.hands = hands;
		/** @type {Tongue} */
		this.tongue = 'en';
		/** @type {State | null} */
		this.state = null;
		/** @type {'listen' | 'stop' | 'retry' | null} */
		this.tap = null;
		this.shown_channels = '';
		this.river = new River(part('river'));
		this.board = new Board(hands.dismiss);
		this.door = new Door(hands.enter);
		this.fill_tongues();
		this.listen_to_hands();
	}

	fill_tongues() {
		const options = Object.entries(TONGUES).map(([tongue, name]) => {
			const option = new Option(name, tongue);
			option.lang = tongue;
			return option;
		});
		part('tongue').append(...options);
	}

	listen_to_hands() {
		/** @type {HTMLSelectElement} */
		const tongue = part('tongue');
		tongue.onchange = () => this.hands.set({ tongue: tongue.value });
		part('listen').onclick = () => this.tap && this.hands.tap(this.tap);
		for (const { id, setting } of SLIDERS) {
			/** @type {HTMLInputElement} */
			const slider = part(id);
			slider.oninput = () => this.hands.set({ [setting]: slider.valueAsNumber });
		}
		for (const id of SWITCHES) {
			/** @type {HTMLInputElement} */
			const box = part(id);
			box.onchange = () => this.hands.set({ [id]: box.checked });
		}
		for (const radio of this.quality_radios())
			radio.onchange = () => this.hands.set(
				{ quality: /** @type {Settings['quality']} */ (radio.value) });
	}

	/** @returns {NodeListOf<HTMLInputElement>} */
	quality_radios() {
		return document.querySelectorAll('input[name="quality"]');
	}

	/* ---- the page's language ---- */

	/** @param {Tongue} tongue */
	speak(tongue) {
		this.tongue = tongue;
		document.documentElement.lang = tongue;
		/** @type {HTMLSelectElement} */ (part('tongue')).value = tongue;
		for (const element of document.querySelectorAll('[data-word]'))
			if (element instanceof HTMLElement)
				write(element, say(tongue, /** @type {Key} */ (element.dataset.word)));
		part('level').setAttribute('aria-label', say(tongue, 'level'));
		this.shown_channels = '';
		if (this.state)
			this.show(this.state);
	}

	/* ---- a state ---- */

	/** @param {State} state */
	show(state) {
		this.state = state;
		const title = state.title || say(this.tongue, 'page_title');
		write(part('title'), title);
		this.show_moment(state, moment_of(state));
		this.show_channels(state);
		this.show_notice(state);
		this.board.show(this.tongue, state);
		this.door.show(this.tongue, state);
		this.show_settings(state);
		const channel = chosen(state);
		const name = channel && state.listening ? `${this.name_of(channel)} · ` : '';
		if (document.title !== name + title)
			document.title = name + title;
		if (!state.sounding)
			this.hear_nothing();
	}

	/** A channel's own name; the floor has no language of its own, so it bears the page's word.
	 * @param {Channel} channel */
	name_of(channel) {
		return channel.id === FLOOR ? say(this.tongue, 'floor_name') : channel.name;
	}

	/**
	 * @param {State} state
	 * @param {Moment} moment
	 */
	show_moment(state, moment) {
		const channel = chosen(state);
		const outside = state.door !== null;
		const asking = moment.word === 'pin' || moment.word === 'choose';
		const sentence = say(this.tongue, moment.word);
		part('stage').dataset.mood = moment.mood;
		draw_symbol('moment-symbol', symbol_of(moment));
		const name = part('stage-name');
		name.classList.toggle('asking', asking);
		name.lang = !outside && channel && channel.lang ? channel.lang : this.tongue;
		write(name, asking ? sentence : channel && !outside ? this.name_of(channel) : '');
		write(part('moment'), asking ? '' : moment.reason ? `${sentence}: ${moment.reason}` : sentence);
		part('moment').parentElement?.classList.toggle('asking', asking);
		this.show_tap(moment.tap);
	}

	/** @param {Moment['tap']} tap */
	show_tap(tap) {
		this.tap = tap;
		const button = part('listen');
		button.hidden = tap === null;
		if (tap === null)
			return;
		button.classList.toggle('stopping', tap === 'stop');
		draw_symbol('listen-symbol', tap === 'stop' ? 'stop' : 'listen');
		write(part('listen-word'), say(this.tongue, tap === 'retry' ? 'again' : tap));
	}

	/** @param {State} state */
	show_channels(state) {
		const names = JSON.stringify(state.channels.map(({ id, lang, name }) => [id, lang, name]));
		if (names !== this.shown_channels) {
			this.shown_channels = names;
			part('choices').replaceChildren(...state.channels.map((channel) => this.button(channel)));
		}
		part('channels').classList.toggle('listening', state.listening);
		part('channels').hidden = state.channels.length === 0 || state.door !== null;
		for (const channel of state.channels)
			this.show_channel(channel, state);
	}

	/** @param {Channel} channel */
	button(channel) {
		/** @type {HTMLTemplateElement} */
		const template = part('choice');
		const label = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
		label.id = `choice-${channel.id}`;
		const input = /** @type {HTMLInputElement} */ (label.firstElementChild);
		input.value = channel.id;
		// click, not change: a tap on the language that is chosen already starts it again
		input.onclick = () => this.hands.choose(channel.id);
		const endonym = /** @type {HTMLElement} */ (label.querySelector('.endonym'));
		endonym.lang = channel.lang || this.tongue;
		endonym.textContent = this.name_of(channel);
		return label;
	}

	/**
	 * @param {Channel} channel
	 * @param {State} state
	 */
	show_channel(channel, state) {
		const label = part(`choice-${channel.id}`);
		const brief = brief_of(channel);
		label.dataset.state = channel.state;
		/** @type {HTMLInputElement} */ (label.firstElementChild).checked = channel.id === state.choice;
		label.querySelector('use')?.setAttribute('href', `#symbol-${BRIEF_SYMBOLS[brief] ?? 'idle'}`);
		write(/** @type {HTMLElement} */ (label.querySelector('.word')), say(this.tongue, brief));
	}

	/** @param {State} state */
	show_notice(state) {
		const { secure } = state.ability;
		const way = way_of(state);
		const low = way === 'engine' && state.settings.quality === 'auto' && state.listening &&
			wish_of(state).rendition === 'low';
		/** @type {Key | null} */
		const word = way === 'plain' ? (secure ? 'outdated' : 'insecure') :
			way === 'none' ? (secure ? 'outdated_none' : 'insecure_none') : low ? 'low_now' : null;
		const notice = part('notice');
		notice.hidden = word === null;
		write(notice, word === null ? '' : say(this.tongue, word));
	}

	/* ---- what can be set ---- */

	/** @param {State} state */
	show_settings(state) {
		const { settings } = state;
		const way = way_of(state);
		part('controls').hidden = part('settings').hidden = state.door !== null;
		for (const { id, setting } of SLIDERS)
			this.show_slider(id, settings[setting]);
		for (const id of SWITCHES)
			/** @type {HTMLInputElement} */ (part(id)).checked = settings[id];
		for (const radio of this.quality_radios())
			radio.checked = radio.value === settings.quality;
		for (const id of ['underneath', 'delay', 'quality', 'bundle'])
			part(`${id}-control`).hidden = way !== 'engine';
		part('volume-control').hidden = way !== 'engine' && !PlainPlayer.has_volume();
		part('awake-control').hidden = !('wakeLock' in navigator);
		part('plain-control').hidden = state.choice === null || !PlainPlayer.possible() ||
			(state.access ?? 'open') !== 'open';
		if (state.choice !== null)
			/** @type {HTMLAnchorElement} */ (part('plain')).href = plain_url(state.choice);
	}

	/**
	 * @param {'volume' | 'underneath' | 'delay'} id
	 * @param {number} value
	 */
	show_slider(id, value) {
		/** @type {HTMLInputElement} */
		const slider = part(id);
		const words = this.slider_words(id, value);
		slider.value = String(value);
		slider.style.setProperty('--share', `${(100 * value) / Number(slider.max)}%`);
		slider.setAttribute('aria-valuetext', words);
		write(part(`${id}-value`), words);
	}

	/**
	 * @param {'volume' | 'underneath' | 'delay'} id
	 * @param {number} value
	 */
	slider_words(id, value) {
		if (value === 0 && id !== 'volume')
			return say(this.tongue, 'off');
		if (id === 'delay')
			return say(this.tongue, 'seconds', say_number(this.tongue, value, 1));
		return say(this.tongue, 'percent', Math.round(value * 100));
	}

	/* ---- what is heard ---- */

	/** @param {number} dbfs */
	hear(dbfs) {
		this.river.hear(dbfs);
		part('level').setAttribute('aria-valuenow',
			String(Math.round(Math.max(METER_FLOOR_DBFS, Math.min(0, dbfs)))));
	}

	hear_nothing() {
		this.river.calm();
		part('lag').hidden = true;
		part('level').setAttribute('aria-valuenow', String(METER_FLOOR_DBFS));
	}

	/** @param {number} delay_ms from the microphone to the ear */
	show_lag(delay_ms) {
		part('lag').hidden = false;
		const figure = delay_ms < 1000
			? say(this.tongue, 'ms', say_number(this.tongue, Math.round(delay_ms)))
			: say(this.tongue, 'seconds', say_number(this.tongue, delay_ms / 1000, 1));
		write(part('lag-figure'), figure);
		write(part('lag-caption'), say(this.tongue, 'lag'));
	}
}

/** @type {Partial<Record<Key, string>>} */
const BRIEF_SYMBOLS = {
	brief_live: 'direct',
	brief_relay: 'relay',
	brief_floor: 'floor',
	brief_spoken: 'floor',
	brief_suspended: 'paused',
	brief_idle: 'idle',
	brief_silent: 'idle',
};

/** @type {Partial<Record<Key, string>>} */
const MOMENT_SYMBOLS = {
	direct: 'direct',
	relay: 'relay',
	relay_twice: 'relay',
	floor: 'floor',
	suspended: 'paused',
	suspended_sound: 'paused',
	suspended_fast: 'paused',
	suspended_text: 'paused',
	ready: 'listen',
	blocked: 'listen',
};

/** @param {Moment} moment */
function symbol_of({ word, mood }) {
	const moods = { calm: 'idle', busy: 'busy', live: 'direct', notice: 'notice', trouble: 'notice' };
	if (word === 'reconnecting' || word === 'full')
		return 'busy';
	return MOMENT_SYMBOLS[word] ?? moods[mood];
}
