// SPDX-License-Identifier: Apache-2.0
/*
 * Who is where, as the desk shows it: the booths with their consoles, the channels with whoever is
 * on the air in them, the floor's languages with their keys.
 */

import { FLOOR } from './state.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/staff.js').Seat} Seat */

/** A booth, or the floor with its microphones. @typedef {{id: string, seats: Seat[]}} Group */

/**
 * The floor first, then the booths as planned, empty ones too, then any that the plan does not
 * have; in each those who sit there.
 * @param {State} state
 * @returns {Group[]}
 */
export function groups_of({ seats, plan }) {
	const planned = plan?.booths.map(({ id }) => id) ?? [];
	const others = seats.map(booth_of).filter((booth) => booth !== FLOOR).sort();
	const ids = [...new Set([FLOOR, ...planned, ...others])];
	return ids.map((id) => ({ id, seats: seats.filter((seat) => booth_of(seat) === id) }));
}

/** @param {Seat} seat */
const booth_of = (seat) => (seat.role === 'floor' ? FLOOR : seat.booth ?? '');

/** Those who are heard in a channel. @param {State} state @param {string} channel */
export function on_air_in({ seats }, channel) {
	return seats.filter((seat) => seat.on_air &&
		(seat.role === 'floor' ? channel === FLOOR : seat.output === channel));
}

/**
 * How deep that which a console hears is: 0 the floor, 1 direct, 2 and 3 relay. A channel that
 * carries the floor is the floor.
 * @param {State} state
 * @param {Seat} seat
 * @returns {number | null} null while it hears nothing known
 */
export function incoming_depth({ channels }, seat) {
	return channels.find(({ id }) => id === seat.hears)?.depth ?? null;
}

/** Languages the floor may speak. @param {State} state */
export function languages_of({ channels }) {
	return channels.filter(({ id }) => id !== FLOOR);
}

/** @param {State} state @param {Channel} channel */
export function is_floor_language({ floor_language }, channel) {
	return floor_language !== null &&
		(channel.lang === floor_language || channel.id === floor_language);
}

/** The key of the n-th language: 1 to 9, then with Shift; null where the keys end.
 * @param {number} at @returns {string | null} */
export function language_key(at) {
	if (at >= 18)
		return null;
	return at < 9 ? `Digit${at + 1}` : `Shift+Digit${at - 8}`;
}

/** Consoles that call, in the order of their seats. @param {State} state */
export function calling({ seats }) {
	return seats.filter(({ call }) => call === 'calling');
}

/** @param {State} state */
export function asking_for_slower({ seats }) {
	return seats.filter(({ slow_down }) => slow_down);
}
