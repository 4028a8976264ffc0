// SPDX-License-Identifier: Apache-2.0
/*
 * What needs the operator: alarms not yet seen first, then calls and the lamp, then what has been
 * seen and still stands. And the verdict on the floor's sound, in words.
 */

import { asking_for_slower, calling } from './house.js';
import { channel_name, seat_title } from './names.js';
import { say } from './words.js';
import { say_number } from '../ui/language.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */
/** @typedef {import('../link/staff.js').Alarm} Alarm */

/**
 * @typedef {object} News
 * @property {string} key
 * @property {'alarm' | 'over' | 'seen' | 'call' | 'lamp'} kind
 * @property {string} symbol
 * @property {string} text
 * @property {number | null} since_ms on the server's clock
 * @property {Key | null} press the word on its button, if it has one
 * @property {object | null} message what the button says to the server
 * @property {'alarm_seen' | 'answer' | 'lamp_seen'} action the key for the first of its kind
 */

/** @type {Record<string, Key>} */
const ALARM_WORDS = {
	two_microphones: 'alarm_two_microphones', nobody: 'alarm_nobody', silence: 'alarm_silence',
	clipping: 'alarm_clipping', late_ticks: 'alarm_late_ticks', full_disk: 'alarm_full_disk',
	line_lost: 'alarm_line_lost', recording_failed: 'alarm_recording_failed',
	slow_disk: 'alarm_slow_disk', audit_failed: 'alarm_audit_failed',
};

/** @param {State} state @param {Tongue} tongue @returns {News[]} */
export function news_of(state, tongue) {
	const alarms = [...state.alarms].sort((a, b) => b.since_ms - a.since_ms)
		.map((alarm) => alarm_news(state, tongue, alarm));
	const unseen = alarms.filter(({ press }) => press !== null);
	const seen = alarms.filter(({ press }) => press === null);
	return [...unseen, ...call_news(state, tongue), ...lamp_news(state, tongue), ...seen];
}

/** @param {State} state @param {Tongue} tongue @param {Alarm} alarm @returns {News} */
function alarm_news(state, tongue, alarm) {
	const over = alarm.until_ms !== undefined;
	return {
		key: `alarm-${alarm.id}`,
		kind: alarm.seen ? 'seen' : over ? 'over' : 'alarm',
		symbol: 'notice',
		text: alarm_words(state, tongue, alarm) + (over ? ` · ${say(tongue, 'alarm_over')}` : ''),
		since_ms: alarm.since_ms,
		press: alarm.seen ? null : 'alarm_seen',
		message: alarm.seen ? null : { type: 'alarm_seen', id: alarm.id },
		action: 'alarm_seen',
	};
}

/** @param {State} state @param {Tongue} tongue @param {Alarm} alarm */
export function alarm_words(state, tongue, alarm) {
	const where = whose(state, tongue, alarm);
	const word = ALARM_WORDS[alarm.code];
	return word ? say(tongue, word, where) : say(tongue, 'alarm_other', where, alarm.code);
}

/** The channel and the person, as far as they are named. @param {State} state
 * @param {Tongue} tongue @param {Alarm} alarm */
function whose(state, tongue, alarm) {
	const channel = state.channels.find(({ id }) => id === alarm.channel) ?? alarm.channel;
	const seat = state.seats.find(({ seat }) => seat === alarm.seat);
	const names = [channel && channel_name(tongue, channel), seat && seat_title(tongue, seat)];
	return names.filter(Boolean).join(' · ') || say(tongue, 'the_house');
}

/** @param {State} state @param {Tongue} tongue @returns {News[]} */
function call_news(state, tongue) {
	return calling(state).map((seat) => ({
		key: `call-${seat.seat}`, kind: 'call', symbol: 'call', since_ms: null, action: 'answer',
		text: say(tongue, 'calls', seat_title(tongue, seat)), press: 'answer',
		message: { type: 'answer', seat: seat.seat },
	}));
}

/** @param {State} state @param {Tongue} tongue @returns {News[]} */
function lamp_news(state, tongue) {
	const who = asking_for_slower(state).map((seat) => seat_title(tongue, seat));
	return who.length === 0 ? [] : [{
		key: 'lamp', kind: 'lamp', symbol: 'lamp', since_ms: null, action: 'lamp_seen',
		text: say(tongue, 'lamp_on', who.join(', ')), press: 'lamp_seen', message: { type: 'seen' },
	}];
}

/**
 * What wants to be heard, too: it rings when there is one that was not there before.
 * @param {State} state
 * @returns {string[]}
 */
export function ringing(state) {
	return [...state.alarms.filter(({ seen }) => !seen).map(({ id }) => `alarm-${id}`),
		...calling(state).map(({ seat }) => `call-${seat}`)];
}

/**
 * @param {import('../link/staff.js').FloorSound | null} sound
 * @param {Tongue} tongue
 * @returns {{tone: 'calm' | 'good' | 'trouble', text: string}}
 */
export function verdict_of(sound, tongue) {
	if (!sound?.known)
		return { tone: 'calm', text: say(tongue, 'sound_unknown') };
	const khz = (sound.band_hz ?? 0) / 1000;
	const faults = [
		sound.narrow && say(tongue, 'sound_narrow', say_number(tongue, khz, khz % 1 ? 1 : 0)),
		sound.clipping && say(tongue, 'sound_clipping'),
		sound.level === 'low' && say(tongue, 'sound_low'),
		sound.level === 'high' && say(tongue, 'sound_high'),
		sound.noise === 'high' && say(tongue, 'sound_noisy'),
	].filter((fault) => typeof fault === 'string');
	if (faults.length === 0)
		return { tone: 'good', text: say(tongue, 'sound_good') };
	const stop = tongue === 'zh' ? '。' : '. ';
	return { tone: 'trouble', text: `${faults.join(stop)}${stop.trim()}` };
}
