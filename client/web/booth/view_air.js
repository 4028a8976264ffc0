// SPDX-License-Identifier: Apache-2.0
/*
 * The half of the console that speaks: on the air or not, the outputs, the handover, the signals.
 */

import { keep_list, copy_of } from '../ui/dom.js';
import { say_duration } from '../ui/language.js';
import { REASONS } from './commands.js';
import { REASON_WORDS, air_of, handing_of, sign_of, turn_of } from './picture.js';
import { channel_name, draw_symbol, enable, keys_of, mark, part, piece, press, show, word, write } from './screen.js';
import { is_asleep, is_open, languages, own_seat } from './state.js';

/** @typedef {import('./state.js').State} State */

const AIR_ICONS = { on: 'booth/on_air.svg', cough: 'booth/muted.svg' };

/** @param {State} state @param {number} wall_ms */
export function show_air(state, wall_ms) {
	const air = air_of(state);
	const name = channel_name(state.channels, air.channel);
	mark(part('air'), 'data-mood', air.mood);
	mark(document.documentElement, 'data-air', state.place === 'inside' ? air.mood : 'off');
	draw_symbol(part('air-symbol'), air.mood);
	write(part('air-word'), word(air.word));
	write(part('air-channel'), name && `→ ${name}`);
	press('microphone', is_open(state) && !is_asleep(state));
	press('cough', air.mood === 'cough');
	show_turn(state, wall_ms);
	show_sign(state);
	show_tab(state, air, name);
}

/** @param {State} state @param {number} wall_ms */
function show_turn(state, wall_ms) {
	const turn = turn_of(state, wall_ms);
	write(part('turn'), turn ? say_duration(turn.ms) : '–:––');
	write(part('turn-word'), word(turn?.over ? 'turn_over' : 'turn'));
	mark(part('turn'), 'data-over', turn?.over ? 'yes' : null);
}

/** @param {State} state */
function show_sign(state) {
	const sign = sign_of(state);
	const listeners = part('listeners');
	show(listeners, sign.listeners !== null);
	write(/** @type {Element} */ (listeners.lastElementChild), word('listeners', sign.listeners ?? 0));
	const recorded = part('recorded');
	mark(recorded, 'data-on', sign.recorded ? 'yes' : null);
	write(/** @type {Element} */ (recorded.lastElementChild), word(
		sign.recorded ? 'recorded' : sign.recording ? 'recording_not_you' : 'not_recorded'));
	press('consent', sign.consents);
}

/** What is seen of the page when it is one tab among many. @param {State} state
 * @param {import('./picture.js').Air} air @param {string} name */
function show_tab(state, air, name) {
	const inside = state.place === 'inside';
	const title = state.event.title || word('page_title');
	const unread = state.unread > 0 ? `(${state.unread}) ` : '';
	const sign = air.mood === 'on' ? `● ${word(air.word)} · ${name} · ` :
		air.mood === 'off' ? '' : `${word(air.word)} · `;
	const text = inside ? `${unread}${sign}${title}` : title;
	if (document.title !== text)
		document.title = text;
	const icon = /** @type {Record<string, string>} */ (AIR_ICONS)[inside ? air.mood : ''] ?? 'icon.svg';
	mark(part('favicon'), 'href', icon);
}

/** @param {State} state */
export function show_outputs({ console, channels }) {
	const outputs = Object.keys(console?.outputs ?? {});
	const buttons = keep_list(part('outputs'), outputs, (output) => {
		const button = copy_of('output');
		button.dataset.arg = output;
		write(piece(button, 'letter'), output.toUpperCase());
		const keys = keys_of(`key_output_${output}`);
		write(/** @type {Element} */ (button.querySelector('kbd')), keys[0]);
		button.setAttribute('aria-keyshortcuts', keys[0]);
		return button;
	});
	for (const [output, button] of buttons) {
		const id = /** @type {Record<string, string>} */ (console?.outputs ?? {})[output];
		write(piece(button, 'name'), channel_name(channels, id));
		mark(button, 'aria-pressed', String(console?.output === output));
	}
}

/** @param {State} state @param {number} wall_ms */
export function show_handover(state, wall_ms) {
	const handing = handing_of(state, wall_ms);
	mark(part('handover'), 'data-asked', handing.asked ? 'yes' : handing.pending ? 'pending' : 'no');
	write(part('handover-word'), word(handing.word, handing.who));
	write(part('handover-left'), handing.seconds === null ? '' : word('seconds', handing.seconds));
	write(/** @type {Element} */ (part('handover-do').firstElementChild),
		word(handing.key_word ?? 'do_wait'));
	enable('handover-do', handing.key_word !== null);
	enable('handover-cancel', handing.pending);
	enable('handover-take', handing.can_take);
}

/** @param {State} state */
export function show_signals(state) {
	const own = own_seat(state);
	const suspended = state.console?.microphone === 'suspended';
	const call = own?.call ?? 'none';
	press('slow', own?.slow_down === true);
	press('cannot', suspended);
	mark(part('cannot'), 'aria-expanded', String(state.asking === 'reason'));
	write(/** @type {Element} */ (part('cannot').firstElementChild),
		word(suspended ? 'cannot_end' : 'cannot'));
	press('call', call !== 'none');
	mark(part('call'), 'data-call', call);
	write(/** @type {Element} */ (part('call').firstElementChild),
		word(call === 'calling' ? 'calling' : call === 'answered' ? 'call_answered' : 'call'));
	mark(part('language-button'), 'aria-expanded', String(state.asking === 'language'));
	show_asking(state);
}

/** What the digits choose now. @param {State} state */
function show_asking(state) {
	const { asking } = state;
	show(part('asking'), asking !== null);
	if (asking === null)
		return;
	write(part('asking-name'), word(asking === 'reason' ? 'ask_reason' : 'ask_language'));
	/** @type {[string, string, string][]} */
	const answers = asking === 'reason'
		? REASONS.map((reason) => ['reason', reason, word(REASON_WORDS[reason])])
		: [...languages(state).map(({ id, name }) => /** @type {[string, string, string]} */ (
			['language', id, name])), ['language', '', word('language_none')]];
	const buttons = keep_list(part('asking-list'), answers.map(([act, arg]) => `${act} ${arg}`),
		() => copy_of('answer'));
	[...buttons.values()].forEach((button, at) => {
		const [act, arg, text] = answers[at];
		button.dataset.do = act;
		button.dataset.arg = arg;
		write(/** @type {Element} */ (button.firstElementChild), arg === '' ? '' : String(at + 1));
		write(piece(button, 'word'), text);
	});
}
