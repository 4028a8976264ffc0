// SPDX-License-Identifier: Apache-2.0
/*
 * What is to be seen of a state at a moment: which words, marks and figures, in no language yet.
 * Pure functions.
 *
 * Before: state.js. After: the views write it down; news.js reads it out.
 */

import { handover_step } from './commands.js';
import { FLOOR, boothmates, incoming_keys, is_asleep, own_seat } from './state.js';

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

/** @type {Record<string, Key>} */
export const REASON_WORDS = { sound: 'reason_sound', too_fast: 'reason_too_fast',
	unseen_text: 'reason_unseen_text', other: 'reason_other' };

/* ---- on the air or not ---- */

/**
 * @typedef {object} Air
 * @property {'off' | 'on' | 'cough' | 'suspended' | 'muted' | 'wait' | 'lost'} mood
 * @property {Key} word
 * @property {string} channel the output's id
 */

/** @param {State} state @returns {Air} */
export function air_of(state) {
	const { console, facts, link } = state;
	const channel = console?.outputs[console.output] ?? '';
	if (link !== 'open' && state.was_open)
		return { mood: 'lost', word: 'air_lost', channel };
	if (console === null)
		return { mood: 'wait', word: 'air_joining', channel };
	switch (console.microphone) {
	case 'off':
		return { mood: 'off', word: 'air_off', channel };
	case 'muted':
		return { mood: 'muted', word: 'air_muted', channel };
	case 'suspended':
		return { mood: 'suspended', word: 'air_suspended', channel };
	case 'cough':
		return { mood: 'cough', word: 'air_cough', channel };
	}
	if (state.cough_held)
		return { mood: 'cough', word: 'air_cough', channel };
	// nothing goes out, whatever the seat is like
	if (facts.blocked)
		return { mood: 'wait', word: 'air_asleep', channel };
	if (facts.microphone !== 'running' || !facts.running)
		return { mood: 'wait', word: 'air_no_microphone', channel };
	return console.on_air ? { mood: 'on', word: 'air_on', channel }
		: { mood: 'wait', word: 'air_opening', channel };
}

/**
 * The truth behind the sign: whether the own words are recorded, and how many hear them. null:
 * the server has not said.
 * @param {State} state
 */
export function sign_of(state) {
	const channel = state.console?.outputs[state.console.output] ?? '';
	const audience = state.audience[channel];
	return {
		listeners: audience?.listeners ?? null,
		recorded: audience?.recorded === true,
		recording: state.recording,
		consents: own_seat(state)?.consents ?? state.consents,
	};
}

/**
 * Time on the air in this turn, ms; null when not on the air.
 * @param {State} state
 * @param {number} wall_ms
 */
export function turn_of(state, wall_ms) {
	const turn_ms = own_seat(state)?.turn_ms;
	if (turn_ms === undefined)
		return null;
	const ms = Math.max(0, wall_ms + state.ahead_ms - turn_ms);
	const { turn_min } = state.settings;
	return { ms, over: turn_min > 0 && ms >= turn_min * 60_000 };
}

/* ---- what is heard ---- */

/**
 * @typedef {object} Choice
 * @property {Channel} channel
 * @property {number} digit its key
 * @property {'floor' | 'direct' | 'relay' | 'suspended' | 'idle'} mark
 * @property {Key} word of the mark
 * @property {number | undefined} n for the word
 * @property {number | null} delay_ms as the server reckons it
 * @property {boolean} chosen
 * @property {boolean} heard it is what is heard now
 * @property {boolean} offered
 */

/** @param {Channel} channel @returns {Pick<Choice, 'mark' | 'word' | 'n'>} */
export function mark_of({ id, state, depth, reason }) {
	if (state === 'suspended')
		return { mark: 'suspended', word: REASON_WORDS[reason ?? ''] ?? 'mark_suspended', n: undefined };
	if (state === 'idle')
		return { mark: 'idle', word: 'mark_idle', n: undefined };
	if (id === FLOOR || state === 'floor' || depth === 0)
		return { mark: 'floor', word: 'mark_floor', n: undefined };
	return depth === 1 ? { mark: 'direct', word: 'mark_direct', n: undefined }
		: { mark: 'relay', word: 'mark_relay', n: depth };
}

