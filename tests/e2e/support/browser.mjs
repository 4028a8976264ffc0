// SPDX-License-Identifier: Apache-2.0
/*
 * A real Chromium, and ears for its pages: whatever reaches a page's loudspeaker is also kept for
 * the test, so that a booth is told by its sound and not by what the page says.
 */

import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { PITCHES, pitch_amplitude } from './tones.mjs';

/** The folder that the build wrote. */
export const WEB = process.env.TUMEN_WEB_DIR ?? new URL('../../../build/dev/web', import.meta.url).pathname;
export const CHROMIUM = process.env.TUMEN_CHROMIUM || '/usr/bin/chromium';
const AUDIBLE = 0.02; // amplitude; the tones have 0.25

if (!existsSync(`${WEB}/engine/engine.wasm`))
	throw new Error(`${WEB} has no engine: build the target "web" first`);

/** Playwright keeps hidden pages awake by default; these tests want them as a visitor's are. */
const KEEPS_AWAKE = ['--disable-background-timer-throttling',
	'--disable-backgrounding-occluded-windows', '--disable-renderer-backgrounding'];

/** @param {string[]} [args] */
export function launch(args = []) {
	return chromium.launch({ executablePath: CHROMIUM, ignoreDefaultArgs: KEEPS_AWAKE,
		args: ['--headless=new', '--no-sandbox', '--disable-background-networking', ...args] });
}

/** In the page, before its scripts: taps the loudspeaker, and gets hold of the media keys. */
export function wire_page() {
	const page = /** @type {any} */ (globalThis);
	page.heard = null;
	const connect = AudioNode.prototype.connect;
	AudioNode.prototype.connect = /** @type {any} */ (function (/** @type {any} */ to, /** @type {any[]} */ ...rest) {
		// @ts-ignore: whatever node this is
		const self = this;
		if (to instanceof AudioDestinationNode || to instanceof MediaStreamAudioDestinationNode) {
			page.heard = new AnalyserNode(self.context, { fftSize: 8192 });
			page.heard.node = self;
			connect.call(self, page.heard);
		}
		return connect.call(self, to, ...rest);
	});
	const play = HTMLMediaElement.prototype.play;
	HTMLMediaElement.prototype.play = function () {
		page.element = this;
		return play.call(this);
	};
	page.media_keys = {};
	const { mediaSession } = navigator;
	const set_handler = mediaSession.setActionHandler;
	mediaSession.setActionHandler = (key, handler) => {
		page.media_keys[key] = handler;
		set_handler.call(mediaSession, key, handler);
	};
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function open_page(browser, options = {}) {
	const context = await browser.newContext({ locale: 'en', viewport: { width: 390, height: 844 },
		...options });
	await context.addInitScript(wire_page);
	const page = await context.newPage();
	/** What went wrong in the page. @type {string[]} */
	const faults = [];
	page.on('pageerror', (error) => faults.push(String(error)));
	page.on('console', (message) => {
		const expected = /AudioContext was not allowed|WebSocket connection to|ERR_CONNECTION/;
		if (['error', 'warning'].includes(message.type()) && !expected.test(message.text()))
			faults.push(message.text());
	});
	return { page, context, faults };
}

/**
 * Whatever can run a function in a page.
 * @typedef {{evaluate: (run: () => any) => Promise<any>}} Ear
 */

/** What the loudspeaker gets now. @param {Ear} page
 * @returns {Promise<{rate_hz: number, samples: number[]}>} */
export function listen_in(page) {
	return page.evaluate(() => {
		const { heard } = /** @type {any} */ (globalThis);
		const samples = new Float32Array(heard ? heard.fftSize : 8192);
		// One that is suspended plays nothing, though its last samples are still there to read.
		if (heard?.context.state === 'running')
			heard.getFloatTimeDomainData(samples);
		return { rate_hz: heard ? heard.context.sampleRate : 48000, samples: [...samples] };
	});
}

/** Which channels' tones are in it, each with its amplitude.
 * @param {Ear} page */
export async function tones_heard(page) {
	const { rate_hz, samples } = await listen_in(page);
	const all = Object.entries(PITCHES)
		.map(([channel, pitch]) => [channel, pitch_amplitude(samples, rate_hz, pitch)]);
	return Object.fromEntries(all.filter(([, amplitude]) => Number(amplitude) > AUDIBLE));
}

/**
 * Waits until exactly these channels are heard.
 * @param {Ear} page
 * @param {string[]} channels
 */
export function hears(page, channels) {
	const wanted = [...channels].sort().join();
	return until(async () => {
		const tones = await tones_heard(page);
		return Object.keys(tones).sort().join() === wanted ? true : JSON.stringify(tones);
	}, `hears ${wanted || 'nothing'}`);
}

/**
 * Asks until the answer is true; any other answer is what the failure tells.
 * @param {() => Promise<unknown> | unknown} ask
 * @param {string} what
 * @param {number} [within_ms]
 */
export async function until(ask, what, within_ms = 30_000) {
	const end_ms = Date.now() + within_ms;
	/** @type {unknown} */
	let answer;
	for (;;) {
		answer = await ask();
		if (answer === true)
			return;
		if (Date.now() > end_ms)
			throw new Error(`not within ${within_ms} ms: ${what}; last: ${answer}`);
		await new Promise((resolve) => setTimeout(resolve, 40));
	}
}

/** @param {import('playwright-core').Page} page @param {string} id */
export async function text_of(page, id) {
	return (await page.locator(`#${id}`).textContent()) ?? '';
}

/** Waits for a text in an element. @param {import('playwright-core').Page} page
 * @param {string} id @param {string | RegExp} text */
export function says(page, id, text) {
	return until(async () => {
		const said = await text_of(page, id);
		return (typeof text === 'string' ? said === text : text.test(said)) || said;
	}, `#${id} says ${text}`);
}
