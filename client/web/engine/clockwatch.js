// SPDX-License-Identifier: Apache-2.0
/*
 * Watches a sound device's clock against the wall's. Phones leave a context behind that says it is
 * running while its clock stands still (after a call, a headset pulled out), or that runs at
 * another rate than it claims; nothing helps but a new one.
 */

const OVER_MS = 3000; // judged over so long a stretch
const SLOWEST = 0.9;
const FASTEST = 1.1;
const SLEPT_MS = 5000; // a hole so long between two looks means that the browser slept

export class ClockWatch {
	constructor() {
		/** @type {{device_s: number, wall_ms: number} | null} */
		this.mark = null;
		this.looked_ms = 0;
	}

	/**
	 * Call it about once a second while the context says that it is running.
	 * @param {number} device_s its clock
	 * @param {number} wall_ms ours
	 * @returns {boolean} false: the clock cannot be trusted, build another context
	 */
	sound(device_s, wall_ms) {
		const slept = wall_ms - this.looked_ms > SLEPT_MS || wall_ms < this.looked_ms;
		this.looked_ms = wall_ms;
		if (!this.mark || slept) {
			this.mark = { device_s, wall_ms };
			return true;
		}
		const wall_s = (wall_ms - this.mark.wall_ms) / 1000;
		if (wall_s * 1000 < OVER_MS)
			return true;
		const pace = (device_s - this.mark.device_s) / wall_s;
		this.mark = { device_s, wall_ms };
		return pace > SLOWEST && pace < FASTEST;
	}

	/** Another context, or one that was suspended. */
	reset() {
		this.mark = null;
	}
}
