// SPDX-License-Identifier: Apache-2.0
/*
 * The operator's desk, wired: what happens changes the state, and whatever follows from the state
 * is done at once, here, in one place. Levels go from the link straight to the meters, sound from
 * the link's Worker straight to the engine.
 *
 *   link.worker.js --(reports)--> main.js: state.js --> view.js, link.js, player.js, chime.js
 *        | packets                  | levels
 *        v                          v
 *   engine.worklet.js           meters.js
 */

import { LISTENER } from '../engine/listener.js';
import { Player } from '../engine/player.js';
import { take_fragment } from '../link/fragment.js';
import { Link } from '../link/link.js';
import { Chime } from '../ui/chime.js';
import { mark, part } from '../ui/dom.js';
import { action_of, chord_of } from '../ui/keys.js';
import { choose_tongue, keep, kept } from '../ui/language.js';
import { invite_message } from './cards.js';
import { language_key, languages_of } from './house.js';
import { KEYS } from './keys.js';
import { Meters } from './meters.js';
import { ringing } from './news.js';
import { prepare, rules_message } from './rules.js';
import { FLOOR, first_state, next_state } from './state.js';
import { View } from './view.js';

/** @typedef {import('./state.js').Happening} Happening */
/** @typedef {import('./state.js').State} State */

const TONGUE_PLACE = 'tumen.tongue';
const CHIME_PLACE = 'tumen.chime';
const RING_AGAIN_MS = 20_000;

const { token } = take_fragment();
let state = first_state();
let drawing = false;
let rang_ms = 0;
/** @type {number | null} */
let offset_ms = null;

const meters = new Meters();
const chime = new Chime();

const view = new View({
	say: (message) => link.say(message),
	mute: (seat, on) => link.say({ type: 'mute', seat, on }),
	hear,
	set_floor,
	prepare: (channel, edit) =>
		happen({ what: 'edits', edits: prepare(state.edits, state.plan, channel, edit) }),
	commit,
	discard: () => happen({ what: 'discard' }),
	read: () => happen({ what: 'read' }),
	make_cards: (asks) => happen({ what: 'cards', cards: { asks, made: [], failed: null } }),
	forget_cards: () => happen({ what: 'cards', cards: { asks: [], made: [], failed: null } }),
	retry: () => link.retry(),
	speak: (tongue) => {
		keep(TONGUE_PLACE, tongue);
		view.speak(choose_tongue(tongue, navigator.languages));
		draw();
	},
	chime: set_chime,
}, meters);

const player = new Player({
	engine: LISTENER,
	through_element: false,
	on_sound: (sound) => happen({ what: 'sound', sound }),
	on_report: () => {},
	on_engine: ({ port }) => link.sound(port),
});

const link = new Link({
	guise: { role: 'operator', client: 'tumen-operator', ...(token ? { token } : {}) },
	wish: { voices: [null, null], rendition: 'high', bundle: 1 },
	report: hear_link,
});

/* ---- what happens ---- */

/** @param {Happening} happening */
function happen(happening) {
	const before = state;
	state = next_state(state, happening);
	act(before);
	draw();
}

/** Does what follows from the change. @param {State} before */
function act(before) {
	if (before.hearing !== state.hearing)
		link.wish({ voices: [state.hearing, null], rendition: 'high', bundle: 1 });
	const [ask] = state.cards.asks;
	if (ask && (ask !== before.cards.asks[0] || (state.link === 'open' && before.link !== 'open')))
		link.say(invite_message(ask, location.origin));
	const known = new Set(ringing(before));
	if (ringing(state).some((key) => !known.has(key)) || (state.link !== 'open' && before.link === 'open'))
		ring();
}

/** Once a frame at most, however much happens. */
function draw() {
	if (drawing)
		return;
	drawing = true;
	requestAnimationFrame(() => {
		drawing = false;
		view.show(state, server_now_ms());
	});
}

function server_now_ms() {
	return offset_ms === null ? null : Date.now() + offset_ms;
}

function ring() {
	rang_ms = Date.now();
	chime.ring();
}

/* ---- the operator ---- */

/** Inside the operator's press. @param {string | null} channel */
function hear(channel) {
	happen({ what: 'hear', channel });
	if (channel === null)
		player.stop();
	else
		player.start();
}

/** @param {string | null} language */
function set_floor(language) {
	link.say({ type: 'floor_language', ...(language === null ? {} : { language }) });
}

function commit() {
	if (state.committing || Object.keys(state.edits).length === 0)
		return;
	happen({ what: 'commit' });
	link.say(rules_message(state.edits));
}

