// SPDX-License-Identifier: Apache-2.0
/*
 * The desk's keys. The floor's languages have the digits: house.js.
 */

export const KEYS = /** @type {const} */ ({
	record: 'KeyR',
	cards: 'KeyQ',
	chime: 'KeyD',
	alarm_seen: 'KeyS',
	alarms_seen_all: 'Shift+KeyS',
	answer: 'KeyA',
	lamp_seen: 'KeyL',
	floor_none: 'Digit0',
	go_booths: 'KeyB',
	go_channels: 'KeyC',
	mute: 'KeyM',
	hear: 'KeyH',
	rules: 'KeyP',
	commit: 'Ctrl+Enter',
	discard: 'Ctrl+Backspace',
	chat: 'KeyT',
	announce: 'KeyN',
});

/** @typedef {keyof typeof KEYS} Action */

/** Those that no control on the page bears: they stand at its foot. */
export const LEGEND = /** @type {const} */ ([
	['arrows', '↑ ↓'],
	['mute', 'M'],
	['hear_key', 'H'],
	['typing', 'Esc'],
]);
