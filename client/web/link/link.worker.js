// SPDX-License-Identifier: Apache-2.0
/*
 * The connection to the server, in a Worker of its own: a busy page does not delay sound, and a
 * Worker's timers go on in a hidden tab. Sound goes by a MessagePort straight to the AudioWorklet
 * and never passes through the page. Which stream belongs to which voice of the engine is told
 * down the same port, so that it stays in order with the packets.
 *
 * What the page orders and is told: orders.js.
 * Before: the server. After: engine/engine.worklet.js (sound), link.js (everything else).
 */

import { Backoff } from './backoff.js';
import { Freshness } from './freshness.js';
import { Offset } from './offset.js';
import { CLOSE_DONE, CLOSE_FULL, CLOSE_NOT_ALLOWED, CLOSE_TAKEN_OVER } from './protocol.js';
import { Uplink } from './uplink.js';

/** @typedef {import('./protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('./protocol.js').Stream} Stream */

/** @typedef {import('./orders.js').Guise} Guise */
/** @typedef {import('./orders.js').LinkOrder} LinkOrder */
/** @typedef {import('./orders.js').LinkReport} LinkReport */
/** @typedef {import('./orders.js').Voice} Voice */
/** @typedef {import('./orders.js').Wish} Wish */

const JOIN_WITHIN_MS = 8000; // from connect to welcome
const SILENCE_MS = 5000; // no byte for so long although we ping: the line is dead
const BEAT_MS = 1000;
const PING_EVERY_BEATS = 2;
const FIRST_PINGS = 4; // in quick succession, to know the clock at once
const FULL_WAIT_MS = 5000;
const RETRY_AFTER_MS = 1000; // an attempt younger than this is left to itself
const SLEPT_MS = 3000; // beats so far apart: this browser slept
const AWAKE_WITHIN_MS = 1500; // how soon an old connection must answer after that
const RTP_HEADER_BYTES = 12;
const BUNDLE_PREFIX_BYTES = 2;

const worker = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const backoff = new Backoff();
const offset = new Offset();
const freshness = new Freshness();
const uplink = new Uplink();

let url = '';
/** @type {Guise} */
let guise = { role: 'listener', client: 'tumen-web' };
/** @type {string | null} */
let session = null;
/** @type {Wish} */
let wish = { voices: [], rendition: 'high', bundle: 1 };
/** @type {Stream[]} */
let streams = [];
/** @type {WebSocket | null} */
let socket = null;
/** @type {MessagePort | null} */
let sound = null;
let joined = false;
let taken = false; // by another tab, or given up: not ours to fetch back unasked
let hears = ''; // the channel that a console is given
let asked = ''; // the last subscription sent, as JSON
let heard_ms = 0; // when the last byte came
let connect_ms = 0;
let retry_timer = 0;
let beats = 0;
let beat_ms = 0; // when the last one was
let pings = 0;
let stale = 0;
let bytes = 0;

/** @param {LinkReport} report */
function tell(report) {
	worker.postMessage(report);
}

/** @param {object} message */
function send(message) {
	if (socket && socket.readyState === WebSocket.OPEN)
		socket.send(JSON.stringify(message));
}

function subscription() {
	const channels = new Set(wish.voices.filter((voice) => typeof voice === 'string'));
	const bundle = wish.bundle > 1 ? { bundle: wish.bundle } : {};
	const own = wish.voices.map((voice) =>
		(voice !== null && typeof voice === 'object' ? { [voice.console]: true } : {}));
	return Object.assign({ channels: [...channels], rendition: wish.rendition, ...bundle }, ...own);
}

/* ---- the life of a connection ---- */

function connect() {
	clearTimeout(retry_timer);
	drop_socket();
	tell({ report: 'status', status: 'connecting' });
	connect_ms = heard_ms = Date.now();
	socket = new WebSocket(url, 'tumen.v1');
	socket.binaryType = 'arraybuffer';
	socket.onopen = join;
	socket.onmessage = receive;
	socket.onclose = (event) => lost(event.code);
}

function join() {
	const known = session ? { session } : {};
	asked = JSON.stringify(subscription());
	send({ type: 'join', ...guise, ...subscription(), ...known });
}

/** Lets go of the socket without hearing from it again. */
function drop_socket() {
	if (!socket)
		return;
	socket.onopen = socket.onmessage = socket.onclose = null;
	socket.close();
	socket = null;
	joined = false;
	uplink.close();
}

/** For good: the server need not keep a seat. */
function leave() {
	taken = true; // and nothing but a hand fetches it back
	clearTimeout(retry_timer);
	socket?.close(CLOSE_DONE);
	drop_socket();
}

/** There is reason to think that it would work now. @param {boolean} by_hand */
function retry(by_hand) {
	if (joined || (taken && !by_hand) || (socket && Date.now() - connect_ms < RETRY_AFTER_MS))
		return;
	taken = false;
	backoff.reset();
	connect();
}

/** @param {number} code */
function lost(code) {
	drop_socket();
	if (code === CLOSE_NOT_ALLOWED)
		return tell({ report: 'status', status: 'refused' });
	taken = code === CLOSE_TAKEN_OVER;
	if (taken)
		return tell({ report: 'status', status: 'taken' });
	const full = code === CLOSE_FULL;
	tell({ report: 'status', status: full ? 'full' : 'waiting' });
	retry_timer = setTimeout(connect, backoff.next_ms(full ? FULL_WAIT_MS : 0));
}

