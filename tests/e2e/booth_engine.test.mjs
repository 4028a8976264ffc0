// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's engine as WebAssembly, without a browser: what the microphone hears becomes
 * packets that the attendee's engine plays, and nothing too loud ever leaves for the ear.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { BOOTH_FIELDS, INCIDENT_FIELDS, INCIDENT_KINDS } from '../../client/web/booth/layout.js';
import { VOICES, read_status, status_length } from '../../client/web/engine/layout.js';
import { read_rtp } from '../support/rtp.mjs';
import { WEB } from './support/browser.mjs';
import { fields_of } from './support/headers.mjs';
import { pitch_amplitude } from './support/tones.mjs';

const module = new WebAssembly.Module(readFileSync(`${WEB}/engine/booth.wasm`));
const listener_module = new WebAssembly.Module(readFileSync(`${WEB}/engine/engine.wasm`));
const QUANTUM = 128;
const SSRC = 77;
const BITRATE = 64_000;
const BEGIN_S = 1_700_000_000; // of the wall's clock
const OFFSET_MS = 500_000 - BEGIN_S * 1000; // the server's is another
const SINE_TO_RMS_DB = 3.0103;

/** @param {WebAssembly.Module} of @param {number} rate_hz @returns {any} */
function instance(of, rate_hz) {
	const engine = /** @type {any} */ (new WebAssembly.Instance(of, {}).exports);
	engine._initialize?.();
	assert.equal(engine.engine_init(rate_hz), 0);
	engine.engine_set_volume(1);
	return engine;
}

/** A console's engine, its microphone and its clock. */
class Rig {
	constructor(rate_hz = 48000) {
		this.rate_hz = rate_hz;
		this.engine = instance(module, rate_hz);
		this.engine.booth_seed(12345);
		this.frames = 0;
		/** @type {Uint8Array[]} */
		this.packets = [];
		/** @type {number[]} */
		this.out = [];
	}

	/** On the air. */
	open() {
		this.engine.booth_uplink(SSRC, BITRATE, OFFSET_MS);
		this.engine.booth_open(1, 0);
		return this;
	}

	/**
	 * @param {number} ms
	 * @param {(frame: number) => number} [microphone] none: no microphone is connected
	 */
	run(ms, microphone) {
		const { engine } = this;
		const end = this.frames + this.rate_hz * ms / 1000;
		for (; this.frames < end; this.frames += QUANTUM) {
			if (microphone)
				this.speak(Float32Array.from({ length: QUANTUM }, (_, i) => microphone(this.frames + i)));
			const at = engine.engine_render(QUANTUM, this.frames / this.rate_hz);
			this.out.push(...new Float32Array(engine.memory.buffer, at, QUANTUM));
		}
		return this;
	}

	/** @param {Float32Array} block */
	speak(block) {
		const { engine } = this;
		new Float32Array(engine.memory.buffer, engine.booth_microphone(), QUANTUM).set(block);
		engine.booth_speak(QUANTUM, BEGIN_S + this.frames / this.rate_hz);
		for (let bytes = engine.booth_packet(); bytes; bytes = engine.booth_packet())
			this.packets.push(new Uint8Array(engine.memory.buffer, engine.booth_outbox(), bytes).slice());
	}

	/** What was sent, read by somebody else's parser. */
	sent() {
		return this.packets.map((packet) => read_rtp(Buffer.from(packet)));
	}

	/** A sine. @param {number} pitch_hz @param {number} [amplitude] */
	tone(pitch_hz, amplitude = 0.25) {
		return (/** @type {number} */ frame) =>
			amplitude * Math.sin(2 * Math.PI * pitch_hz * frame / this.rate_hz);
	}

	status() {
		const { engine } = this;
		return read_status(new Float64Array(engine.memory.buffer, engine.engine_status(),
			status_length(BOOTH_FIELDS)), BOOTH_FIELDS);
	}

	incidents() {
		const { engine } = this;
		const all = [];
		for (let at = engine.booth_incident(); at; at = engine.booth_incident()) {
			const [kind, ago_ms, lasted_ms, db_spl] =
				new Float64Array(engine.memory.buffer, at, INCIDENT_FIELDS.length);
			all.push({ kind: INCIDENT_KINDS[kind], ago_ms, lasted_ms, db_spl });
		}
		return all;
	}
}

/** What an attendee hears of these packets, 20 ms apart. @param {Uint8Array[]} packets */
function listen(packets) {
	const engine = instance(listener_module, 48000);
	engine.engine_tune(0, SSRC, 0);
	const inbox = new Uint8Array(engine.memory.buffer, engine.engine_inbox(), engine.engine_inbox_bytes());
	/** @type {number[]} */
	const out = [];
	packets.forEach((packet, i) => {
		inbox.set(packet);
		engine.engine_push(packet.length, (i + 1) * 0.02);
		const at = engine.engine_render(960, (i + 1) * 0.02);
		out.push(...new Float32Array(engine.memory.buffer, at, 960));
	});
	return out;
}

