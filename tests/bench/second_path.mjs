#!/usr/bin/env node
// SPDX-License-Identifier: Apache-2.0
/*
 * What a second uplink path buys on a rough line: delay of every packet of the real tumen-booth,
 * from its capture being complete to its arrival, by the first connection alone and by whichever of
 * the two is first; both out of the same run. Then the real tumen-server, with one path and with
 * two: what it had to make up, and its delay.
 *
 * Figures, not pass or fail. Run inside a rough line (needs root or user namespaces; it says when it
 * cannot run and ends with 77):
 *
 *   rough_line 50 20 2 1 tests/bench/second_path.mjs BIN TESTS [SECONDS]
 *
 * On a machine that does other things too, `chrt -f 10` before it keeps them out of the figures.
 */

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(new URL('../support/package.json', import.meta.url));
const { WebSocketServer } = require('ws');
const [BIN, TESTS, seconds = 60] = process.argv.slice(2);
const NEAR = '10.7.0.1';
const FAR = '10.7.0.2';
const SSRC = 5000;
const FRAME_NS = 20_000_000n;

const folder = mkdtempSync(join(tmpdir(), 'tumen-path-'));
const voice = join(folder, 'voice.wav');
execFileSync(join(TESTS, 'tests_speak'), ['1', '30', voice]);

/** tumen-booth for so long; its last status. @param {string[]} args */
async function booth(args) {
	const program = spawn(join(BIN, 'tumen-booth'), ['--booth', 'ko', '--json', '--loop',
		'--input', voice, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
	let log = '';
	program.stdout.on('data', (data) => { log += data; });
	await sleep(Number(seconds) * 1000);
	program.kill();
	await new Promise((resolve) => program.on('exit', resolve));
	return JSON.parse(log.trim().split('\n').filter((line) => line.includes('"status"')).at(-1));
}

/** @param {number[]} sorted @param {number} share */
const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

/** @param {string} what @param {number[]} delays @param {number} sent */
function print(what, delays, sent) {
	const sorted = delays.toSorted((a, b) => a - b);
	const figures = [0.5, 0.99, 1].map((share) => at(sorted, share).toFixed(0).padStart(4));
	console.log(`  ${what.padEnd(24)} p50 ${figures[0]}   p99 ${figures[1]}   max ${figures[2]} ms,`
		+ ` ${(100 * (1 - delays.length / sent)).toFixed(2)} % never came`);
}

/* ---- every packet's delay ---- */

/** A server that says only what a console must hear, and notes arrivals. */
async function listen() {
	/** @type {Map<number, {timestamp: number, ns: bigint[]}>} */
	const packets = new Map();
	const server = new WebSocketServer({ host: NEAR, port: 0, perMessageDeflate: false });
	server.on('connection', (socket) => {
		let path = 0;
		socket.on('message', (data, is_binary) => {
			const now = process.hrtime.bigint();
			if (is_binary) {
				const sequence = data.readUInt16BE(2);
				const packet = packets.get(sequence) ?? { timestamp: data.readUInt32BE(4), ns: [] };
				packet.ns[path] = now;
				packets.set(sequence, packet);
				return;
			}
			const message = JSON.parse(data.toString());
			if (message.type === 'ping')
				socket.send(JSON.stringify({ type: 'pong', t: message.t, server_ms: Number(now) / 1e6 }));
			if (message.type !== 'join')
				return;
			path = message.path ? 1 : 0;
			socket.send(JSON.stringify({ type: 'welcome', protocol: 'tumen.v1', role: 'interpreter',
				session: 's'.repeat(32), server_ms: Number(now) / 1e6, event: { id: 'x', title: 'x' },
				channels: [], streams: [],
				uplink: { ssrc: SSRC, payload_type: 111, frame_ms: 20, bitrate: 64000 } }));
		});
	});
	await new Promise((resolve) => server.on('listening', resolve));
	return { server, packets };
}

async function delays() {
	const { server, packets } = await listen();
	await booth(['--server', `ws://${FAR}:${server.address().port}`, '--second-path']);
	server.close();
	const all = [...packets.values()];
	/* the sender's pace is exact (a file): the packet that came fastest tells when each began */
	const first = all[0].timestamp;
	const made = (/** @type {{timestamp: number}} */ packet) =>
		BigInt((packet.timestamp - first | 0) / 960) * FRAME_NS;
	const zero = all.flatMap((packet) => packet.ns.map((ns) => ns - made(packet)))
		.reduce((least, ns) => ns < least ? ns : least);
	const least_ms = Number(process.env.LEAST_MS ?? 30); // the line's own: DELAY - JITTER
	const ms = (/** @type {bigint} */ ns, /** @type {{timestamp: number}} */ packet) =>
		Number(ns - made(packet) - zero) / 1e6 + least_ms;
	const sent = Math.max(...all.map((packet) => Number(made(packet) / FRAME_NS))) + 1;
	console.log(`the way up, ${sent} packets:`);
	print('one path', all.filter((p) => p.ns[0]).map((p) => ms(p.ns[0], p)), sent);
	print('two paths', all.map((p) => Math.min(...p.ns.filter(Boolean).map((ns) => ms(ns, p)))), sent);
}

/* ---- the real server ---- */

/** @param {string} address @param {string} name */
async function metric(address, name) {
	const text = await (await fetch(`http://${address}/metrics`)).text();
	return Number(text.match(new RegExp(`^tumen_${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm'))?.[1]);
}

/** @param {string} what @param {string[]} args */
async function serve(what, args) {
	const port_file = join(folder, 'port');
	rmSync(port_file, { force: true });
	const server = spawn(join(BIN, 'tumen-server'), ['--listen', `${NEAR}:0`, '--port-file', port_file,
		...keys], { stdio: ['ignore', 'ignore', 'ignore'] });
	await sleep(1500);
	const address = readFileSync(port_file, 'utf8').trim();
	const running = booth(['--server', `ws://${FAR}:${address.split(':').at(-1)}`, '--token', token, ...args]);
	await sleep(Number(seconds) * 1000 - 1500);
	const names = ['microphone_packets', 'microphone_lost', 'microphone_concealed_ms',
		'microphone_jitter_ms', 'microphone_delay_ms', 'uplink_copies_total'];
	const figures = [];
	for (const name of names)
		figures.push(`${name.replace('microphone_', '')} ${await metric(address, name)}`);
	console.log(`  ${what.padEnd(24)} ${figures.join(', ')}`);
	await running;
	server.kill();
	await new Promise((resolve) => server.on('exit', resolve));
}

/* Beyond loopback a server wants tokens: one of our own. */
const keys = ['--key-file', join(folder, 'keys')];
const token = execFileSync(join(BIN, 'tumen-server'), ['token', '--role', 'interpreter', '--booth',
	'ko', '--bare', ...keys], { stdio: ['ignore', 'pipe', 'ignore'] }).toString().trim();

try {
	await delays();
	console.log('tumen-server:');
	await serve('one path', []);
	await serve('two paths', ['--second-path']);
} finally {
	rmSync(folder, { recursive: true });
}
