// SPDX-License-Identifier: Apache-2.0
/*
 * What the podium knows: pure functions from one state to the next, and what follows for a speaker
 * who looks up for a second. Nothing here touches the page or the network.
 *
 * Before: main.js feeds it what happens. After: view.js shows it.
 */

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('../link/orders.js').LinkStatus} LinkStatus */
/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('../link/staff.js').StaffMessage} StaffMessage */
/** @typedef {import('./words.js').Key} Key */

/**
 * @typedef {object} State
 * @property {LinkStatus} link
 * @property {boolean} was_open
 * @property {string} title
 * @property {string | null} floor_language
 * @property {Channel[]} channels
 * @property {Seat[]} seats those that somebody has
 * @property {boolean} recording
 */

/** @typedef {{what: 'message', message: ServerMessage | StaffMessage}
 *     | {what: 'link', link: LinkStatus}} Happening */

const FLOOR = 'floor';

/** @returns {State} */
export function first_state() {
	return { link: 'connecting', was_open: false, title: '', floor_language: null, channels: [],
		seats: [], recording: false };
}

/** @param {State} state @param {Happening} happening @returns {State} */
export function next_state(state, happening) {
	if (happening.what === 'link')
		return { ...state, link: happening.link, was_open: state.was_open || happening.link === 'open' };
	const { message } = happening;
	switch (message.type) {
	case 'welcome':
		return { ...state, title: message.event.title, channels: message.channels, seats: [],
			floor_language: message.event.floor_language || null, recording: false };
	case 'state':
		return { ...state, title: message.event?.title ?? state.title,
			floor_language: message.event?.floor_language === undefined ? state.floor_language
				: message.event.floor_language || null,
			channels: state.channels.map((channel) =>
				message.channels?.find(({ id }) => id === channel.id) ?? channel) };
	case 'seats': {
		const all = new Map([...state.seats, ...message.seats].map((seat) => [seat.seat, seat]));
		return { ...state, seats: [...all.values()].filter(({ state }) => state !== 'empty') };
	}
	case 'recording':
		return { ...state, recording: message.on };
	default:
		return state;
	}
}

/* ---- what follows from it ---- */

/** Who asks the speaker to slow down: names, and their booths. @param {State} state */
export function asking({ seats }) {
	return seats.filter(({ slow_down }) => slow_down);
}

/** Nobody has the floor's microphone, but some booth still interprets what was said.
 * @param {State} state */
export function still_speaking({ channels, seats }) {
	const floor = channels.find(({ id }) => id === FLOOR);
	return floor !== undefined && floor.state === 'idle' &&
		seats.some(({ role, on_air }) => role === 'interpreter' && on_air);
}

/** @param {State} state */
export function suspended({ channels }) {
	return channels.filter(({ state }) => state === 'suspended');
}

/** @type {Record<string, Key>} */
const REASONS = { sound: 'reason_sound', too_fast: 'reason_too_fast',
	unseen_text: 'reason_unseen_text', other: 'reason_other' };

/** @param {string | undefined} reason @returns {Key | null} null: the server's own word is shown */
export function reason_key(reason) {
	if (reason === undefined)
		return 'reason_other';
	return REASONS[reason] ?? null;
}

/** How things are when nothing is to be said: one word, and whether it is a good one.
 * @param {State} state @returns {{word: Key, mood: 'calm' | 'trouble'} | null} */
export function calm_word(state) {
	if (state.link !== 'open') {
		const again = state.link === 'waiting' || (state.link === 'connecting' && state.was_open);
		const word = again ? 'reconnecting' : /** @type {Key} */ (state.link);
		return { word, mood: 'trouble' };
	}
	if (asking(state).length > 0 || still_speaking(state) || suspended(state).length > 0)
		return null;
	const working = state.channels.some(({ id, state }) => id !== FLOOR && state === 'live');
	return { word: working ? 'all_well' : 'nobody', mood: 'calm' };
}
