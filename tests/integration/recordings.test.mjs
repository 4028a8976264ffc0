// SPDX-License-Identifier: Apache-2.0
/*
 * Recordings, by what is in their files: who consents is there, who does not is not, all tracks are
 * on one clock, and neither a full disk nor a crash spoils anything.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Server, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const run = promisify(execFile);
const RATE_HZ = 48000;
const KO_HZ = 577;
const MN_HZ = 433;
const FLOOR_HZ = 317;
const ko_packets = await tone_packets(KO_HZ, 5);
const mn_packets = await tone_packets(MN_HZ, 5);
const floor_packets = await tone_packets(FLOOR_HZ, 5);
const skip = (process.env.PATH ?? '').split(':').some((dir) => existsSync(join(dir, 'ffmpeg')))
	? false : 'no ffmpeg';

/** A folder that is gone after the test. @param {import('node:test').TestContext} t */
async function new_folder(t) {
	const folder = await mkdtemp(join(tmpdir(), 'tumen-tracks-'));
	t.after(() => rm(folder, { recursive: true, force: true }));
	return folder;
}

/** The samples of a file; it must play without a complaint. @param {string} file */
async function decode(file) {
	const { stdout, stderr } = await run('ffmpeg', ['-v', 'error', '-i', file, '-f', 's16le',
		'-ac', '1', '-ar', String(RATE_HZ), '-'], { encoding: 'buffer', maxBuffer: 1 << 28 });
	assert.equal(stderr.toString(), '', file);
	return new Int16Array(stdout.buffer, stdout.byteOffset, stdout.length >> 1);
}

/** Amplitude of a pitch between two moments, dBFS (Goertzel). @param {Int16Array} pcm */
function level(pcm, /** @type {number} */ hz, from_s = 0, to_s = pcm.length / RATE_HZ) {
	const piece = pcm.subarray(Math.round(from_s * RATE_HZ), Math.round(to_s * RATE_HZ));
	const w = 2 * Math.PI * hz / RATE_HZ;
	let re = 0;
	let im = 0;
	piece.forEach((sample, i) => {
		const window = 1 - Math.cos(2 * Math.PI * i / piece.length);
		re += sample / 32768 * window * Math.cos(w * i);
		im += sample / 32768 * window * Math.sin(w * i);
	});
	return 20 * Math.log10(2 * Math.hypot(re, im) / piece.length + 1e-6);
}

/** Where sound begins, in seconds. @param {Int16Array} pcm */
const onset = (pcm) => pcm.findIndex((sample) => Math.abs(sample) > 300) / RATE_HZ;

/** @param {Session} operator @param {(news: any) => unknown} probe */
async function news(operator, probe) {
	for (;;) {
		const text = await operator.next('recording');
		if (probe(text))
			return text;
	}
}

/** Starts a recording; what the operator is told. @param {Session} operator */
async function record(operator, more = {}) {
	operator.say({ type: 'record', on: true, ...more });
	return news(operator, (text) => text.on);
}

/** An interpreter who speaks. @param {Server} server @param {Buffer[]} packets */
async function interpret(/** @type {import('node:test').TestContext} */ t, server,
	/** @type {string} */ booth, packets, /** @type {boolean | undefined} */ consents) {
	const session = await Session.join(server, { role: 'interpreter', booth, name: booth });
	if (consents !== undefined)
		session.say({ type: 'consent', recording: consents });
	const microphone = speak(session, packets);
	t.after(() => microphone.stop());
	return session;
}

test('who consents is recorded, who does not is silent, and a changed mind counts', { skip }, async (t) => {
	const folder = await new_folder(t);
	const server = await Server.start(t, { args: ['--recordings', join(folder, 'tracks')] });
	const ko = await interpret(t, server, 'ko', ko_packets, true);
	const mn = await interpret(t, server, 'mn', mn_packets, undefined);
	const operator = await Session.join(server, { role: 'operator', name: 'Desk' });
	assert.equal((await operator.next('recording')).on, false);
	await sleep(1000); // both have reached their channels

	const begun = await record(operator);
	assert.deepEqual(begun.channels, ['floor', 'zh', 'ko', 'mn', 'ru', 'en']);
	assert(begun.free_bytes > 0);
	const told = await news(ko, (text) => text.on);
	assert.equal(told.since_ms, begun.since_ms);
	assert.equal(told.folder, undefined);
	await sleep(2000);
	ko.say({ type: 'consent', recording: false });
	mn.say({ type: 'consent', recording: true });
	await sleep(2000);
	operator.say({ type: 'record', on: false });
	await news(operator, (text) => !text.on);

	const path = (/** @type {string} */ id) => join(folder, 'tracks', begun.folder, `${id}.opus`);
	assert.deepEqual((await readdir(join(folder, 'tracks', begun.folder))).sort(),
		['en.opus', 'floor.opus', 'ko.opus', 'mn.opus', 'ru.opus', 'zh.opus']);
	const [ko_pcm, mn_pcm, zh_pcm] = await Promise.all(['ko', 'mn', 'zh'].map((id) => decode(path(id))));
	assert.equal(ko_pcm.length, mn_pcm.length);
	assert.equal(ko_pcm.length, zh_pcm.length);
	const seconds = ko_pcm.length / RATE_HZ;
	assert(seconds > 3 && seconds < 8, `${seconds} s`);
	const levels = {
		ko: [level(ko_pcm, KO_HZ, 0.2, 1.5), level(ko_pcm, KO_HZ, seconds - 1.5, seconds)],
		mn: [level(mn_pcm, MN_HZ, 0, 1.5), level(mn_pcm, MN_HZ, seconds - 1.5, seconds - 0.2)],
	};
	t.diagnostic(JSON.stringify(levels));
	assert(levels.ko[0] > -40 && levels.ko[1] < -80);
	assert(levels.mn[0] < -80 && levels.mn[1] > -40);
});

