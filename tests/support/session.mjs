// SPDX-License-Identifier: Apache-2.0
/*
 * A client of tumen.v1 over the `ws` package: a stranger to the project's own code.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { until } from './programs.mjs';
import { read_rtp, write_rtp } from './rtp.mjs';

const FRAME_MS = 20;

export class Session {
	/**
	 * Connects and says `join`; resolves with the welcome in hand.
	 * @param {import('./programs.mjs').Server} server
	 * @param {Record<string, unknown>} join
	 */
	static async join(server, join) {
		const session = await Session.open(server);
		session.say({ type: 'join', ...join });
		session.welcome = await session.next('welcome');
		return session;
	}

	/** Connects only. @param {import('./programs.mjs').Server} server */
	static async open(server) {
		const session = new Session(`${server.scheme}://${server.address}/ws`);
		await once(session.socket, 'open');
		return session;
	}

	/** @param {string} url */
	constructor(url) {
		this.socket = new WebSocket(url, 'tumen.v1',
			{ perMessageDeflate: false, rejectUnauthorized: false });
		/** @type {any} */
		this.welcome = undefined;
		/** @type {any[]} texts that nobody asked for yet */
		this.texts = [];
		/** @type {import('./rtp.mjs').Packet[]} */
		this.packets = [];
		/** @type {{code: number, reason: string} | undefined} */
		this.closed = undefined;
		this.socket.on('message', (data, is_binary) => {
			const bytes = /** @type {Buffer} */ (data);
			if (is_binary)
				this.packets.push(read_rtp(bytes));
			else
				this.texts.push(JSON.parse(bytes.toString()));
		});
		this.socket.on('close', (code, reason) => {
			this.closed = { code, reason: reason.toString() };
		});
		this.socket.on('error', () => {}); // 'close' follows
	}

	/** @param {unknown} message an object, or text as it is */
	say(message) {
		this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
	}

	/** The next text of a type; the others before it are dropped. @param {string} type */
	async next(type) {
		return until(() => {
			assert(!this.closed || this.texts.length > 0, `closed: ${JSON.stringify(this.closed)}`);
			let text;
			while ((text = this.texts.shift()))
				if (text.type === type)
					return text;
			return undefined;
		}, `a message ${type}`);
	}

	/** The code with which it is closed. @param {number} [seconds] */
	async close_code(seconds = 5) {
		return (await until(() => this.closed, 'the session is closed', seconds)).code;
	}

	/** Where sequence numbers do not follow each other. */
	gaps() {
		return this.packets.filter((packet, i) =>
			i > 0 && packet.sequence !== (this.packets[i - 1].sequence + 1 & 0xffff));
	}

	leave() {
		this.socket.close(1000);
	}
}

/**
 * A microphone: sends these packets, over and over, one each 20 ms, until stopped or closed.
 * @param {Session} session that has an uplink
 * @param {Buffer[]} packets
 */
export function speak(session, packets) {
	const { ssrc } = session.welcome.uplink;
	const epoch = session.welcome.server_ms - performance.now();
	const begin = performance.now();
	let sent = 0;
	const timer = setInterval(() => {
		for (; sent * FRAME_MS <= performance.now() - begin; sent++)
			session.socket.send(write_rtp({
				sequence: sent,
				timestamp: sent * 960,
				ssrc,
				marker: sent === 0,
				capture_ms: sent % 50 ? undefined : epoch + performance.now() - FRAME_MS,
				opus: packets[sent % packets.length],
			}));
	}, FRAME_MS / 2);
	const stop = () => clearInterval(timer);
	session.socket.on('close', stop);
	return { stop, sent: () => sent };
}
