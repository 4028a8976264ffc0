// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's engine at work on the browser's sound thread. What the microphone brings is
 * put in first, so the own voice is in the ear with the same block; packets go straight to the
 * connection's Worker.
 *
 * Before: the microphone, link/link.worker.js. After: link/link.worker.js, the headset.
 */

import { status_length } from '../engine/layout.js';
import { EngineProcessor } from '../engine/processor.js';
import { BOOTH_FIELDS, INCIDENT_FIELDS, INCIDENT_KINDS } from './layout.js';

/** @typedef {import('../engine/layout.js').EngineOrder} EngineOrder */
/** @typedef {import('../engine/layout.js').Tuning} Tuning */
/** @typedef {import('./layout.js').BoothOrder} BoothOrder */

/**
 * @typedef {object} Microphone
 * @property {(random: number) => void} booth_seed
 * @property {() => number} booth_microphone
 * @property {(frames: number, captured_s: number) => void} booth_speak
 * @property {() => number} booth_packet
 * @property {() => number} booth_outbox
 * @property {(open: number, coughing: number) => void} booth_open
 * @property {(ssrc: number, bitrate_bps: number, offset_ms: number) => void} booth_uplink
 */

/**
 * @typedef {object} Headset
 * @property {(gain: number) => void} booth_set_own
 * @property {(bass_db: number, treble_db: number) => void} booth_set_tone
 * @property {(db_spl: number) => void} booth_set_headset
 * @property {() => number} booth_incident
 */

/** @typedef {import('../engine/processor.js').EngineExports & Microphone & Headset} BoothExports */

const INPUT_MS = 10; // a microphone's way to us where the browser does not say

/** @extends {EngineProcessor<BoothExports>} */
class BoothProcessor extends EngineProcessor {
	/** @param {{processorOptions: {wasm: ArrayBuffer}}} options */
	constructor(options) {
		super(options, status_length(BOOTH_FIELDS));
		this.engine.booth_seed(Math.floor(Math.random() * 2 ** 53));
		this.input_ms = INPUT_MS;
	}

	/** @param {EngineOrder & BoothOrder} order */
	obey(order) {
		super.obey(order);
		const { engine } = this;
		if (order.own !== undefined)
			engine.booth_set_own(order.own);
		if (order.tone)
			engine.booth_set_tone(order.tone.bass_db, order.tone.treble_db);
		if (order.headset_db_spl !== undefined)
			engine.booth_set_headset(order.headset_db_spl);
		if (order.gate)
			engine.booth_open(order.gate === 'closed' ? 0 : 1, order.gate === 'cough' ? 1 : 0);
		if (order.input_ms !== undefined)
			this.input_ms = order.input_ms || INPUT_MS;
	}

	/** @param {Tuning} tuning */
	tune(tuning) {
		super.tune(tuning);
		if ('uplink' in tuning) {
			const { ssrc, bitrate, offset_ms } = tuning.uplink;
			this.engine.booth_uplink(ssrc, bitrate, offset_ms ?? NaN);
		}
	}

	/**
	 * @param {Float32Array[][]} inputs
	 * @param {Float32Array[][]} outputs
	 */
	process(inputs, outputs) {
		const spoken = inputs[0][0];
		if (spoken)
			this.speak(spoken);
		this.play(outputs);
		return true;
	}

	/** @param {Float32Array} spoken */
	speak(spoken) {
		const { engine } = this;
		new Float32Array(this.memory, engine.booth_microphone(), spoken.length).set(spoken);
		const block_ms = 1000 * spoken.length / sampleRate;
		engine.booth_speak(spoken.length, (Date.now() - this.input_ms - block_ms) / 1000);
		for (let bytes = engine.booth_packet(); bytes > 0; bytes = engine.booth_packet()) {
			const packet = new Uint8Array(this.memory, engine.booth_outbox(), bytes).slice().buffer;
			this.line?.postMessage(packet, [packet]);
		}
	}

	report() {
		super.report();
		for (let at = this.engine.booth_incident(); at; at = this.engine.booth_incident()) {
			const [kind, ago_ms, lasted_ms, db_spl] =
				new Float64Array(this.memory, at, INCIDENT_FIELDS.length);
			this.port.postMessage({ incident: { kind: INCIDENT_KINDS[kind],
				wall_ms: Date.now() - ago_ms, lasted_ms, db_spl } });
		}
	}
}

registerProcessor('tumen-booth', BoothProcessor);
