// SPDX-License-Identifier: Apache-2.0
/*
 * What the booth's page and its engine on the sound thread say to each other, beyond
 * engine/layout.js. The fields are those of engine/booth.h, in its order; a test holds the two
 * together.
 */

export const BOOTH_FIELDS = /** @type {const} */ ([
	'ear_peak_dbfs', 'ear_db_spl', 'ear_mean_db_spl', 'ear_too_loud', 'ear_reduction_db',
	'microphone_peak_dbfs', 'microphone_rms_dbfs', 'microphone_clipped', 'microphone_band_hz',
	'microphone_packets', 'microphone_holes',
]);

export const INCIDENT_FIELDS = /** @type {const} */ (['kind', 'ago_ms', 'lasted_ms', 'db_spl']);

/** enum protection_kind, in the contract's words. */
export const INCIDENT_KINDS = /** @type {const} */ (['peak', 'long', 'mean']);

/** @typedef {import('../engine/layout.js').Status<typeof BOOTH_FIELDS[number]>} BoothStatus */

/**
 * open: sound of the microphone goes out; cough: silence does, as a sign of life; closed: nothing.
 * @typedef {'open' | 'cough' | 'closed'} Gate
 */

/**
 * Orders beyond those of every engine.
 * @typedef {object} BoothOrder
 * @property {number} [own] gain of one's own voice
 * @property {{bass_db: number, treble_db: number}} [tone]
 * @property {number} [headset_db_spl] of a full-scale sine; 0: the usual
 * @property {Gate} [gate]
 * @property {number} [input_ms] how long a sample takes from the microphone to the engine
 */

/**
 * To the page, besides EngineReport.
 * @typedef {object} EarIncident
 * @property {number} wall_ms when it began
 * @property {typeof INCIDENT_KINDS[number]} kind
 * @property {number} db_spl what would have been
 * @property {number} lasted_ms
 */

