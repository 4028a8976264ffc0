// SPDX-License-Identifier: Apache-2.0
/*
 * The true delay, from the microphone to the ear: the moment the sound leaves the loudspeaker, on
 * the server's clock, minus the moment it was captured. The figure is the median of the last
 * seconds, since browsers ask for sound in bursts, and moves only when it really has changed.
 */

const KEPT = 31;
const STEADY_MS = 4; // a difference nobody needs to see

export class Lag {
	constructor() {
		/** @type {number[]} */
		this.samples = [];
		/** @type {number | null} */
		this.shown_ms = null;
	}

	/**
	 * @param {number} wall_ms our clock when it is heard
	 * @param {number} offset_ms the server's clock minus ours
	 * @param {number} capture_ms the server's clock when it was captured
	 * @returns {number} ms
	 */
	add(wall_ms, offset_ms, capture_ms) {
		this.samples.push(wall_ms + offset_ms - capture_ms);
		if (this.samples.length > KEPT)
			this.samples.shift();
		const sorted = [...this.samples].sort((a, b) => a - b);
		const median_ms = Math.max(0, sorted[sorted.length >> 1]);
		if (this.shown_ms === null || Math.abs(median_ms - this.shown_ms) >= STEADY_MS)
			this.shown_ms = median_ms;
		return this.shown_ms;
	}

	/** Another stream, or another clock. */
	reset() {
		this.samples = [];
		this.shown_ms = null;
	}
}
