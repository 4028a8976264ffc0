// SPDX-License-Identifier: Apache-2.0
/*
 * A hall of people who are told apart by ear: a speaker on the floor, interpreters who repeat what
 * they hear and add a tone of their own (tests_voice interpret), and a listener on every channel
 * (tests_voice ear). So a listener hears the whole way a syllable took: the speaker and each
 * interpreter it went through.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PATIENCE, TESTS, tone_packets, unframe, until } from './programs.mjs';
import { Session, speak } from './session.mjs';
import { write_rtp } from './rtp.mjs';

/** Everybody's tone, Hz. */
export const TONES = { E: 313, M: 389, C: 467, zh1: 547, ko1: 631, ko2: 719, mn1: 811, mn2: 907, ru1: 1009 };
const NAMES = Object.keys(TONES);

const HEARD_DBFS = -50; // quieter is silence, of codec and line
const HEARD_DB = 20; // so far below the loudest, a tone is nobody's voice
const FRAME_MS = 20;
const SAMPLES = 960;
const SILENCE_PACKETS_MAX = 50;
const BEHIND_PACKETS = 10; // more than that waits to be said: the oldest is left out
const SCENE_SECONDS = 30; // generous: in real time on a machine that may be busy
const MOMENT_MS = 3000 * PATIENCE;
const NOTHING = Buffer.alloc(2); // 20 ms of it, as tests_voice reads it

/** A packet behind its length, as tests_voice reads it. @param {Buffer} opus */
function framed(opus) {
	const length = Buffer.alloc(2);
	length.writeUInt16BE(opus.length);
	return Buffer.concat([length, opus]);
}

/** @param {import('node:test').TestContext} test @param {string[]} args */
function start_voice(test, args) {
	const child = spawn(join(TESTS, 'tests_voice'), args, { stdio: ['pipe', 'pipe', 'inherit'] });
	child.stdin.on('error', () => {}); // it has been stopped
	test.after(() => child.kill());
	return child;
}

/**
 * Waits until it is true, generously.
 * @template T @param {() => T} probe @param {string} what
 */
export const see = (probe, what) => until(probe, what, SCENE_SECONDS);

/** @param {number[]} levels */
function who(levels) {
	const least = Math.max(HEARD_DBFS, Math.max(...levels) - HEARD_DB);
	return NAMES.filter((_, i) => levels[i] > least).join(' ');
}

/** What a line sounds like, a quarter of a second at a time. */
class Ear {
	/** @param {import('node:test').TestContext} test */
	constructor(test) {
		/** @type {string[]} who was heard in each quarter, in the order of TONES */
		this.quarters = [];
		/** @type {import('./rtp.mjs').Packet | undefined} */
		this.last = undefined;
		this.child = start_voice(test, ['ear', ...Object.values(TONES).map(String)]);
		let rest = '';
		this.child.stdout.on('data', (data) => {
			const lines = (rest + data).split('\n');
			rest = lines.pop() ?? '';
			this.quarters.push(...lines.map((line) => who(JSON.parse(line))));
		});
	}

	/** Silence is not sent: timestamps say how long it was. @param {import('./rtp.mjs').Packet} packet */
	hear(packet) {
		const passed = this.last?.ssrc === packet.ssrc
			? ((packet.timestamp - this.last.timestamp) >>> 0) / SAMPLES : 1;
		for (let i = 1; i < Math.min(passed, SILENCE_PACKETS_MAX); i++)
			this.child.stdin.write(NOTHING);
		this.child.stdin.write(framed(packet.opus));
		this.last = packet;
	}

	/** Who is heard, of two quarters that agree; undefined while that changes. */
	now() {
		const [before, last] = this.quarters.slice(-2);
		return before === last ? last : undefined;
	}
}

/** Somebody with a session, whose texts are read as they come. */
export class Guest {
	/** @type {Session} */
	session = /** @type {any} */ (undefined);
	/** @type {any[]} errors and alerts */
	told = [];
	/** @type {number | undefined} */
	pong = undefined;
	/** @type {Map<number, string>} channel of each stream */
	streams = new Map();

