// SPDX-License-Identifier: Apache-2.0
/*
 * What a listener costs: CPU for each packet to each of them, against a bare loop of send() in the
 * same run, and memory of the server for each, plain and with TLS. Figures, not pass or fail. Only
 * the ratio of one run counts: absolute figures swing with the machine.
 *
 *   crowd.sh BIN TESTS
 */

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { TESTS, Server, tone_packets } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const LISTENERS = [500, 1000];
const ROUNDS = 3; // interleaved; the median counts
const SECONDS = 6;
const WIRE_BYTES = 4 + 12 + 8 + 120; // WebSocket, RTP, its extension, Opus at 48 kbit/s
const FIRST_LISTENERS = 100; // what is needed once for all is there then
const MEMORY_LISTENERS = 400;

/** @type {(() => unknown)[]} */
const afterwards = [];
const bench = /** @type {any} */ ({ after: (/** @type {() => unknown} */ what) => afterwards.push(what) });
const run = promisify(execFile);
const crowd = join(TESTS, 'bench_crowd');
const median = (/** @type {number[]} */ list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** CPU of the server, us, for each packet to each of so many listeners. @param {number} count */
async function measure(count) {
	const server = await Server.start(bench);
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, await tone_packets(577, 10));
	await sleep(1500);
	const alone = await use(server);
	const child = spawn(crowd, ['listen', server.address.split(':')[1], String(count), 'ko'],
		{ stdio: ['pipe', 'pipe', 'inherit'] });
	await once(child.stdout, 'data');
	await sleep(500);
	const full = await use(server);
	child.stdin.end();
	microphone.stop();
	booth.leave();
	await server.stop();
	return 1e6 * (full.cpu - alone.cpu) / full.packets;
}

/** CPU seconds and packets in SECONDS. @param {Server} server */
async function use(server) {
	const cpu = await server.cpu_seconds();
	const packets = await server.metric('downlink_sent_total');
	await sleep(SECONDS * 1000);
	return { cpu: await server.cpu_seconds() - cpu, packets: await server.metric('downlink_sent_total') - packets };
}

async function fan_out() {
	for (const count of LISTENERS) {
		const ours = [];
		const bare = [];
		for (let round = 0; round < ROUNDS; round++) {
			ours.push(await measure(count));
			const { stdout } = await run(crowd, ['bare', String(count), String(WIRE_BYTES), String(SECONDS)]);
			bare.push(Number(stdout));
		}
		console.log(`${String(count).padStart(6)} listeners: ${median(ours).toFixed(2)} us a packet, ` +
			`a bare loop ${median(bare).toFixed(2)}: ${(median(ours) / median(bare)).toFixed(2)} of it`);
	}
}

/** @param {boolean} tls */
async function memory(tls) {
	const server = await Server.start(bench, { tls });
	/** @type {Session[]} */
	const guests = [];
	const come = async (/** @type {number} */ count) => {
		for (let i = 0; i < count; i++)
			guests.push(await Session.join(server, { role: 'listener', channels: ['ko'] }));
		await sleep(1000);
	};
	await come(FIRST_LISTENERS);
	const begin = await server.megabytes();
	await come(MEMORY_LISTENERS);
	const each = 1024 * (await server.megabytes() - begin) / MEMORY_LISTENERS;
	console.log(`  ${tls ? 'TLS' : 'plain'}: ${each.toFixed(1)} KB a listener (${MEMORY_LISTENERS} of them)`);
	guests.forEach((guest) => guest.leave());
	await server.stop();
}

try {
	console.log('CPU of the server for each packet to each listener');
	await fan_out();
	console.log('memory of the server');
	await memory(false);
	await memory(true);
} finally {
	for (const end of afterwards)
		await end();
}
