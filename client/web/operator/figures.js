// SPDX-License-Identifier: Apache-2.0
/*
 * What the figures say of the last seconds: counters only rise, so a loss is a difference.
 */

/** @typedef {import('../link/staff.js').Figures} Figures */

/** A seat's counters at one time. @typedef {{packets: number, lost: number}} Mark */

const SECONDS = 10; // a loss stays to be seen for so long
export const LOSS_BAD = 2; // per cent; concealment hides less
export const JITTER_BAD_MS = 60;
export const LOUDNESS_RIGHT = /** @type {const} */ ([-32, -16]); // LUFS: what the leveller evens out

/**
 * @param {Map<number, Mark[]>} marks
 * @param {Figures} figures
 * @returns {Map<number, Mark[]>} without the seats that have no figures any more
 */
export function add_marks(marks, figures) {
	/** @type {Map<number, Mark[]>} */
	const next = new Map();
	for (const { seat, packets = 0, lost = 0 } of figures.seats) {
		const had = marks.get(seat) ?? [];
		const anew = had.length > 0 && packets < had[had.length - 1].packets;
		next.set(seat, [...(anew ? [] : had), { packets, lost }].slice(-SECONDS - 1));
	}
	return next;
}

/**
 * The share of the packets of the last seconds that never came in time.
 * @param {Mark[] | undefined} marks
 * @returns {number | null} per cent
 */
export function loss_of(marks) {
	if (!marks || marks.length < 2)
		return null;
	const [first, last] = [marks[0], marks[marks.length - 1]];
	const lost = last.lost - first.lost;
	const expected = last.packets - first.packets + lost;
	return expected > 0 ? (100 * lost) / expected : null;
}