test('all tracks are on one clock: the same click is at the same place', { skip }, async (t) => {
	const folder = await new_folder(t);
	const server = await Server.start(t, { args: ['--recordings', folder] });
	const floor = await Session.join(server, { role: 'floor', name: 'F' });
	const operator = await Session.join(server, { role: 'operator' });
	operator.say({ type: 'floor_language', language: 'ko' }); // its channel carries the floor
	const begun = await record(operator);
	await sleep(2500);
	const microphone = speak(floor, floor_packets);
	await sleep(1500);
	microphone.stop();
	operator.say({ type: 'record', on: false });
	await news(operator, (text) => !text.on);
	const [floor_pcm, ko_pcm, mn_pcm] = await Promise.all(['floor', 'ko', 'mn'].map((id) =>
		decode(join(folder, begun.folder, `${id}.opus`))));
	const places = [onset(floor_pcm), onset(ko_pcm)];
	t.diagnostic(`the click is at ${places.join(' and ')} s`);
	assert(places[0] > 2 && Math.abs(places[0] - places[1]) < 0.025, `${places}`);
	assert.equal(floor_pcm.length, ko_pcm.length);
	assert.equal(floor_pcm.length, mn_pcm.length);
});

test('a full disk is told to the operator, and nobody hears it', { skip }, async (t) => {
	const folder = await new_folder(t);
	const server = await Server.start(t, { args: ['--recordings', folder], file_bytes: 20000 });
	await interpret(t, server, 'ko', ko_packets, true);
	const operator = await Session.join(server, { role: 'operator' });
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	await until(() => listener.packets.length > 20, 'sound');
	const begun = await record(operator, { channels: ['ko'] });
	const failed = await news(operator, (text) => text.error);
	assert.equal(failed.on, true);
	assert(failed.lost > 0);
	assert.match(failed.error, /too large/);
	const before = listener.packets.length;
	await sleep(1000);
	assert(listener.packets.length - before > 40, 'sound goes on');
	assert.deepEqual(listener.gaps(), []);
	operator.say({ type: 'record', on: false });
	await news(operator, (text) => !text.on);
	const pcm = await decode(join(folder, begun.folder, 'ko.opus'));
	const levels = [0.2, 0.5, 0.8, 1.1, 1.4].map((from_s) => level(pcm, KO_HZ, from_s, from_s + 0.2));
	t.diagnostic(`${pcm.length / RATE_HZ} s: ${levels.map(Math.round)} dBFS`);
	assert(levels.filter((dbfs) => dbfs > -40).length >= 4, 'what was written plays');
});

test('a folder that cannot be written is an error, and one may try again', { skip }, async (t) => {
	const server = await Server.start(t, { args: ['--recordings', '/proc/nowhere/tracks'] });
	const operator = await Session.join(server, { role: 'operator' });
	for (let i = 0; i < 2; i++) {
		operator.say({ type: 'record', on: true });
		const told = await news(operator, (text) => text.error || i > 0);
		assert.equal(told.on, false);
	}
});

for (const [signal, spared_s] of /** @type {[NodeJS.Signals, number][]} */ ([['SIGTERM', 0], ['SIGKILL', 1.5]]))
	test(`after ${signal} the files play`, { skip }, async (t) => {
		const folder = await new_folder(t);
		const server = await Server.start(t, { args: ['--recordings', folder] });
		await interpret(t, server, 'ko', ko_packets, true);
		const operator = await Session.join(server, { role: 'operator' });
		await sleep(500);
		const begun = await record(operator);
		const begin = performance.now();
		await sleep(3000);
		const lasted_s = (performance.now() - begin) / 1000;
		if (signal === 'SIGTERM') {
			await server.stop();
		} else {
			const gone = server.process;
			server.process = undefined; // how it ends is not asked
			gone?.kill(signal);
			await server.ended;
			await rm(server.folder, { recursive: true, force: true });
		}
		for (const id of ['ko', 'zh']) {
			const file = join(folder, begun.folder, `${id}.opus`);
			const pcm = await decode(file);
			const { stdout } = await run('ffprobe', ['-v', 'error', '-show_entries',
				'format=duration:stream_tags=title', '-of', 'csv=p=0', file]);
			assert.match(stdout, id === 'ko' ? /한국어/ : /中文/);
			const duration = Number(/^[\d.]+$/m.exec(stdout)?.[0]);
			assert(Math.abs(duration - pcm.length / RATE_HZ) < 0.1, stdout);
			t.diagnostic(`${id}: ${pcm.length / RATE_HZ} s of ${lasted_s.toFixed(2)} s`);
			if (id === 'ko') {
				assert(pcm.length / RATE_HZ > lasted_s - spared_s - 0.5);
				assert(level(pcm, KO_HZ, 0.2, 1) > -40);
			}
		}
	});