/** @param {State} state @returns {Choice[]} */
export function choices_of(state) {
	const { console } = state;
	return incoming_keys(state).map((channel, at) => ({
		channel,
		digit: at + 1,
		...mark_of(channel),
		delay_ms: channel.state === 'idle' ? null : channel.delay_ms ?? null,
		chosen: console?.incoming === channel.id,
		heard: console?.hears === channel.id,
		offered: console?.offered.includes(channel.id) ?? false,
	}));
}

/**
 * The floor key: what it gives now, and whether it does so by itself (auto-relay).
 * @param {State} state
 */
export function floor_key_of(state) {
	const { console, channels } = state;
	const channel = channels.find(({ id }) => id === (console?.floor_key ?? FLOOR)) ?? null;
	return {
		channel,
		relayed: channel !== null && channel.id !== FLOOR,
		...(channel ? mark_of(channel) : { mark: 'idle', word: /** @type {Key} */ ('mark_idle'), n: undefined }),
		delay_ms: channel?.delay_ms ?? null,
		chosen: console !== null && console.incoming === undefined,
	};
}

/* ---- the booth ---- */

/**
 * Everybody in the booth, oneself first: as the server says, but nobody is on the air over a line
 * that is lost, or while the browser holds the sound back.
 * @param {State} state
 * @returns {Seat[]}
 */
export function people_of(state) {
	const own = own_seat(state);
	if (own === null)
		return boothmates(state);
	const is = state.link !== 'open' ? 'lost' : is_asleep(state) ? 'stalled' : own.state;
	return [{ ...own, state: is }, ...boothmates(state)];
}

/** @param {Seat} seat @returns {{mood: string, word: Key}} */
export function person_of(seat) {
	if (seat.state === 'lost')
		return { mood: 'lost', word: 'person_lost' };
	if (seat.state === 'stalled')
		return { mood: 'lost', word: 'person_stalled' };
	if (seat.on_air)
		return { mood: seat.microphone === 'cough' ? 'cough' : 'on',
			word: seat.microphone === 'cough' ? 'person_cough' : 'on_the_air' };
	if (seat.microphone === 'suspended')
		return { mood: 'suspended', word: 'person_suspended' };
	return seat.microphone === 'muted' ? { mood: 'muted', word: 'person_muted' }
		: { mood: 'off', word: 'person_off' };
}

/**
 * @typedef {object} Handing
 * @property {Key} word what is going on
 * @property {string} who the other's name, '' while open
 * @property {number | null} seconds left
 * @property {Key | null} key_word what the handover key does now
 * @property {boolean} asked the other waits for our answer
 * @property {boolean} pending
 * @property {boolean} can_take
 */

/** @param {State} state @param {number} wall_ms @returns {Handing} */
export function handing_of(state, wall_ms) {
	const { console } = state;
	const handover = console?.handover ?? { state: 'none' };
	const step = handover_step(state);
	const pending = handover.state !== 'none';
	const mine = handover.state === 'offered' ? handover.from === console?.seat
		: handover.to === console?.seat;
	const left_ms = (handover.until_ms ?? 0) - (wall_ms + state.ahead_ms);
	/** @type {Record<string, Key>} */
	const words = {
		none: boothmates(state).length > 0 ? 'handover_none' : 'handover_alone',
		offered: mine ? 'handover_offered' : 'handover_is_offered',
		requested: mine ? 'handover_requested' : 'handover_is_requested',
		countdown: mine ? 'handover_to_me' : 'handover_from_me',
	};
	/** @type {Record<string, Key>} */
	const key_words = { offer: 'do_offer', request: 'do_request', accept: 'do_accept' };
	return {
		word: words[handover.state],
		who: other_in(state, handover),
		seconds: pending && handover.until_ms !== undefined
			? Math.max(0, Math.ceil(left_ms / 1000)) : null,
		key_word: step === null ? null : handover.state === 'countdown' ? 'do_now' : key_words[step],
		asked: pending && handover.state !== 'countdown' && step === 'accept',
		pending,
		can_take: console !== null && !console.on_air && boothmates(state).some(({ on_air }) => on_air),
	};
}

/** @param {State} state @param {import('../link/staff.js').HandoverState} handover */
function other_in(state, { from, to }) {
	const number = from === state.console?.seat ? to : from ?? to;
	const other = state.seats.find(({ seat }) => seat === number);
	return other && other.seat !== state.console?.seat ? other.name ?? '' : '';
}

/* ---- what needs a word ---- */

/**
 * @typedef {object} Word
 * @property {Key} word
 * @property {string} [n] a name, or the server's own sentence
 * @property {'trouble' | 'notice' | 'calm'} mood
 * @property {'listen' | 'resume' | 'retry' | 'dismiss' | null} tap
 */

