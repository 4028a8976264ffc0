// SPDX-License-Identifier: Apache-2.0
/*
 * What the page, the Worker and the engine on the sound thread say to each other. What the engine
 * says of itself comes by name, in the order of the engine's headers (voices.h, listener.h); a test
 * holds them together.
 */

export const LISTENER_FIELDS = /** @type {const} */ (['peak_dbfs', 'rms_dbfs', 'limited_samples']);

export const VOICES_FIELDS = /** @type {const} */ (['stray_packets', 'broken_packets']);

export const VOICE_FIELDS = /** @type {const} */ ([
	'playing', 'peak_dbfs', 'capture_ms', 'buffered_ms', 'target_ms', 'jitter_ms', 'packets', 'lost',
	'late', 'concealed_ms', 'underruns', 'skips',
]);

/** Of every engine: the language and the floor underneath it, or incoming and boothmate. */
export const VOICES = 2;

/** @typedef {Record<typeof VOICES_FIELDS[number], number>} Strays */
/** @typedef {Record<typeof VOICE_FIELDS[number], number>} VoiceStatus */
/**
 * @template {string} Own
 * @typedef {Record<Own, number> & Strays & {voices: VoiceStatus[]}} Status
 */
/** @typedef {Status<typeof LISTENER_FIELDS[number]>} EngineStatus */

/**
 * What the page tells its engine; each keeps what stands in no newer order. `watched`: somebody
 * looks at the level. `volume` ramps to 0 while the page wants no sound.
 * @typedef {object} EngineOrder
 * @property {number[]} [gains] of each voice
 * @property {number} [volume]
 * @property {number} [delay_ms]
 * @property {boolean} [watched]
 * @property {MessagePort} [port] to the Worker
 */

/**
 * From the Worker, besides the packets themselves: the stream of each voice, 0 for none, -1 for no
 * change; and where a microphone's packets go.
 * @typedef {{tune: number[], anew: boolean} | {uplink: Uplink}} Tuning
 */

/**
 * ssrc 0: nowhere now. offset_ms: the server's clock minus ours, null while unknown.
 * @typedef {{ssrc: number, bitrate: number, offset_ms: number | null}} Uplink
 */

/**
 * To the page: the engine's status, and when it was taken on the device's and the wall's clock.
 * @typedef {{status: Float64Array, device_s: number, wall_ms: number}} EngineReport
 */

/** How many numbers a status has. @param {readonly string[]} own the engine's own fields */
export function status_length(own) {
	return own.length + VOICES_FIELDS.length + VOICES * VOICE_FIELDS.length;
}

/**
 * @template {string} Own
 * @param {ArrayLike<number>} values as engine_status() wrote them
 * @param {readonly Own[]} own the engine's own fields
 * @returns {Status<Own>}
 */
export function read_status(values, own) {
	let at = 0;
	/** @param {readonly string[]} names */
	const take = (names) => Object.fromEntries(names.map((name) => [name, values[at++]]));
	const engine = take([...own, ...VOICES_FIELDS]);
	const voices = Array.from({ length: VOICES }, () => take(VOICE_FIELDS));
	return /** @type {Status<Own>} */ (/** @type {unknown} */ ({ ...engine, voices }));
}
