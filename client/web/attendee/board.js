// SPDX-License-Identifier: Apache-2.0
/*
 * The board with what the operator announces: the newest stays until it is dismissed, another one
 * comes or it is over; those before it can be unfolded. A screen reader is told politely, once.
 *
 * Before: state.js. After: the visitor; main.js hears what was dismissed.
 */

import { say, say_time } from './language.js';
import { announcements_of } from './state.js';

/** @typedef {import('./language.js').Tongue} Tongue */
/** @typedef {import('./state.js').Announcement} Announcement */
/** @typedef {import('./state.js').State} State */

/** @template {HTMLElement} T @param {string} id @returns {T} */
const part = (id) => /** @type {T} */ (/** @type {unknown} */ (document.getElementById(id)));

export class Board {
	/** @param {() => void} dismiss */
	constructor(dismiss) {
		this.shown = '';
		part('board-close').onclick = () => {
			dismiss();
			part('board-summary').focus(); // the button that had the focus is gone
		};
	}

	/** @param {Tongue} tongue @param {State} state */
	show(tongue, state) {
		const { shown, earlier } = announcements_of(state);
		const now = JSON.stringify([tongue, shown, earlier]);
		if (now === this.shown)
			return;
		this.shown = now;
		part('board').classList.toggle('shown', shown !== null);
		part('board-text').textContent = shown?.text ?? '';
		part('board-name').textContent = shown ? say(tongue, 'announcement') : '';
		part('board-time').textContent = shown ? say_time(tongue, shown.wall_ms) : '';
		part('board-close').hidden = shown === null;
		part('board-close').setAttribute('aria-label', say(tongue, 'announcement_close'));
		part('board-earlier').hidden = earlier.length === 0;
		part('board-summary').textContent = say(tongue, 'announcements_earlier', earlier.length);
		part('board-list').replaceChildren(...earlier.map((one) => line(tongue, one)));
	}
}

/** @param {Tongue} tongue @param {Announcement} announcement */
function line(tongue, { text, wall_ms }) {
	const item = document.createElement('li');
	const time = document.createElement('time');
	time.textContent = say_time(tongue, wall_ms);
	const words = document.createElement('span');
	words.dir = 'auto';
	words.textContent = text;
	item.append(time, words);
	return item;
}
