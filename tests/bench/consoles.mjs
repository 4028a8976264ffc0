// SPDX-License-Identifier: Apache-2.0
/*
 * What the server does to the sound of consoles, at a listener's end and by content: how long a
 * handover is silent or double, and whether it clicks; what one relay hop adds, and where; how
 * long a change of channel takes. Figures, not pass or fail: they need a release build and, but for
 * the handover's, a machine that does nothing else.
 *
 *   consoles.sh BIN TESTS
 */

import { execFile, execFileSync, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TESTS, Server, unframe, until } from '../support/programs.mjs';
import { write_rtp } from '../support/rtp.mjs';
import { Session } from '../support/session.mjs';

const RATE_HZ = 48000;
const PACKET_SAMPLES = 960;
const PACKET_MS = 20;

const HANDOVERS = 12;
const VOICES_HZ = [600, 1400]; // each silent in the other's window of 5 ms
const WINDOW = RATE_HZ / 200;
const STEP = RATE_HZ / 1000;
const SWITCHES = 40;
const HOP_SECONDS = 15;
const LOOK_AHEAD_MS = 6.5; // of a console's coder (312 samples): in its stamps, not in what is compared here

/** What the server's cases register with a test: here, at the end. @type {(() => unknown)[]} */
const afterwards = [];
const bench = /** @type {any} */ ({ after: (/** @type {() => unknown} */ what) => afterwards.push(what) });

/** @param {string[]} args @param {Buffer[]} input @returns {Promise<Buffer>} */
async function tests_opus(args, input) {
	const child = spawn(join(TESTS, 'tests_opus'), args, { stdio: ['pipe', 'pipe', 'inherit'] });
	/** @type {Buffer[]} */
	const output = [];
	child.stdout.on('data', (data) => output.push(data));
	child.stdin.end(Buffer.concat(input));
	await new Promise((resolve) => child.on('close', resolve));
	return Buffer.concat(output);
}

/** @param {Float32Array} pcm */
const encode = async (pcm) => unframe(await tests_opus(['encode'], [Buffer.from(pcm.buffer)]));

/** The sound of packets on their own clock: what was not sent is silence. @param {import('../support/rtp.mjs').Packet[]} packets */
async function decode(packets) {
	const frames = packets.flatMap((packet, i) => {
		const passed = i ? ((packet.timestamp - packets[i - 1].timestamp) >>> 0) / PACKET_SAMPLES : 1;
		const length = Buffer.alloc(2);
		length.writeUInt16BE(packet.opus.length);
		return [Buffer.alloc(2 * (passed - 1)), length, packet.opus];
	});
	const bytes = await tests_opus(['decode'], frames);
	return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** A steady tone. @param {number} hz @param {number} seconds */
function tone(hz, seconds) {
	return Float32Array.from({ length: seconds * RATE_HZ }, (_, i) =>
		0.2 * Math.sin(2 * Math.PI * hz * i / RATE_HZ));
}

/**
 * Sends packets, one each 20 ms, and notes when. @param {Session} session @param {Buffer[]} packets
 */
function say(session, packets) {
	const { ssrc } = session.welcome.uplink;
	const epoch = session.welcome.server_ms - performance.now();
	const begin = performance.now();
	/** @type {number[]} */
	const times = [];
	const timer = setInterval(() => {
		while (times.length < packets.length && times.length * PACKET_MS <= performance.now() - begin) {
			const i = times.length;
			times.push(performance.now());
			session.socket.send(write_rtp({ sequence: i, timestamp: i * PACKET_SAMPLES, ssrc, marker: i === 0,
				capture_ms: epoch + performance.now() - PACKET_MS, opus: packets[i] }));
		}
	}, 1);
	session.socket.on('close', () => clearInterval(timer));
	return times;
}

/** @param {number[]} list @param {number} [part] */
const quantile = (list, part = 0.5) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];
const show = (/** @type {number} */ x) => x.toFixed(1).padStart(7);

