// SPDX-License-Identifier: Apache-2.0
/*
 * A console's sound without its page: BoothSound by itself in a real Chromium, with a microphone
 * that plays a file, in front of the real server.
 */

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { launch, open_page, until } from './browser.mjs';
import { PITCHES, SPEECH } from './tones.mjs';

/** @typedef {import('../../../client/web/booth/contract.js').BoothReport} BoothReport */

const TONE_S = 10;
const PATIENCE_MS = 90_000; // three browsers on a busy machine

/**
 * A browser whose microphone hears a file, again and again.
 * @param {string} wav
 */
export function launch_with_microphone(wav) {
	return launch(['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
		`--use-file-for-fake-audio-capture=${wav}`]);
}

/**
 * A tone that comes and goes as speech does, so that the server does not take it for a hum.
 * @param {string} folder @param {string} booth whose pitch
 * @param {{rate_hz?: number, amplitude?: number}} [options]
 */
export function speech_file(folder, booth, { rate_hz = 48000, amplitude = 0.4 } = {}) {
	const wav = join(folder, `microphone-${booth}.wav`);
	const pitch = /** @type {Record<string, number>} */ (PITCHES)[booth];
	execFileSync('ffmpeg', ['-v', 'error', '-y', '-f', 'lavfi', '-i',
		`aevalsrc='${amplitude}*${SPEECH}*sin(2*PI*${pitch}*t)':s=${rate_hz}:d=${TONE_S}`, wav]);
	return wav;
}

/** A page with nothing in it but a BoothSound, joined. */
export class Console {
	/**
	 * @param {import('playwright-core').Browser} browser
	 * @param {string} url of the server
	 * @param {{booth: string, name: string, session?: string | null}} who
	 */
	static async open(browser, url, who) {
		const { page, context, faults } = await open_page(browser);
		page.setDefaultTimeout(PATIENCE_MS);
		const console = new Console(page, context, faults);
		await console.load(url, who);
		return console;
	}

	/**
	 * @param {import('playwright-core').Page} page
	 * @param {import('playwright-core').BrowserContext} context
	 * @param {string[]} faults
	 */
	constructor(page, context, faults) {
		this.page = page;
		this.context = context;
		this.said = faults;
	}

	/** What went wrong. That the browser looks for an icon, which a page of JSON does not name, and
	 * dislikes what the test measures with, is not the sound's doing. */
	get faults() {
		return this.said.filter((fault) => !/status of 404|ScriptProcessorNode/.test(fault));
	}

	/** @param {string} url @param {{booth: string, name: string, session?: string | null}} who */
	async load(url, who) {
		await this.page.goto(`${url}api/v1/event`); // any page of the server's that runs nothing
		await this.page.evaluate(async (guise) => {
			const here = /** @type {any} */ (globalThis);
			const { BoothSound } = await import(/** @type {any} */ ('/booth/sound.js'));
			here.messages = [];
			here.incidents = [];
			here.console = {};
			here.sound = new BoothSound({
				guise: { role: 'interpreter', client: 'trial', ...guise },
				on_status: (/** @type {string} */ status) => { here.status = status; },
				on_message: (/** @type {any} */ message) => {
					here.messages.push(message);
					if (message.type !== 'console')
						return;
					here.state = message;
					here.sound.send(message.microphone === 'on');
				},
				on_report: (/** @type {any} */ report) => { here.report = report; },
				on_incident: (/** @type {any} */ incident) => here.incidents.push(incident),
				on_devices: () => { here.devices_changed = true; },
			});
		}, who);
		await this.is('status', 'open', PATIENCE_MS);
	}

	/** Inside what counts as a tap. */
	async start() {
		await this.page.evaluate(() => /** @type {any} */ (globalThis).sound.start());
	}

	/** @param {object} message */
	say(message) {
		return this.page.evaluate((said) => /** @type {any} */ (globalThis).sound.say(said), message);
	}

	/** @param {Partial<import('../../../client/web/booth/contract.js').Ear>} ear */
	hear(ear) {
		return this.page.evaluate((wish) => /** @type {any} */ (globalThis).sound.set_ear({ incoming: 1,
			boothmate: 1, own: 0, bass_db: 0, treble_db: 0, headset_db_spl: 100, ...wish }), ear);
	}

	/** What the page has noted: a path such as 'report.microphone'. @param {string} path
	 * @returns {Promise<any>} */
	get(path) {
		return this.page.evaluate((names) => names.split('.').reduce(
			(value, name) => value?.[name], /** @type {any} */ (globalThis)), path);
	}

	/** Waits until it has this value. @param {string} path @param {unknown} wanted
	 * @param {number} [within_ms] */
	is(path, wanted, within_ms) {
		return until(async () => {
			const value = await this.get(path);
			return value === wanted || JSON.stringify(value);
		}, `${path} is ${wanted}`, within_ms);
	}

	close() {
		return this.context.close();
	}
}