/* ---- what the server says ---- */

/** @param {MessageEvent} event */
function receive(event) {
	heard_ms = Date.now();
	if (typeof event.data === 'string')
		receive_text(event.data);
	else
		receive_sound(event.data);
}

/** @param {string} text */
function receive_text(text) {
	/** @type {ServerMessage} */
	let message;
	try {
		message = JSON.parse(text);
	} catch {
		return; // not ours to repair
	}
	switch (message.type) {
	case 'welcome': welcomed(message); break;
	case 'subscribed': streams = message.streams; tune(false); break;
	case 'console': hears = message.hears; tune(false); break;
	case 'error': refused(message); break;
	case 'pong': ponged(message); return;
	}
	tell({ report: 'message', message });
}

/** @param {import('./protocol.js').Welcome} message */
function welcomed(message) {
	joined = true;
	session = message.session;
	streams = message.streams ?? [];
	backoff.reset();
	offset.reset();
	freshness.reset();
	pings = 0;
	tune(true);
	if (message.uplink && socket)
		uplink.open(message.uplink, socket);
	ping();
	tell({ report: 'status', status: 'open' });
	ask(); // what was wished while we joined
}

/** @param {import('./protocol.js').Refusal} message */
function refused({ code }) {
	if (code === 'unknown_session')
		session = null; // the server was started anew: another seat then
}

/** Subscribes to what is wished, unless that was asked already. */
function ask() {
	const wanted = JSON.stringify(subscription());
	if (!joined || wanted === asked)
		return;
	asked = wanted;
	send({ type: 'subscribe', ...subscription() });
}

/** @param {ArrayBuffer} data */
function receive_sound(data) {
	bytes += data.byteLength;
	const view = new DataView(data);
	// RTP begins with version 2 in its top bits, a bundle with a length below 1,500
	const bundled = data.byteLength > 0 && view.getUint8(0) < 0x80;
	const at = bundled ? BUNDLE_PREFIX_BYTES : 0;
	if (!sound || data.byteLength < at + RTP_HEADER_BYTES)
		return;
	if (freshness.fresh(new DataView(data, at), heard_ms))
		sound.postMessage(data, [data]);
	else
		stale += 1;
}

/**
 * Tells the engine which stream each voice plays: 0 for none, -1 for one that the server has not
 * named yet, so that the old one goes on until then.
 * @param {boolean} anew the streams begin again, though their names may be the old ones
 */
function tune(anew) {
	const ssrcs = wish.voices.map((voice) => (voice === null ? 0 : stream_of(voice)?.ssrc ?? -1));
	sound?.postMessage({ tune: ssrcs, anew });
}

/** @param {Exclude<Voice, null>} voice */
function stream_of(voice) {
	if (typeof voice === 'string')
		return streams.find((stream) => stream.channel === voice);
	if (voice.console === 'incoming')
		return streams.find((stream) => stream.channel === hears);
	return streams.find((stream) => stream.boothmate);
}

/* ---- the clock ---- */

function ping() {
	pings += 1;
	send({ type: 'ping', t: Date.now() });
}

/** @param {import('./protocol.js').Pong} message */
function ponged(message) {
	offset.add(message.t, message.server_ms, Date.now());
	uplink.set_offset(offset.best()?.offset_ms ?? null);
	if (pings < FIRST_PINGS)
		ping();
}

/** Once a second, also in a hidden tab: the page hangs its own watch on it. */
function beat() {
	const now_ms = Date.now();
	const slept = now_ms - beat_ms > SLEPT_MS;
	beat_ms = now_ms;
	beats += 1;
	if (slept)
		heard_ms = now_ms - SILENCE_MS + AWAKE_WITHIN_MS;
	if (joined && (slept || beats % PING_EVERY_BEATS === 0))
		ping();
	const dead = joined ? now_ms - heard_ms > SILENCE_MS : now_ms - connect_ms > JOIN_WITHIN_MS;
	if (socket && dead)
		lost(0);
	const best = offset.best();
	tell({ report: 'beat', offset_ms: best?.offset_ms ?? null,
		round_trip_ms: best?.round_trip_ms ?? null, stale, bytes,
		sent: uplink.sent, dropped: uplink.dropped });
}

/* ---- what the page orders ---- */

/** @param {MessageEvent<LinkOrder>} event */
worker.onmessage = ({ data }) => {
	switch (data.order) {
	case 'open':
		({ url, guise, wish } = data);
		session = guise.session ?? null;
		beat_ms = Date.now();
		setInterval(beat, BEAT_MS);
		connect();
		break;
	case 'guise':
		guise = data.guise;
		break;
	case 'say':
		if (joined)
			send(data.message);
		break;
	case 'wish':
		wish = data.wish;
		ask();
		tune(false);
		break;
	case 'sound':
		sound = data.port;
		tune(true);
		uplink.listen(sound);
		break;
	case 'retry':
		retry(data.by_hand);
		break;
	case 'leave':
		leave();
		break;
	}
};
