// SPDX-License-Identifier: Apache-2.0
/*
 * What a screen reader is told: only what is new since the page was drawn last. Most of it was done
 * with a key, far from where the focus is, and would else be done in silence; the rest is what the
 * eye is drawn to, alarms, calls and the lamp.
 *
 * Before: view.js, with the states it has drawn. After: one status of the page.
 */

import { is_floor_language, languages_of } from './house.js';
import { seat_sign, seat_title } from './names.js';
import { news_of } from './news.js';
import { changes_of } from './rules.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Tongue} Tongue */

/** @param {State} before @param {State} state @param {Tongue} tongue @returns {string[]} sentences */
export function aloud(before, state, tongue) {
	if (before.channels.length === 0)
		return []; // it was not joined: all of it is new, and read by going there
	return [floor_words(before, state, tongue), ...mute_words(before, state, tongue),
		recording_words(before, state, tongue), rules_words(before, state, tongue),
		...news_words(before, state, tongue)].filter((words) => words !== '');
}

/** @param {State} before @param {State} state @param {Tongue} tongue */
function floor_words(before, state, tongue) {
	if (before.floor_language === state.floor_language)
		return '';
	const channel = languages_of(state).find((channel) => is_floor_language(state, channel));
	return `${say(tongue, 'floor_speaks')}: ${channel?.name ?? say(tongue, 'floor_speaks_none')}`;
}

/** @param {State} before @param {State} state @param {Tongue} tongue */
function mute_words(before, state, tongue) {
	return state.seats.map((seat) => {
		const was = before.seats.find((other) => other.seat === seat.seat);
		if (!was || (was.microphone === 'muted') === (seat.microphone === 'muted'))
			return '';
		return `${seat_title(tongue, seat)}: ${say(tongue, seat_sign(seat).word)}`;
	});
}

/** @param {State} before @param {State} state @param {Tongue} tongue */
function recording_words(before, state, tongue) {
	if (before.recording === null || before.recording.on === state.recording?.on)
		return '';
	return state.recording?.on ? say(tongue, 'recording', '').trim() : say(tongue, 'record_stopped');
}

/** @param {State} before @param {State} state @param {Tongue} tongue */
function rules_words(before, state, tongue) {
	const [was, now] = [before, state].map(({ edits, plan }) => changes_of(edits, plan).length);
	if (was === now)
		return '';
	return now === 0 && before.committing ? say(tongue, 'committed') : say(tongue, 'pending', now);
}

/** @param {State} before @param {State} state @param {Tongue} tongue */
function news_words(before, state, tongue) {
	const known = new Map(news_of(before, tongue).map((news) => [news.key, news]));
	const news = news_of(state, tongue).map(({ key, kind, text }) => {
		const was = known.get(key);
		if (was && kind === 'seen' && was.kind !== 'seen')
			return `${say(tongue, 'alarm_seen')}: ${text}`;
		return was?.text === text ? '' : text;
	});
	const answered = state.seats.filter(({ seat, call }) => call === 'answered' && known.has(`call-${seat}`));
	return [...news, ...answered.map((seat) => say(tongue, 'call_answered', seat_title(tongue, seat)))];
}
