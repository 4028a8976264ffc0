// SPDX-License-Identifier: Apache-2.0
/*
 * The engine that only listens, for player.js: the attendee's, and the operator's headphones.
 */

/** @type {import('./player.js').Engine} */
export const LISTENER = {
	wasm_url: new URL('./engine.wasm', import.meta.url).href,
	worklet_url: new URL('./engine.worklet.js', import.meta.url).href,
	processor: 'tumen-engine',
	inputs: 0,
};
