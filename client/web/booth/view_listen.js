// SPDX-License-Identifier: Apache-2.0
/*
 * The half of the console that listens: the floor key, a key for each channel, the knobs.
 */

import { copy_of, keep_list } from '../ui/dom.js';
import { say_number } from '../ui/language.js';
import { choices_of, floor_key_of } from './picture.js';
import { channel_name, draw_symbol, keys_of, mark, page, part, piece, word, write } from './screen.js';
import { TONE_DB } from './settings.js';

/** @typedef {import('./keys.js').Knob} Knob */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

/** @type {{knob: Knob, name: Key, less: Key, more: Key}[]} */
const KNOBS = [
	{ knob: 'incoming', name: 'volume_incoming', less: 'key_incoming_softer', more: 'key_incoming_louder' },
	{ knob: 'boothmate', name: 'volume_boothmate', less: 'key_boothmate_softer',
		more: 'key_boothmate_louder' },
	{ knob: 'own', name: 'volume_own', less: 'key_own_softer', more: 'key_own_louder' },
	{ knob: 'bass_db', name: 'bass', less: 'key_bass_less', more: 'key_bass_more' },
	{ knob: 'treble_db', name: 'treble', less: 'key_treble_less', more: 'key_treble_more' },
];

/** @param {HTMLElement} button @param {{mark: string, word: Key, n?: number,
 *     delay_ms: number | null, chosen: boolean}} choice */
function show_mark(button, choice) {
	mark(button, 'data-mark', choice.mark);
	mark(button, 'aria-pressed', String(choice.chosen));
	draw_symbol(/** @type {Element} */ (button.querySelector('.symbol')), choice.mark);
	write(piece(button, 'word'), word(choice.word, choice.n ?? ''));
	write(piece(button, 'delay'), choice.delay_ms === null ? ''
		: word('ms', say_number(page.tongue, Math.round(choice.delay_ms))));
}

/** @param {State} state */
export function show_incoming(state) {
	const floor = floor_key_of(state);
	const name = channel_name(state.channels, floor.channel?.id ?? 'floor');
	show_mark(part('floor-key'), floor);
	write(part('floor-gives'), floor.relayed ? `→ ${name} · ${word('auto_relay')}` : `→ ${name}`);
	mark(part('floor-key'), 'data-heard', floor.chosen ? 'yes' : null);
	const choices = choices_of(state);
	const buttons = keep_list(part('choices'), choices.map(({ channel }) => channel.id), (id) => {
		const button = copy_of('choice');
		button.dataset.arg = id;
		return button;
	});
	for (const choice of choices)
		show_choice(/** @type {HTMLElement} */ (buttons.get(choice.channel.id)), choice, state);
}

/** @param {HTMLElement} button @param {import('./picture.js').Choice} choice @param {State} state */
function show_choice(button, choice, state) {
	const { channel, digit, heard, offered } = choice;
	show_mark(button, choice);
	const name = piece(button, 'name');
	write(/** @type {Element} */ (button.firstElementChild), String(digit));
	mark(button, 'aria-keyshortcuts', String(digit));
	mark(button, 'data-heard', heard ? 'yes' : null);
	mark(button, 'aria-disabled', offered ? null : 'true');
	mark(name, 'lang', channel.lang || page.tongue);
	write(name, channel_name(state.channels, channel.id));
	const { console } = state;
	if (!offered && console !== null)
		write(piece(button, 'word'), word(
			console.outputs[console.output] === channel.id ? 'own_output' : 'not_offered'));
}

/** Makes the knobs; once. @param {(knob: Knob, value: number) => void} turn */
export function make_knobs(turn) {
	for (const { knob, less, more } of KNOBS) {
		const element = copy_of('knob');
		const [label, minus, slider, plus] = /** @type {any} */ (element.children);
		const tone = knob.endsWith('_db');
		slider.id = `knob-${knob}`;
		label.htmlFor = slider.id;
		Object.assign(slider, tone ? { min: -TONE_DB, max: TONE_DB, step: 1 } : { min: 0, max: 1, step: 0.05 });
		slider.oninput = () => turn(knob, slider.valueAsNumber);
		[minus.textContent] = keys_of(less);
		[plus.textContent] = keys_of(more);
		slider.setAttribute('aria-keyshortcuts', `${minus.textContent} ${plus.textContent}`.replace('−', '-'));
		minus.ariaHidden = plus.ariaHidden = 'true';
		part('knobs').append(element);
	}
}

/** @param {State} state */
export function show_knobs({ settings }) {
	for (const { knob, name } of KNOBS) {
		/** @type {HTMLInputElement} */
		const slider = part(`knob-${knob}`);
		const element = /** @type {HTMLElement} */ (slider.parentElement);
		const value = settings[knob];
		const tone = knob.endsWith('_db');
		const text = tone ? word('db', value > 0 ? `+${value}` : value)
			: word('percent', Math.round(value * 200));
		write(/** @type {Element} */ (element.firstElementChild), word(name));
		write(/** @type {Element} */ (element.lastElementChild), text);
		mark(slider, 'aria-valuetext', text);
		if (slider.valueAsNumber !== value)
			slider.value = String(value);
		const share = (value - Number(slider.min)) / (Number(slider.max) - Number(slider.min));
		slider.style.setProperty('--share', `${share * 100}%`);
	}
}