	/** @param {import('./programs.mjs').Server} server @param {Record<string, unknown>} join */
	async come(server, join) {
		const session = await Session.join(server, join);
		this.session = session;
		const read_all = () => session.texts.splice(0).forEach((text) => this.read(text));
		this.read(session.welcome);
		read_all();
		session.socket.on('message', (_, is_binary) => {
			const packet = session.packets.at(-1);
			if (is_binary && packet)
				this.hear(packet, this.streams.get(packet.ssrc) ?? '');
			else
				read_all();
		});
	}

	/** @param {any} text */
	read(text) {
		if (text.streams)
			this.streams = new Map(text.streams.map((/** @type {any} */ stream) =>
				[stream.ssrc, stream.boothmate ? 'boothmate' : stream.channel]));
		if (text.type === 'error' || text.type === 'alert')
			this.told.push(text);
		if (text.type === 'pong')
			this.pong = text.t;
	}

	/** @param {import('./rtp.mjs').Packet} _packet @param {string} _channel */
	hear(_packet, _channel) {}

	/** @param {string} type @param {Record<string, unknown>} [fields] */
	say(type, fields = {}) {
		this.session.say({ type, ...fields });
	}

	/** Waits until the server has done all that was said. */
	async is_done() {
		const t = performance.now();
		this.say('ping', { t });
		await see(() => this.pong === t, 'a pong');
	}

	/** The first error or alert with that code, once it comes; it is taken out. @param {string} code */
	async hears_of(code) {
		const text = await see(() => this.told.find((one) => one.code === code), `told of ${code}`);
		this.told.splice(this.told.indexOf(text), 1);
		return text;
	}
}

/** An attendee on one channel. */
class Listener extends Guest {
	/** @param {import('node:test').TestContext} test */
	constructor(test) {
		super();
		this.ear = new Ear(test);
	}

	/** @param {import('./rtp.mjs').Packet} packet */
	hear(packet) {
		this.ear.hear(packet);
	}
}

/** Whoever sees everything: channels and seats as they stand, from welcome and what changed since. */
export class Operator extends Guest {
	/** @type {Map<string, any>} */
	channels = new Map();
	/** @type {Map<number, any>} */
	seats = new Map();
	/** @type {any} */
	event = {};

	/** @param {any} text */
	read(text) {
		super.read(text);
		if (!['welcome', 'state', 'seats'].includes(text.type))
			return;
		for (const channel of text.channels ?? [])
			this.channels.set(channel.id, channel);
		for (const seat of text.seats ?? [])
			this.seats.set(seat.seat, seat);
		Object.assign(this.event, text.event,
			text.floor_language_by && { floor_language_by: text.floor_language_by });
	}

	/** @param {string} name */
	seat_of(name) {
		return [...this.seats.values()].find((seat) => seat.name === name);
	}
}

/** An interpreter, who says what comes through the headphones, and a tone. */
class Interpreter extends Guest {
	/** @type {any} */
	console = undefined;
	/** @type {Buffer[]} heard and not yet said */
	waiting = [];
	sequence = 0;
	silent = false;

	/** @param {import('node:test').TestContext} test @param {keyof TONES} name */
	constructor(test, name) {
		super();
		this.name = name;
		this.incoming = new Ear(test);
		this.boothmate = new Ear(test);
		this.voice = start_voice(test, ['interpret', String(TONES[name])]);
		let rest = Buffer.alloc(0);
		this.voice.stdout.on('data', (data) => {
			rest = Buffer.concat([rest, data]);
			const packets = unframe(rest);
			rest = rest.subarray(packets.reduce((sum, packet) => sum + 2 + packet.length, 0));
			packets.forEach((packet) => this.speak(packet));
		});
	}

	/** @param {import('./programs.mjs').Server} server @param {Record<string, unknown>} [fields] */
	async sit_down(server, fields = {}) {
		this.console = undefined;
		await this.come(server, { role: 'interpreter', booth: this.name.slice(0, 2), name: this.name,
			incoming: true, boothmate: true, ...fields });
		await see(() => this.console, 'the console is told where it stands');
		const begin = performance.now();
		let ticks = 0;
		const timer = setInterval(() => {
			for (; ticks * FRAME_MS <= performance.now() - begin; ticks++)
				this.voice.stdin.write(framed(this.waiting.shift() ?? Buffer.alloc(0)));
		}, FRAME_MS / 2);
		this.session.socket.on('close', () => clearInterval(timer));
	}

	/** @param {any} text */
	read(text) {
		super.read(text);
		if (text.type === 'console')
			this.console = text;
	}

