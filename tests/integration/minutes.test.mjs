// SPDX-License-Identifier: Apache-2.0
/*
 * What an organiser bills: minutes.py adds up the audit log of an event in which everything happens
 * that ends a turn, the server's own death included, and comes to what the desk saw.
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guest, Operator, see } from '../support/conference.mjs';
import { PATIENCE, Server, tone_packets, until } from '../support/programs.mjs';
import { speak } from '../support/session.mjs';

const SCRIPT = new URL('../../docs/examples/minutes.py', import.meta.url).pathname;
const NAMES = ['mn1', 'mn2', 'ko1'];
const TURN_MS = 400;
const DIFFERENCE_S = 0.5 * PATIENCE; // seats are told every 100 ms, and read when this process can

const packets = await tone_packets(577, 5);

/** The desk, which notes for how long it sees each of them on the air. */
class Desk extends Operator {
	/** @type {Record<string, number>} in ms */
	seen = Object.fromEntries(NAMES.map((name) => [name, 0]));
	/** @type {Record<string, number>} */
	since = {};

	/** @param {any} text */
	read(text) {
		super.read(text);
		for (const name of NAMES)
			this.note(name, this.seat_of(name)?.on_air === true);
	}

	/** @param {string} name @param {boolean} on_air */
	note(name, on_air) {
		if (on_air === name in this.since)
			return;
		if (on_air) {
			this.since[name] = performance.now();
		} else {
			this.seen[name] += performance.now() - this.since[name];
			delete this.since[name];
		}
	}

	/** Waits until these are on the air and nobody else, and a moment more. @param {string[]} names */
	async sees(...names) {
		await see(() => NAMES.every((name) => (this.seat_of(name)?.on_air === true) === names.includes(name)),
			`on the air: ${names.join(' ')}`);
		await sleep(TURN_MS);
	}
}

/** @param {string[]} files */
function add_up(files) {
	const { status, stdout, stderr } = spawnSync('python3', [SCRIPT, ...files], { encoding: 'utf8' });
	assert.equal(status, 0, stderr);
	const rows = stdout.trim().split('\n').map((row) => row.split('\t'));
	return rows.map(([booth, name, channel, time, turns]) => {
		const [minutes, seconds] = time.split(':').map(Number);
		return { booth, name, channel, seconds: minutes * 60 + seconds, turns };
	});
}

test('the audit log adds up to what was on the air', async (t) => {
	if (spawnSync('python3', ['--version']).error)
		return t.skip('no python3');
	const folder = await mkdtemp(join(tmpdir(), 'tumen-book-'));
	t.after(() => rm(folder, { recursive: true, force: true }));
	const log = join(folder, 'audit.jsonl');
	const first = await Server.start(t, { args: ['--audit-log', log] });
	const desk = new Desk();
	await desk.come(first, { role: 'operator', name: 'O' });
	/** @type {Record<string, Guest>} */
	const guests = {};
	for (const name of NAMES) {
		guests[name] = new Guest();
		await guests[name].come(first, { role: 'interpreter', booth: name.slice(0, 2), name, microphone: 'off' });
		speak(guests[name].session, packets);
	}
	const { mn1, mn2, ko1 } = guests;
	for (const console of [mn1, ko1])
		console.say('microphone', { on: true });
	await desk.sees('mn1', 'ko1');
	mn2.say('handover', { step: 'take' });
	await desk.sees('mn2', 'ko1');
	mn2.say('output', { output: 'b' });
	ko1.say('cannot_interpret', { on: true, reason: 'sound' });
	await desk.sees('mn2');
	desk.say('mute', { seat: desk.seat_of('mn2').seat, on: true });
	await desk.sees();
	await rename(log, `${log}.1`);
	mn1.say('microphone', { on: true });
	ko1.say('microphone', { on: true });
	await desk.sees('mn1', 'ko1');
	mn1.session.socket.terminate();
	await desk.sees('ko1');
	await sleep(1000);

	first.process?.kill('SIGKILL');
	first.process = undefined;
	await first.ended;
	desk.note('ko1', false);
	await rm(first.folder, { recursive: true });
	const killed = await readFile(log, 'utf8');
	assert(!killed.includes('"closed"'));
	await sleep(1500); // in which nobody is on the air, whatever is asked later
	const second = await Server.start(t, { args: ['--audit-log', log] });
	await until(async () => (await readFile(log, 'utf8')).includes('"broke_off"'), 'it says so');
	await second.stop();

	const rows = add_up([`${log}.1`, log]);
	assert.deepEqual(rows.map(({ seconds, ...row }) => row), [
		{ booth: 'ko', name: 'ko1', channel: 'ko', turns: 'turns=2' },
		{ booth: 'mn', name: 'mn1', channel: 'mn', turns: 'turns=2' },
		{ booth: 'mn', name: 'mn2', channel: 'en', turns: 'turns=1' },
		{ booth: 'mn', name: 'mn2', channel: 'mn', turns: 'turns=1' },
	]);
	for (const name of NAMES) {
		const booked = rows.filter((row) => row.name === name).reduce((sum, row) => sum + row.seconds, 0);
		const seen = desk.seen[name] / 1000;
		t.diagnostic(`${name}: booked ${booked} s, seen ${seen.toFixed(2)} s`);
		assert(Math.abs(booked - seen) < 1 + DIFFERENCE_S, `${name}: booked ${booked} s, seen ${seen} s`);
	}
});
