// SPDX-License-Identifier: Apache-2.0
/*
 * RTP packets as a server of tumen.v1 writes them: one Opus packet, audio level, capture time.
 */

const CLOCK_HZ = 48000;
export const PAYLOAD_TYPE = 111;

/**
 * @param {{sequence: number, timestamp: number, ssrc: number, marker?: boolean,
 *     capture_ms?: number, opus: Uint8Array}} packet
 * @returns {Buffer}
 */
export function rtp_packet({ sequence, timestamp, ssrc, marker = false, capture_ms, opus }) {
	const extension = capture_ms === undefined ? Buffer.from([0x10, 30, 0, 0]) :
		Buffer.concat([Buffer.from([0x10, 30, 0x27]), capture_time(capture_ms), Buffer.alloc(1)]);
	const header = Buffer.alloc(16);
	header[0] = 0x90; // version 2, extension
	header[1] = (marker ? 0x80 : 0) | PAYLOAD_TYPE;
	header.writeUInt16BE(sequence & 0xffff, 2);
	header.writeUInt32BE(timestamp >>> 0, 4);
	header.writeUInt32BE(ssrc, 8);
	header.writeUInt16BE(0xbede, 12);
	header.writeUInt16BE(extension.length / 4, 14);
	return Buffer.concat([header, extension, opus]);
}

/** 32.32 fixed-point seconds. @param {number} ms */
function capture_time(ms) {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(Math.round(ms * 2 ** 32 / 1000)));
	return bytes;
}

/** Several packets in one message. @param {Buffer[]} packets */
export function bundle(packets) {
	return Buffer.concat(packets.flatMap((packet) => {
		const length = Buffer.alloc(2);
		length.writeUInt16BE(packet.length);
		return [length, packet];
	}));
}

export const samples_of_ms = (/** @type {number} */ ms) => ms * CLOCK_HZ / 1000;