/** @param {boolean} on */
function set_chime(on) {
	chime.on = on;
	keep(CHIME_PLACE, on ? 'on' : 'off');
	mark(part('chime'), 'aria-pressed', String(on));
	if (on)
		ring();
}

/** Stopping is asked about, starting is not. */
function record() {
	if (state.recording?.on)
		/** @type {HTMLDialogElement} */ (part('stop-dialog')).showModal();
	else
		link.say({ type: 'record', on: true });
}

function toggle_rules() {
	view.channels.ruling = !view.channels.ruling;
	view.show(state, server_now_ms());
	if (view.channels.ruling)
		part('rules').querySelector('select')?.focus();
}

/** The row in which the focus is. @param {string} body @returns {string | null} its key */
function focused(body) {
	const row = document.activeElement?.closest(`#${body} tr`);
	return row instanceof HTMLElement ? row.dataset.key ?? null : null;
}

/** The focused channel, or an end to hearing. */
function hear_focused() {
	const channel = focused('channels');
	hear(channel !== null && channel !== state.hearing ? channel
		: state.hearing === null ? FLOOR : null);
}

function mute_focused() {
	const seat = state.seats.find(({ seat }) => String(seat) === focused('seats'));
	if (seat)
		link.say({ type: 'mute', seat: seat.seat, on: seat.microphone !== 'muted' });
}

/** @type {Record<import('./keys.js').Action, () => void>} */
const ACTIONS = {
	record,
	cards: () => {
		view.cards.open();
		draw();
	},
	chime: () => set_chime(!chime.on),
	alarm_seen: () => view.news.press('alarm_seen'),
	alarms_seen_all: () => link.say({ type: 'alarm_seen' }),
	answer: () => view.news.press('answer'),
	lamp_seen: () => view.news.press('lamp_seen'),
	floor_none: () => set_floor(null),
	go_booths: () => view.move('seats', 0),
	go_channels: () => view.move('channels', 0),
	mute: mute_focused,
	hear: hear_focused,
	rules: toggle_rules,
	commit,
	discard: () => happen({ what: 'discard' }),
	chat: () => part('chat-text').focus(),
	announce: () => part('announce-text').focus(),
};

/** @param {KeyboardEvent} press */
function key_pressed(press) {
	if (document.querySelector('dialog[open]'))
		return;
	if (press.code === 'Escape' && document.activeElement instanceof HTMLElement)
		return document.activeElement.blur();
	const body = press.target instanceof Element && press.target.closest('#seats, #channels');
	if (body && (press.code === 'ArrowDown' || press.code === 'ArrowUp')) {
		press.preventDefault();
		return view.move(body.id, press.code === 'ArrowDown' ? 1 : -1);
	}
	const action = action_of(KEYS, press) ?? language_action(press);
	if (action === null)
		return;
	press.preventDefault();
	if (typeof action === 'string')
		ACTIONS[action]();
	else
		action();
}

/** @param {KeyboardEvent} press @returns {(() => void) | null} */
function language_action(press) {
	const chord = chord_of(press);
	const at = languages_of(state).findIndex((_, at) => language_key(at) === chord);
	if (at < 0 || action_of({ language: chord }, press) === null)
		return null;
	const { lang, id } = languages_of(state)[at];
	return () => set_floor(lang || id);
}

/* ---- the link ---- */

/** @param {import('../link/orders.js').LinkReport} report */
function hear_link(report) {
	switch (report.report) {
	case 'status':
		return happen({ what: 'link', link: report.status });
	case 'message': {
		const message = /** @type {import('../link/protocol.js').ServerMessage |
			import('../link/staff.js').StaffMessage} */ (report.message);
		if (message.type === 'levels')
			return meters.hear(message);
		return happen({ what: 'message', message });
	}
	case 'beat':
		({ offset_ms } = report);
		player.beat();
		if (ringing(state).length > 0 && Date.now() - rang_ms > RING_AGAIN_MS)
			ring();
		show_clock();
		return draw();
	}
}

function show_clock() {
	const now = new Date();
	part('clock').textContent = now.toLocaleTimeString('en-GB');
}

/* ---- it begins ---- */

view.speak(choose_tongue(kept(TONGUE_PLACE), navigator.languages));
chime.on = kept(CHIME_PLACE) !== 'off';
mark(part('chime'), 'aria-pressed', String(chime.on));
for (const action of /** @type {const} */ (['record', 'cards', 'chime', 'go_booths', 'go_channels',
	'rules']))
	/** @type {HTMLElement | null} */ (document.querySelector(`[data-action="${action}"]`))
		?.addEventListener('click', ACTIONS[action]);
player.order({ volume: 1, gains: [1, 0] });
player.preload().catch(() => {});
addEventListener('keydown', key_pressed);
draw();
