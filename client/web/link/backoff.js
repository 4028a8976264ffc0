// SPDX-License-Identifier: Apache-2.0
/*
 * How long to wait before the next attempt to connect: twice as long each time, and by chance
 * anywhere in the upper half of that, so that a hall full of phones does not come back in the
 * same instant after the server restarts.
 */

const FIRST_MS = 400;
const LONGEST_MS = 8000;

export class Backoff {
	/** @param {() => number} random 0 to 1 */
	constructor(random = Math.random) {
		this.random = random;
		this.attempts = 0;
	}

	/**
	 * The wait before the next attempt.
	 * @param {number} [least_ms] never sooner than this
	 */
	next_ms(least_ms = 0) {
		const ceiling_ms = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
		this.attempts += 1;
		return least_ms + Math.round((ceiling_ms * (1 + this.random())) / 2);
	}

	/** It worked: the next failure starts over. */
	reset() {
		this.attempts = 0;
	}
}
