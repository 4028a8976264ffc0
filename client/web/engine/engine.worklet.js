// SPDX-License-Identifier: Apache-2.0
/*
 * The attendee's engine at work on the browser's sound thread: processor.js, and the listener's own
 * delay.
 */

import { LISTENER_FIELDS, status_length } from './layout.js';
import { EngineProcessor } from './processor.js';

/** @typedef {import('./processor.js').EngineExports} EngineExports */
/** @typedef {EngineExports & {engine_set_delay: (delay_ms: number) => void}} ListenerExports */

/** @extends {EngineProcessor<ListenerExports>} */
class ListenerProcessor extends EngineProcessor {
	/** @param {{processorOptions: {wasm: ArrayBuffer}}} options */
	constructor(options) {
		super(options, status_length(LISTENER_FIELDS));
	}

	/** @param {import('./layout.js').EngineOrder} order */
	obey(order) {
		super.obey(order);
		if (order.delay_ms !== undefined)
			this.engine.engine_set_delay(order.delay_ms);
	}

	/**
	 * @param {Float32Array[][]} _inputs
	 * @param {Float32Array[][]} outputs
	 */
	process(_inputs, outputs) {
		this.play(outputs);
		return true;
	}
}

registerProcessor('tumen-engine', ListenerProcessor);
