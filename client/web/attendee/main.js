// SPDX-License-Identifier: Apache-2.0
/*
 * The attendee's page, wired: what happens changes the state, and whatever follows from the state
 * is done at once, here, in one place. Sound itself never comes this way: it goes from the link's
 * Worker straight to the engine.
 *
 *   link.worker.js --(packets)--> engine.worklet.js --> loudspeaker
 *        | reports                     | status
 *        v                             v
 *   main.js: state.js --> view.js, player.js, link.js, lock.js
 */

import { Lag } from '../engine/lag.js';
import { LISTENER_FIELDS, read_status } from '../engine/layout.js';
import { LISTENER } from '../engine/listener.js';
import { PlainPlayer } from '../engine/plain.js';
import { Player } from '../engine/player.js';
import { forget_token, keep_token, read_fragment, take_fragment } from '../link/fragment.js';
import { Link } from '../link/link.js';
import { find_event } from './event.js';
import { choose_tongue } from './language.js';
import { WakeLock, claim_playback, is_handheld, name_sound, take_media_keys } from './lock.js';
import { Quality } from './quality.js';
import { load_settings, save_settings } from './settings.js';
import { chosen, first_state, mix_of, next_state, wish_of } from './state.js';
import { View } from './view.js';

/** @typedef {import('./state.js').Ability} Ability */
/** @typedef {import('./state.js').Happening} Happening */

const PAUSE_MS = 3000; // packets come more often than that, however silent the channel
const LIMITED_MS = 10_000; // and at random up to twice that: when to knock again

/** @returns {Ability} */
function find_ability() {
	const secure = isSecureContext;
	if ('AudioWorklet' in globalThis && 'WebAssembly' in globalThis)
		return { way: 'engine', secure };
	return { way: PlainPlayer.possible() ? 'plain' : 'none', secure };
}

/** Whether sound was wanted when this tab was loaded the last time. */
function was_listening() {
	try {
		return sessionStorage.getItem('tumen.listening') === 'yes';
	} catch {
		return false;
	}
}

/** @param {boolean} listening */
function keep_listening(listening) {
	try {
		sessionStorage.setItem('tumen.listening', listening ? 'yes' : 'no');
	} catch {
		// it is only a convenience
	}
}

const settings = load_settings();
const ability = find_ability();
const linked = take_fragment();
let state = first_state(ability, settings, linked.channel ?? settings.choice);
let wish_text = '';
/** @type {number | null} */
let offset_ms = null;
let pass = linked.token; // of a link, or the event's PIN
let was_pin = false; // it was entered by hand
let too_many = false; // wrong ones came from this network, the server said
let packets = 0; // of the chosen channel so far, ...
let packet_ms = 0; // ... and when the last one was seen

const lag = new Lag();
const quality = new Quality();
const wake_lock = new WakeLock();

const player = new Player({
	engine: LISTENER,
	through_element: is_handheld(),
	on_sound: (sound) => happen({ what: 'sound', sound }),
	on_report: heard,
	on_engine: ({ port }) => link.sound(port),
});

const plain_player = new PlainPlayer({ on_sound: (sound) => happen({ what: 'sound', sound }) });

const view = new View({
	choose,
	tap: (tap) => ({ listen, stop, retry: () => link.retry() })[tap](),
	set: (change) => happen({ what: 'settings', settings: change }),
	enter: enter_pin,
	dismiss: () => happen({ what: 'dismiss' }),
});

const link = new Link({
	guise: guise(),
	wish: wish_of(state),
	report: hear_link,
});

/* ---- what happens ---- */

/** @param {Happening} happening */
function happen(happening) {
	const before = state;
	state = next_state(state, happening);
	act(before);
	view.show(state);
}

/** Does what follows from the change. @param {import('./state.js').State} before */
function act(before) {
	const wish = wish_of(state);
	if (wish_text !== JSON.stringify(wish)) {
		wish_text = JSON.stringify(wish);
		link.wish(wish);
	}
	if (before.choice !== state.choice || before.settings.delay_s !== state.settings.delay_s) {
		lag.reset();
		quality.restart(); // a new stream fills, or the buffer grows: not the line's doing
	}
	if (before.settings.tongue !== state.settings.tongue)
		view.speak(choose_tongue(state.settings.tongue, navigator.languages));
	if (before.settings !== state.settings)
		save_settings(state.settings);
	if (before.listening !== state.listening)
		keep_listening(state.listening);
	player.order(mix_of(state));
	plain_player.set_volume(mix_of(state).volume);
	wake_lock.want(state.settings.awake && state.listening);
	const channel = chosen(state);
	name_sound(state.listening && channel
		? { title: view.name_of(channel), artist: state.title } : null);
}

