// SPDX-License-Identifier: Apache-2.0
/*
 * What the attendee's page knows, and what follows from it: which channels to ask for, how loud
 * each voice is, and which words describe the moment. Pure functions from one state to the next;
 * nothing here touches the page, the network or the sound.
 *
 * Before: main.js feeds it what happens. After: main.js acts on it, view.js shows it.
 */

/** @typedef {import('../link/protocol.js').Channel} Channel */
/** @typedef {import('../link/protocol.js').EventInfo} EventInfo */
/** @typedef {import('../link/protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('../link/orders.js').LinkStatus} LinkStatus */
/** @typedef {import('../link/orders.js').Wish} Wish */
/** @typedef {import('../engine/player.js').Sound} Sound */
/** @typedef {{volume: number, gains: number[], delay_ms: number}} Mix */
/** @typedef {import('./settings.js').Settings} Settings */
/** @typedef {import('./words.js').Key} Key */

/**
 * How this browser can play. engine: as it should be; plain: only the stream, since the page is
 * not secure or the browser too old; none: not at all.
 * @typedef {object} Ability
 * @property {'engine' | 'plain' | 'none'} way
 * @property {boolean} secure
 */

/**
 * Why the visitor stands before the door with the form for the PIN. asked: it is needed; wrong:
 * it was not that one; limited: too many wrong ones came from the visitor's network.
 * @typedef {'asked' | 'wrong' | 'limited'} Door
 */

/**
 * What the operator said, and when. It stands until another takes its place or the operator ends
 * it; the visitor may have read it before.
 * @typedef {{id: number | undefined, text: string, wall_ms: number, channels: string[] | undefined,
 *     stands: boolean, read: boolean}} Announcement
 */

/**
 * @typedef {object} State
 * @property {Ability} ability
 * @property {Door | null} door null: it is open, or cannot be opened with a PIN
 * @property {EventInfo['access']} access what the event asks of a listener, once that is known
 * @property {LinkStatus} link
 * @property {boolean} was_open the link was open at least once
 * @property {string} title of the event
 * @property {Channel[]} channels
 * @property {string | null} choice a channel's id; may be one that the event does not have
 * @property {boolean} listening the visitor wants to hear it
 * @property {Sound} sound
 * @property {boolean} sounding sound of the chosen channel is coming out
 * @property {'high' | 'low'} rendition what `auto` has settled on
 * @property {Settings} settings
 * @property {Announcement[]} announcements the newest first
 */

/**
 * @typedef {{what: 'message', message: ServerMessage, wall_ms: number}
 *     | {what: 'link', link: LinkStatus}
 *     | {what: 'event', event: Partial<EventInfo>}
 *     | {what: 'door', door: Door}
 *     | {what: 'dismiss'}
 *     | {what: 'choose', channel: string}
 *     | {what: 'listen', listening: boolean}
 *     | {what: 'sound', sound: Sound}
 *     | {what: 'sounding', sounding: boolean}
 *     | {what: 'rendition', rendition: 'high' | 'low'}
 *     | {what: 'settings', settings: Partial<Settings>}} Happening
 */

export const FLOOR = 'floor';
const ANNOUNCEMENTS_KEPT = 20;

/**
 * @param {Ability} ability
 * @param {Settings} settings
 * @param {string | null} choice
 * @returns {State}
 */
export function first_state(ability, settings, choice) {
	return {
		ability, settings, choice, link: 'connecting', was_open: false, title: '', channels: [],
		listening: false, sound: 'off', sounding: false, rendition: 'high', door: null,
		access: undefined, announcements: [],
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
		return { ...state, link: happening.link, was_open: state.was_open || happening.link === 'open',
			door: happening.link === 'open' ? null : state.door };
	case 'event':
		return know_event(state, happening.event);
	case 'door':
		return { ...state, door: happening.door };
	case 'dismiss':
		return { ...state, announcements: state.announcements.map((one) =>
			({ ...one, read: one.read || is_for(one, state.choice) })) };
	case 'choose':
		return { ...state, choice: happening.channel, listening: true,
			sounding: state.sounding && state.choice === happening.channel };
	case 'listen':
		return { ...state, listening: happening.listening,
			sounding: state.sounding && happening.listening };
	case 'sound':
		return { ...state, sound: happening.sound };
	case 'sounding':
		return { ...state, sounding: happening.sounding };
	case 'rendition':
		return { ...state, rendition: happening.rendition };
	case 'settings':
		return { ...state, settings: { ...state.settings, ...happening.settings } };
	}
}