/** @param {string} what @param {number[]} list @param {string} [unit] */
function print(what, list, unit = 'ms') {
	console.log(`  ${what.padEnd(46)} ${show(quantile(list))} ${unit}   (${show(Math.min(...list)).trim()} to ${show(Math.max(...list)).trim()}, ${list.length} times)`);
}

/** @param {Server} server @param {string} booth @param {string} name @param {Record<string, unknown>} [more] */
const console_of = (server, booth, name, more) =>
	Session.join(server, { role: 'interpreter', booth, name, ...more });

/* ---- handover ---- */

/** How loud a tone is, each millisecond, over 5 ms around it. @param {Float32Array} pcm @param {number} hz */
function envelope(pcm, hz) {
	const steps = Math.floor((pcm.length - WINDOW) / STEP);
	return Float32Array.from({ length: steps }, (_, s) => {
		let re = 0;
		let im = 0;
		for (let i = s * STEP; i < s * STEP + WINDOW; i++) {
			re += pcm[i] * Math.cos(2 * Math.PI * hz * i / RATE_HZ);
			im += pcm[i] * Math.sin(2 * Math.PI * hz * i / RATE_HZ);
		}
		return 2 * Math.hypot(re, im) / WINDOW;
	});
}

/** What is left above about 5 kHz, where neither voice is: a click lies there. @param {Float32Array} pcm */
function sharp(pcm) {
	const out = pcm.slice();
	for (let order = 0; order < 6; order++) // differences: 36 dB per octave
		for (let i = out.length - 1; i > 0; i--)
			out[i] = (out[i] - out[i - 1]) / 2;
	return out.fill(0, 0, 6);
}

/** @param {Float32Array} x @param {number} from @param {number} to */
const peak_db = (x, from, to) => 20 * Math.log10(x.slice(from, to).reduce((most, v) => Math.max(most, Math.abs(v)), 1e-9));

/** Where one voice gives way to the other. @param {Float32Array[]} levels @returns {{at: number, from: number, to: number}[]} */
function find_switches(levels) {
	const stronger = levels[0].map((level, s) => level > levels[1][s] ? 0 : 1);
	const found = [];
	for (let s = 1; s < stronger.length; s++)
		if (stronger[s] !== stronger[s - 1] && (!found.length || s - found[found.length - 1].at > 200))
			found.push({ at: s, from: stronger[s - 1], to: stronger[s] });
	return found;
}

/** The two voices of a handover, each against its own level nearby, and how many ms they are both there or both gone. */
function measure_switch(/** @type {Float32Array[]} */ levels, /** @type {{at: number, from: number, to: number}} */ { at, from, to }) {
	const before = levels[from][at - 100];
	const after = levels[to][at + 100];
	let both = 0;
	let neither = 0;
	for (let s = at - 100; s < at + 100; s++) {
		const old_is = levels[from][s] > before / 10; // -20 dB
		const new_is = levels[to][s] > after / 10;
		both += old_is && new_is ? 1 : 0;
		neither += old_is || new_is ? 0 : 1;
	}
	return { both: Math.max(0, both - 5), neither }; // a window of 5 ms sees both for 5 ms longer
}

/** One voice cut off and the other begun from one sample to the next: what a click would be. */
function hard_cut() {
	const [a, b] = VOICES_HZ.map((hz) => tone(hz, 1));
	const pcm = Float32Array.from(a, (v, i) => i < RATE_HZ / 2 + 17 ? v : b[i]);
	return peak_db(sharp(pcm), RATE_HZ / 2 - 480, RATE_HZ / 2 + 480) + 20 * Math.log10(1 / 0.2);
}

