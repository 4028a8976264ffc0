// SPDX-License-Identifier: Apache-2.0
/*
 * Tells live packets from those that lay in a receive buffer while this browser slept. A socket
 * that was not read for a while holds half a minute of sound; all of it arrives at once when the
 * page wakes up, and nobody wants to hear it. RTP timestamps tell: a packet's transit (arrival
 * minus timestamp) is compared with the shortest transit seen, which is let rise slowly, since two
 * clocks never run quite alike.
 *
 * When packets stay old for longer than any backlog takes to drain, it is the timestamps that
 * have jumped, not the packets that are late: then it starts over from the newest.
 */

const STALE_MS = 1000; // far above what the jitter buffer can follow
const PATIENCE_MS = 2000; // of nothing but stale packets
const TICKS_PER_MS = 48; // RTP clock of Opus
const LEAK = 0.001; // ms per ms: more than any two clocks differ

/**
 * One stream as it was so far; all but the counts in ms.
 * @typedef {object} Source
 * @property {number} timestamp the last packet's
 * @property {number} ticks the same, unwrapped
 * @property {number} arrival_ms when that came
 * @property {number} base_ms the shortest transit
 * @property {number} stale_since_ms negative: not stale
 * @property {number} least_late_ms since then
 */

export class Freshness {
	constructor() {
		/** @type {Map<number, Source>} by SSRC */
		this.sources = new Map();
	}

	/**
	 * Is this RTP packet worth playing?
	 * @param {DataView} rtp the packet's header, 12 bytes or more
	 * @param {number} arrival_ms
	 */
	fresh(rtp, arrival_ms) {
		const timestamp = rtp.getUint32(4);
		const ssrc = rtp.getUint32(8);
		let source = this.sources.get(ssrc);
		if (!source) {
			const base_ms = arrival_ms - timestamp / TICKS_PER_MS;
			source = { timestamp, ticks: timestamp, arrival_ms, base_ms,
				stale_since_ms: -1, least_late_ms: 0 };
			this.sources.set(ssrc, source);
		}
		return judge(source, timestamp, arrival_ms);
	}

	/** Forgets all: a new connection. */
	reset() {
		this.sources.clear();
	}
}

/**
 * @param {Source} source
 * @param {number} timestamp
 * @param {number} arrival_ms
 */
function judge(source, timestamp, arrival_ms) {
	source.ticks += (timestamp - source.timestamp) | 0; // wraps at 32 bits, signed
	const transit_ms = arrival_ms - source.ticks / TICKS_PER_MS;
	const leaked_ms = source.base_ms + LEAK * (arrival_ms - source.arrival_ms);
	source.base_ms = Math.min(leaked_ms, transit_ms);
	source.timestamp = timestamp;
	source.arrival_ms = arrival_ms;

	const late_ms = transit_ms - source.base_ms;
	if (late_ms < STALE_MS) {
		source.stale_since_ms = -1;
		return true;
	}
	if (source.stale_since_ms < 0) {
		source.stale_since_ms = arrival_ms;
		source.least_late_ms = late_ms;
	}
	source.least_late_ms = Math.min(source.least_late_ms, late_ms);
	if (arrival_ms - source.stale_since_ms < PATIENCE_MS)
		return false;
	source.base_ms += source.least_late_ms;
	source.stale_since_ms = -1;
	return true;
}
