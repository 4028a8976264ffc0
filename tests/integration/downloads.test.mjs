// SPDX-License-Identifier: Apache-2.0
/*
 * /recordings: operators get what is there, in whole and in parts; nobody else gets anything, and
 * nothing else can be got. Whoever is behind a proxy is not on this machine, and needs a token.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BIN, Server, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const run = promisify(execFile);
const sound = randomBytes(3_000_000);

/** A server whose folder has a recording. @param {import('node:test').TestContext} t */
async function furnished_server(t) {
	const folder = await mkdtemp(join(tmpdir(), 'tumen-archive-'));
	t.after(() => rm(folder, { recursive: true, force: true }));
	const tracks = join(folder, 'tracks');
	await mkdir(join(tracks, 'gti-20261124-120000'), { recursive: true });
	await writeFile(join(tracks, 'gti-20261124-120000', 'ko.opus'), sound);
	await writeFile(join(folder, 'secret'), 'secret');
	await symlink('../../secret', join(tracks, 'gti-20261124-120000', 'link.opus'));
	const keys = join(folder, 'keys');
	const server = await Server.start(t, { args: ['--recordings', tracks, '--key-file', keys] });
	const token = async (/** @type {string[]} */ ...args) => (await run(join(BIN, 'tumen-server'),
		['token', '--key-file', keys, '--bare', ...args])).stdout.trim();
	return { server, token };
}

/**
 * One exchange, the path as it is, as from another machine.
 * @param {Server} server @param {string} path @param {Record<string, string>} [headers]
 * @returns {Promise<{status: number, headers: import('node:http').IncomingHttpHeaders, body: Buffer}>}
 */
function get(server, path, headers = {}, method = 'GET') {
	const [host, port] = server.address.split(':');
	return new Promise((resolve, reject) => {
		const asked = request({ host, port, path, method,
			headers: { 'x-forwarded-for': '192.0.2.9', ...headers } }, async (answer) => {
			const pieces = [];
			for await (const piece of answer)
				pieces.push(piece);
			resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) });
		});
		asked.on('error', reject);
		asked.end();
	});
}

const FILE = '/recordings/gti-20261124-120000/ko.opus';

test('an operator lists and gets recordings, in whole and in parts', async (t) => {
	const { server, token } = await furnished_server(t);
	const authorization = `Bearer ${await token('--role', 'operator')}`;
	for (const path of ['/recordings', '/recordings/']) {
		const all = await get(server, path, { authorization });
		assert.equal(all.status, 200);
		assert.equal(all.headers['content-type'], 'application/json');
		assert.equal(all.headers['cache-control'], 'no-store');
		assert.deepEqual(JSON.parse(all.body.toString()), { recordings: ['gti-20261124-120000'] });
	}
	const one = await get(server, '/recordings/gti-20261124-120000/', { authorization });
	assert.deepEqual(JSON.parse(one.body.toString()),
		{ recording: 'gti-20261124-120000', files: [{ name: 'ko.opus', bytes: sound.length }] });

	const whole = await get(server, FILE, { authorization });
	assert.equal(whole.status, 200);
	assert.equal(whole.headers['content-type'], 'audio/ogg');
	assert(whole.body.equals(sound));
	const part = await get(server, FILE, { authorization, range: 'bytes=1000000-1999999' });
	assert.equal(part.status, 206);
	assert.equal(part.headers['content-range'], `bytes 1000000-1999999/${sound.length}`);
	assert(part.body.equals(sound.subarray(1_000_000, 2_000_000)));
	const beyond = await get(server, FILE, { authorization, range: 'bytes=3000000-' });
	assert.equal(beyond.status, 416);
	assert.equal(beyond.headers['content-range'], `bytes */${sound.length}`);
	const head = await get(server, FILE, { authorization }, 'HEAD');
	assert.equal(head.headers['content-length'], String(sound.length));
	assert.equal(head.body.length, 0);
	const linked = await get(server, `${FILE}?token=${authorization.slice(7)}`);
	assert(linked.body.equals(sound));
	assert(!server.log.includes(authorization.slice(7)), 'no token in the log');
});

test('nobody else gets anything, and nothing else can be got', async (t) => {
	const { server, token } = await furnished_server(t);
	const operator = await token('--role', 'operator');
	const interpreter = await token('--role', 'interpreter', '--booth', 'ko');
	const wrong = [undefined, '', 'x', interpreter, `${operator}x`, 'x'.repeat(1023), 'x'.repeat(2000)];
	for (const text of wrong) {
		const headers = text === undefined ? {} : { authorization: `Bearer ${text}` };
		for (const path of [FILE, '/recordings/', '/recordings/nothing/at.all'])
			assert.equal((await get(server, path, /** @type {any} */ (headers))).status, 403, `${text}`);
		assert.equal((await get(server, `${FILE}?token=${text}`)).status, 403);
	}
	assert.equal((await get(server, FILE, {}, 'POST')).status, 405);

	const authorization = `Bearer ${operator}`;
	for (const path of ['/recordings/../secret', '/recordings/%2e%2e/secret', '/recordings/..%2fsecret',
		'/recordings/gti-20261124-120000/../../secret', '/recordings/gti-20261124-120000/link.opus',
		'/recordings//etc/passwd', `/recordings/${'a'.repeat(300)}`,
		'/recordings/gti-20261124-120000/zh.opus', '/recordingsx']) {
		const answer = await get(server, path, { authorization });
		assert([400, 403, 404].includes(answer.status), `${path}: ${answer.status}`);
		assert(!answer.body.includes('secret'), path);
	}
});

test('on this machine the built-in event asks nobody', async (t) => {
	const { server } = await furnished_server(t);
	const trusted = await fetch(server.url('/recordings/'));
	assert.equal(trusted.status, 200);
	await trusted.body?.cancel();
	const none = await Server.start(t);
	assert.equal((await fetch(none.url('/recordings/'))).status, 404);
});

test('downloads, however many and slow, leave the sound alone', async (t) => {
	const { server } = await furnished_server(t);
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, await tone_packets(577, 5));
	t.after(() => microphone.stop());
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	await until(() => listener.packets.length > 20, 'sound');

	const [host, port] = server.address.split(':');
	const asleep = await Promise.all(Array.from({ length: 40 }, async () => {
		const socket = connect(Number(port), host).pause();
		await once(socket, 'connect');
		socket.on('error', () => {});
		socket.write(`GET ${FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
		return socket;
	}));
	for (let i = 0; i < 5; i++)
		assert((await get(server, FILE, { 'x-forwarded-for': '' })).status !== 0);
	const before = listener.packets.length;
	await sleep(1000);
	assert(listener.packets.length - before > 40, 'sound goes on');
	assert.deepEqual(listener.gaps(), []);
	asleep.forEach((socket) => socket.destroy());
});
