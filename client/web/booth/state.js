// SPDX-License-Identifier: Apache-2.0
/*
 * What the interpreter's page knows: everything the server said, and what was chosen here. Pure
 * functions from one state to the next; nothing here touches the page, the network or the sound.
 *
 * Before: main.js feeds it what happens. After: picture.js makes of it what is to be seen,
 * commands.js what a key means, news.js what a screen reader says.
 */

import { gain_of } from './settings.js';

/** @typedef {import('../link/orders.js').LinkStatus} LinkStatus */
/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('./contract.js').Incident} Incident */
/** @typedef {import('../link/protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('../link/staff.js').Chat} Chat */
/** @typedef {import('../link/staff.js').Console} Console */
/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('../link/staff.js').StaffMessage} StaffMessage */
/** @typedef {import('./settings.js').Settings} Settings */

/**
 * What of a BoothReport is worth a word; levels and figures go to the view without passing here.
 * @typedef {object} Facts
 * @property {import('./contract.js').MicrophoneState} microphone
 * @property {string} microphone_words
 * @property {boolean} narrow
 * @property {boolean} wireless
 * @property {boolean} processed
 * @property {boolean} running the sound's engine runs
 * @property {boolean} blocked
 * @property {boolean} too_loud
 */

/** @typedef {{role: string, name?: string, seat?: number, booth?: string, mine: boolean,
 *     to: 'booth' | 'booths' | 'operator' | 'announcement', to_booth?: string, text: string,
 *     wall_ms: number, id?: number}} Line the id is an announcement's */
/** @typedef {{code: string, name: string, booth: string, message: string, seat: number | null,
 *     wall_ms: number}} Notice */
/** @typedef {{booth: string} | 'booths' | 'operator' | null} ChatTo null: the own booth */

/**
 * @typedef {object} State
 * @property {'door' | 'inside'} place before joining, or at the console
 * @property {boolean} secure
 * @property {boolean} can_choose_output
 * @property {LinkStatus} link
 * @property {boolean} was_open the link was open at least once
 * @property {string} door_error why the server did not let us in: its error's code, or ''
 * @property {boolean} consents what was said to recording
 * @property {string} booth
 * @property {{title: string, floor_language: string | null}} event
 * @property {Channel[]} channels
 * @property {number} ahead_ms how far the server's clock is ahead of ours, as far as we know
 * @property {Console | null} console
 * @property {boolean} greeted the console was told since the last welcome
 * @property {boolean} cough_held here, whatever the server knows of it yet
 * @property {Seat[]} seats by number
 * @property {string} floor_language_by
 * @property {Record<string, {listeners?: number, recorded?: boolean}>} audience
 * @property {boolean} recording
 * @property {Facts} facts
 * @property {'reason' | 'language' | null} asking what the digits choose now
 * @property {Line[]} chat
 * @property {number} unread
 * @property {boolean} reading the chat is being looked at
 * @property {ChatTo} chat_to
 * @property {Notice[]} notices oldest first
 * @property {Incident[]} incidents
 * @property {{inputs: import('./contract.js').Device[], outputs: import('./contract.js').Device[]}} devices
 * @property {Settings} settings
 */

/**
 * @typedef {{what: 'message', message: ServerMessage | StaffMessage, wall_ms: number}
 *     | {what: 'link', link: LinkStatus}
 *     | {what: 'join', consents: boolean, booth: string}
 *     | {what: 'leave'}
 *     | {what: 'cough', held: boolean}
 *     | {what: 'facts', facts: Facts}
 *     | {what: 'ask', asking: 'reason' | 'language' | null}
 *     | {what: 'consent', consents: boolean}
 *     | {what: 'reading', reading: boolean}
 *     | {what: 'chat_to', to: ChatTo}
 *     | {what: 'dismiss'}
 *     | {what: 'tick', wall_ms: number}
 *     | {what: 'incidents', incidents: Incident[]}
 *     | {what: 'devices', devices: State['devices']}
 *     | {what: 'settings', settings: Partial<Settings>}} Happening
 */

export const FLOOR = 'floor';
const CHAT_LINES = 300;
const NOTICES = 8;

