// SPDX-License-Identifier: Apache-2.0
/*
 * Level meters, up to a hundred of them, written ten times a second: each is two elements that only
 * ever get another transform, out of a table made once, and only when it has changed. So nothing is
 * laid out and nothing is left for the garbage collector.
 */

import { copy_of } from '../ui/dom.js';

export const METER_FLOOR_DBFS = -60;
const STEPS = 120; // half a dB each
/** What lies above the level is covered, from the right. */
const REST = Array.from({ length: STEPS + 1 }, (_, step) => `scaleX(${1 - step / STEPS})`);
const PEAK = Array.from({ length: STEPS + 1 }, (_, step) => `translateX(${(100 * step) / STEPS}%)`);

/** @param {number} dbfs @returns {number} 0 to STEPS */
export function meter_step(dbfs) {
	const step = Math.round(((dbfs - METER_FLOOR_DBFS) / -METER_FLOOR_DBFS) * STEPS);
	return step > 0 ? Math.min(STEPS, step) : 0; // also for what is no number
}

export class Meter {
	constructor() {
		this.element = copy_of('meter-template');
		this.rest = /** @type {HTMLElement} */ (this.element.firstElementChild);
		this.peak = /** @type {HTMLElement} */ (this.element.lastElementChild);
		this.rms_step = -1;
		this.peak_step = -1;
		this.heard = 0; // when it was told last, in tellings
		this.show(-127, -127);
	}

	/** @param {number} rms dBFS @param {number} peak dBFS */
	show(rms, peak) {
		const rms_step = meter_step(rms);
		if (rms_step !== this.rms_step) {
			this.rms_step = rms_step;
			this.rest.style.transform = REST[rms_step];
		}
		const peak_step = meter_step(peak);
		if (peak_step !== this.peak_step) {
			this.peak_step = peak_step;
			this.peak.style.transform = PEAK[peak_step];
		}
	}
}

/** The meters of all seats and channels, by their keys. */
export class Meters {
	constructor() {
		/** @type {Map<number, Meter>} */
		this.seats = new Map();
		/** @type {Map<string, Meter>} */
		this.channels = new Map();
		this.floor = new Meter();
		this.tellings = 0;
	}

	/** @param {number} seat */
	of_seat(seat) {
		return entry(this.seats, seat);
	}

	/** @param {string} channel */
	of_channel(channel) {
		return entry(this.channels, channel);
	}

	/** A microphone that is not named is closed. @param {import('../link/staff.js').Levels} levels */
	hear(levels) {
		this.tellings += 1;
		for (const { seat, rms, peak } of levels.seats) {
			const meter = this.of_seat(seat);
			meter.heard = this.tellings;
			meter.show(rms, peak);
		}
		for (const meter of this.seats.values())
			if (meter.heard !== this.tellings)
				meter.show(-127, -127);
		for (const { id, rms, peak } of levels.channels) {
			this.of_channel(id).show(rms, peak);
			if (id === 'floor')
				this.floor.show(rms, peak);
		}
	}
}

/** @template Key @param {Map<Key, Meter>} meters @param {Key} key */
function entry(meters, key) {
	let meter = meters.get(key);
	if (!meter) {
		meter = new Meter();
		meters.set(key, meter);
	}
	return meter;
}