/** @type {Partial<Record<import('../link/orders.js').LinkStatus, Word>>} */
const LINK_WORDS = {
	connecting: { word: 'connecting', mood: 'calm', tap: null },
	waiting: { word: 'link_waiting', mood: 'trouble', tap: null },
	full: { word: 'link_full', mood: 'trouble', tap: null },
	refused: { word: 'link_refused', mood: 'trouble', tap: 'retry' },
	taken: { word: 'link_taken', mood: 'trouble', tap: 'retry' },
};

/** @type {Partial<Record<import('./contract.js').MicrophoneState, Key>>} */
const MICROPHONE_WORDS = { refused: 'microphone_refused', missing: 'microphone_missing',
	busy: 'microphone_busy', insecure: 'microphone_insecure', failed: 'microphone_failed',
	asking: 'microphone_asking' };

/** @type {Record<string, Key>} */
const NOTICE_WORDS = {
	colleague_lost: 'alert_colleague_lost', taken: 'alert_taken', overridden: 'alert_overridden',
	interlock: 'alert_interlock', muted: 'alert_muted', unmuted: 'alert_unmuted',
	answered: 'alert_answered', seen: 'alert_seen', error_interlock: 'error_interlock',
	error_no_output: 'error_no_output', error_not_offered: 'error_not_offered',
	wireless: 'warn_wireless', narrow: 'warn_narrow', processed: 'warn_processed',
	error_muted: 'air_muted', error_handover: 'error_handover', error_busy: 'error_busy',
};
const GOOD_NEWS = new Set(['answered', 'seen', 'unmuted']);

/** The most pressing thing to say, and how many more there are. @param {State} state
 * @returns {{first: Word | null, more: number}} */
export function pressing(state) {
	const all = [...line_words(state), ...microphone_words(state), ...notice_words(state)];
	return { first: all[0] ?? null, more: Math.max(0, all.length - 1) };
}

/** @param {State} state @returns {Word[]} */
function line_words(state) {
	const { link, was_open, facts } = state;
	const word = LINK_WORDS[link === 'connecting' && was_open ? 'waiting' : link];
	/** @type {Word} */
	const why = is_asleep(state) ? { word: 'sound_asleep', mood: 'trouble', tap: 'resume' }
		: { word: 'sound_blocked', mood: 'notice', tap: 'listen' };
	const blocked = facts.blocked ? [why] : [];
	return word ? [word, ...blocked] : blocked;
}

/** @param {State} state @returns {Word[]} */
function microphone_words({ facts }) {
	const word = MICROPHONE_WORDS[facts.microphone];
	if (!word)
		return [];
	return [{ word, n: facts.microphone_words, mood: facts.microphone === 'asking' ? 'notice' : 'trouble',
		tap: facts.microphone === 'asking' || facts.microphone === 'insecure' ? null : 'listen' }];
}

/** Newest first. @param {State} state @returns {Word[]} */
function notice_words({ notices }) {
	return [...notices].reverse().map(({ code, name, booth, message }) => ({
		word: NOTICE_WORDS[code] ?? 'words_of_server',
		n: NOTICE_WORDS[code] ? name || booth : message,
		mood: code === 'colleague_lost' ? 'trouble' : GOOD_NEWS.has(code) ? 'calm' : 'notice',
		tap: 'dismiss',
	}));
}

/** What is worth knowing before going on the air. @param {State} state @returns {Key[]} */
export function warnings_of({ facts, secure, can_choose_output }) {
	/** @type {[boolean, Key][]} */
	const all = [
		[!secure, 'microphone_insecure'],
		[facts.wireless, 'warn_wireless'],
		[facts.narrow, 'warn_narrow'],
		[facts.processed, 'warn_processed'],
		[!can_choose_output, 'warn_no_output_choice'],
	];
	return all.filter(([is]) => is).map(([, word]) => word);
}

/** How loud a voice is at the microphone, as the level check says it.
 * @param {import('./contract.js').MicrophoneReport} microphone
 * @param {number} clipped_before
 * @returns {'silent' | 'low' | 'right' | 'high' | 'clipping'} */
export function level_of({ peak_dbfs, clipped }, clipped_before) {
	if (clipped > clipped_before)
		return 'clipping';
	if (peak_dbfs < -45)
		return 'silent';
	return peak_dbfs < -24 ? 'low' : peak_dbfs > -3 ? 'high' : 'right';
}
