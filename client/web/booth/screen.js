// SPDX-License-Identifier: Apache-2.0
/*
 * What all views need: the page's language, the names of channels in it, the marks of the keys,
 * and meters.
 */

import { draw_symbol, mark, part, piece, show, write } from '../ui/dom.js';
import { marks } from './keys.js';
import { FLOOR } from './state.js';
import { say } from './words.js';

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../ui/language.js').Tongue} Tongue */
/** @typedef {import('./words.js').Key} Key */

export { draw_symbol, mark, part, piece, show, write };

const METER_DBFS = -60;
/** @type {Map<string, string[]>} */
const MARKS = new Map(marks());

/** The language of the page, one for all its views. */
export const page = { tongue: /** @type {Tongue} */ ('en') };

/** @param {Key} key @param {...(string | number)} values */
export const word = (key, ...values) => say(page.tongue, key, ...values).replaceAll('{n}', '').trim();

/** @param {string} key of the words */
export const keys_of = (key) => MARKS.get(key) ?? [];

/** A channel's own name; the floor has no language of its own, so it bears the page's word.
 * @param {Channel[]} channels @param {string} id or language */
export function channel_name(channels, id) {
	if (id === FLOOR)
		return word('floor_name');
	return channels.find((channel) => channel.id === id || channel.lang === id)?.name ?? id;
}

/** @param {string} id @param {boolean} pressed */
export function press(id, pressed) {
	mark(part(id), 'aria-pressed', String(pressed));
}

/** @param {string} id @param {boolean} can */
export function enable(id, can) {
	// aria-disabled, not disabled: the focus of who works by keys alone must not fall off
	mark(part(id), 'aria-disabled', can ? null : 'true');
}

/** @param {string} id @param {number} dbfs */
export function meter(id, dbfs) {
	const element = part(id);
	const value = Math.round(Math.max(METER_DBFS, Math.min(0, dbfs)));
	mark(element, 'aria-valuenow', String(value));
	const bar = /** @type {HTMLElement} */ (element.firstElementChild);
	const share = String(1 - value / METER_DBFS);
	if (bar.style.getPropertyValue('--share') !== share)
		bar.style.setProperty('--share', share);
}

/** Writes each control's keys on it. @param {ParentNode} inside */
export function show_keys(inside) {
	for (const kbd of inside.querySelectorAll('kbd[data-key]')) {
		const keys = keys_of(/** @type {HTMLElement} */ (kbd).dataset.key ?? '');
		kbd.textContent = keys.at(-1) === '`' ? keys[0] : keys.at(-1) ?? '';
		kbd.setAttribute('aria-hidden', 'true');
		kbd.closest('button')?.setAttribute('aria-keyshortcuts',
			keys.map((key) => key.replace('⇧', 'Shift+').replace('↵', 'Enter').replace('Esc', 'Escape'))
				.join(' '));
	}
}
