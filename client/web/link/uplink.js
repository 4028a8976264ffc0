// SPDX-License-Identifier: Apache-2.0
/*
 * A microphone's way out: packets come from the engine down its MessagePort and go into the socket,
 * unless too much stands in it already: late sound is worth nothing, and what is dropped here is
 * not in the way of what comes next. The engine is told where to send, and the server's clock.
 *
 * Before: engine's worklet. After: the server.
 */

const LATE_MS = 100; // what may stand in the socket
const PACKET_MS = 20;
const OVERHEAD_BYTES = 40; // of a packet: RTP, our extensions, the frame around it

/** @typedef {{ssrc: number, bitrate: number}} Terms */

export class Uplink {
	constructor() {
		/** @type {MessagePort | null} */
		this.port = null;
		/** @type {WebSocket | null} */
		this.socket = null;
		/** @type {Terms} */
		this.terms = { ssrc: 0, bitrate: 0 };
		/** @type {number | null} */
		this.offset_ms = null;
		this.sent = 0;
		this.dropped = 0;
	}

	/** Packets come from here now: another engine. @param {MessagePort} port */
	listen(port) {
		this.port = port;
		port.onmessage = (event) => this.send(event.data);
		this.tell();
	}

	/** Joined. @param {Terms} terms @param {WebSocket} socket */
	open({ ssrc, bitrate }, socket) {
		this.terms = { ssrc, bitrate };
		this.socket = socket;
		this.offset_ms = null; // another server's clock, perhaps
		this.tell();
	}

	close() {
		this.socket = null;
		this.terms = { ssrc: 0, bitrate: 0 };
		this.tell();
	}

	/** @param {number | null} offset_ms */
	set_offset(offset_ms) {
		if (offset_ms === this.offset_ms)
			return;
		this.offset_ms = offset_ms;
		this.tell();
	}

	/** The engine needs it all whenever any of it changes. */
	tell() {
		this.port?.postMessage({ uplink: { ...this.terms, offset_ms: this.offset_ms } });
	}

	/** @param {ArrayBuffer} packet */
	send(packet) {
		if (!this.socket)
			return;
		if (this.socket.bufferedAmount > this.room_bytes()) {
			this.dropped += 1;
			return;
		}
		this.socket.send(packet);
		this.sent += 1;
	}

	/** As much as LATE_MS of sound takes. */
	room_bytes() {
		return LATE_MS * this.terms.bitrate / 8000 + LATE_MS / PACKET_MS * OVERHEAD_BYTES;
	}
}