/**
 * @param {State} state
 * @param {ServerMessage} message
 * @param {number} wall_ms now
 * @returns {State}
 */
function hear_server(state, message, wall_ms) {
	switch (message.type) {
	case 'welcome':
		return { ...know_event(state, message.event), channels: in_order(message.channels),
			announcements: that_stand(state.announcements, message, wall_ms) };
	case 'state':
		return { ...know_event(state, message.event ?? {}),
			channels: merge(state.channels, message.channels ?? []) };
	case 'announcement':
		return { ...state, announcements: [announced(message, wall_ms), ...state.announcements]
			.slice(0, ANNOUNCEMENTS_KEPT) };
	case 'announcement_over':
		return { ...state, announcements: state.announcements.map((one) =>
			one.id !== undefined && message.ids.includes(one.id) ? { ...one, stands: false } : one) };
	default:
		return state;
	}
}

/** @param {import('../link/protocol.js').Notice} notice @param {number} wall_ms when it was said
 * @returns {Announcement} */
function announced({ id, text, channels }, wall_ms) {
	return { id, text, channels, wall_ms, stands: true, read: false };
}

/** Those that are known, and those that were said before the visitor came or while the line was
 * lost. @param {Announcement[]} known @param {import('../link/protocol.js').Welcome} welcome
 * @param {number} wall_ms now */
function that_stand(known, { announcements = [], server_ms }, wall_ms) {
	/** @param {{id?: number, text: string}} a @param {{id?: number, text: string}} b */
	const same = (a, b) => a.id === b.id && a.text === b.text;
	const missed = announcements.filter((one) => !known.some((other) => same(one, other)))
		.map((one) => announced(one, wall_ms - (server_ms - one.server_ms)));
	return [...known.map((one) => ({ ...one, stands: announcements.some((other) => same(one, other)) })),
		...missed].sort((a, b) => b.wall_ms - a.wall_ms).slice(0, ANNOUNCEMENTS_KEPT);
}

/** @param {State} state @param {Partial<EventInfo>} event @returns {State} */
function know_event(state, { title, access }) {
	return { ...state, title: title ?? state.title, access: access ?? state.access };
}