/** Power mean of a stretch, as dB SPL at this headset. @param {number[]} samples
 * @param {number} full_scale_db of a sine */
function db_spl(samples, full_scale_db) {
	const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
	return 10 * Math.log10(power) + full_scale_db + SINE_TO_RMS_DB;
}

/** @param {number} got @param {number} want @param {number} within */
const near = (got, want, within) =>
	assert.ok(Math.abs(got - want) <= within, `${got} is not near ${want}`);

describe('the module', () => {
	it('needs nothing from outside', () =>
		assert.deepEqual(WebAssembly.Module.imports(module), []));

	it('has the fields that layout.js names', () => {
		assert.deepEqual(fields_of('booth', 'booth_field'), BOOTH_FIELDS);
		assert.deepEqual(fields_of('booth', 'booth_incident_field')
			.map((field) => field.replace('booth_incident_', '')).filter((field) => field !== 'fields'),
		INCIDENT_FIELDS);
		assert.equal(fields_of('booth', 'booth_voice').length, VOICES);
	});
});

describe('the microphone', () => {
	for (const rate_hz of [48000, 44100, 16000, 96000])
		it(`at ${rate_hz} Hz is heard by an attendee as loud and as high as it was`, () => {
			const rig = new Rig(rate_hz).open();
			rig.run(2000, rig.tone(743));
			const heard = listen(rig.packets).slice(-24_000);
			near(pitch_amplitude(heard, 48000, 743), 0.25, 0.02);
		});

	for (const pitch_hz of [125, 1000, 8000, 15_000])
		it(`brings ${pitch_hz} Hz through the whole way at -3 dB or better`, () => {
			const rig = new Rig(48000).open();
			rig.run(2000, rig.tone(pitch_hz));
			const level = pitch_amplitude(listen(rig.packets).slice(-24_000), 48000, pitch_hz) / 0.25;
			assert.ok(level > Math.SQRT1_2, `${(20 * Math.log10(level)).toFixed(1)} dB`);
		});

	it('numbers and marks its packets, and stamps them with the server\'s time', () => {
		const rig = new Rig(44100).open();
		rig.run(3000, rig.tone(500));
		const sent = rig.sent();
		near(sent.length, 150, 1);
		sent.forEach((packet, i) => {
			assert.equal(packet.ssrc, SSRC);
			assert.equal(packet.payload_type, 111);
			assert.equal(packet.marker, i === 0);
			assert.equal(packet.sequence, sent[0].sequence + i & 0xffff);
			assert.equal(packet.timestamp, (sent[0].timestamp + 960 * i) >>> 0);
			if (packet.capture_ms !== undefined) // less what resampler and codec hold back
				near(packet.capture_ms, 500_000 + 20 * i - 4, 3);
		});
		assert.equal(sent.filter(({ capture_ms }) => capture_ms !== undefined).length, 6);
		assert.ok(sent[0].capture_ms !== undefined);
	});

	it('says in every packet how loud it is', () => {
		const rig = new Rig().open();
		rig.run(1000, rig.tone(500, 0.5));
		for (const packet of rig.packets.slice(2)) {
			assert.equal(packet[16] & 0xf0, 0x10); // id 1, one byte
			near(packet[17] & 0x7f, 9, 1); // -9 dBov
		}
	});

	it('sends nothing while it is closed, or has nowhere to', () => {
		const rig = new Rig();
		rig.run(300, rig.tone(500));
		rig.engine.booth_open(1, 0);
		rig.run(300, rig.tone(500));
		rig.engine.booth_open(0, 0);
		rig.run(100, rig.tone(500)); // it closes without a click
		rig.engine.booth_uplink(SSRC, BITRATE, NaN);
		rig.run(300, rig.tone(500));
		assert.equal(rig.packets.length, 0);
		near(rig.status().microphone_rms_dbfs, 20 * Math.log10(0.25 / Math.SQRT2), 0.5); // but shows
	});

	it('stamps nothing until the clock is known', () => {
		const rig = new Rig();
		rig.engine.booth_open(1, 0);
		rig.engine.booth_uplink(SSRC, BITRATE, NaN);
		rig.run(1000, rig.tone(500));
		assert.ok(rig.sent().every(({ capture_ms }) => capture_ms === undefined));
		rig.engine.booth_uplink(SSRC, BITRATE, OFFSET_MS);
		rig.run(100, rig.tone(500));
		assert.ok(rig.sent().some(({ capture_ms }) => capture_ms !== undefined));
	});

	it('gives signs of life while somebody coughs, and nothing of the cough', () => {
		const rig = new Rig().open();
		rig.run(500, rig.tone(500));
		rig.engine.booth_open(1, 1);
		rig.run(500, rig.tone(900));
		const before = rig.packets.length;
		rig.run(4000, rig.tone(900));
		near(rig.packets.length - before, 10, 1);
		near(pitch_amplitude(listen(rig.packets).slice(-4800), 48000, 900), 0, 0.001);
	});

	it('goes on where it belongs after the device was gone', () => {
		const rig = new Rig().open();
		rig.run(1000, rig.tone(500));
		const before = rig.sent().length;
		rig.run(2000); // nothing is connected
		rig.run(1000, rig.tone(500));
		const [last, next] = rig.sent().slice(before - 1);
		near((next.timestamp - last.timestamp) / 48, 2020, 30);
		assert.ok(next.marker && next.capture_ms !== undefined);
		assert.equal(rig.status().microphone_holes, 1);
	});

	it('counts what is clipped', () => {
		const rig = new Rig();
		rig.run(1000, (frame) => Math.max(-1, Math.min(1, rig.tone(500, 2)(frame))));
		assert.ok(rig.status().microphone_clipped > 10_000);
	});

	for (const [top_hz, told] of /** @type {[number, [number, number]][]} */ ([
		[3400, [3000, 4500]], [7600, [7500, 9500]], [15_000, [14_500, 20_000]]]))
		it(`tells that a device's sound ends at ${top_hz} Hz`, () => {
			const rig = new Rig();
			const voice = synthetic_voice(top_hz);
			rig.run(6000, (frame) => voice[frame % voice.length]);
			const { microphone_band_hz } = rig.status();
			assert.ok(microphone_band_hz >= told[0] && microphone_band_hz <= told[1],
				String(microphone_band_hz));
		});
});