async function handovers() {
	const server = await Server.start(bench);
	const listener = await Session.join(server, { role: 'listener', channels: ['mn'] });
	const seconds = HANDOVERS * 0.7 + 8;
	const pair = [await console_of(server, 'mn', 'one'), await console_of(server, 'mn', 'two', { microphone: 'off' })];
	for (const [i, session] of pair.entries())
		say(session, await encode(tone(VOICES_HZ[i], Math.ceil(seconds) + 5)));
	await sleep(4000); // levels come to rest
	for (let i = 0; i < HANDOVERS; i++) {
		pair[(i + 1) % 2].say({ type: 'handover', step: 'take' });
		await sleep(700);
	}
	const pcm = (await decode(listener.packets)).subarray(RATE_HZ * 3);
	const levels = VOICES_HZ.map((hz) => envelope(pcm, hz));
	const edges = sharp(pcm);
	const switches = find_switches(levels).filter(({ at }) => at > 300 && at < levels[0].length - 300);
	const sizes = switches.map((one) => measure_switch(levels, one));
	console.log(`handover, ${HANDOVERS} times, two steady voices, as the listener decodes it`);
	print('neither is heard (both under -20 dB)', sizes.map(({ neither }) => neither));
	print('both are heard (both over -20 dB)', sizes.map(({ both }) => both));
	const level_of = (/** @type {number} */ s) => 20 * Math.log10(Math.max(levels[0][s], levels[1][s]));
	print('above 5 kHz around it, against the voice', switches.map(({ at }) =>
		peak_db(edges, (at - 30) * STEP, (at + 30) * STEP) - level_of(at - 100)), 'dB');
	print('the same between handovers', switches.map(({ at }) =>
		peak_db(edges, (at + 200) * STEP, (at + 260) * STEP) - level_of(at + 200)), 'dB');
	print('the same, had it been cut', [hard_cut()], 'dB');
	await server.stop();
}

/* ---- a relay hop ---- */

/** @param {string} file @param {Float32Array} pcm */
async function write_wav(file, pcm) {
	const header = Buffer.alloc(44);
	header.write('RIFF', 0);
	header.writeUInt32LE(36 + pcm.length * 4, 4);
	header.write('WAVEfmt ', 8);
	header.writeUInt32LE(16, 16);
	header.writeUInt16LE(3, 20); // 32-bit float
	header.writeUInt16LE(1, 22);
	header.writeUInt32LE(RATE_HZ, 24);
	header.writeUInt32LE(RATE_HZ * 4, 28);
	header.writeUInt16LE(4, 32);
	header.writeUInt16LE(32, 34);
	header.write('data', 36);
	header.writeUInt32LE(pcm.length * 4, 40);
	await writeFile(file, Buffer.concat([header, Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength)]));
}

/** A voice, as a console sends it. @param {Server} server */
async function voice(server) {
	const file = join(server.folder, 'voice.wav');
	execFileSync(join(TESTS, 'tests_speak'), ['1', String(HOP_SECONDS + 10), file]);
	const { stdout } = await promisify(execFile)('ffmpeg', ['-v', 'error', '-i', file, '-f', 'f32le', '-'],
		{ encoding: 'buffer', maxBuffer: 1 << 28 });
	return encode(new Float32Array(stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.length)));
}

/** A gauge of a channel, ms. @param {Server} server @param {string} name */
async function gauge(server, name) {
	const text = await (await fetch(server.url('/metrics'))).text();
	return [...text.matchAll(new RegExp(`^tumen_${name}\\{.*\\} ([0-9.]+)$`, 'mg'))].map((m) => Number(m[1]));
}

/**
 * What one booth's listener hears of it, and when. @param {Server} server @param {string} booth
 * @param {Buffer[]} packets
 */
async function one_hop(server, booth, packets) {
	const listener = await Session.join(server, { role: 'listener', channels: [booth] });
	/** @type {number[]} */
	const arrivals = [];
	listener.socket.on('message', (_, is_binary) => {
		if (is_binary)
			arrivals.push(performance.now());
	});
	const sent = say(await console_of(server, booth, booth), packets);
	return { booth, listener, arrivals, sent, packets };
}