/** The languages as the server has them, and the original behind them. @param {Channel[]} channels */
function in_order(channels) {
	return [...channels.filter(({ id }) => id !== FLOOR), ...channels.filter(({ id }) => id === FLOOR)];
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

/* ---- what follows from it ---- */

/** @param {State} state */
export function chosen(state) {
	return state.channels.find(({ id }) => id === state.choice) ?? null;
}

/** To everybody, or to this channel's listeners. @param {Announcement} announcement
 * @param {string | null} choice */
function is_for({ channels }, choice) {
	return !channels || (choice !== null && channels.includes(choice));
}

/**
 * What the operator said to the visitor: the newest that stands, until it is dismissed, and all
 * others.
 * @param {State} state
 * @returns {{shown: Announcement | null, earlier: Announcement[]}}
 */
export function announcements_of({ announcements, choice }) {
	const own = announcements.filter((one) => is_for(one, choice));
	const newest = own.find(({ stands }) => stands);
	const shown = newest && !newest.read ? newest : null;
	return { shown, earlier: own.filter((one) => one !== shown) };
}

/**
 * How this browser can play this event: the plain stream is for events without a PIN.
 * @param {State} state
 */
export function way_of({ ability, access }) {
	const closed = access !== undefined && access !== 'open';
	return ability.way === 'plain' && closed ? 'none' : ability.way;
}

/** Is the floor worth having underneath what was chosen? @param {State} state */
function floor_underneath(state) {
	const channel = chosen(state);
	return state.settings.underneath > 0 && channel !== null && channel.id !== FLOOR &&
		channel.state !== 'floor' && state.channels.some(({ id }) => id === FLOOR);
}

/** What to ask the server for. @param {State} state @returns {Wish} */
export function wish_of(state) {
	const { quality, bundle } = state.settings;
	const on = state.listening && state.ability.way === 'engine' && chosen(state) !== null;
	return {
		voices: [on ? state.choice : null, on && floor_underneath(state) ? FLOOR : null],
		rendition: quality === 'auto' ? state.rendition : quality,
		bundle: bundle ? 2 : 1,
	};
}

/** How loud each voice is, and how late. @param {State} state @returns {Mix} */
export function mix_of(state) {
	const { volume, underneath, delay_s } = state.settings;
	return {
		volume: loudness(volume),
		gains: [1, floor_underneath(state) ? loudness(underneath) : 0],
		delay_ms: Math.round(delay_s * 1000),
	};
}

/**
 * A slider's place as a gain: the ear hears ratios, so the lower half is a finer scale.
 * @param {number} place 0 to 1
 */
export function loudness(place) {
	return place * place;
}

/* ---- the words for it ---- */

/**
 * The moment in words: a key of words.js, what kind of moment it is, and what a tap would do.
 * @typedef {object} Moment
 * @property {Key} word
 * @property {'calm' | 'busy' | 'live' | 'notice' | 'trouble'} mood
 * @property {'listen' | 'stop' | 'retry' | null} tap
 * @property {string} [reason] in the server's own word
 */

/** Words for what stands between the visitor and the sound; null: nothing does. @type {Record<
 *     LinkStatus, Moment | null>} */
const LINK_MOMENTS = {
	connecting: { word: 'connecting', mood: 'busy', tap: null },
	waiting: { word: 'reconnecting', mood: 'trouble', tap: null },
	full: { word: 'full', mood: 'trouble', tap: null },
	refused: { word: 'refused', mood: 'trouble', tap: 'retry' },
	taken: { word: 'taken', mood: 'notice', tap: 'retry' },
	open: null,
};

/** @type {Record<Sound, Moment | null>} */
const SOUND_MOMENTS = {
	off: { word: 'starting', mood: 'busy', tap: 'stop' },
	starting: { word: 'starting', mood: 'busy', tap: 'stop' },
	blocked: { word: 'blocked', mood: 'calm', tap: 'listen' },
	interrupted: { word: 'interrupted', mood: 'notice', tap: 'listen' },
	failed: { word: 'failed', mood: 'trouble', tap: 'listen' },
	running: null,
};

/** @param {State} state @returns {Moment} */
export function moment_of(state) {
	const { link } = state;
	if (state.door !== null && (link === 'refused' || link === 'connecting'))
		return { word: 'pin', mood: 'calm', tap: null };
	if (link !== 'open') {
		const first = link === 'connecting' && state.was_open;
		return /** @type {Moment} */ (LINK_MOMENTS[first ? 'waiting' : link]);
	}
	const channel = chosen(state);
	if (!channel)
		return { word: 'choose', mood: 'calm', tap: null };
	if (!state.listening)
		return { word: 'ready', mood: 'calm', tap: 'listen' };
	return SOUND_MOMENTS[state.sound] ?? channel_moment(channel, state);
}

/**
 * @param {Channel} channel
 * @param {State} state
 * @returns {Moment}
 */
function channel_moment(channel, { sounding, ability }) {
	if (channel.state === 'suspended')
		return { mood: 'notice', tap: 'stop', ...suspension(channel.reason) };
	if (channel.state === 'idle')
		return { word: channel.id === FLOOR ? 'floor_idle' : 'idle', mood: 'calm', tap: 'stop' };
	if (!sounding && ability.way === 'engine')
		return { word: 'waiting', mood: 'busy', tap: 'stop' };
	if (channel.state === 'floor' || channel.id === FLOOR)
		return { word: 'floor', mood: 'live', tap: 'stop' };
	/** @type {Key} */
	const word = channel.depth >= 3 ? 'relay_twice' : channel.depth === 2 ? 'relay' : 'direct';
	return { word, mood: 'live', tap: 'stop' };
}

/** @param {string | undefined} reason @returns {{word: Key, reason?: string}} */
function suspension(reason) {
	switch (reason) {
	case 'sound': return { word: 'suspended_sound' };
	case 'too_fast': return { word: 'suspended_fast' };
	case 'unseen_text': return { word: 'suspended_text' };
	case 'other':
	case undefined: return { word: 'suspended' };
	default: return { word: 'suspended', reason }; // of a newer server: its word is better than none
	}
}

/** A channel's state in one or two words, for its button. @param {Channel} channel
 * @returns {Key} */
export function brief_of(channel) {
	switch (channel.state) {
	case 'suspended': return 'brief_suspended';
	case 'idle': return channel.id === FLOOR ? 'brief_silent' : 'brief_idle';
	case 'floor': return channel.id === FLOOR ? 'brief_spoken' : 'brief_floor';
	case 'live':
		if (channel.id === FLOOR)
			return 'brief_spoken';
		return channel.depth >= 2 ? 'brief_relay' : 'brief_live';
	}
}
