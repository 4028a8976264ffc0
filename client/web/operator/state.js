// SPDX-License-Identifier: Apache-2.0
/*
 * What the operator's desk knows: pure functions from one state to the next. Nothing here touches
 * the page, the network or the sound. Levels do not pass here, they go straight to the meters.
 *
 * Before: main.js feeds it what happens. After: main.js acts on it, view.js shows it; house.js,
 * rules.js, news.js and cards.js say what follows from it.
 */

import { card_answered, card_refused } from './cards.js';
import { add_marks } from './figures.js';
import { kept_edits } from './rules.js';

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('../link/orders.js').LinkStatus} LinkStatus */
/** @typedef {import('../link/staff.js').StaffMessage} StaffMessage */
/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('../link/staff.js').Chat} Chat */
/** @typedef {import('../link/staff.js').Announcement} Announcement */
/** @typedef {import('../engine/player.js').Sound} Sound */
/** @typedef {import('./cards.js').Cards} Cards */
/** @typedef {import('./figures.js').Mark} Mark */
/** @typedef {import('./rules.js').Edits} Edits */

/**
 * @typedef {object} State
 * @property {LinkStatus} link
 * @property {boolean} was_open the link was open at least once
 * @property {string} title of the event
 * @property {string | null} floor_language
 * @property {string | null} floor_language_by
 * @property {Channel[]} channels as the server orders them
 * @property {Seat[]} seats those that somebody has, by number
 * @property {import('../link/staff.js').Plan | null} plan
 * @property {import('../link/staff.js').Figures | null} figures the last
 * @property {Map<number, Mark[]>} marks of each seat's last seconds, oldest first
 * @property {import('../link/staff.js').FloorSound | null} floor_sound
 * @property {import('../link/staff.js').Alarm[]} alarms
 * @property {number} alarms_older that are not among them
 * @property {import('../link/staff.js').Recording | null} recording
 * @property {Map<string, {listeners: number, recorded: boolean}>} audience by channel
 * @property {(Chat | Announcement)[]} words the last that were written, oldest first
 * @property {import('../link/protocol.js').Notice[]} standing announcements, oldest first
 * @property {number} unread of them, since the chat was looked at
 * @property {Edits} edits of rules, prepared and not committed
 * @property {boolean} committing they are on their way
 * @property {string | null} edits_refused why, in the server's words
 * @property {{number: number, message: string} | null} refused the last thing that was, else
 * @property {string | null} hearing a channel's id
 * @property {Sound} sound
 * @property {Cards} cards
 */

/**
 * @typedef {{what: 'message', message: ServerMessage | StaffMessage}
 *     | {what: 'link', link: LinkStatus}
 *     | {what: 'hear', channel: string | null}
 *     | {what: 'sound', sound: Sound}
 *     | {what: 'edits', edits: Edits}
 *     | {what: 'commit'}
 *     | {what: 'discard'}
 *     | {what: 'read'}
 *     | {what: 'cards', cards: Cards}} Happening
 */

export const FLOOR = 'floor';
const WORDS_KEPT = 200;

/** @returns {State} */
export function first_state() {
	return {
		link: 'connecting', was_open: false, title: '', floor_language: null,
		floor_language_by: null, channels: [], seats: [], plan: null, figures: null,
		marks: new Map(), floor_sound: null, alarms: [],
		alarms_older: 0, recording: null, audience: new Map(),
		words: [], standing: [], unread: 0, edits: {}, committing: false, edits_refused: null, refused: null,
		hearing: null, sound: 'off', cards: { asks: [], made: [], failed: null },
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
		return hear_server(state, happening.message);
	case 'link':
		return link_changed(state, happening.link);
	case 'hear':
		return { ...state, hearing: happening.channel };
	case 'sound':
		return { ...state, sound: happening.sound };
	case 'edits':
		return { ...state, edits: happening.edits, edits_refused: null };
	case 'commit':
		return { ...state, committing: true, edits_refused: null };
	case 'discard':
		return { ...state, edits: {}, committing: false, edits_refused: null };
	case 'read':
		return state.unread === 0 ? state : { ...state, unread: 0 };
	case 'cards':
		return { ...state, cards: happening.cards };
	}
}

