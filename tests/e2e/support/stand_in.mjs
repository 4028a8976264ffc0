// SPDX-License-Identifier: Apache-2.0
/*
 * A stand-in for tumen-server that plays a part a test writes: it serves the built page under the
 * same strict policy, speaks tumen.v1 to listeners, sends every channel's own tone, and can be told
 * to lose packets, to change a channel's state, to stop and to come back.
 */

import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize } from 'node:path';
import { WebSocketServer } from 'ws';
import { bundle, rtp_packet, samples_of_ms } from './rtp.mjs';
import { PITCHES, tone_packets } from './tones.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8', '.svg': 'image/svg+xml', '.wasm': 'application/wasm' };

export const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
	"connect-src 'self'; img-src 'self'; media-src 'self'; worker-src 'self'; base-uri 'none'; " +
	"form-action 'none'; frame-ancestors 'none'";

export const CHANNELS = [
	{ id: 'floor', lang: '', name: 'Original', state: 'floor', depth: 0 },
	{ id: 'zh', lang: 'zh', name: '中文', state: 'live', depth: 1 },
	{ id: 'ko', lang: 'ko', name: '한국어', state: 'live', depth: 2 },
	{ id: 'mn', lang: 'mn', name: 'Монгол', state: 'live', depth: 1 },
	{ id: 'ru', lang: 'ru', name: 'Русский', state: 'live', depth: 1 },
	{ id: 'en', lang: 'en', name: 'English', state: 'live', depth: 1 },
];

const FRAME_MS = { high: 20, low: 60 };
const TICK_MS = 20;
const CAPTURE_EVERY_PACKETS = 25;
const SERVER_DELAY_MS = 40; // between microphone and packet, as a server would have it

/** @typedef {'high' | 'low'} Rendition */

/** @type {Map<string, Buffer[]>} */
const encoded = new Map();

/** @param {string} channel @param {Rendition} rendition @param {boolean} spoken */
function packets_of(channel, rendition, spoken) {
	const key = `${channel} ${rendition} ${spoken}`;
	const pitch = /** @type {Record<string, number>} */ (PITCHES)[channel];
	if (!encoded.has(key))
		encoded.set(key, tone_packets(pitch, { spoken, frame_ms: FRAME_MS[rendition],
			bitrate: rendition === 'low' ? '16k' : '48k' }));
	return /** @type {Buffer[]} */ (encoded.get(key));
}

/** One listener's connection. */
class Listener {
	/** @param {StandIn} server @param {import('ws').WebSocket} socket */
	constructor(server, socket) {
		this.server = server;
		this.socket = socket;
		/** @type {{channel: string, rendition: Rendition, ssrc: number}[]} */
		this.streams = [];
		this.bundle = 1;
		this.role = 'listener';
		/** Packets of a bundle that is not full. @type {Map<number, Buffer[]>} */
		this.held = new Map();
		/** @type {{ssrc: number, packet: Buffer}[]} */
		this.waiting = [];
		socket.on('message', (data) => this.hear(JSON.parse(String(data))));
	}

	/** @param {object} message */
	say(message) {
		this.socket.send(JSON.stringify(message));
	}

	/** @param {any} message */
	hear(message) {
		this.server.heard.push(message);
		if (message.type === 'join') {
			this.subscribe(message);
			this.role = message.role;
			this.say({ ...this.server.welcome(), role: message.role, streams: this.streams });
			this.server.joined(this);
		} else if (message.type === 'subscribe') {
			this.subscribe(message);
			this.say({ type: 'subscribed', streams: this.streams });
		} else if (message.type === 'ping') {
			this.say({ type: 'pong', t: message.t, server_ms: this.server.now_ms() });
		}
	}

	/** @param {{channels?: string[], rendition?: Rendition, bundle?: number}} wanted */
	subscribe({ channels = [], rendition = 'high', bundle = 1 }) {
		this.bundle = bundle;
		this.held.clear();
		this.streams = channels.map((channel) => ({ channel, rendition, payload_type: 111,
			ssrc: this.server.ssrc(channel, rendition), frame_ms: FRAME_MS[rendition] }));
	}

