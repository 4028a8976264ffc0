// SPDX-License-Identifier: Apache-2.0
/*
 * The real server, one for each case, on a port that the kernel picks; and the small things that
 * every case needs.
 */

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const here = (/** @type {string} */ path) => new URL(path, import.meta.url).pathname;
/** The folders that the build wrote programs to. */
export const BIN = process.env.TUMEN_BIN_DIR ?? here('../../build/dev/bin');
export const TESTS = process.env.TUMEN_TESTS_DIR ?? here('../../build/dev/tests');
/** Sanitizers make everything slower: so many times longer may things take. */
export const PATIENCE = Number(process.env.TUMEN_PATIENCE ?? 1);

/**
 * Waits until it is true; fails with `what` after so many seconds.
 * @template T
 * @param {() => T | Promise<T>} probe
 * @param {string} what
 * @param {number} [seconds]
 * @returns {Promise<NonNullable<T>>}
 */
export async function until(probe, what, seconds = 5) {
	const deadline = performance.now() + seconds * 1000 * PATIENCE;
	for (;;) {
		const seen = await probe();
		if (seen)
			return /** @type {NonNullable<T>} */ (seen);
		assert(performance.now() < deadline, `not within ${seconds} s: ${what}`);
		await sleep(10);
	}
}

export class Server {
	/**
	 * Starts one and waits until it listens.
	 * @param {import('node:test').TestContext} test it is stopped, and must end well, after this
	 * @param {{args?: string[], descriptors?: number, file_bytes?: number, tls?: boolean}}
	 *     [options] what it may have open, how large its files may become; with a certificate that
	 *     nobody has signed: Session takes it, fetch() does not
	 */
	static async start(test, { args = [], descriptors = 0, file_bytes = 0, tls = false } = {}) {
		const server = new Server(await mkdtemp(join(tmpdir(), 'tumen-case-')));
		const port_file = join(server.folder, 'port');
		const secure = ['--cert', join(server.folder, 'cert'), '--cert-key', join(server.folder, 'key'),
			'--dev-cert'];
		const command = [join(BIN, 'tumen-server'), '--listen', '127.0.0.1:0', '--port-file',
			port_file, ...tls ? secure : [], ...args];
		server.scheme = tls ? 'wss' : 'ws';
		const limits = [
			...descriptors ? [`--nofile=${descriptors}:${descriptors}`] : [],
			...file_bytes ? [`--fsize=${file_bytes}`] : [],
		];
		const [program, ...rest] = [...limits.length ? ['prlimit', ...limits] : [], ...command];
		server.process = spawn(program, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
		server.process.stderr?.on('data', (data) => {
			server.log += data;
		});
		server.ended = new Promise((resolve) => server.process?.on('exit', (code, signal) =>
			resolve(code ?? signal)));
		test.after(() => server.stop());
		server.address = await until(async () =>
			(await readFile(port_file, 'utf8').catch(() => '')).trim(), 'the server listens', 10);
		return server;
	}

	/** @param {string} folder */
	constructor(folder) {
		this.folder = folder;
		this.log = '';
		this.address = '';
		this.scheme = 'ws';
		/** @type {import('node:child_process').ChildProcess | undefined} */
		this.process = undefined;
		/** @type {Promise<number | string>} */
		this.ended = Promise.resolve(0);
	}

	get pid() {
		return this.process?.pid ?? 0;
	}

	/** @param {string} path */
	url(path) {
		return `http://${this.address}${path}`;
	}

	/** A counter or gauge by its name without the `tumen_`. @param {string} name */
	async metric(name) {
		const text = await (await fetch(this.url('/metrics'))).text();
		const line = new RegExp(`^tumen_${name} (.*)$`, 'm').exec(text);
		assert(line, `no metric ${name}`);
		return Number(line[1]);
	}

	/** Memory in MB that the process holds. */
	async megabytes() {
		const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
		return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
	}

	/** CPU time in seconds that the process has used. */
	async cpu_seconds() {
		const stat = await readFile(`/proc/${this.pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	}

	/** Asks it to stop; it must do so cleanly, sanitizers included. */
	async stop() {
		if (!this.process)
			return;
		this.process.kill('SIGTERM');
		this.process = undefined;
		const code = await this.ended;
		await rm(this.folder, { recursive: true, force: true });
		assert.equal(code, 0, `the server ended with ${code}:\n${this.log.slice(-4000)}`);
	}
}

const run = promisify(execFile);

/** Opus packets of a tone that swells and falls, or of a steady one, a technician's `line`, or in
 * every form that Opus has, each for so long.
 * @param {number} hz @param {number} seconds @param {'tone' | 'line' | 'forms'} [kind] */
export async function tone_packets(hz, seconds, kind = 'tone') {
	const { stdout } = await run(join(TESTS, 'tests_opus'), [kind, String(hz), String(seconds)],
		{ encoding: 'buffer', maxBuffer: 1 << 26 });
	return unframe(stdout);
}

/** How loud each tone is in these packets, dBFS. @param {Buffer[]} packets @param {number[]} hz */
export async function tone_levels(packets, hz) {
	const child = run(join(TESTS, 'tests_opus'), ['tell', ...hz.map(String)]);
	child.child.stdin?.end(Buffer.concat(packets.flatMap((packet) => {
		const length = Buffer.alloc(2);
		length.writeUInt16BE(packet.length);
		return [length, packet];
	})));
	return /** @type {{seconds: number, levels: number[]}} */ (JSON.parse((await child).stdout));
}

/** Packets, each behind its length (RFC 4571). @param {Buffer} bytes */
export function unframe(bytes) {
	/** @type {Buffer[]} */
	const packets = [];
	for (let at = 0; at + 2 <= bytes.length;) {
		const length = bytes.readUInt16BE(at);
		packets.push(bytes.subarray(at + 2, at + 2 + length));
		at += 2 + length;
	}
	return packets;
}