/** How long a notice stays, when it does not stay until it is over. */
const NOTICE_MS = 12_000;
/** What is wrong with the microphone is a notice, too: it is heard only after some words, when the
 * sound check may be closed. */
const FLAWS = /** @type {const} */ (['wireless', 'narrow', 'processed']);
/** @type {Set<string>} */
const STANDING = new Set(['colleague_lost', 'muted', ...FLAWS]);
/** After these it makes no sense to join again in the same way. */
const DOOR_ERRORS = new Set(['unknown_booth', 'not_allowed', 'too_many_guesses', 'full', 'bad_form',
	'too_long', 'missing']);

/** @type {Facts} */
export const NO_FACTS = { microphone: 'off', microphone_words: '', narrow: false, wireless: false,
	processed: false, running: false, blocked: false, too_loud: false };

/**
 * @param {{secure: boolean, can_choose_output: boolean}} ability
 * @param {Settings} settings
 * @returns {State}
 */
export function first_state(ability, settings) {
	return {
		...ability, settings, place: 'door', link: 'connecting', was_open: false, door_error: '',
		consents: false, booth: settings.booth, event: { title: '', floor_language: null },
		channels: [], ahead_ms: -Infinity, console: null, greeted: false, cough_held: false, seats: [],
		floor_language_by: '', audience: {}, recording: false, facts: NO_FACTS, asking: null,
		chat: [], unread: 0, reading: false, chat_to: null, notices: [], incidents: [],
		devices: { inputs: [], outputs: [] },
	};
}

/**
 * @param {State} state
 * @param {Happening} happening
 * @returns {State}
 */
export function next_state(state, happening) {
	switch (happening.what) {
	case 'message':
		return hear_server(state, happening.message, happening.wall_ms);
	case 'link':
		return { ...state, link: happening.link, was_open: state.was_open || happening.link === 'open' };
	case 'join':
		return { ...state, place: 'inside', door_error: '', consents: happening.consents,
			booth: happening.booth };
	case 'leave':
		return { ...state, place: 'door', console: null, cough_held: false, asking: null };
	case 'cough':
		return { ...state, cough_held: happening.held };
	case 'facts':
		return hear_facts(state, happening.facts);
	case 'ask':
		return { ...state, asking: happening.asking };
	case 'consent':
		return { ...state, consents: happening.consents };
	case 'reading':
		return { ...state, reading: happening.reading, unread: happening.reading ? 0 : state.unread };
	case 'chat_to':
		return { ...state, chat_to: happening.to };
	case 'dismiss':
		return { ...state, notices: state.notices.slice(0, -1) };
	case 'tick':
		return forget(state, happening.wall_ms);
	case 'incidents':
		return { ...state, incidents: happening.incidents };
	case 'devices':
		return { ...state, devices: happening.devices };
	case 'settings':
		return { ...state, settings: { ...state.settings, ...happening.settings } };
	}
}

/** @param {State} state @param {Facts} facts @returns {State} */
function hear_facts(state, facts) {
	const changed = FLAWS.filter((flaw) => facts[flaw] !== state.facts[flaw]);
	const others = state.notices.filter(({ code }) => changed.every((flaw) => flaw !== code));
	const found = changed.filter((flaw) => facts[flaw]).map((code) =>
		({ code, message: '', seat: null, name: '', booth: '', wall_ms: 0 }));
	return { ...state, facts, notices: [...found, ...others] }; // nothing else waits behind them
}

/* ---- what the server says ---- */

/**
 * @param {State} state
 * @param {ServerMessage | StaffMessage} message
 * @param {number} wall_ms
 * @returns {State}
 */