	/** @param {number} ssrc @param {Buffer} packet */
	send(ssrc, packet) {
		this.waiting.push({ ssrc, packet });
		if (this.server.hold)
			return;
		for (const late of this.waiting.splice(0))
			this.write(late.ssrc, late.packet);
	}

	/** @param {number} ssrc @param {Buffer} packet */
	write(ssrc, packet) {
		const held = [...(this.held.get(ssrc) ?? []), packet];
		this.held.set(ssrc, held.length < this.bundle ? held : []);
		if (held.length >= this.bundle)
			this.socket.send(this.bundle > 1 ? bundle(held) : packet);
	}
}

export class StandIn {
	/** @param {{web: string, channels?: any[], title?: string, spoken?: boolean}} setup */
	constructor({ web, channels = CHANNELS, title = 'Northeast Asia Dialogue', spoken = false }) {
		this.web = web;
		this.channels = structuredClone(channels);
		this.title = title;
		this.spoken = spoken;
		this.started_ms = Date.now();
		/** @type {Set<Listener>} */
		this.listeners = new Set();
		/** Text messages from listeners, oldest first. @type {any[]} */
		this.heard = [];
		/** Which packets to lose. @type {(channel: string, tick: number) => boolean} */
		this.loses = () => false;
		/** Channels that send nothing. @type {Set<string>} */
		this.mute = new Set();
		/** What to say to whoever has joined. @type {(listener: Listener) => void} */
		this.joined = () => {};
		this.hold = false; // nothing goes out for now; later all of it at once
		this.ticks = 0;
		this.requests = { bytes: 0, files: /** @type {string[]} */ ([]) };
		/** @type {Map<string, {sequence: number, marker: boolean}>} */
		this.sent = new Map();
		this.url = '';
		this.next_ms = 0;
		this.port = 0;
		this.close_code = 0; // of every connection, at once
		this.access = 'open';
	}

	now_ms() {
		return Date.now() - this.started_ms + 5000;
	}

	/** @param {string} channel @param {Rendition} rendition */
	ssrc(channel, rendition) {
		return 1000 + 2 * this.channels.findIndex(({ id }) => id === channel) +
			(rendition === 'low' ? 1 : 0);
	}

	welcome() {
		return { type: 'welcome', protocol: 'tumen.v1', role: 'listener', session: 'u3c1',
			server_ms: this.now_ms(), channels: this.channels,
			event: this.event() };
	}

	event() {
		return { id: 'gti', title: this.title, floor_language: 'en', access: this.access };
	}

	/** @param {number} [port] @param {string} [address] */
	async start(port = 0, address = '127.0.0.1') {
		for (const { id } of this.channels)
			if (!this.mute.has(id))
				packets_of(id, 'high', this.spoken);
		this.http = createServer((request, answer) => this.serve(request, answer));
		this.ws = new WebSocketServer({ server: this.http, path: '/ws', perMessageDeflate: false,
			handleProtocols: () => 'tumen.v1' });
		this.ws.on('connection', (socket) => this.admit(socket));
		await new Promise((resolve) => this.http?.listen(port, address, () => resolve(null)));
		this.next_ms = performance.now();
		this.timer = setInterval(() => this.run(), 5);
		const at = /** @type {import('node:net').AddressInfo} */ (this.http.address());
		this.port = at.port;
		this.url = `http://${address}:${at.port}/`;
		return this.url;
	}

	async stop() {
		clearInterval(this.timer);
		for (const { socket } of this.listeners)
			socket.terminate();
		this.ws?.close();
		this.http?.closeAllConnections();
		await new Promise((resolve) => this.http?.close(resolve));
	}

	/** @param {import('ws').WebSocket} socket */
	admit(socket) {
		if (this.close_code)
			return socket.close(this.close_code);
		const listener = new Listener(this, socket);
		this.listeners.add(listener);
		socket.on('close', () => this.listeners.delete(listener));
		socket.on('error', () => {});
	}

