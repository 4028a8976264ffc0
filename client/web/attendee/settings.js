// SPDX-License-Identifier: Apache-2.0
/*
 * What the visitor chose, kept for the next visit by ui/settings.js.
 */

import { keeper } from '../ui/settings.js';

/**
 * @typedef {object} Settings
 * @property {string | null} choice the channel listened to last
 * @property {string | null} tongue the page's language; null: the browser's
 * @property {number} volume 0 to 1
 * @property {number} underneath how loud the floor is underneath, 0 to 1
 * @property {number} delay_s the visitor's own delay, 0 to 10
 * @property {'auto' | 'high' | 'low'} quality
 * @property {boolean} bundle larger packets, for crowded Wi-Fi
 * @property {boolean} awake keep the screen on
 */

const PLACE = 'tumen.listener';
export const DELAY_MAX_S = 10;

/** @type {Settings} */
export const DEFAULTS = {
	choice: null, tongue: null, volume: 1, underneath: 0, delay_s: 0, quality: 'auto',
	bundle: false, awake: false,
};

/** @param {unknown} text @returns {text is string} */
const is_name = (text) => typeof text === 'string' && text.length > 0 && text.length < 64;
/** @param {unknown} value @returns {value is boolean} */
const is_boolean = (value) => typeof value === 'boolean';
/** @param {number} most @returns {(value: unknown) => value is number} */
const is_up_to = (most) => /** @type {(value: unknown) => value is number} */ (
	(value) => typeof value === 'number' && value >= 0 && value <= most);

/** @type {{[K in keyof Settings]: (value: unknown) => boolean}} */
const CHECKS = {
	choice: is_name,
	tongue: is_name,
	volume: is_up_to(1),
	underneath: is_up_to(1),
	delay_s: is_up_to(DELAY_MAX_S),
	quality: (value) => value === 'auto' || value === 'high' || value === 'low',
	bundle: is_boolean,
	awake: is_boolean,
};

export const { parse: parse_settings, load: load_settings, save: save_settings } =
	keeper(PLACE, DEFAULTS, CHECKS);
