// SPDX-License-Identifier: Apache-2.0
/*
 * Who comes in when there is no room: in a booth, on the floor, in the process.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Server, until } from '../support/programs.mjs';
import { Session } from '../support/session.mjs';

const run = promisify(execFile);
const SEATS = 3;

/** @param {Server} server @param {Record<string, unknown>} join */
async function refused(server, join) {
	const session = await Session.open(server);
	session.say({ type: 'join', ...join });
	const error = await session.next('error');
	assert.equal(await session.close_code(), 4013);
	return error;
}

test('one link that goes round takes a booth, and not the house', async (t) => {
	const server = await Server.start(t);
	const join = { role: 'interpreter', booth: 'ko', microphone: 'off' };
	const inside = [];
	for (let i = 0; i < SEATS; i++)
		inside.push(await Session.join(server, join));
	const error = await refused(server, join);
	assert.deepEqual([error.code, error.re], ['full', 'join']);
	assert.match(error.message, /'ko' has 3/);
	await Session.join(server, { ...join, booth: 'mn' });

	/* who comes back is not one more */
	const again = await Session.join(server, { ...join, session: inside[0].welcome.session });
	assert.equal(await inside[0].close_code(), 4009);
	assert.equal(again.welcome.uplink.ssrc, inside[0].welcome.uplink.ssrc);
	await refused(server, join);

	/* and a seat whose line is lost is given, whoever had it */
	inside[1].socket.terminate();
	const next = await until(() => Session.join(server, join).catch(() => undefined), 'a seat is free');
	assert.equal(next.welcome.uplink.ssrc, inside[1].welcome.uplink.ssrc);
	assert.equal((await refused(server, { ...join, session: inside[1].welcome.session })).code, 'full');
});

/** What a connection that says nothing comes to. @param {Server} server */
function stranger(server) {
	const [host, port] = server.address.split(':');
	const socket = connect(Number(port), host);
	const seen = { socket, answer: '' };
	socket.on('data', (data) => {
		seen.answer += data;
	});
	socket.on('error', () => {});
	return seen;
}

/** @param {Server} server @param {number} descriptors that it may have from now on */
async function limit(server, descriptors) {
	await run('prlimit', ['--pid', String(server.pid), `--nofile=${descriptors}:`]);
}

/** What one thread has used, which is little when it waits, however busy the machine is.
 * @param {Server} server @param {string} name */
async function cpu_seconds(server, name) {
	for (const thread of await readdir(`/proc/${server.pid}/task`)) {
		const stat = await readFile(`/proc/${server.pid}/task/${thread}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		if (stat.includes(`(${name})`))
			return (Number(fields[11]) + Number(fields[12])) / 100;
	}
	return assert.fail(`no thread ${name}`);
}

test('out of descriptors: strangers are told so, and nothing spins', async (t) => {
	const server = await Server.start(t);
	const listener = await Session.join(server, { role: 'listener' });
	const open = (await readdir(`/proc/${server.pid}/fd`)).length;
	await limit(server, open + 5);
	const strangers = Array.from({ length: 30 }, () => stranger(server));
	await until(() => strangers.filter(({ answer }) => answer.startsWith('HTTP/1.1 503')).length >= 20,
		'the others are told that the server is full');
	for (const { socket } of strangers)
		socket.destroy();

	/* not even the descriptor in reserve helps: they wait in the kernel's queue */
	await limit(server, 3);
	const waiting = Array.from({ length: 10 }, () => stranger(server));
	await Promise.all(waiting.map(({ socket }) => once(socket, 'connect')));
	const before = await cpu_seconds(server, 'net-accept');
	await sleep(1500);
	const spent = await cpu_seconds(server, 'net-accept') - before;
	assert(spent < 0.1, `the acceptor spins: ${spent} s`);
	assert.equal(listener.closed, undefined);
	await limit(server, 1024);
	await (await Session.join(server, { role: 'listener' })).leave();
	for (const { socket } of waiting)
		socket.destroy();
});