	/** @param {import('./rtp.mjs').Packet} packet @param {string} channel */
	hear(packet, channel) {
		if (channel === 'boothmate')
			return this.boothmate.hear(packet);
		this.incoming.hear(packet);
		if (this.waiting.push(packet.opus) > BEHIND_PACKETS)
			this.waiting.shift();
	}

	/** @param {Buffer} opus */
	speak(opus) {
		const sequence = this.sequence++;
		if (!this.silent && this.session.socket.readyState === 1)
			this.session.socket.send(write_rtp({ sequence, timestamp: sequence * SAMPLES,
				ssrc: this.session.welcome.uplink.ssrc, opus }));
	}

	/** The line breaks in mid-sentence, without a word. */
	lose_line() {
		this.session.socket.terminate();
	}
}

/** The whole event. */
export class Conference {
	/** @param {import('node:test').TestContext} test @param {import('./programs.mjs').Server} server */
	constructor(test, server) {
		this.test = test;
		this.server = server;
		/** @type {Record<string, Listener>} */
		this.listeners = {};
		/** @type {Record<string, Interpreter>} */
		this.interpreters = {};
		this.operator = new Operator();
		this.podium = new Operator();
		/** @type {Record<string, Buffer[]>} what each speaker says, over and over */
		this.speeches = {};
		/** @type {Buffer[]} of whoever has the floor, changed in place */
		this.speech = [];
	}

	/** Everybody comes in: a listener per channel, the desk, the floor. @param {string[]} speakers */
	async open(speakers) {
		for (const name of speakers)
			this.speeches[name] = await tone_packets(TONES[/** @type {keyof TONES} */ (name)], 5);
		await this.operator.come(this.server, { role: 'operator' });
		await this.podium.come(this.server, { role: 'podium' });
		for (const channel of this.operator.channels.keys()) {
			this.listeners[channel] = new Listener(this.test);
			await this.listeners[channel].come(this.server, { role: 'listener', channels: [channel] });
		}
		this.give_floor(speakers[0]);
		const floor = await Session.join(this.server, { role: 'floor', name: 'hall' });
		const microphone = speak(floor, this.speech);
		this.test.after(() => microphone.stop());
	}

	/** @param {string} speaker */
	give_floor(speaker) {
		this.speech.splice(0, Infinity, ...this.speeches[speaker]);
	}

	/** @param {keyof TONES} name @param {Record<string, unknown>} [fields] */
	async interpreter(name, fields) {
		const interpreter = new Interpreter(this.test, name);
		await interpreter.sit_down(this.server, fields);
		this.interpreters[name] = interpreter;
		return interpreter;
	}

	/** Each channel as `state depth: who is heard`, each console as `channel: who is heard`. */
	scene() {
		/** @type {Record<string, string>} */
		const scene = {};
		for (const [id, { state, reason, depth }] of this.operator.channels)
			scene[id] = `${reason ? `${state} (${reason})` : state} ${depth}: ${this.listeners[id].ear.now()}`;
		for (const [name, { console, incoming }] of Object.entries(this.interpreters))
			scene[name] = `${console?.hears}: ${incoming.now()}`;
		return scene;
	}

	/**
	 * Waits until those named are as they should be, or all have been within the last moment: a
	 * machine that is too slow for real time drops a quarter of a second here and there.
	 * @param {string} what
	 * @param {Record<string, string>} wanted
	 */
	async becomes(what, wanted) {
		/** @type {Record<string, number>} when each was right last */
		const right = {};
		const all_right = () => {
			const now = performance.now();
			const scene = this.scene();
			for (const [key, is] of Object.entries(wanted))
				if (scene[key] === is)
					right[key] = now;
			return Object.keys(wanted).every((key) => right[key] > now - MOMENT_MS);
		};
		await see(all_right, what).catch(() => {
			const scene = this.scene();
			const is = Object.fromEntries(Object.keys(wanted).map((key) => [key, scene[key]]));
			assert.deepEqual(is, wanted, what);
			assert.fail(`not within ${SCENE_SECONDS} s: ${what}`);
		});
	}

	/** What a channel's listener has just heard and has heard since, when asked. @param {string} channel */
	record(channel) {
		const { quarters } = this.listeners[channel].ear;
		const from = quarters.length - 1;
		return () => quarters.slice(from);
	}
}