function hear_server(state, message, wall_ms) {
	switch (message.type) {
	case 'welcome':
		return read_notices({ ...state, door_error: '', event: event_of(message.event), channels: message.channels,
			ahead_ms: message.server_ms - wall_ms, seats: [], greeted: false }, message);
	case 'state':
		return { ...state, channels: merge(state.channels, message.channels ?? []),
			event: message.event ? event_of({ ...state.event, ...message.event }) : state.event };
	case 'console':
		return { ...state, console: message, greeted: true,
			asking: state.asking === 'reason' && message.microphone === 'muted' ? null : state.asking };
	case 'seats':
		return hear_seats(state, message);
	case 'audience':
		return { ...state, audience: { ...state.audience,
			...Object.fromEntries(message.channels.map((channel) => [channel.id, channel])) } };
	case 'recording':
		return { ...state, recording: message.on };
	case 'chat':
		return read(state, { ...message.from, mine: is_mine(state, message), to: message.to,
			to_booth: message.booth, text: message.text, wall_ms }, message.server_ms);
	case 'announcement':
		return read(state, line_of(message, wall_ms), message.server_ms);
	case 'alert':
		return hear_alert(state, message, wall_ms);
	case 'error':
		return hear_error(state, message, wall_ms);
	default:
		return state;
	}
}

/** @param {{title?: string, floor_language?: string | null}} event @returns {State['event']} */
function event_of({ title, floor_language }) {
	return { title: title ?? '', floor_language: floor_language || null };
}

/**
 * The channels with what changed.
 * @param {Channel[]} channels
 * @param {Channel[]} changes
 */
function merge(channels, changes) {
	return channels.map((channel) => {
		const change = changes.find(({ id }) => id === channel.id);
		return change ? { ...channel, reason: undefined, ...change } : channel;
	});
}

/** @param {State} state @param {import('../link/staff.js').Seats} message @returns {State} */
function hear_seats(state, message) {
	const changed = new Set(message.seats.map(({ seat }) => seat));
	const seats = [...state.seats.filter(({ seat }) => !changed.has(seat)), ...message.seats]
		.filter(({ state: is }) => is !== 'empty')
		.sort((a, b) => a.seat - b.seat);
	const back = (/** @type {number | null} */ number) =>
		seats.some(({ seat, state: is }) => seat === number && is === 'here');
	return { ...state, seats, floor_language_by: message.floor_language_by ?? '',
		consents: seats.find(({ seat }) => seat === state.console?.seat)?.consents ?? state.consents,
		notices: state.notices.filter(({ code, seat }) => code !== 'colleague_lost' || !back(seat)) };
}

/** @param {State} state @param {Chat} chat */
function is_mine(state, { from }) {
	return from.seat !== undefined && from.seat === state.console?.seat;
}

/**
 * A line in the chat; what came by it also tells the server's clock.
 * @param {State} state
 * @param {Line} line
 * @param {number} server_ms
 * @returns {State}
 */
function read(state, line, server_ms) {
	return { ...state, chat: [...state.chat, line].slice(-CHAT_LINES),
		unread: line.mine || state.reading ? state.unread : state.unread + 1,
		ahead_ms: Math.max(state.ahead_ms, server_ms - line.wall_ms) };
}

/** @param {import('../link/protocol.js').Notice} notice @param {number} wall_ms @returns {Line} */
const line_of = ({ id, text }, wall_ms) => ({ role: 'operator', mine: false, to: 'announcement', id, text, wall_ms });

/** Announcements that stand and are new. @param {State} state
 * @param {import('../link/protocol.js').Welcome} welcome @returns {State} */
function read_notices(state, { announcements = [] }) {
	return announcements.filter(({ id, text }) => !state.chat.some((line) =>
		line.to === 'announcement' && line.id === id && line.text === text))
		.reduce((after, one) => read(after, line_of(one, one.server_ms - state.ahead_ms), one.server_ms), state);
}

/** @param {State} state @param {import('../link/staff.js').Alert} alert @param {number} wall_ms
 * @returns {State} */
function hear_alert(state, { code, seat, message }, wall_ms) {
	const who = state.seats.find((other) => other.seat === seat);
	const others = code === 'unmuted' ? state.notices.filter((notice) => notice.code !== 'muted')
		: state.notices;
	return notify({ ...state, notices: others }, { code, message, seat: seat ?? null,
		name: who?.name ?? '', booth: who?.booth ?? '', wall_ms });
}

/** @param {State} state @param {import('../link/protocol.js').Refusal} error
 * @param {number} wall_ms @returns {State} */
