// SPDX-License-Identifier: Apache-2.0
/*
 * A console with a second path loses its first connection while it speaks, again and again: its
 * seat goes on over the second, the first comes back into it, and whoever listens hears no gap.
 * The real tumen-booth speaks, through a proxy that can cut one connection.
 */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN, Server, TESTS, until } from '../support/programs.mjs';
import { Session } from '../support/session.mjs';

const RATE_HZ = 48000;
const TONE_HZ = 600;
const CUTS = 4;
const WINDOW = RATE_HZ / 50; // 20 ms
/* a whole window of nothing is 100 dB down; what concealment holds is a few */
const GAP_DB = 12;

/** A minute of a tone that swells a little, as 16 bit WAV. @param {string} file */
async function write_tone(file) {
	const samples = 60 * RATE_HZ;
	const wav = Buffer.alloc(44 + samples * 2);
	wav.write('RIFF', 0);
	wav.writeUInt32LE(wav.length - 8, 4);
	wav.write('WAVEfmt ', 8);
	wav.writeUInt32LE(16, 16);
	wav.writeUInt16LE(1, 20); // PCM
	wav.writeUInt16LE(1, 22); // mono
	wav.writeUInt32LE(RATE_HZ, 24);
	wav.writeUInt32LE(RATE_HZ * 2, 28);
	wav.writeUInt16LE(2, 32);
	wav.writeUInt16LE(16, 34);
	wav.write('data', 36);
	wav.writeUInt32LE(samples * 2, 40);
	for (let i = 0; i < samples; i++) {
		const swell = 0.15 * (1 + 0.3 * Math.sin(2 * Math.PI * 3 * i / RATE_HZ));
		wav.writeInt16LE(Math.round(32767 * swell * Math.sin(2 * Math.PI * TONE_HZ * i / RATE_HZ)),
			44 + i * 2);
	}
	await writeFile(file, wav);
}

