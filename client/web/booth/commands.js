// SPDX-License-Identifier: Apache-2.0
/*
 * What a key or a button means at this moment: which messages go to the server, and what happens
 * here. A pure function; that a key has done something shows only when the server says so.
 *
 * Before: keys.js, view. After: main.js sends and lets it happen.
 */

import { TONE_DB } from './settings.js';
import { in_handover, incoming_keys, is_asleep, is_open, languages, own_seat } from './state.js';

/** @typedef {import('./keys.js').Command} Command */
/** @typedef {import('./keys.js').Reason} Reason */
/** @typedef {import('./state.js').Happening} Happening */
/** @typedef {import('./state.js').State} State */

/** What only the page can do. @typedef {'listen' | 'chat' | 'help' | 'devices' | 'read_out'} Gesture */
/** @typedef {{say?: object[], happen?: Happening[], gesture?: Gesture}} Effect */

/** @type {Reason[]} as the digits choose them */
export const REASONS = ['sound', 'too_fast', 'unseen_text', 'other'];
const STEP = 0.05;
const STEP_DB = 1;

/**
 * @param {State} state
 * @param {Command} command
 * @returns {Effect}
 */
export function effect_of(state, command) {
	const { console } = state;
	if (console === null)
		return effect_here(state, command);
	switch (command.do) {
	case 'microphone':
		return is_asleep(state) ? { gesture: 'listen' }
			: say({ type: 'microphone', on: !is_open(state) });
	case 'cough':
		return cough(state, command.on);
	case 'output':
		return console.outputs[command.output] === undefined ? {}
			: say({ type: 'output', output: command.output });
	case 'floor_key':
		return say({ type: 'incoming' });
	case 'incoming':
		return say({ type: 'incoming', channel: command.channel });
	case 'digit':
		return digit(state, command.digit - 1);
	case 'handover':
		return hand_over(state);
	case 'take':
		return console.on_air ? {} : say({ type: 'handover', step: 'take' });
	case 'cancel':
		return cancel(state);
	case 'slow_down':
		return say({ type: 'slow_down', on: own_seat(state)?.slow_down !== true });
	case 'cannot':
		return cannot(state);
	case 'reason':
		return { ...say({ type: 'cannot_interpret', on: true, reason: command.reason }),
			happen: [{ what: 'ask', asking: null }] };
	case 'call':
		return say({ type: 'call_operator', on: (own_seat(state)?.call ?? 'none') === 'none' });
	case 'consent':
		return say({ type: 'consent', recording: command.recording ?? !state.consents });
	case 'ask_language':
		return ask(state, 'language');
	case 'language':
		return { ...say({ type: 'floor_language',
			...(command.language === null ? {} : { language: command.language }) }),
		happen: [{ what: 'ask', asking: null }] };
	default:
		return effect_here(state, command);
	}
}

/** @param {object} message @returns {Effect} */
const say = (message) => ({ say: [message] });

/** What needs no server. @param {State} state @param {Command} command @returns {Effect} */
function effect_here(state, command) {
	switch (command.do) {
	case 'cough':
		return command.on ? {} : cough(state, false);
	case 'turn_knob':
		return { happen: [{ what: 'settings',
			settings: { [command.knob]: turned(state.settings[command.knob], command) } }] };
	case 'cancel':
		return cancel(state);
	case 'chat':
	case 'help':
	case 'devices':
	case 'read_out':
		return { gesture: command.do };
	default:
		return {};
	}
}

/** @param {number} value @param {{knob: string, step: number}} by */
function turned(value, { knob, step }) {
	const is_tone = knob.endsWith('_db');
	const [least, most, by] = is_tone ? [-TONE_DB, TONE_DB, STEP_DB] : [0, 1, STEP];
	return Math.round(Math.min(most, Math.max(least, value + step * by)) * 100) / 100;
}

/** The key itself mutes at once, here; the server is told. @param {State} state
 * @param {boolean} held @returns {Effect} */
function cough(state, held) {
	if (held === state.cough_held)
		return {};
	return { say: [{ type: 'cough', on: held }], happen: [{ what: 'cough', held }] };
}

/** @param {State} state @param {number} at @returns {Effect} */
function digit(state, at) {
	if (state.asking === 'reason')
		return REASONS[at] ? effect_of(state, { do: 'reason', reason: REASONS[at] }) : {};
	if (state.asking === 'language') {
		const language = languages(state)[at];
		return language ? effect_of(state, { do: 'language', language: language.id }) : {};
	}
	const channel = incoming_keys(state)[at];
	if (!channel || !state.console?.offered.includes(channel.id))
		return {};
	return say({ type: 'incoming', channel: channel.id });
}

/** One key for a handover's every step but two. @param {State} state @returns {Effect} */
function hand_over(state) {
	const step = handover_step(state);
	return step === null ? {} : say({ type: 'handover', step });
}

/**
 * What the handover key does now: offers the air, asks for it, says yes, or makes it now.
 * @param {State} state
 * @returns {'offer' | 'request' | 'accept' | null} null: we wait for the other
 */
export function handover_step({ console }) {
	if (console === null)
		return null;
	const { handover, seat, on_air } = console;
	switch (handover.state) {
	case 'none':
		return on_air ? 'offer' : 'request';
	case 'offered':
		return handover.from === seat ? null : 'accept';
	case 'requested':
		return handover.to === seat ? null : 'accept';
	case 'countdown':
		return 'accept';
	}
}

/** @param {State} state @param {'reason' | 'language'} what @returns {Effect} */
function ask(state, what) {
	return { happen: [{ what: 'ask', asking: state.asking === what ? null : what }] };
}

/** @param {State} state @returns {Effect} */
function cannot(state) {
	if (state.console?.microphone === 'suspended')
		return say({ type: 'cannot_interpret', on: false });
	return ask(state, 'reason');
}

/** Takes back whatever is nearest. @param {State} state @returns {Effect} */
function cancel(state) {
	if (state.asking !== null)
		return { happen: [{ what: 'ask', asking: null }] };
	if (in_handover(state))
		return say({ type: 'handover', step: 'cancel' });
	return state.notices.length > 0 ? { happen: [{ what: 'dismiss' }] } : {};
}

/**
 * What the server must hear once we are in, or in again: what was said at the door, and what a
 * broken line has swallowed. A cough key that was let go meanwhile would else mute for good.
 * @param {State} before
 * @param {State} state
 * @returns {object[]}
 */
export function greetings(before, state) {
	if (before.greeted || !state.greeted || state.console === null)
		return [];
	const coughs = state.console.microphone === 'cough';
	return [{ type: 'consent', recording: state.consents },
		...(coughs !== state.cough_held && is_open(state)
			? [{ type: 'cough', on: state.cough_held }] : [])];
}
