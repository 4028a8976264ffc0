// SPDX-License-Identifier: Apache-2.0
/*
 * The form for the event's PIN. Shows why it is there and reports what was entered; what is right
 * decides the server.
 *
 * Before: state.js. After: the visitor; main.js hears what was entered.
 */

import { say } from './language.js';

/** @typedef {import('./language.js').Key} Key */
/** @typedef {import('./language.js').Tongue} Tongue */
/** @typedef {import('./state.js').State} State */

/** @type {Record<import('./state.js').Door, Key | null>} */
const COMPLAINTS = { asked: null, wrong: 'pin_wrong', limited: 'pin_limited' };

/** @template {HTMLElement} T @param {string} id @returns {T} */
const part = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

export class Door {
	/** @param {(pin: string) => void} enter */
	constructor(enter) {
		/** @type {HTMLInputElement} */
		this.field = part('pin');
		this.shown = '';
		part('door').onsubmit = (event) => {
			event.preventDefault();
			const pin = this.field.value.trim();
			if (pin === '')
				this.field.focus();
			else if (part('pin-enter').getAttribute('aria-disabled') !== 'true')
				enter(pin);
		};
		// the complaint was about what stood there before
		this.field.oninput = () => this.complain('');
	}

	/** @param {Tongue} tongue @param {State} state */
	show(tongue, { door, link }) {
		const trying = door !== null && link !== 'refused';
		const appears = door !== null && part('door').hidden;
		const leaves = door === null && part('door').contains(document.activeElement);
		part('door').hidden = door === null;
		part('pin-enter').setAttribute('aria-disabled', String(trying));
		part('pin-word').textContent = say(tongue, trying ? 'pin_trying' : 'pin_enter');
		const now = `${door} ${trying} ${tongue}`;
		if (appears)
			this.field.focus(); // nothing else can be done here, and a screen reader says so
		if (leaves)
			part('stage-name').focus(); // where the next thing to do is said
		if (now === this.shown)
			return;
		this.shown = now;
		const complaint = door === null || (trying && door === 'wrong') ? null : COMPLAINTS[door];
		this.complain(complaint === null ? '' : say(tongue, complaint));
		if (door === null)
			this.field.value = '';
		else if (complaint === 'pin_wrong')
			this.field.select();
	}

	/** @param {string} text */
	complain(text) {
		part('pin-complaint').textContent = text;
		this.field.setAttribute('aria-invalid', String(text !== ''));
	}
}
