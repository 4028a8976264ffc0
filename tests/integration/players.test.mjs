// SPDX-License-Identifier: Apache-2.0
/*
 * Players that know nothing of us: /listen/CHANNEL.opus by ffmpeg and mpv.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Server, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const run = promisify(execFile);
const KO_HZ = 577;
const SECONDS = 4;
const packets = await tone_packets(KO_HZ, 5);

/** A program on the PATH? @param {string} name */
const has = (name) => (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)));

/** A server with a booth that speaks. @param {import('node:test').TestContext} t */
async function speaking_server(t) {
	const server = await Server.start(t);
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	t.after(() => microphone.stop());
	return server;
}

/** Amplitude of a pitch in a 48 kHz mono WAV file, dBFS (Goertzel over its second half). */
async function pitch_level(/** @type {string} */ file, /** @type {number} */ hz) {
	const bytes = await readFile(file);
	const pcm = new Int16Array(bytes.buffer, bytes.byteOffset + 44, (bytes.length - 44) >> 1);
	const half = pcm.subarray(pcm.length >> 1);
	const w = 2 * Math.PI * hz / 48000;
	let re = 0;
	let im = 0;
	half.forEach((sample, i) => {
		const window = 1 - Math.cos(2 * Math.PI * i / half.length);
		re += sample / 32768 * window * Math.cos(w * i);
		im += sample / 32768 * window * Math.sin(w * i);
	});
	return 20 * Math.log10(2 * Math.hypot(re, im) / half.length + 1e-6);
}

/** The file has about SECONDS of the booth's pitch. @param {string} file */
async function has_the_booth(file) {
	const ko = await pitch_level(file, KO_HZ);
	const other = await pitch_level(file, 433);
	assert(ko > -40 && other < ko - 25, `ko ${ko}, other ${other}`);
	const seconds = ((await readFile(file)).length - 44) / 96000;
	assert(seconds > SECONDS - 1, `${seconds} s`);
}

test('ffmpeg plays a channel', { skip: !has('ffmpeg') }, async (t) => {
	const server = await speaking_server(t);
	const file = join(server.folder, 'heard.wav');
	await run('ffmpeg', ['-v', 'error', '-y', '-t', String(SECONDS), '-i', server.url('/listen/ko.opus'),
		'-ar', '48000', '-ac', '1', '-c:a', 'pcm_s16le', '-bitexact', file]);
	await has_the_booth(file);
	await until(async () => await server.metric('streams_http') === 0, 'the stream is given up');
});

test('mpv plays a channel', { skip: !has('mpv') }, async (t) => {
	const server = await speaking_server(t);
	const file = join(server.folder, 'heard.wav');
	await run('mpv', ['--no-config', '--really-quiet', '--no-video', `--length=${SECONDS}`, '--ao=pcm',
		`--ao-pcm-file=${file}`, '--audio-format=s16', '--audio-channels=mono',
		'--audio-samplerate=48000', server.url('/listen/ko.opus')], { timeout: 60000 });
	await has_the_booth(file);
});

test('curl sees what it is before it listens', { skip: !has('curl') }, async (t) => {
	const server = await speaking_server(t);
	const { stdout } = await run('curl', ['-sI', server.url('/listen/ko.opus')]);
	assert.match(stdout, /^HTTP\/1\.1 200 OK\r\nContent-Type: audio\/ogg\r\n/);
	assert.match(stdout, /Cache-Control: no-store/);
});

test('a player that stops reading is skipped, then given up', async (t) => {
	const server = await speaking_server(t);
	const [host, port] = server.address.split(':');
	const socket = connect(Number(port), host);
	socket.on('error', () => {});
	socket.write('GET /listen/ko.opus HTTP/1.1\r\nHost: x\r\n\r\n');
	await until(async () => await server.metric('streams_http') === 1, 'it listens');
	socket.destroy();
	await until(async () => await server.metric('streams_http') === 0, 'it is gone');
});
