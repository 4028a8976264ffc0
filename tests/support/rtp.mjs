// SPDX-License-Identifier: Apache-2.0
/*
 * RTP as protocol.md section 6 has it, written and read without the project's own code.
 */

import assert from 'node:assert/strict';

/**
 * @typedef {{sequence: number, timestamp: number, ssrc: number, marker: boolean,
 *     payload_type: number, capture_ms?: number, opus: Buffer}} Packet
 */

/** @param {Partial<Packet>} packet @returns {Buffer} */
export function write_rtp({ sequence = 0, timestamp = 0, ssrc = 0, marker = false,
	payload_type = 111, capture_ms, opus = Buffer.alloc(1) }) {
	const header = Buffer.alloc(12);
	header[0] = capture_ms === undefined ? 0x80 : 0x90;
	header[1] = (marker ? 0x80 : 0) | payload_type;
	header.writeUInt16BE(sequence & 0xffff, 2);
	header.writeUInt32BE(timestamp >>> 0, 4);
	header.writeUInt32BE(ssrc >>> 0, 8);
	if (capture_ms === undefined)
		return Buffer.concat([header, opus]);
	const extension = Buffer.alloc(16); // RFC 8285: 0xbede, 3 words; id 2, 8 bytes
	extension.writeUInt16BE(0xbede, 0);
	extension.writeUInt16BE(3, 2);
	extension[4] = 0x27;
	extension.writeBigUInt64BE(BigInt(Math.round(capture_ms / 1000 * 2 ** 32)), 5);
	return Buffer.concat([header, extension, opus]);
}

/** @param {Buffer} bytes @returns {Packet} */
export function read_rtp(bytes) {
	assert.equal(bytes[0] >> 6, 2, 'RTP version');
	assert.equal(bytes[0] & 0x2f, 0, 'no padding, no CSRC');
	let at = 12;
	let capture_ms;
	if (bytes[0] & 0x10) {
		assert.equal(bytes.readUInt16BE(at), 0xbede);
		const end = at + 4 + 4 * bytes.readUInt16BE(at + 2);
		for (at += 4; at < end && bytes[at];) {
			const length = (bytes[at] & 15) + 1;
			if (bytes[at] >> 4 === 2)
				capture_ms = Number(bytes.readBigUInt64BE(at + 1)) / 2 ** 32 * 1000;
			at += 1 + length;
		}
		at = end;
	}
	return {
		sequence: bytes.readUInt16BE(2),
		timestamp: bytes.readUInt32BE(4),
		ssrc: bytes.readUInt32BE(8),
		marker: (bytes[1] & 0x80) !== 0,
		payload_type: bytes[1] & 0x7f,
		capture_ms,
		opus: bytes.subarray(at),
	};
}

/** The sound in an Opus packet, by RFC 6716 section 3.1, in samples at 48 kHz. @param {Buffer} opus */
export function opus_samples(opus) {
	const config = opus[0] >> 3;
	const silk = [480, 960, 1920, 2880][config & 3];
	const celt = [120, 240, 480, 960][config & 3];
	const frame = config < 12 ? silk : config < 16 ? [480, 960][config & 1] : celt;
	return frame * [1, 2, 2, opus[1] & 63][opus[0] & 3];
}