/* ---- the visitor ---- */

/** Inside the visitor's tap, or by a media key. @param {string} channel */
function choose(channel) {
	happen({ what: 'choose', channel });
	happen({ what: 'settings', settings: { choice: channel } });
	history.replaceState(null, '', `#${encodeURIComponent(channel)}`);
	start();
}

function listen() {
	happen({ what: 'listen', listening: true });
	start();
}

function stop() {
	player.stop();
	plain_player.stop();
	happen({ what: 'listen', listening: false });
}

function start() {
	claim_playback();
	if (ability.way === 'engine')
		player.start();
	else if (ability.way === 'plain' && state.choice !== null)
		plain_player.play(state.choice);
}

/** @param {1 | -1} step */
function step(step) {
	const { channels, choice } = state;
	const at = channels.findIndex(({ id }) => id === choice);
	if (channels.length > 0)
		choose(channels[(at + step + channels.length) % channels.length].id);
}

/* ---- the door ---- */

/** @returns {import('../link/orders.js').Guise} */
function guise() {
	return { role: 'listener', client: 'tumen-web', ...(pass === null ? {} : { token: pass }) };
}

/** @param {string} pin */
function enter_pin(pin) {
	pass = pin;
	was_pin = true;
	knock();
}

function knock() {
	link.guise(guise());
	link.retry();
}

/** The server lets nobody in with what the page has: would a PIN help? */
async function refused() {
	if (pass !== null && too_many) {
		happen({ what: 'door', door: 'limited' });
		setTimeout(() => state.link === 'refused' && knock(), LIMITED_MS * (1 + Math.random()));
		return;
	}
	const door = was_pin ? 'wrong' : 'asked';
	pass = null; // or it would count as another guess each time the network comes back
	was_pin = false;
	forget_token();
	link.guise(guise());
	const event = door === 'asked' ? await find_event() : {};
	happen({ what: 'event', event });
	if (state.link === 'refused' && (state.access ?? 'pin') === 'pin')
		happen({ what: 'door', door });
}

function admitted() {
	if (was_pin && pass !== null)
		keep_token(pass);
}

/* ---- the link ---- */

/** @param {import('../link/orders.js').LinkReport} report */
function hear_link(report) {
	switch (report.report) {
	case 'status':
		quality.restart();
		lag.reset();
		happen({ what: 'link', link: report.status });
		if (report.status === 'refused')
			refused();
		if (report.status === 'open')
			admitted();
		break;
	case 'message':
		if (report.message.type === 'error' && report.message.re === 'join')
			too_many = report.message.code === 'too_many_guesses';
		happen({ what: 'message', message: report.message, wall_ms: Date.now() });
		break;
	case 'beat':
		({ offset_ms } = report);
		player.beat();
		break;
	}
}

/* ---- the engine ---- */

/** @param {import('../engine/layout.js').EngineReport} report @param {number} wall_ms when it is heard */
function heard({ status }, wall_ms) {
	const engine = read_status(status, LISTENER_FIELDS);
	const [voice] = engine.voices;
	if (voice.packets !== packets) {
		({ packets } = voice);
		packet_ms = wall_ms;
	}
	// in a pause of the speaker only a few packets a second come: that is no lack of sound
	const sounding = voice.playing > 0 || (state.sounding && wall_ms - packet_ms < PAUSE_MS);
	if (sounding !== state.sounding && state.listening)
		happen({ what: 'sounding', sounding });
	if (!state.listening)
		return;
	const missing = voice.lost + voice.late;
	const rendition = quality.look(wall_ms, { packets: voice.packets, missing,
		breaks: voice.underruns + voice.skips });
	if (rendition !== state.rendition)
		happen({ what: 'rendition', rendition });
	view.hear(engine.rms_dbfs);
	if (voice.playing && voice.capture_ms >= 0 && offset_ms !== null)
		view.show_lag(lag.add(wall_ms, offset_ms, voice.capture_ms));
}

/* ---- it begins ---- */

view.speak(choose_tongue(settings.tongue, navigator.languages));
view.show(state);
take_media_keys({ play: listen, pause: stop, step });
if (ability.way === 'engine')
	player.preload().catch(() => {});
addEventListener('hashchange', () => {
	const { channel } = read_fragment(location.hash);
	if (channel !== null && channel !== state.choice)
		choose(channel);
});
// A link that names a language is a wish to hear it, and so is a reload while listening. Where the
// browser wants a tap first, the page says so.
if (state.choice !== null && (linked.channel !== null || was_listening()))
	listen();
document.addEventListener('visibilitychange', () =>
	player.order({ watched: document.visibilityState === 'visible' }));