/** Passes connections on to the server; `pairs` in the order in which they came. */
async function open_proxy(/** @type {import('node:test').TestContext} */ t, /** @type {string} */ address) {
	/** @type {net.Socket[][]} */
	const pairs = [];
	const [host, port] = address.split(':');
	const proxy = net.createServer({ noDelay: true }, (near) => {
		const far = net.connect({ host, port: Number(port), noDelay: true });
		near.pipe(far).pipe(near);
		near.on('error', () => far.destroy());
		far.on('error', () => near.destroy());
		near.on('close', () => far.destroy());
		far.on('close', () => near.destroy());
		pairs.push([near, far]);
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	t.after(() => {
		pairs.flat().forEach((socket) => socket.destroy());
		proxy.close();
	});
	return { pairs, url: `ws://127.0.0.1:${/** @type {net.AddressInfo} */ (proxy.address()).port}` };
}

/** tumen-booth with that tone; its latest status. */
function start_booth(/** @type {import('node:test').TestContext} */ t, /** @type {string[]} */ args) {
	const program = spawn(join(BIN, 'tumen-booth'), ['--booth', 'ko', '--json', '--second-path',
		...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	const booth = { /** @type {any} */ status: undefined, /** @type {Set<string>} */ states: new Set() };
	let rest = '';
	program.stdout.on('data', (data) => {
		const lines = (rest + data).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) {
			const object = JSON.parse(line);
			if (object.type !== 'status')
				continue;
			booth.status = object;
			booth.states.add(object.state);
		}
	});
	t.after(async () => {
		const ended = once(program, 'exit');
		program.kill();
		assert.deepEqual(await ended, [0, null]);
	});
	return booth;
}

/** How much less than usual is in the quietest 20 ms, dB. @param {Buffer[]} packets */
async function deepest_gap(packets) {
	const program = execFile(join(TESTS, 'tests_opus'), ['decode'],
		{ encoding: 'buffer', maxBuffer: 1 << 28 });
	/** @type {Buffer[]} */
	const out = [];
	program.stdout?.on('data', (data) => out.push(Buffer.from(data)));
	program.stdin?.end(Buffer.concat(packets.flatMap((packet) => {
		const length = Buffer.alloc(2);
		length.writeUInt16BE(packet.length);
		return [length, packet];
	})));
	await once(program, 'close');
	const bytes = Buffer.concat(out);
	const pcm = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
	/** @type {number[]} */
	const levels = [];
	for (let at = 5 * WINDOW; at + WINDOW <= pcm.length; at += WINDOW) {
		let [re, im] = [0, 0];
		for (let i = 0; i < WINDOW; i++) {
			re += pcm[at + i] * Math.cos(2 * Math.PI * TONE_HZ * i / RATE_HZ);
			im += pcm[at + i] * Math.sin(2 * Math.PI * TONE_HZ * i / RATE_HZ);
		}
		levels.push(20 * Math.log10(Math.hypot(re, im) / WINDOW + 1e-9));
	}
	levels.sort((a, b) => a - b);
	return levels[Math.floor(levels.length / 2)] - levels[0];
}

/** @param {Server} server @param {string} name of a microphone's gauge */
async function microphone(server, name) {
	const text = await (await fetch(server.url('/metrics'))).text();
	return Number(new RegExp(`^tumen_microphone_${name}\\{.*booth="ko"\\} (\\S+)$`, 'm').exec(text)?.[1]);
}

test('a second path carries the voice while the first connection comes back', async (t) => {
	const server = await Server.start(t);
	const voice = join(server.folder, 'tone.wav');
	await write_tone(voice);
	const proxy = await open_proxy(t, server.address);
	const booth = start_booth(t, ['--server', proxy.url, '--input', voice]);
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	await until(() => booth.status?.path?.state === 'joined', 'both paths stand', 20);
	await until(() => booth.status.state === 'on_air' && listener.packets.length > 100, 'sound', 20);
	booth.states.clear();
	const packets = await microphone(server, 'packets');
	listener.packets.length = 0;

	let cut = 0; // which of the connections is the first line now
	for (let i = 1; i <= CUTS; i++) {
		proxy.pairs[cut][0].resetAndDestroy();
		await until(() => booth.status.link.joins === 1 + i, `the first line is back for the ${i}. time`, 20);
		cut = proxy.pairs.length - 1;
		await new Promise((resolve) => setTimeout(resolve, 700));
	}
	const heard = listener.packets.slice();
	assert.deepEqual([...booth.states], ['on_air'], 'the sign says what is heard');
	assert(await microphone(server, 'packets') > packets, 'it has been the same microphone all along');
	const states = listener.texts.filter((text) => text.channels?.some(
		(/** @type {any} */ channel) => channel.id === 'ko' && channel.state && channel.state !== 'live'));
	assert.deepEqual(states, [], 'the channel was live all along');
	assert.deepEqual(listener.gaps(), []);
	const gap = await deepest_gap(heard.map((packet) => packet.opus));
	t.diagnostic(`${heard.length} packets, the quietest 20 ms are ${gap.toFixed(1)} dB below the usual`);
	assert(gap < GAP_DB, `a gap of ${gap.toFixed(1)} dB`);
	assert.equal(server.log.match(/seat_carried/g)?.length, CUTS);
	assert.equal(server.log.includes('seat_lost'), false);
});

test('both paths cut: the seat is lost, and comes back', async (t) => {
	const server = await Server.start(t);
	const voice = join(server.folder, 'tone.wav');
	await write_tone(voice);
	const proxy = await open_proxy(t, server.address);
	const booth = start_booth(t, ['--server', proxy.url, '--input', voice]);
	await until(() => booth.status?.path?.state === 'joined', 'both paths stand', 20);
	proxy.pairs.forEach(([near]) => near.resetAndDestroy());
	await until(() => server.log.includes('seat_lost'), 'the seat is lost', 10);
	await until(() => server.log.includes('seat_back'), 'the seat is back', 20);
	await until(() => booth.status.state === 'on_air' && booth.status.path.joins === 2, 'all is well', 20);
});
