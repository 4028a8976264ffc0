// SPDX-License-Identifier: Apache-2.0
/*
 * What things are called and which word, symbol and tone say how they are. Tone is for the eye
 * only: the word says the same.
 */

import { FLOOR } from './state.js';
import { say } from './words.js';

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */
/** @typedef {'live' | 'calm' | 'dim' | 'trouble'} Tone */
/** @typedef {{word: Key, symbol: string, tone: Tone}} Sign */

/** The floor has no language of its own, so it bears the page's word. @param {Tongue} tongue
 * @param {Channel | string} channel */
export function channel_name(tongue, channel) {
	if (typeof channel === 'string')
		return channel === FLOOR ? say(tongue, 'floor_name') : channel;
	return channel.id === FLOOR ? say(tongue, 'floor_name') : channel.name;
}

/** @param {Tongue} tongue @param {Seat} seat */
export function seat_name(tongue, seat) {
	return seat.name || say(tongue, seat.role === 'floor' ? 'floor_microphone' : 'nameless');
}

/** With the booth behind it. @param {Tongue} tongue @param {Seat} seat */
export function seat_title(tongue, seat) {
	const name = seat_name(tongue, seat);
	return seat.booth ? `${name} (${seat.booth})` : name;
}

/** @param {Seat} seat @returns {Sign} */
export function seat_sign({ state, microphone, on_air }) {
	if (state === 'lost')
		return { word: 'seat_lost', symbol: 'lost', tone: 'trouble' };
	if (state === 'stalled')
		return { word: 'seat_stalled', symbol: 'notice', tone: 'trouble' };
	switch (microphone) {
	case 'on': return on_air ? { word: 'on_the_air', symbol: 'live', tone: 'live' }
		: { word: 'mic_on', symbol: 'open', tone: 'calm' };
	case 'cough': return { word: 'mic_cough', symbol: 'paused', tone: 'calm' };
	case 'suspended': return { word: 'mic_suspended', symbol: 'paused', tone: 'trouble' };
	case 'muted': return { word: 'mic_muted', symbol: 'muted', tone: 'trouble' };
	default: return { word: 'mic_off', symbol: 'idle', tone: 'dim' };
	}
}

/** @type {Record<string, Key>} */
const REASONS = { sound: 'reason_sound', too_fast: 'reason_too_fast',
	unseen_text: 'reason_unseen_text', other: 'reason_other' };

/** A newer server's word is better than none. @param {Tongue} tongue
 * @param {string | undefined} reason */
export function reason_words(tongue, reason) {
	if (reason === undefined)
		return '';
	return reason in REASONS ? say(tongue, REASONS[reason]) : reason;
}

/** @param {Channel} channel @returns {Sign} */
export function channel_sign({ id, state }) {
	switch (state) {
	case 'live': return id === FLOOR ? { word: 'state_spoken', symbol: 'live', tone: 'live' }
		: { word: 'state_live', symbol: 'live', tone: 'live' };
	case 'floor': return { word: id === FLOOR ? 'state_spoken' : 'state_floor', symbol: 'floor',
		tone: 'calm' };
	case 'suspended': return { word: 'state_suspended', symbol: 'paused', tone: 'trouble' };
	default: return { word: id === FLOOR ? 'state_silent' : 'state_idle', symbol: 'idle', tone: 'dim' };
	}
}

/** @type {Key[]} */
const DEPTHS = ['depth_floor', 'depth_direct', 'depth_relay', 'depth_relay_twice'];

/** @param {Tongue} tongue @param {number | null} depth */
export function depth_words(tongue, depth) {
	return depth === null ? '' : say(tongue, DEPTHS[Math.min(depth, DEPTHS.length - 1)]);
}