/** A second of syllables with power up to a frequency, falling as a voice's does.
 * @param {number} top_hz */
function synthetic_voice(top_hz) {
	const second = new Float32Array(48000);
	for (let hz = 150; hz <= top_hz; hz += 150) {
		const phase = hz * hz % 6.28;
		const amplitude = 0.05 * 300 / (hz + 300);
		for (let i = 0; i < second.length; i++)
			second[i] += amplitude * Math.sin(2 * Math.PI * hz * i / 48000 + phase);
	}
	return second.map((sample, i) => sample * Math.sin(2 * Math.PI * 2 * i / 48000) ** 2);
}

describe('the own voice', () => {
	for (const rate_hz of [48000, 44100, 96000, 16000])
		it(`is in the ear within 6 ms and a block at ${rate_hz} Hz`, (test) => {
			const rig = new Rig(rate_hz);
			rig.engine.booth_set_headset(90);
			rig.engine.booth_set_own(1);
			const at = Math.round(rate_hz / 2);
			rig.run(1000, (frame) => (frame === at ? 0.5 : 0));
			const loudest = rig.out.reduce((best, sample, i) =>
				(Math.abs(sample) > Math.abs(rig.out[best]) ? i : best), 0);
			const late_ms = 1000 * (loudest - at) / rate_hz;
			test.diagnostic(`${late_ms.toFixed(2)} ms`);
			assert.ok(Math.abs(rig.out[loudest]) > 0.2, String(rig.out[loudest]));
			assert.ok(late_ms >= 0 && late_ms < 6 + 1000 * QUANTUM / rate_hz, String(late_ms));
		});

	it('has a gain of its own', () => {
		const rig = new Rig();
		rig.engine.booth_set_headset(90);
		rig.run(500, rig.tone(500));
		assert.ok(rig.out.every((sample) => sample === 0));
		rig.engine.booth_set_own(0.5);
		rig.run(500, rig.tone(500));
		near(pitch_amplitude(rig.out.slice(-9600), 48000, 500), 0.125, 0.005);
	});

	it('has no holes', () => {
		const rig = new Rig(44100);
		rig.engine.booth_set_headset(90);
		rig.engine.booth_set_own(1);
		rig.run(5000, rig.tone(500));
		const steepest = 0.25 * 2 * Math.PI * 500 / 44100;
		const step = rig.out.slice(22_050).reduce((most, sample, i, all) =>
			Math.max(most, Math.abs(sample - (all[i - 1] ?? sample))), 0);
		assert.ok(step < steepest * 1.1, `largest step ${step}, of the tone itself ${steepest}`);
	});

	it('obeys bass and treble', () => {
		const rig = new Rig();
		rig.engine.booth_set_headset(90);
		rig.engine.booth_set_own(1);
		rig.engine.booth_set_tone(6, -12);
		rig.run(2000, (frame) => rig.tone(60, 0.1)(frame) + rig.tone(15_000, 0.1)(frame));
		near(20 * Math.log10(pitch_amplitude(rig.out.slice(-24_000), 48000, 60) / 0.1), 6, 1);
		near(20 * Math.log10(pitch_amplitude(rig.out.slice(-24_000), 48000, 15_000) / 0.1), -12, 1);
	});
});

