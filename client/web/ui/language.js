// SPDX-License-Identifier: Apache-2.0
/*
 * The languages that pages speak, which of them a visitor gets, and how a page says a thing in it.
 */

/** Each by its own name. */
export const TONGUES = /** @type {const} */ ({
	zh: '中文',
	ko: '한국어',
	mn: 'Монгол',
	ru: 'Русский',
	en: 'English',
});

/** @typedef {keyof typeof TONGUES} Tongue */
/** @typedef {Record<Tongue, string>} Row one thought in all languages */

/** @type {Tongue} */
const FALLBACK = 'en';

/**
 * The first language of the visitor's that pages can speak.
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
 * A page's way of saying things: `{n}` is replaced by the values in turn, so each language may
 * put the first where it likes but keeps their order.
 * @template {string} Key
 * @param {Record<Key, Row>} words
 * @returns {(tongue: Tongue, key: Key, ...values: (string | number)[]) => string}
 */
export function sayer(words) {
	return (tongue, key, ...values) => {
		let at = 0;
		return words[key][tongue].replace(/\{n\}/g, (hole) => String(values[at++] ?? hole));
	};
}

/**
 * A number as that language writes it.
 * @param {Tongue} tongue
 * @param {number} value
 * @param {number} [digits] after the point
 */
export function say_number(tongue, value, digits = 0) {
	const key = `${tongue}${digits}`;
	let format = formats.get(key);
	if (!format) {
		format = new Intl.NumberFormat(tongue, { minimumFractionDigits: digits,
			maximumFractionDigits: digits });
		formats.set(key, format);
	}
	return format.format(value);
}

/** Making one is slow. @type {Map<string, Intl.NumberFormat>} */
const formats = new Map();

/** A duration as a clock shows it: 0:07, 12:30, 1:02:03. @param {number} ms */
export function say_duration(ms) {
	const s = Math.max(0, Math.floor(ms / 1000));
	const two = (/** @type {number} */ n) => String(n).padStart(2, '0');
	const [hours, minutes, seconds] = [Math.floor(s / 3600), Math.floor(s / 60) % 60, s % 60];
	return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/**
 * A choice kept in the browser for the next visit; a browser that keeps nothing is fine.
 * @param {string} place
 * @returns {string | null}
 */
export function kept(place) {
	try {
		return localStorage.getItem(place);
	} catch {
		return null;
	}
}

/** @param {string} place @param {string} value */
export function keep(place, value) {
	try {
		localStorage.setItem(place, value);
	} catch {
		// it is only a convenience
	}
}
