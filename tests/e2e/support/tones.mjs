// SPDX-License-Identifier: Apache-2.0
/*
 * Real Opus packets of pure tones, made by ffmpeg's libopus: a booth is told by its pitch.
 */

import { execFileSync } from 'node:child_process';

/** Every channel's own pitch, Hz: no one is a harmonic of another. */
export const PITCHES = { floor: 317, zh: 433, ko: 577, mn: 743, ru: 907, en: 1093 };

/** How loud speech is, roughly: about four syllables a second, and a pause every two. */
export const SPEECH = '(0.15+0.85*pow(sin(2*PI*1.9*t),2))*(0.4+0.6*pow(sin(2*PI*0.31*t+1),2))*' +
	'min(1,max(0,12*sin(2*PI*0.5*t+0.6)+10))';

/**
 * @param {number} pitch_hz
 * @param {{frame_ms?: number, seconds?: number, bitrate?: string, amplitude?: number,
 *     spoken?: boolean}} [options] spoken: it comes and goes, as syllables and sentences do
 * @returns {Buffer[]} one Opus packet each
 */
export function tone_packets(pitch_hz, options = {}) {
	const { frame_ms = 20, seconds = 6, bitrate = '48k', amplitude = 0.25, spoken = false } = options;
	const loudness = spoken ? `${amplitude}*${SPEECH}` : amplitude;
	const source = `aevalsrc='${loudness}*sin(2*PI*${pitch_hz}*t)':s=48000:d=${seconds}`;
	const ogg = execFileSync('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', source, '-c:a', 'libopus',
		'-b:a', bitrate, '-frame_duration', String(frame_ms), '-page_duration', '1', '-f', 'ogg', '-'],
	{ maxBuffer: 1 << 26 });
	return ogg_packets(ogg).slice(2); // after OpusHead and OpusTags
}

/** The packets of an Ogg stream (RFC 3533). @param {Buffer} ogg */
export function ogg_packets(ogg) {
	/** @type {Buffer[]} */
	const packets = [];
	/** @type {Buffer[]} */
	let parts = [];
	for (let at = 0; at + 27 <= ogg.length;) {
		const segments = ogg[at + 26];
		const lacing = ogg.subarray(at + 27, at + 27 + segments);
		at += 27 + segments;
		for (const length of lacing) {
			parts.push(ogg.subarray(at, at + length));
			at += length;
			if (length < 255) {
				packets.push(Buffer.concat(parts));
				parts = [];
			}
		}
	}
	return packets;
}

/**
 * How much of a pitch is in these samples: its amplitude (Goertzel).
 * @param {ArrayLike<number>} samples
 * @param {number} rate_hz
 * @param {number} pitch_hz
 */
export function pitch_amplitude(samples, rate_hz, pitch_hz) {
	const w = 2 * Math.PI * pitch_hz / rate_hz;
	const n = samples.length;
	let re = 0;
	let im = 0;
	for (let i = 0; i < n; i++) {
		const window = 1 - Math.cos(2 * Math.PI * i / n); // Hann, mean 1
		re += samples[i] * window * Math.cos(w * i);
		im += samples[i] * window * Math.sin(w * i);
	}
	return 2 * Math.hypot(re, im) / n;
}