function hear_error(state, { code, message, re }, wall_ms) {
	if (re === 'join' && DOOR_ERRORS.has(code))
		return { ...state, place: 'door', door_error: code };
	return notify(state, { code: `error_${code}`, message, seat: null, name: '', booth: '', wall_ms });
}

/** The newest of each kind, at the end. @param {State} state @param {Notice} notice
 * @returns {State} */
function notify(state, notice) {
	const others = state.notices.filter(({ code }) => code !== notice.code);
	return { ...state, notices: [...others, notice].slice(-NOTICES) };
}

/** @param {State} state @param {number} wall_ms @returns {State} */
function forget(state, wall_ms) {
	const notices = state.notices.filter((notice) =>
		STANDING.has(notice.code) || wall_ms - notice.wall_ms < NOTICE_MS);
	return notices.length === state.notices.length ? state : { ...state, notices };
}

/* ---- what follows from it ---- */

/** @param {State} state */
export function own_seat(state) {
	return state.seats.find(({ seat }) => seat === state.console?.seat) ?? null;
}

/** The others of the booth, whether their line stands or not. @param {State} state */
export function boothmates(state) {
	return state.seats.filter(({ seat, booth, role }) =>
		role === 'interpreter' && booth === state.booth && seat !== state.console?.seat);
}

/** The other booths that there is someone in. @param {State} state @returns {string[]} */
export function other_booths(state) {
	const booths = new Set(state.seats.map(({ booth }) => booth ?? ''));
	booths.delete('');
	booths.delete(state.booth);
	return [...booths].sort();
}

/** Is a handover under way that this seat has a part in? @param {State} state */
export function in_handover(state) {
	return state.console !== null && state.console.handover.state !== 'none';
}

/**
 * Which channel each digit chooses: all but the floor, as the event has them, so that a key never
 * changes its meaning; the floor itself comes last.
 * @param {State} state
 */
export function incoming_keys(state) {
	return [...state.channels.filter(({ id }) => id !== FLOOR),
		...state.channels.filter(({ id }) => id === FLOOR)].slice(0, 9);
}

/** The languages that the floor may speak, as the digits choose them. @param {State} state */
export function languages(state) {
	return state.channels.filter(({ id }) => id !== FLOOR).slice(0, 9);
}

/** Is the microphone switched on, be it coughed into now? @param {State} state */
export function is_open({ console }) {
	return console?.microphone === 'on' || console?.microphone === 'cough';
}

/**
 * Switched on, but the browser forbids sound until something is tapped: so it is after a reload
 * while on the air, when the seat comes back as it was. The microphone's key then wakes the sound.
 * @param {State} state
 */
export function is_asleep(state) {
	return is_open(state) && state.facts.blocked;
}

/** May sound of the microphone go out? @param {State} state */
export function may_send(state) {
	return state.link === 'open' && !state.cough_held && state.console?.microphone === 'on';
}

const ASIDE = 0.3; // of the incoming, while the boothmate has something to say
const FORWARD = 1.6;

/**
 * How it sounds in the ear. While a handover is pending whoever stands by must hear the partner
 * over the incoming.
 * @param {State} state
 * @returns {import('./contract.js').Ear}
 */
export function ear_of(state) {
	const { settings, console } = state;
	const standing_by = in_handover(state) && console?.on_air === false;
	const incoming = gain_of(settings.incoming);
	const boothmate = gain_of(settings.boothmate);
	return {
		incoming: standing_by ? incoming * ASIDE : incoming,
		boothmate: standing_by ? Math.min(4, Math.max(boothmate, incoming) * FORWARD) : boothmate,
		own: gain_of(settings.own),
		bass_db: settings.bass_db,
		treble_db: settings.treble_db,
		headset_db_spl: settings.headset_db_spl,
	};
}

/** @param {import('./contract.js').BoothReport} report @returns {Facts} */
export function facts_of({ microphone, ear, running, blocked }) {
	const { state, words, narrow, wireless, processed } = microphone;
	return { microphone: state, microphone_words: words, narrow, wireless, processed, running, blocked,
		too_loud: ear.too_loud };
}
