// SPDX-License-Identifier: Apache-2.0
/*
 * Many connections, most of them useless: bounded, and nobody who listens hears a gap.
 */

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PATIENCE, Server, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const packets = await tone_packets(577, 5);
const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
	'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
	'Sec-WebSocket-Protocol: tumen.v1\r\n\r\n';

/**
 * Whoever listens hears all of it. Sanitizers make each of ten thousand handshakes so slow that the
 * server may jump to live (protocol.md section 6): then it must say so.
 * @param {Session} listener
 */
function heard_all(listener) {
	assert.equal(listener.closed, undefined);
	assert.deepEqual(listener.gaps().filter((packet) => PATIENCE === 1 || !packet.marker), []);
}

/** A connection that never joins. @param {Server} server @param {string} says */
function stranger(server, says) {
	const [host, port] = server.address.split(':');
	const socket = connect(Number(port), host);
	socket.on('error', () => {});
	socket.on('connect', () => socket.write(says));
	socket.resume();
	return socket;
}

test('10,000 connections without a join are bounded, and others join and hear', async (t) => {
	const SESSIONS = 500;
	const WAITING = 1024 + 2 * SESSIONS;
	const server = await Server.start(t, { args: ['--sessions', String(SESSIONS)] });
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	await until(() => listener.packets.length > 50, 'the booth is heard');
	const memory_before = await server.megabytes();

	const strangers = [];
	const says = [UPGRADE, '', 'GET / HTT', 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'];
	let newcomers = 0;
	for (let i = 0; i < 10000; i++) {
		strangers.push(stranger(server, says[i % says.length]));
		if (i % 100 === 99)
			await sleep(1); // let them connect
		if (i % 1000 === 999) {
			const session = await Session.join(server, { role: 'listener', channels: ['ko'] });
			session.leave();
			newcomers++;
		}
	}
	assert.equal(newcomers, 10);
	const grown = await server.megabytes() - memory_before;
	t.diagnostic(`memory grew by ${grown.toFixed(1)} MB`);
	if (PATIENCE === 1)
		assert(grown < WAITING * 0.02, `memory grew by ${grown} MB`);
	await until(async () => await server.metric('connections_total') > 10000, 'all have come');
	await until(() => strangers.filter((socket) => !socket.destroyed).length <= WAITING,
		'no more than may wait are left');
	await until(() => strangers.every((socket) => socket.destroyed), 'and after 5 s none', 15);
	assert.equal(await server.metric('sessions'), 2);

	microphone.stop();
	heard_all(listener);
});

test('a full server says 4013, and 503 to players', async (t) => {
	const server = await Server.start(t, { args: ['--sessions', '3'] });
	const guests = [];
	for (let i = 0; i < 3; i++)
		guests.push(await Session.join(server, { role: 'listener' }));
	const late = await Session.open(server);
	assert.equal(await late.close_code(), 4013);
	const answer = await fetch(server.url('/listen/ko.opus'));
	assert.equal(answer.status, 503);
	assert.equal(answer.headers.get('retry-after'), '5');
	guests[0].leave();
	await until(async () => await server.metric('sessions') === 2, 'one has left');
	await Session.join(server, { role: 'listener' });
});

test('few descriptors: fewer may come, and it says so', async (t) => {
	const server = await Server.start(t, { descriptors: 800 });
	assert.match(server.log, /few descriptors limit=800 sessions=\d+/);
	const strangers = Array.from({ length: 1500 }, () => stranger(server, ''));
	const cpu_before = await server.cpu_seconds();
	await sleep(1000);
	assert(await server.cpu_seconds() - cpu_before < 0.7, 'it does not spin');
	const session = await Session.join(server, { role: 'listener' });
	session.leave();
	for (const socket of strangers)
		socket.destroy();
});

test('500 listeners hear every packet', async (t) => {
	const server = await Server.start(t);
	/** @type {Session[]} */
	const listeners = [];
	for (let i = 0; i < 500; i += 50)
		listeners.push(...await Promise.all(Array.from({ length: 50 }, (_, j) => Session.join(server,
			{ role: 'listener', channels: [['ko', 'en', 'floor'][(i + j) % 3]] }))));
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	const seconds = 5;
	await sleep(seconds * 1000);
	microphone.stop();
	listeners.forEach(heard_all);
	const ko = listeners.filter((_, i) => i % 3 === 0);
	for (const listener of ko)
		assert(listener.packets.length > seconds * 30, `${listener.packets.length} packets`);
	if (PATIENCE === 1)
		assert.equal(await server.metric('downlink_skipped_total'), 0);
});

test('a listener that stops reading does not delay the others', async (t) => {
	const server = await Server.start(t);
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const asleep = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	asleep.socket.pause();
	const microphone = speak(booth, packets);
	await until(() => listener.packets.length > 300, 'six seconds of sound', 20);
	microphone.stop();
	heard_all(listener);
	asleep.socket.terminate();
});
