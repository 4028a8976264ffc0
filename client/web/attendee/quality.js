// SPDX-License-Identifier: Apache-2.0
/*
 * Chooses the rendition by how the line does: down to `low` when too much of the sound is missing,
 * back up when it was clean for a while. Each time `high` fails again, the next try waits twice as
 * long, so that a poor line is not made poorer by trying.
 */

/** @typedef {'high' | 'low'} Rendition */

/**
 * Counters since the engine began; they only rise, and start over with another engine.
 * @typedef {{packets: number, missing: number, breaks: number}} Tally
 */

const LOOK_MS = 5000;
const MISSING_SHARE = 0.04; // of the packets: more than concealment can hide
const BREAKS = 2; // run dry so often
const TRY_AGAIN_MS = 30_000;
const TRY_AGAIN_MOST_MS = 480_000;

export class Quality {
	constructor() {
		/** @type {Rendition} */
		this.rendition = 'high';
		/** @type {{at_ms: number, tally: Tally} | null} */
		this.mark = null;
		this.clean_since_ms = 0;
		this.try_again_ms = TRY_AGAIN_MS;
	}

	/**
	 * @param {number} now_ms
	 * @param {Tally} tally
	 * @returns {Rendition} what to ask for from now on
	 */
	look(now_ms, tally) {
		if (!this.mark || tally.packets < this.mark.tally.packets) {
			this.mark = { at_ms: now_ms, tally };
			this.clean_since_ms = now_ms;
			return this.rendition;
		}
		if (now_ms - this.mark.at_ms < LOOK_MS)
			return this.rendition;
		const bad = is_bad(this.mark.tally, tally);
		this.mark = { at_ms: now_ms, tally };
		if (bad)
			this.step_down(now_ms);
		else if (this.rendition === 'low' && now_ms - this.clean_since_ms >= this.try_again_ms)
			this.step_up(now_ms);
		return this.rendition;
	}

	/** Something else was chosen or the connection is new: what was counted does not matter. */
	restart() {
		this.mark = null;
	}

	/** @param {number} now_ms */
	step_down(now_ms) {
		this.clean_since_ms = now_ms;
		if (this.rendition === 'low')
			return;
		this.rendition = 'low';
		this.mark = null;
	}

	/** @param {number} now_ms */
	step_up(now_ms) {
		this.rendition = 'high';
		this.clean_since_ms = now_ms;
		this.try_again_ms = Math.min(this.try_again_ms * 2, TRY_AGAIN_MOST_MS);
		this.mark = null;
	}
}

/**
 * @param {Tally} then
 * @param {Tally} now
 */
function is_bad(then, now) {
	const missing = now.missing - then.missing;
	const expected = now.packets - then.packets + missing;
	return missing > expected * MISSING_SHARE || now.breaks - then.breaks >= BREAKS;
}
