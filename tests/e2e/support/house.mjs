// SPDX-License-Identifier: Apache-2.0
/*
 * A whole house: the real server, and real booths that speak tones instead of words, each at its
 * own pitch. The tones come and go as speech does: the server takes a steady one for a hum.
 */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WEB, until } from './browser.mjs';
import { PITCHES, SPEECH } from './tones.mjs';

/** The folder that the build wrote its programs to. */
const BIN = process.env.TUMEN_BIN_DIR ?? new URL('../../../build/dev/bin', import.meta.url).pathname;
const SPEAKER = join(BIN, '..', 'tests', 'tests_speak');
const TONE_S = 10;
const VOICE_S = 20;

export const has_programs = ['tumen-server', 'tumen-booth'].every((name) => existsSync(join(BIN, name)));

export const has_speaker = existsSync(SPEAKER);

export class House {
	/** @param {string} [config] the text of a config file; without one, the built-in event */
	static async open(config) {
		const house = new House(await mkdtemp(join(tmpdir(), 'tumen-house-')));
		if (config !== undefined) {
			await writeFile(join(house.folder, 'event.yaml'), config);
			house.event = ['-c', join(house.folder, 'event.yaml'), '--key-file', join(house.folder, 'keys')];
		}
		await house.start_server();
		return house;
	}

	/** @param {string} folder */
	constructor(folder) {
		this.folder = folder;
		/** @type {Map<string, import('node:child_process').ChildProcess>} */
		this.programs = new Map();
		this.address = '127.0.0.1:0';
		/** What the server and its tokens are about. @type {string[]} */
		this.event = [];
	}

	/** A token for what `args` say, such as '--role operator'. @param {string[]} args */
	token(...args) {
		return execFileSync(join(BIN, 'tumen-server'), ['token', ...this.event, '--bare', ...args],
			{ encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
	}

	get url() {
		return `http://${this.address}/`;
	}

	/**
	 * @param {string} name by which stop() knows it
	 * @param {string} program
	 * @param {string[]} args
	 */
	run(name, program, args) {
		const child = spawn(join(BIN, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
		/** What it said last, for whoever looks into a failure. */
		let said = '';
		child.stderr?.on('data', (data) => {
			said = (said + data).slice(-2000);
		});
		child.on('exit', (code) => {
			if (code)
				console.error(`${name} ended with ${code}: ${said}`);
		});
		this.programs.set(name, child);
	}

	/** At the address it had before, if it had one. */
	async start_server() {
		const port_file = join(this.folder, 'port');
		await rm(port_file, { force: true });
		this.run('server', 'tumen-server', [...this.event, '--listen', this.address, '--web-dir', WEB,
			'--port-file', port_file]);
		await until(async () => {
			this.address = (await readFile(port_file, 'utf8').catch(() => '')).trim() || this.address;
			return !this.address.endsWith(':0') && existsSync(port_file);
		}, 'the server listens');
	}

	/** A booth, or the floor, begins to speak. @param {string} booth */
	speak(booth) {
		const tone = join(this.folder, `${booth}.wav`);
		const pitch = /** @type {Record<string, number>} */ (PITCHES)[booth];
		execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i',
			`aevalsrc='0.4*${SPEECH}*sin(2*PI*${pitch}*t)':s=48000:d=${TONE_S}`, tone]);
		this.play(booth, tone);
	}

	/** The floor begins to speak with a synthetic voice that has come through this filter of ffmpeg's.
	 * @param {string} name of it @param {string} filter */
	speak_through(name, filter) {
		const voice = join(this.folder, 'voice.wav');
		const filtered = join(this.folder, `${name}.wav`);
		if (!existsSync(voice))
			execFileSync(SPEAKER, ['3', String(VOICE_S), voice]);
		execFileSync('ffmpeg', ['-v', 'error', '-y', '-i', voice, '-af', filter, '-c:a', 'pcm_s16le', filtered]);
		this.play('floor', filtered);
	}

	/** @param {string} booth @param {string} file over and over */
	play(booth, file) {
		const who = booth === 'floor' ? ['--role', 'floor'] : ['--booth', booth];
		this.run(booth, 'tumen-booth', [...who, '--server', `ws://${this.address}`, '--input', file,
			'--loop', '--plain', '--retry']);
	}

	/** @param {string} name 'server', or a booth @param {NodeJS.Signals} [signal] */
	async stop(name, signal = 'SIGTERM') {
		const child = this.programs.get(name);
		this.programs.delete(name);
		if (!child || child.exitCode !== null)
			return;
		const gone = new Promise((resolve) => child.on('exit', resolve));
		child.kill(signal);
		await gone;
	}

	async close() {
		await Promise.all([...this.programs.keys()].map((name) => this.stop(name)));
		await rm(this.folder, { recursive: true, force: true });
	}
}
