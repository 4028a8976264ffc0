// SPDX-License-Identifier: Apache-2.0
/*
 * Which language the page speaks, and how it says a thing in it.
 */

import { WORDS } from './words.js';

/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */

export { choose_tongue } from '../ui/language.js';

/**
 * @param {Tongue} tongue
 * @param {Key} key
 * @param {string | number} [n]
 */
export function say(tongue, key, n) {
	const text = WORDS[key][tongue];
	return n === undefined ? text : text.replace('{n}', String(n));
}

/**
 * A number as that language writes it.
 * @param {Tongue} tongue
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function say_number(tongue, value, digits = 0) {
	return new Intl.NumberFormat(tongue, { minimumFractionDigits: digits,
		maximumFractionDigits: digits }).format(value);
}

/**
 * The time of day as that language writes it.
 * @param {Tongue} tongue
 * @param {number} wall_ms
 */
export function say_time(tongue, wall_ms) {
	return new Intl.DateTimeFormat(tongue, { hour: 'numeric', minute: '2-digit' }).format(wall_ms);
}
