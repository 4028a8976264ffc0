// SPDX-License-Identifier: Apache-2.0
/*
 * What every page's engine has in common on the browser's sound thread: messages come from the
 * connection's Worker, samples are pulled by the sound device, 128 at a time. The module comes as
 * bytes and is compiled here, before the first sound: some browsers refuse to hand a compiled
 * module across threads.
 *
 * Time is the sound device's own, so that lateness is measured against what is played.
 *
 * Before: link/link.worker.js. After: the loudspeaker; player.js hears how it goes.
 */

import { VOICES } from './layout.js';

/** @typedef {import('./layout.js').EngineOrder} EngineOrder */
/** @typedef {import('./layout.js').Tuning} Tuning */

/**
 * @typedef {object} EngineExports
 * @property {WebAssembly.Memory} memory
 * @property {() => void} [_initialize]
 * @property {(rate_hz: number) => number} engine_init
 * @property {() => number} engine_inbox
 * @property {() => number} engine_inbox_bytes
 * @property {(bytes: number, now_s: number) => void} engine_push
 * @property {(voice: number, ssrc: number, anew: number) => void} engine_tune
 * @property {(voice: number, gain: number) => void} engine_set_gain
 * @property {(volume: number) => void} engine_set_volume
 * @property {(frames: number, now_s: number) => number} engine_render
 * @property {() => number} engine_status
 */

const REPORTS_PER_S_WATCHED = 15;
const REPORTS_PER_S = 2;
const STANDS_STILL_MS = 500; // no sound asked for in so long: the device is not playing

/** @template {EngineExports} Exports */
export class EngineProcessor extends AudioWorkletProcessor {
	/**
	 * @param {{processorOptions: {wasm: ArrayBuffer}}} options
	 * @param {number} status_length
	 */
	constructor({ processorOptions }, status_length) {
		super();
		const module = new WebAssembly.Module(processorOptions.wasm);
		const instance = new WebAssembly.Instance(module, {});
		this.engine = /** @type {Exports} */ (/** @type {unknown} */ (instance.exports));
		this.engine._initialize?.();
		if (this.engine.engine_init(sampleRate) !== 0)
			throw new RangeError(`no engine for ${sampleRate} Hz`);
		// The memory never grows: nothing in the engine allocates, so the views stay valid.
		const { buffer } = this.engine.memory;
		this.inbox = new Uint8Array(buffer, this.engine.engine_inbox(),
			this.engine.engine_inbox_bytes());
		this.memory = buffer;
		this.status_length = status_length;
		this.reports_per_s = REPORTS_PER_S_WATCHED;
		this.reported_s = currentTime;
		this.played_ms = 0; // when sound was asked for last, on the wall's clock
		/** @type {MessagePort | null} */
		this.line = null;
		this.port.onmessage = (event) => this.obey(event.data);
	}

	/** @param {EngineOrder} order */
	obey({ port, gains, volume, watched }) {
		if (port) {
			this.line = port;
			port.onmessage = (event) => this.receive(event.data);
		}
		gains?.forEach((factor, voice) => this.engine.engine_set_gain(voice, factor));
		if (volume !== undefined)
			this.engine.engine_set_volume(volume);
		if (watched !== undefined)
			this.reports_per_s = watched ? REPORTS_PER_S_WATCHED : REPORTS_PER_S;
	}

	/** @param {ArrayBuffer | Tuning} message */
	receive(message) {
		if (!(message instanceof ArrayBuffer))
			return this.tune(message);
		// While a call has the loudspeaker nobody plays what comes: it would only pile up.
		const played = Date.now() - this.played_ms < STANDS_STILL_MS;
		if (!played || message.byteLength > this.inbox.length)
			return;
		this.inbox.set(new Uint8Array(message));
		this.engine.engine_push(message.byteLength, currentTime);
	}

	/** @param {Tuning} tuning */
	tune(tuning) {
		if (!('tune' in tuning))
			return;
		for (let voice = 0; voice < VOICES; voice++) {
			const ssrc = tuning.tune[voice] ?? 0;
			if (ssrc >= 0)
				this.engine.engine_tune(voice, ssrc, tuning.anew ? 1 : 0);
		}
	}

	/** The next samples. @param {Float32Array[][]} outputs */
	play(outputs) {
		this.played_ms = Date.now();
		const out = outputs[0][0];
		const at = this.engine.engine_render(out.length, currentTime);
		out.set(new Float32Array(this.memory, at, out.length));
		if (currentTime - this.reported_s >= 1 / this.reports_per_s)
			this.report();
	}

	report() {
		this.reported_s = currentTime;
		const at = this.engine.engine_status();
		const status = new Float64Array(this.memory, at, this.status_length).slice();
		this.port.postMessage({ status, device_s: currentTime, wall_ms: Date.now() },
			[status.buffer]);
	}
}
