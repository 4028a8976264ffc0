// SPDX-License-Identifier: Apache-2.0
/*
 * What the page, the Worker and the engine on the sound thread say to each other. What the engine
 * says of itself comes by name, in the same order as enum engine_field and enum engine_voice_field
 * in engine.h; a test holds the two together.
 */

export const FIELDS = /** @type {const} */ ([
	'peak_dbfs', 'rms_dbfs', 'limited_samples', 'stray_packets', 'broken_packets',
]);

export const VOICE_FIELDS = /** @type {const} */ ([
	'playing', 'capture_ms', 'buffered_ms', 'target_ms', 'jitter_ms', 'packets', 'lost', 'late',
	'concealed_ms', 'underruns', 'skips',
]);

/** The voices, in the engine's order. */
export const VOICES = /** @type {const} */ (['language', 'underneath']);

export const STATUS_LENGTH = FIELDS.length + VOICES.length * VOICE_FIELDS.length;

/** @typedef {Record<typeof VOICE_FIELDS[number], number>} VoiceStatus */
/** @typedef {Record<typeof FIELDS[number], number> & {voices: VoiceStatus[]}} EngineStatus */

/**
 * From the page. `watched`: somebody looks at the level.
 * @typedef {{port: MessagePort} | {gain: number[]} | {volume: number} | {delay_ms: number}
 *     | {watched: boolean}} EngineOrder
 */

/**
 * From the Worker, besides the packets themselves: the stream of each voice, 0 for none, -1 for no
 * change.
 * @typedef {{tune: number[], anew: boolean}} Tuning
 */

/**
 * To the page: the engine's status, and when it was taken on the device's and the wall's clock.
 * @typedef {{status: Float64Array, device_s: number, wall_ms: number}} EngineReport
 */

/**
 * @param {ArrayLike<number>} values as engine_status() wrote them
 * @returns {EngineStatus}
 */
export function read_status(values) {
	let at = 0;
	/** @param {readonly string[]} names */
	const take = (names) => Object.fromEntries(names.map((name) => [name, values[at++]]));
	const engine = take(FIELDS);
	const voices = VOICES.map(() => take(VOICE_FIELDS));
	return /** @type {EngineStatus} */ (/** @type {unknown} */ ({ ...engine, voices }));
}