	/** Says something to everybody. @param {object} message */
	tell(message) {
		for (const listener of this.listeners)
			listener.say(message);
	}

	/** Changes channels and tells everybody. @param {any[]} changes */
	change(...changes) {
		for (const change of changes)
			Object.assign(this.channels.find(({ id }) => id === change.id) ?? {}, change);
		const channels = changes.map((change) => this.channels.find(({ id }) => id === change.id));
		this.tell({ type: 'state', channels });
	}

	run() {
		for (; this.next_ms <= performance.now(); this.next_ms += TICK_MS)
			this.tick();
	}

	tick() {
		for (const { id } of this.channels)
			for (const rendition of /** @type {Rendition[]} */ (['high', 'low']))
				if (this.ticks * TICK_MS % FRAME_MS[rendition] === 0)
					this.publish(id, rendition);
		this.ticks += 1;
	}

	/** @param {string} channel @param {Rendition} rendition */
	publish(channel, rendition) {
		const ssrc = this.ssrc(channel, rendition);
		const takers = [...this.listeners].filter(
			({ streams }) => streams.some((stream) => stream.ssrc === ssrc));
		if (this.mute.has(channel) || takers.length === 0)
			return;
		const packets = packets_of(channel, rendition, this.spoken);
		const at = this.ticks * TICK_MS / FRAME_MS[rendition];
		const key = `${channel} ${rendition}`;
		const sent = this.sent.get(key) ?? { sequence: 0, marker: true };
		this.sent.set(key, { sequence: sent.sequence + 1, marker: false });
		if (this.loses(channel, this.ticks))
			return;
		const packet = rtp_packet({ sequence: 65500 + sent.sequence, marker: sent.marker, ssrc,
			timestamp: samples_of_ms(this.ticks * TICK_MS),
			capture_ms: sent.sequence % CAPTURE_EVERY_PACKETS === 0
				? this.now_ms() - SERVER_DELAY_MS : undefined,
			opus: packets[at % packets.length] });
		for (const listener of takers)
			listener.send(ssrc, packet);
	}

	/**
	 * @param {import('node:http').IncomingMessage} request
	 * @param {import('node:http').ServerResponse} answer
	 */
	async serve(request, answer) {
		const { pathname } = new URL(request.url ?? '/', 'http://x/');
		if (pathname.startsWith('/listen/'))
			return this.serve_plain(pathname.slice('/listen/'.length, -'.opus'.length), answer);
		if (pathname === '/api/v1/event')
			return answer.end(JSON.stringify({ ...this.event(), channels: this.channels }));
		const page = /^\/(booth|operator|podium)$/.test(pathname) ? `${pathname}.html` : pathname;
		const file = pathname === '/' ? '/index.html' : normalize(page);
		try {
			const body = await readFile(join(this.web, file));
			const type = /** @type {Record<string, string>} */ (TYPES)[extname(file)] ?? 'text/plain';
			this.requests.files.push(file);
			this.requests.bytes += body.length;
			answer.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': POLICY,
				'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-cache' });
			answer.end(body);
		} catch {
			answer.writeHead(404).end();
		}
	}

	/** A tone as a plain Ogg stream. @param {string} channel
	 * @param {import('node:http').ServerResponse} answer */
	async serve_plain(channel, answer) {
		const { spawn } = await import('node:child_process');
		const pitch = /** @type {Record<string, number>} */ (PITCHES)[channel];
		const ffmpeg = spawn('ffmpeg', ['-v', 'error', '-re', '-f', 'lavfi', '-i',
			`aevalsrc=0.25*sin(2*PI*${pitch}*t):s=48000`, '-c:a', 'libopus', '-page_duration', '20000',
			'-flush_packets', '1', '-f', 'ogg', '-']);
		answer.writeHead(200, { 'Content-Type': 'audio/ogg', 'Cache-Control': 'no-store' });
		ffmpeg.stdout.pipe(answer);
		answer.on('close', () => ffmpeg.kill());
	}
}
