// SPDX-License-Identifier: Apache-2.0
/*
 * How things end: a booth's line, the server, and both again from the start.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { BIN, Server, tone_levels, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const KO_HZ = 577;
const FLOOR_HZ = 317;
const packets = await tone_packets(KO_HZ, 5);
const floor_packets = await tone_packets(FLOOR_HZ, 5);

/** How loud the booth and the floor are in the last second. @param {Session} listener */
async function last_second(listener) {
	const opus = listener.packets.slice(-50).map((packet) => packet.opus);
	const { levels } = await tone_levels(opus, [KO_HZ, FLOOR_HZ]);
	return { ko: levels[0], floor: levels[1] };
}

test('a booth that is killed is gone at once, and its channel falls back to the floor', async (t) => {
	const server = await Server.start(t);
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const floor = await Session.join(server, { role: 'floor', name: 'F' });
	const floor_microphone = speak(floor, floor_packets);

	/* a process of its own, so that it can be killed without a word */
	const program = `
		import { Server, tone_packets } from '${new URL('../support/programs.mjs', import.meta.url)}';
		import { Session, speak } from '${new URL('../support/session.mjs', import.meta.url)}';
		const server = new Server(''); server.address = '${server.address}';
		speak(await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' }),
			await tone_packets(${KO_HZ}, 5));`;
	const booth = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
	t.after(() => booth.kill('SIGKILL'));
	await until(async () => (await last_second(listener)).ko > -35, 'the booth is heard', 10);

	booth.kill('SIGKILL');
	await once(booth, 'exit');
	await until(async () => {
		const now = await last_second(listener);
		return now.floor > -40 && now.ko < -60;
	}, 'the floor instead', 10);
	assert.deepEqual(listener.gaps(), []);
	floor_microphone.stop();
});

test('a console that comes back sits down in its seat, and the former line is closed', async (t) => {
	const server = await Server.start(t);
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const again = await Session.join(server,
		{ role: 'interpreter', booth: 'ko', name: 'K', session: booth.welcome.session });
	assert.equal(await booth.close_code(), 4009);
	assert.equal(again.welcome.uplink.ssrc, booth.welcome.uplink.ssrc);
	assert.equal(again.welcome.session, booth.welcome.session);
});

test('who says good-bye leaves no seat behind; who is cut off keeps it', async (t) => {
	const server = await Server.start(t);
	const [mate, cut, leaves] = await Promise.all(['M', 'C', 'L'].map((name) => Session.join(server,
		{ role: 'interpreter', booth: 'ko', name, microphone: 'off' })));
	cut.socket.terminate();
	leaves.leave();
	await until(() => {
		const told = mate.texts.filter(({ type }) => type === 'seats').flatMap(({ seats }) => seats);
		const seats = new Map(told.map((seat) => [seat.seat, `${seat.name ?? 'nobody'} ${seat.state}`]));
		return [...seats.values()].sort().join() === 'C lost,M here,nobody empty';
	}, 'one is lost and one is not there');
	const again = await Session.join(server, { role: 'interpreter', session: cut.welcome.session });
	assert.equal(again.welcome.uplink.ssrc, cut.welcome.uplink.ssrc);
});

test('SIGTERM says goodbye to everybody and ends within a moment', async (t) => {
	const server = await Server.start(t);
	const listeners = await Promise.all(Array.from({ length: 20 }, () =>
		Session.join(server, { role: 'listener', channels: ['ko', 'floor'] })));
	const unjoined = await Session.open(server);
	const asleep = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	const player = await fetch(server.url('/listen/ko.opus'));
	await until(() => listeners[0].packets.length > 20, 'sound');
	asleep.socket.pause();
	const begin = performance.now();
	await server.stop();
	t.diagnostic(`ended after ${Math.round(performance.now() - begin)} ms`);
	for (const session of [...listeners, unjoined, booth])
		assert.equal(await session.close_code(), 1001);
	microphone.stop();
	await player.body?.cancel();
	asleep.socket.terminate();
});

test('it starts and stops in the middle of everything, several times', async (t) => {
	for (let i = 0; i < 5; i++) {
		const server = await Server.start(t, { args: ['--loops', String(1 + i % 3)] });
		const sessions = Array.from({ length: 10 }, () => new Session(`ws://${server.address}/ws`));
		for (const session of sessions)
			session.socket.on('open', () => session.say({ type: 'join', role: 'listener', channels: ['ko'] }));
		await until(() => sessions.some((session) => session.texts.length > 0), 'the first is in');
		await server.stop();
	}
});

test('several loops serve everybody the same', async (t) => {
	const server = await Server.start(t, { args: ['--loops', '3'] });
	const listeners = await Promise.all(Array.from({ length: 30 }, () =>
		Session.join(server, { role: 'listener', channels: ['ko'] })));
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	await until(() => listeners.every((listener) => listener.packets.length > 100), 'all of them hear', 10);
	microphone.stop();
	const last = Math.min(...listeners.map((listener) => listener.packets.at(-1)?.sequence ?? 0));
	const first = Math.max(...listeners.map((listener) => listener.packets[0].sequence));
	const same = listeners.map((listener) => listener.packets
		.filter((packet) => packet.sequence >= first && packet.sequence <= last)
		.map((packet) => packet.opus.toString('hex')).join());
	assert.equal(new Set(same).size, 1);
});

test('a taken port is said in one sentence', async (t) => {
	const server = await Server.start(t);
	const second = spawn(join(BIN, 'tumen-server'), ['--listen', server.address]);
	let said = '';
	second.stderr.on('data', (data) => {
		said += data;
	});
	const [code] = await once(second, 'exit');
	assert.notEqual(code, 0);
	assert.match(said, /cannot listen on 127\.0\.0\.1 port \d+: Address already in use/);
});
