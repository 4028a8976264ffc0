// SPDX-License-Identifier: Apache-2.0
/*
 * The engine as WebAssembly, without a browser: real packets in, samples out, under a clock of our
 * own.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { LISTENER_FIELDS, VOICES, VOICES_FIELDS, VOICE_FIELDS, read_status, status_length } from '../../client/web/engine/layout.js';
import { WEB } from './support/browser.mjs';
import { fields_of } from './support/headers.mjs';
import { bundle, rtp_packet, samples_of_ms } from './support/rtp.mjs';
import { PITCHES, pitch_amplitude, tone_packets } from './support/tones.mjs';

const module = new WebAssembly.Module(readFileSync(`${WEB}/engine/engine.wasm`));
const QUANTUM = 128;
const FRAME_MS = 20;
const AMPLITUDE = 0.25;

/** @type {Record<string, Buffer[]>} */
const tones = Object.fromEntries(Object.entries(PITCHES)
	.map(([channel, pitch]) => [channel, tone_packets(pitch, { amplitude: AMPLITUDE })]));

/** An engine at a rate, its clock, and what it has put out. */
class Rig {
	constructor(rate_hz = 48000) {
		this.rate_hz = rate_hz;
		this.engine = /** @type {any} */ (new WebAssembly.Instance(module, {}).exports);
		this.engine._initialize?.();
		assert.equal(this.engine.engine_init(rate_hz), 0);
		this.engine.engine_set_volume(1);
		this.frames = 0;
		/** @type {number[]} */
		this.out = [];
		/** @type {{channel: string, ssrc: number, sent: number, from_ms: number}[]} */
		this.streams = [];
		/** Which packets to lose. @type {(sent: number) => boolean} */
		this.loses = () => false;
		this.bundled = 1;
		/** @type {Buffer[]} */
		this.held = [];
	}

	now_ms() {
		return 1000 * this.frames / this.rate_hz;
	}

	/** A channel's packets begin to come. @param {string} channel @param {number} ssrc */
	stream(channel, ssrc) {
		this.streams.push({ channel, ssrc, sent: 0, from_ms: this.now_ms() });
	}

	/** @param {Uint8Array} message */
	push(message) {
		const { engine } = this;
		new Uint8Array(engine.memory.buffer, engine.engine_inbox(), message.length).set(message);
		engine.engine_push(message.length, this.now_ms() / 1000);
	}

	/** @param {{channel: string, ssrc: number, sent: number, from_ms: number}} stream */
	send(stream) {
		const opus = tones[stream.channel];
		const packet = rtp_packet({ sequence: 65530 + stream.sent, ssrc: stream.ssrc,
			timestamp: 2 ** 32 - 5000 + stream.sent * samples_of_ms(FRAME_MS), marker: stream.sent === 0,
			capture_ms: stream.sent % 10 === 0 ? 100_000 + stream.from_ms + stream.sent * FRAME_MS : undefined,
			opus: opus[stream.sent % opus.length] });
		stream.sent += 1;
		if (this.loses(stream.sent))
			return;
		this.held.push(packet);
		if (this.held.length >= this.bundled)
			this.push(this.bundled > 1 ? bundle(this.held.splice(0)) : this.held.splice(0)[0]);
	}

	/** @param {number} ms */
	run(ms) {
		const end = this.frames + this.rate_hz * ms / 1000;
		for (; this.frames < end; this.frames += QUANTUM) {
			for (const stream of this.streams)
				while (stream.from_ms + (stream.sent + 1) * FRAME_MS <= this.now_ms())
					this.send(stream);
			const at = this.engine.engine_render(QUANTUM, this.now_ms() / 1000);
			this.out.push(...new Float32Array(this.engine.memory.buffer, at, QUANTUM));
		}
	}

	/** The amplitude of a channel's tone in the last ms. @param {string} channel */
	hears(channel, ms = 200) {
		const pitch = /** @type {Record<string, number>} */ (PITCHES)[channel];
		return pitch_amplitude(this.out.slice(-this.rate_hz * ms / 1000), this.rate_hz, pitch);
	}

	status() {
		return read_status(new Float64Array(this.engine.memory.buffer, this.engine.engine_status(),
			status_length(LISTENER_FIELDS)), LISTENER_FIELDS);
	}
}

/** @param {number} got @param {number} want @param {number} [within] */
const near = (got, want, within = 0.01) =>
	assert.ok(Math.abs(got - want) <= within, `${got} is not near ${want}`);

describe('the module', () => {
	it('needs nothing from outside', () =>
		assert.deepEqual(WebAssembly.Module.imports(module), []));

	it('has the fields that layout.js names', () => {
		assert.deepEqual(fields_of('listener', 'listener_field'), LISTENER_FIELDS);
		assert.deepEqual(fields_of('voices', 'voices_field'), VOICES_FIELDS);
		assert.deepEqual(fields_of('voices', 'voice_field'), VOICE_FIELDS);
		assert.equal(fields_of('listener', 'listener_voice').length, VOICES);
	});

	it('refuses rates that no device has', () => {
		const { engine } = new Rig();
		for (const rate of [0, 4000, 400_000, NaN, -1])
			assert.notEqual(engine.engine_init(rate), 0, String(rate));
	});
});