/** Its delays: least, median, p99, most. @param {Server} server @param {Awaited<ReturnType<typeof one_hop>>} hop */
async function measure_hop(server, { booth, listener, arrivals, sent, packets }) {
	const heard = listener.packets.slice(0, arrivals.length);
	const said_at = quantile(sent.map((time, i) => time - i * PACKET_MS));
	const heard_at = quantile(heard.map((packet, i) =>
		arrivals[i] - ((packet.timestamp - heard[0].timestamp) >>> 0) / (RATE_HZ / 1000)));
	const files = ['said', 'heard'].map((name) => join(server.folder, `${booth}-${name}.wav`));
	await write_wav(files[0], await decode(sent.map((_, i) =>
		/** @type {any} */ ({ timestamp: i * PACKET_SAMPLES, opus: packets[i] }))));
	await write_wav(files[1], await decode(heard));
	return execFileSync(join(TESTS, 'bench_ear'), ['delay', files[0], files[1], String(heard_at - said_at)],
		{ encoding: 'utf8' }).trim().split(' ').map(Number);
}

async function hops() {
	const server = await Server.start(bench);
	const packets = await voice(server);
	const hops = [];
	for (const booth of ['zh', 'ko', 'mn', 'ru']) {
		hops.push(await one_hop(server, booth, packets));
		await sleep(205); // each in another phase of the server's tick
	}
	await sleep(HOP_SECONDS * 1000);
	const mixed = quantile(await gauge(server, 'microphone_delay_ms'));
	const coding = Math.max(...await gauge(server, 'channel_delay_ms')) -
		Math.max(...await gauge(server, 'microphone_delay_ms'));
	const delays = [];
	for (const hop of hops)
		delays.push(await measure_hop(server, hop));
	console.log('one relay hop: from a packet of a console to the packet with its sound; four consoles, whose packets');
	console.log('come at different moments between two ticks');
	print('by content, median of each console', delays.map(([, median]) => median));
	print('p99 of each', delays.map(([, , p99]) => p99));
	print('of it, by the stamps: kept ready, waiting', [mixed - PACKET_MS - LOOK_AHEAD_MS]);
	print('and levelling, limiting, coding', [coding]);
	await server.stop();
}

/* ---- another channel ---- */

async function switches() {
	const server = await Server.start(bench);
	const listener = await Session.join(server, { role: 'listener', channels: ['mn'] });
	for (const [i, booth] of ['mn', 'ko'].entries())
		say(await console_of(server, booth, booth), await encode(tone(VOICES_HZ[i], 45)));
	await until(() => listener.packets.length > 100, 'sound', 20);
	/** @type {number[]} */
	const answered = [];
	/** @type {number[]} */
	const sounded = [];
	for (let i = 0; i < SWITCHES; i++) {
		const begin = performance.now();
		const from = listener.packets.length;
		listener.say({ type: 'subscribe', channels: [i % 2 ? 'mn' : 'ko'] });
		const { ssrc } = (await new Promise((resolve) => listener.socket.on('message', function hear(data, is_binary) {
			const text = is_binary ? {} : JSON.parse(String(data));
			if (text.type !== 'subscribed')
				return;
			answered.push(performance.now() - begin);
			listener.socket.off('message', hear);
			resolve(text);
		}))).streams[0];
		await new Promise((resolve) => listener.socket.on('message', function hear() {
			if (!listener.packets.slice(from).some((packet) => packet.ssrc === ssrc))
				return;
			sounded.push(performance.now() - begin);
			listener.socket.off('message', hear);
			resolve(undefined);
		}));
		await sleep(100 + 7 * i % 20);
	}
	console.log(`another channel, ${SWITCHES} times, from \`subscribe\``);
	print('until it is answered', answered);
	print('until the first packet of its sound is here', sounded);
	console.log(`  ${'p95'.padEnd(46)} ${show(quantile(sounded, 0.95))} ms`);
	await server.stop();
}

try {
	await handovers();
	await hops();
	await switches();
} finally {
	for (const end of afterwards)
		await end();
}