describe('both voices', () => {
	it('are heard with the own one, each under its gain', () => {
		const rig = new Rig();
		const speakers = [[400, 1001], [700, 1002]].map(([pitch_hz, ssrc]) => {
			const other = new Rig();
			other.engine.booth_uplink(ssrc, BITRATE, OFFSET_MS);
			other.engine.booth_open(1, 0);
			return other.run(2000, other.tone(pitch_hz)).packets;
		});
		rig.engine.booth_set_headset(90);
		rig.engine.engine_tune(0, 1001, 0);
		rig.engine.engine_tune(1, 1002, 0);
		rig.engine.engine_set_gain(0, 0.5);
		rig.engine.engine_set_gain(1, 1);
		rig.engine.booth_set_own(0.2);
		for (let i = 0; i < speakers[0].length - 1; i++) {
			for (const packets of speakers) {
				new Uint8Array(rig.engine.memory.buffer, rig.engine.engine_inbox()).set(packets[i]);
				rig.engine.engine_push(packets[i].length, rig.frames / 48000);
			}
			rig.run(20, rig.tone(1100));
		}
		const heard = rig.out.slice(-24_000);
		near(pitch_amplitude(heard, 48000, 400), 0.125, 0.01);
		near(pitch_amplitude(heard, 48000, 700), 0.25, 0.02);
		near(pitch_amplitude(heard, 48000, 1100), 0.05, 0.005);
		const { voices } = rig.status();
		near(voices[0].peak_dbfs, -18, 1);
		near(voices[1].peak_dbfs, -12, 1);
	});
});

describe('hearing protection, at the output', () => {
	/** Sounds that no ear should get, at 4 times full scale. @type {Record<string, (t_s: number) => number>} */
	const SOUNDS = {
		'a sine': (t_s) => Math.sin(2 * Math.PI * 1000 * t_s),
		'a square wave': (t_s) => Math.sign(Math.sin(2 * Math.PI * 300 * t_s)),
		'a squeal': (t_s) => Math.sin(2 * Math.PI * 6100 * t_s),
		'bursts': (t_s) => (t_s % 0.3 < 0.05 ? Math.sign(Math.sin(2 * Math.PI * 900 * t_s)) : 0),
	};

	for (const headset_db of [100, 112, 130])
		for (const rate_hz of [48000, 44100, 16000])
			for (const [name, sound] of Object.entries(SOUNDS))
				it(`holds ${name} for a headset of ${headset_db} dB at ${rate_hz} Hz`, () => {
					const rig = new Rig(rate_hz);
					rig.engine.booth_set_headset(headset_db);
					rig.engine.booth_set_own(4);
					rig.engine.booth_set_tone(12, 12);
					rig.engine.engine_set_volume(4);
					rig.run(1500, (frame) => sound(frame / rate_hz));
					const highest = rig.out.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
					const ceiling = 10 ** (Math.min(100 - headset_db - SINE_TO_RMS_DB, -0.1) / 20);
					assert.ok(highest <= ceiling * 1.0001, `${highest} over ${ceiling}`);
					const tenth = rate_hz / 10;
					for (let at = rate_hz / 2; at + tenth <= rig.out.length; at += tenth) {
						const level = db_spl(rig.out.slice(at, at + tenth), headset_db);
						assert.ok(level < 94.3, `${level} dB SPL for 100 ms`);
					}
				});

	it('tells what it had to do, and when', () => {
		const rig = new Rig();
		rig.engine.booth_set_own(1);
		rig.run(1000, rig.tone(500, 0.01));
		rig.run(500, rig.tone(500, 0.9));
		rig.run(2000, rig.tone(500, 0.01));
		const incidents = rig.incidents();
		assert.deepEqual(incidents.map(({ kind }) => kind).sort(), ['long', 'peak']);
		for (const { ago_ms, lasted_ms, db_spl: level } of incidents) {
			near(ago_ms, 2500, 120);
			near(lasted_ms, 500, 150);
			assert.ok(level > 96 && level < 116, String(level));
		}
		assert.deepEqual(rig.incidents(), []);
	});

	it('takes no nonsense for a headset', () => {
		const rig = new Rig();
		for (const db of [NaN, -5, 1e9, Infinity, 0]) {
			rig.engine.booth_set_headset(db);
			rig.engine.booth_set_own(NaN);
			rig.engine.booth_set_tone(NaN, 1e9);
			rig.run(50, () => NaN);
		}
		assert.ok(rig.out.every(Number.isFinite));
	});
});
