// SPDX-License-Identifier: Apache-2.0
/*
 * How far the server's clock lies ahead of ours, from ping and pong. Of the last few exchanges
 * the one with the shortest round trip is believed, since queues only ever lengthen one way or
 * the other.
 */

const KEPT = 8;

export class Offset {
	constructor() {
		/** @type {{round_trip_ms: number, offset_ms: number}[]} */
		this.exchanges = [];
	}

	/**
	 * One exchange, in ms: we sent at, the server's clock in its answer, we received at.
	 * @param {number} sent_ms
	 * @param {number} server_ms
	 * @param {number} received_ms
	 */
	add(sent_ms, server_ms, received_ms) {
		const round_trip_ms = received_ms - sent_ms;
		if (!(round_trip_ms >= 0) || !Number.isFinite(server_ms))
			return;
		this.exchanges.push({ round_trip_ms, offset_ms: server_ms - (sent_ms + received_ms) / 2 });
		if (this.exchanges.length > KEPT)
			this.exchanges.shift();
	}

	/** Another server, or another start of it: its clock is another one. */
	reset() {
		this.exchanges = [];
	}

	/** @returns {{offset_ms: number, round_trip_ms: number} | null} null before the first answer */
	best() {
		if (this.exchanges.length === 0)
			return null;
		return this.exchanges.reduce((a, b) => (b.round_trip_ms < a.round_trip_ms ? b : a));
	}
}