describe('the sound', () => {
	for (const rate_hz of [48000, 44100, 32000, 16000, 8000, 96000])
		it(`plays a tone at ${rate_hz} Hz as loud and as high as it was`, () => {
			const rig = new Rig(rate_hz);
			rig.engine.engine_tune(0, 1000, 0);
			rig.stream('ko', 1000);
			rig.run(1000);
			near(rig.hears('ko'), AMPLITUDE);
			near(rig.hears('mn'), 0, 0.001);
		});

	it('is silent until it is tuned, and deaf to other streams', () => {
		const rig = new Rig();
		rig.stream('ko', 1000);
		rig.run(200);
		rig.engine.engine_tune(0, 77, 0);
		rig.run(200);
		assert.ok(rig.out.every((sample) => sample === 0));
		assert.equal(rig.status().stray_packets, rig.streams[0].sent);
	});

	it('changes the stream with a cross-fade: no hole, no click', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('ko', 1000);
		rig.run(1000);
		rig.engine.engine_tune(0, 1002, 0);
		rig.run(30); // the old one goes on while the server answers
		near(rig.hears('ko', 25), AMPLITUDE, 0.05);
		rig.streams.pop();
		rig.stream('ru', 1002);
		rig.run(400);
		near(rig.hears('ru'), AMPLITUDE);
		near(rig.hears('ko'), 0, 0.001);
		const around = rig.out.slice(rig.rate_hz * 0.95, rig.rate_hz * 1.2);
		const steepest = AMPLITUDE * 2 * Math.PI * PITCHES.ru / rig.rate_hz;
		const step = Math.max(...around.slice(1).map((sample, i) => Math.abs(sample - around[i])));
		assert.ok(step < steepest * 1.5, `largest step ${step}, of the tone itself ${steepest}`);
	});

	it('lets the old stream go when the new one never comes', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('ko', 1000);
		rig.run(1000);
		rig.engine.engine_tune(0, 1002, 0);
		rig.run(600);
		near(rig.hears('ko', 100), 0, 0.0005);
	});

	it('falls silent when tuned to nothing', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('ko', 1000);
		rig.run(500);
		rig.engine.engine_tune(0, 0, 0);
		rig.run(200);
		assert.ok(rig.out.slice(-4800).every((sample) => Math.abs(sample) < 1e-6));
	});

	it('takes the same stream anew after a reconnect', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('ko', 1000);
		rig.run(500);
		rig.streams.pop();
		rig.run(2000);
		rig.engine.engine_tune(0, 1000, 1);
		rig.stream('ko', 1000); // its numbers begin again
		rig.run(500);
		near(rig.hears('ko'), AMPLITUDE);
	});

	it('mixes two voices, each under its gain, below the volume', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.engine.engine_tune(1, 1002, 0);
		rig.engine.engine_set_gain(1, 0.2);
		rig.engine.engine_set_volume(0.5);
		rig.stream('en', 1000);
		rig.stream('floor', 1002);
		rig.run(1000);
		near(rig.hears('en'), AMPLITUDE * 0.5);
		near(rig.hears('floor'), AMPLITUDE * 0.2 * 0.5);
	});

	it('never goes over full scale, however loud the mix', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.engine.engine_tune(1, 1002, 0);
		rig.engine.engine_set_gain(0, 4);
		rig.engine.engine_set_gain(1, 4);
		rig.engine.engine_set_volume(4);
		rig.stream('en', 1000);
		rig.stream('floor', 1002);
		rig.run(1000);
		assert.ok(rig.out.every((sample) => Math.abs(sample) <= 1));
		assert.ok(rig.status().limited_samples > 0);
	});

	it('takes bundles', () => {
		const rig = new Rig();
		rig.bundled = 3;
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('mn', 1000);
		rig.run(1500);
		near(rig.hears('mn'), AMPLITUDE);
		assert.equal(rig.status().broken_packets, 0);
	});

	it('hides lost packets', () => {
		const rig = new Rig();
		rig.loses = (sent) => sent % 10 === 0;
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('mn', 1000);
		rig.run(2000);
		assert.ok(rig.hears('mn') > AMPLITUDE * 0.8, String(rig.hears('mn')));
		const [voice] = rig.status().voices;
		assert.ok(voice.lost >= 8 && voice.concealed_ms > 50, JSON.stringify(voice));
	});

	it('survives rubbish', () => {
		const rig = new Rig();
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('mn', 1000);
		rig.run(500);
		let seed = 1;
		const random = () => (seed = seed * 48271 % 2147483647);
		for (let i = 0; i < 2000; i++)
			rig.push(Uint8Array.from({ length: 1 + random() % 200 }, () => random() & 255));
		rig.engine.engine_push(0, rig.now_ms() / 1000);
		rig.engine.engine_push(1 << 30, rig.now_ms() / 1000);
		rig.engine.engine_tune(99, 1, 0);
		rig.engine.engine_set_gain(0, NaN);
		rig.engine.engine_set_gain(0, 1);
		rig.run(500);
		near(rig.hears('mn'), AMPLITUDE);
		assert.ok(rig.status().broken_packets > 100);
	});
});

describe('the status', () => {
	it('meters the mix before the volume', () => {
		const rig = new Rig();
		rig.engine.engine_set_volume(0);
		rig.engine.engine_tune(0, 1000, 0);
		rig.stream('mn', 1000);
		rig.run(1000);
		rig.status();
		rig.run(500);
		near(rig.status().rms_dbfs, 20 * Math.log10(AMPLITUDE / Math.SQRT2), 0.3);
	});

	for (const rate_hz of [48000, 44100])
		it(`knows when what is heard was captured, at ${rate_hz} Hz`, () => {
			const rig = new Rig(rate_hz);
			rig.engine.engine_tune(0, 1000, 0);
			rig.stream('mn', 1000);
			rig.run(1500);
			// captured at 100,000 + t, sent one frame later: what is heard now is a little older
			const late_ms = 100_000 + rig.now_ms() - rig.status().voices[0].capture_ms;
			assert.ok(late_ms > 20 && late_ms < 70, String(late_ms));
		});
});