/** What was said into a line that broke may not have been heard. @param {State} state
 * @param {LinkStatus} link @returns {State} */
function link_changed(state, link) {
	return { ...state, link, was_open: state.was_open || link === 'open', committing: false };
}

/**
 * @param {State} state
 * @param {ServerMessage | StaffMessage} message
 * @returns {State}
 */
function hear_server(state, message) {
	switch (message.type) {
	case 'welcome':
		return welcomed(state, message);
	case 'state':
		return event_changed(state, message);
	case 'seats':
		return { ...state, seats: merge_seats(state.seats, message.seats),
			floor_language_by: message.floor_language_by ?? null };
	case 'figures':
		return { ...state, figures: message, marks: add_marks(state.marks, message) };
	case 'floor_sound':
		return { ...state, floor_sound: message };
	case 'alarms':
		return { ...state, alarms: message.alarms, alarms_older: message.left_out ?? 0 };
	case 'recording':
		return { ...state, recording: message };
	case 'audience':
		return { ...state, audience: new Map([...state.audience,
			...message.channels.map((channel) => /** @type {const} */ ([channel.id, channel]))]) };
	case 'plan':
		return { ...state, plan: message, edits: kept_edits(state.edits, message),
			committing: false };
	case 'chat':
		return read(state, message);
	case 'announcement':
		return { ...read(state, message), standing: [...state.standing, message] };
	case 'announcement_over':
		return { ...state, standing: state.standing.filter(({ id }) => !message.ids.includes(id ?? 0)) };
	case 'invitation':
		return { ...state, cards: card_answered(state.cards, message) };
	case 'error':
		return refused(state, message);
	default:
		return state;
	}
}

/** @param {State} state @param {Chat | Announcement} message @returns {State} */
function read(state, message) {
	return { ...state, words: [...state.words, message].slice(-WORDS_KEPT),
		unread: state.unread + (is_own(message) ? 0 : 1) };
}

/** Announcements and other operators' words are no news. @param {Chat | Announcement} message */
function is_own(message) {
	return message.type === 'announcement' || message.from.role === 'operator';
}

/** Everything that is told in pieces begins anew. @param {State} state
 * @param {import('../link/protocol.js').Welcome} message @returns {State} */
function welcomed(state, message) {
	return { ...state, title: message.event.title, channels: message.channels, seats: [],
		standing: message.announcements ?? [],
		floor_language: message.event.floor_language || null, floor_language_by: null,
		figures: null, marks: new Map(), floor_sound: null, alarms: [], audience: new Map() };
}

/** @param {State} state @param {import('../link/protocol.js').StateChange} message
 * @returns {State} */
function event_changed(state, message) {
	const language = message.event?.floor_language;
	return {
		...state,
		title: message.event?.title ?? state.title,
		floor_language: language === undefined ? state.floor_language : language || null,
		channels: merge_channels(state.channels, message.channels ?? []),
	};
}

/**
 * @param {State} state
 * @param {import('../link/protocol.js').Refusal} message
 * @returns {State}
 */
function refused(state, message) {
	if (message.re === 'rules')
		return { ...state, committing: false, edits_refused: message.message };
	if (message.re === 'invite')
		return { ...state, cards: card_refused(state.cards, message.message) };
	return { ...state, refused: { number: (state.refused?.number ?? 0) + 1,
		message: message.message } };
}

/** @param {Channel[]} channels @param {Channel[]} changes */
export function merge_channels(channels, changes) {
	return channels.map((channel) => changes.find(({ id }) => id === channel.id) ?? channel);
}

/** Each seat comes whole; an empty one is gone. @param {Seat[]} seats @param {Seat[]} changes */
export function merge_seats(seats, changes) {
	const all = new Map([...seats, ...changes].map((seat) => [seat.seat, seat]));
	return [...all.values()].filter(({ state }) => state !== 'empty')
		.sort((a, b) => a.seat - b.seat);
}
