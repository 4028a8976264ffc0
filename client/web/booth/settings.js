// SPDX-License-Identifier: Apache-2.0
/*
 * What the interpreter chose, kept for the next visit by ui/settings.js; consent to recording is not
 * among it, since it is asked each time.
 */

import { keeper } from '../ui/settings.js';

/** @typedef {import('./contract.js').Ear} Ear */

/**
 * @typedef {object} Settings
 * @property {string} name
 * @property {string} booth
 * @property {string | null} tongue the page's language; null: the browser's
 * @property {number} incoming the slider's place, 0 to 1
 * @property {number} boothmate
 * @property {number} own
 * @property {number} bass_db
 * @property {number} treble_db
 * @property {number | null} headset_db_spl
 * @property {number} turn_min how long a turn is meant to be; 0: nobody counts
 * @property {string} input a device's id, '' for the usual one
 * @property {string} output
 */

const PLACE = 'tumen.interpreter';
export const TONE_DB = 12; // either way
export const HEADSET_DB_SPL = [80, 140]; // what a full-scale sine may make, at least and at most
export const TURNS_MIN = [0, 15, 20, 30];

/** @type {Settings} */
export const DEFAULTS = {
	name: '', booth: '', tongue: null, incoming: 0.5, boothmate: 0.5, own: 0.15, bass_db: 0,
	treble_db: 0, headset_db_spl: null, turn_min: 30, input: '', output: '',
};

/** @param {number} least @param {number} most @returns {(value: unknown) => boolean} */
const is_between = (least, most) =>
	(value) => typeof value === 'number' && value >= least && value <= most;
/** @param {number} most @returns {(value: unknown) => boolean} */
const is_text = (most) => (value) => typeof value === 'string' && value.length <= most;

/** @type {{[K in keyof Settings]: (value: unknown) => boolean}} */
const CHECKS = {
	name: is_text(63),
	booth: is_text(32),
	tongue: is_text(16),
	incoming: is_between(0, 1),
	boothmate: is_between(0, 1),
	own: is_between(0, 1),
	bass_db: is_between(-TONE_DB, TONE_DB),
	treble_db: is_between(-TONE_DB, TONE_DB),
	headset_db_spl: is_between(HEADSET_DB_SPL[0], HEADSET_DB_SPL[1]),
	turn_min: (value) => TURNS_MIN.includes(/** @type {number} */ (value)),
	input: is_text(256),
	output: is_text(256),
};

export const { parse: parse_settings, load: load_settings, save: save_settings } =
	keeper(PLACE, DEFAULTS, CHECKS);

/**
 * A slider's place as a gain: half way is as it came, all the way four times that.
 * @param {number} place 0 to 1
 */
export function gain_of(place) {
	return (2 * place) ** 2;
}
