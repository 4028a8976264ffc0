// SPDX-License-Identifier: Apache-2.0
/*
 * Which language the page speaks, and how it says a thing in it.
 */

import { TONGUES, WORDS } from './words.js';

/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */

const FALLBACK = 'en';

/**
 * The first language of the visitor's that the page can speak.
 * @param {string | null} kept chosen by hand on an earlier visit
 * @param {readonly string[]} preferred BCP 47, as navigator.languages
 * @returns {Tongue}
 */
export function choose_tongue(kept, preferred) {
	for (const tag of kept === null ? preferred : [kept, ...preferred]) {
		const tongue = tag.toLowerCase().split('-')[0];
		if (tongue in TONGUES)
			return /** @type {Tongue} */ (tongue);
	}
	return FALLBACK;
}

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
