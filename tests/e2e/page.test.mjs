// SPDX-License-Identifier: Apache-2.0
/*
 * The attendee's page in a real browser: what it plays, told by the sound itself, and what it says.
 */

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { WEB, hears, launch, listen_in, open_page, says, text_of, tones_heard,
	until } from './support/browser.mjs';
import { StandIn } from './support/stand_in.mjs';
import { Tab } from './support/tab.mjs';
import { PITCHES } from './support/tones.mjs';

const LANGUAGES = ['zh', 'ko', 'mn', 'ru', 'en'];

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {StandIn} */
let server;
/** @type {import('playwright-core').BrowserContext[]} */
let contexts = [];

/**
 * @param {string} [where] behind the address
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
async function visit(where = '', options = {}) {
	const { page, context, faults } = await open_page(browser, options);
	contexts.push(context);
	await page.goto(server.url + where);
	await page.waitForSelector('.choice');
	return { page, context, faults };
}

/** @param {import('playwright-core').Page} page @param {string} channel */
const tap = (page, channel) => page.click(`#choice-${channel}`);

before(async () => {
	browser = await launch(['--host-resolver-rules=MAP hall.test 127.0.0.1']); // a name that is not secure
});
after(() => browser.close());

beforeEach(async () => {
	server = new StandIn({ web: WEB });
	await server.start();
});

afterEach(async () => {
	await Promise.all(contexts.map((context) => context.close()));
	contexts = [];
	await server.stop();
});

describe('the sound', () => {
	it("each language's button makes that booth's sound come out, and only that", async () => {
		const { page, faults } = await visit();
		for (const channel of [...LANGUAGES, 'floor']) {
			await tap(page, channel);
			await hears(page, [channel]);
		}
		await until(() => page.evaluate(() => document.getAnimations().length === 0),
			'rests: whatever moves by itself costs a phone its battery, for hours');
		assert.deepEqual(faults, []);
	});

	it('is not missed in a pause of the speaker', async () => {
		const { page } = await visit();
		await tap(page, 'mn');
		await hears(page, ['mn']);
		await says(page, 'moment', /^Live/);
		server.loses = (_channel, tick) => tick % 20 !== 0; // as Opus sends silence
		await page.evaluate(() => new MutationObserver(() => Object.assign(globalThis, { flickered: true }))
			.observe(/** @type {Node} */ (document.getElementById('moment')), { childList: true }));
		await page.waitForTimeout(4000);
		assert.equal(await page.evaluate(() => 'flickered' in globalThis), false);
	});

	it('stops and starts again at a tap', async () => {
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		await page.click('#listen');
		await until(async () => Object.keys((await server.heard.at(-1))?.channels ?? []).length === 0,
			'asks the server for nothing');
		await says(page, 'listen-word', 'Listen');
		await page.click('#listen');
		await hears(page, ['ru']);
	});

	it('mixes the floor underneath, softer, when asked to', async () => {
		const { page } = await visit();
		await tap(page, 'zh');
		await hears(page, ['zh']);
		await page.fill('#underneath', '0.5');
		await hears(page, ['floor', 'zh']);
		await until(async () => {
			const { floor, zh } = await tones_heard(page);
			return Math.abs(floor / zh - 0.25) < 0.05 || floor / zh;
		}, 'is a quarter as loud');
		await tap(page, 'floor'); // the floor needs no floor underneath
		await hears(page, ['floor']);
		await page.fill('#underneath', '0');
		await tap(page, 'zh');
		await hears(page, ['zh']);
	});

	it('follows the volume', async () => {
		const { page } = await visit();
		await tap(page, 'en');
		await hears(page, ['en']);
		for (const [place, amplitude] of [['1', 0.25], ['0.6', 0.09]]) {
			await page.fill('#volume', String(place));
			await until(async () => {
				const { en } = await tones_heard(page);
				return Math.abs(en - Number(amplitude)) < 0.015 || en;
			}, `is as loud as ${amplitude}`);
		}
		await page.fill('#volume', '0');
		await hears(page, []);
	});

	it("holds the sound back by the listener's own delay", async () => {
		const { page } = await visit();
		await tap(page, 'ko');
		await hears(page, ['ko']);
		await page.click('#settings summary');
		await page.check('input[name=quality][value=high]', { force: true });
		await page.fill('#delay', '3');
		await until(async () => {
			const figure = await text_of(page, 'lag-figure');
			return parseFloat(figure) > 2.9 && / s$/.test(figure) || figure;
		}, 'says the delay');
		await hears(page, ['ko']);
		server.mute.add('ko');
		await new Promise((resolve) => setTimeout(resolve, 1500));
		assert.deepEqual(Object.keys(await tones_heard(page)), ['ko'], 'it is still on its way');
		await hears(page, []);
	});

	it('comes back to live after a stall, without playing what piled up', async () => {
		const { page } = await visit();
		await tap(page, 'mn');
		await hears(page, ['mn']);
		await says(page, 'lag-figure', /ms$/);
		const before_ms = parseFloat(await text_of(page, 'lag-figure'));
		server.hold = true;
		await hears(page, []);
		await new Promise((resolve) => setTimeout(resolve, 3000));
		server.hold = false;
		await hears(page, ['mn']);
		await until(async () => {
			const figure = await text_of(page, 'lag-figure');
			return (/ms$/.test(figure) && parseFloat(figure) < before_ms + 500) || figure;
		}, `is live again, not the 3 s behind (before: ${before_ms} ms)`);
	});

	it('takes bundles when asked to', async () => {
		const { page } = await visit();
		await tap(page, 'zh');
		await page.click('#settings summary');
		await page.check('#bundle');
		await until(() => server.heard.at(-1)?.bundle === 2, 'asks for bundles');
		await hears(page, ['zh']);
	});

	it('takes the low rendition by hand', async () => {
		const { page } = await visit();
		await tap(page, 'zh');
		await page.click('#settings summary');
		await page.check('input[name=quality][value=low]', { force: true });
		await until(() => server.heard.filter(({ type }) => type === 'subscribe').at(-1)?.rendition === 'low',
			'asks for low');
		await hears(page, ['zh']);
	});

	it('takes the low rendition by itself when the line is poor, and says so', async () => {
		server.loses = (_channel, tick) => tick % 7 === 0;
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		await until(() => server.heard.filter(({ type }) => type === 'subscribe').at(-1)?.rendition === 'low',
			'asks for low', 20_000);
		await says(page, 'notice', /saving data/);
		await hears(page, ['ru']);
	});
});

describe('the visit', () => {
	it('reconnects by itself when the server restarts, and says so', async () => {
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		const { port } = server;
		await server.stop();
		await says(page, 'moment', 'Connection lost. Reconnecting…');
		await hears(page, []);
		server = new StandIn({ web: WEB });
		await server.start(port);
		await hears(page, ['ru']);
		await says(page, 'moment', 'Live, straight from the speaker');
	});

	it('goes on in a hidden tab', async () => {
		const tab = await Tab.open(server.url);
		try {
			await until(() => tab.evaluate(() => document.querySelector('#choice-ko') !== null), 'loads');
			await tab.click('#choice-ko');
			await hears(tab, ['ko']);
			await tab.hide();
			await until(() => tab.evaluate(() => document.visibilityState === 'hidden'), 'is hidden');
			const clock = () => tab.evaluate(() => /** @type {any} */ (globalThis).heard.context.currentTime);
			const before_s = await clock();
			await new Promise((resolve) => setTimeout(resolve, 4000));
			await hears(tab, ['ko']);
			const passed_s = await clock() - before_s;
			assert.ok(passed_s > 3, `its sound clock went on: ${passed_s} s`);
			server.change({ id: 'ko', state: 'suspended', reason: 'sound' });
			await until(() => tab.evaluate(() => /cannot hear/.test(
				document.getElementById('moment')?.textContent ?? '')), 'follows the state');
		} finally {
			await tab.close();
		}
	});

	it('remembers the choice, and plays it at one tap', async () => {
		const { page } = await visit();
		await tap(page, 'mn');
		await hears(page, ['mn']);
		await page.click('#listen');
		await page.goto('about:blank');
		await page.goto(server.url);
		await says(page, 'stage-name', 'Монгол');
		await says(page, 'moment', 'Press Listen to begin');
		await page.click('#listen');
		await hears(page, ['mn']);
	});

	it('lets the link choose', async () => {
		const { page } = await visit('#ko');
		await says(page, 'stage-name', '한국어');
		assert.ok(await page.isChecked('#choice-ko input'));
		await page.click('#listen');
		await hears(page, ['ko']);
	});

	it('says that the browser forbids sound, and starts at a tap', async () => {
		const { page } = await visit('#ru');
		await says(page, 'moment', /waits for a tap/);
		assert.deepEqual(await tones_heard(page), {});
		await page.click('#listen');
		await hears(page, ['ru']);
		await says(page, 'moment', /Live/);
	});

	it('can be used with the keyboard alone', async () => {
		const { page } = await visit();
		const focused = () => page.evaluate(() => {
			const { activeElement } = document;
			return activeElement?.closest('.choice')?.id || activeElement?.id || activeElement?.tagName;
		});
		for (let i = 0; i < 8 && await focused() !== 'choice-zh'; i++)
			await page.keyboard.press('Tab');
		assert.equal(await focused(), 'choice-zh');
		await page.keyboard.press('Space');
		await hears(page, ['zh']);
		await page.keyboard.press('ArrowDown');
		await hears(page, ['ko']);
		await page.keyboard.press('Shift+Tab');
		assert.equal(await focused(), 'listen');
		await page.keyboard.press('Enter');
		await says(page, 'listen-word', 'Listen');
		await page.keyboard.press('Enter');
		await hears(page, ['ko']);
	});

	it('speaks the language of the browser, and another when asked', async () => {
		const { page } = await visit('', { locale: 'mn-MN' });
		assert.equal(await page.getAttribute('html', 'lang'), 'mn');
		await says(page, 'stage-name', 'Сонсох хэлээ сонгоно уу');
		await page.selectOption('#tongue', 'zh');
		assert.equal(await page.getAttribute('html', 'lang'), 'zh');
		await says(page, 'stage-name', '请选择收听语言');
		assert.equal(await page.getAttribute('#choice-ru .endonym', 'lang'), 'ru');
		await page.reload();
		await says(page, 'stage-name', '请选择收听语言');
	});
});

describe('on a phone', () => {
	const phone = { hasTouch: true, isMobile: true };

	it('plays through a media element, so that the lock screen leaves it alone', async () => {
		const { page } = await visit('', phone);
		await page.tap('#choice-mn');
		await hears(page, ['mn']);
		const element = () => page.evaluate(() => {
			const { element } = /** @type {any} */ (globalThis);
			return { paused: element.paused, live: element.srcObject?.active };
		});
		assert.deepEqual(await element(), { paused: false, live: true });
		await page.tap('#listen');
		await until(async () => (await element()).paused, 'lets go of the loudspeaker');
		await page.tap('#listen');
		await hears(page, ['mn']);
	});

	it('names what is heard, and obeys the keys of the lock screen', async () => {
		const { page } = await visit('', phone);
		await page.tap('#choice-ko');
		await hears(page, ['ko']);
		const session = () => page.evaluate(() => [navigator.mediaSession.playbackState,
			navigator.mediaSession.metadata?.title, navigator.mediaSession.metadata?.artist]);
		assert.deepEqual(await session(), ['playing', '한국어', server.title]);
		/** @param {string} key */
		const press = (key) => page.evaluate((key) => /** @type {any} */ (globalThis).media_keys[key](), key);
		await press('nexttrack');
		await hears(page, ['mn']);
		await press('pause');
		await says(page, 'listen-word', 'Listen');
		assert.equal((await session())[0], 'paused');
		await press('play');
		await hears(page, ['mn']);
	});
});

describe('a sound device that goes wrong', () => {
	it('whose clock stands still is replaced', async () => {
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		await page.evaluate(() => {
			const { context } = /** @type {any} */ (globalThis).heard;
			Object.assign(globalThis, { broken: context, heard: null });
			Object.defineProperty(context, 'currentTime', { get: () => 7 });
		});
		await until(() => page.evaluate(() => {
			const { heard, broken } = /** @type {any} */ (globalThis);
			return heard !== null && heard.context !== broken;
		}), 'has another context');
		await hears(page, ['ru']);
		await says(page, 'moment', /^Live/);
	});

	it('whose engine stops is replaced', async () => {
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		await page.waitForTimeout(2000); // one that stops at once is not tried again
		await page.evaluate(() => {
			const { heard } = /** @type {any} */ (globalThis);
			Object.assign(globalThis, { heard: null });
			heard.node.dispatchEvent(new Event('processorerror'));
		});
		await until(() => page.evaluate(() => /** @type {any} */ (globalThis).heard !== null), 'is built anew');
		await hears(page, ['ru']);
	});

	it('is interrupted by a call: says so, and goes on at a tap', async () => {
		const { page } = await visit();
		await tap(page, 'ru');
		await hears(page, ['ru']);
		/** @param {string | null} state */
		const pretend = (state) => page.evaluate((state) => {
			const { context } = /** @type {any} */ (globalThis).heard;
			delete context.state;
			if (state)
				Object.defineProperty(context, 'state', { get: () => state, configurable: true });
			context.dispatchEvent(new Event('statechange'));
		}, state);
		await pretend('interrupted');
		await says(page, 'moment', /call or another app/);
		await pretend('suspended');
		await says(page, 'moment', /waits for a tap/);
		await pretend(null);
		await says(page, 'moment', /^Live/);
		await pretend('interrupted');
		await says(page, 'moment', /call or another app/);
		await page.click('#listen'); // in another context
		await says(page, 'moment', /^Live/);
		await hears(page, ['ru']);
	});
});

describe('the words', () => {
	const states = [
		[{ id: 'ko', state: 'live', depth: 1 }, /^Live, straight/],
		[{ id: 'ko', state: 'live', depth: 2 }, /^Live relay, by way of another/],
		[{ id: 'ko', state: 'live', depth: 3 }, /two other languages/],
		[{ id: 'ko', state: 'floor', depth: 0 }, /original sound/],
		[{ id: 'ko', state: 'suspended', reason: 'too_fast' }, /too fast/],
		[{ id: 'ko', state: 'suspended', reason: 'fire alarm' }, /paused: fire alarm/],
		[{ id: 'ko', state: 'idle', reason: undefined }, /Nobody is interpreting/],
	];

	it('follow the state of the channel', async () => {
		const { page } = await visit();
		await tap(page, 'ko');
		await hears(page, ['ko']);
		for (const [change, words] of states) {
			server.change(change);
			await says(page, 'moment', /** @type {RegExp} */ (words));
		}
	});

	it('say when the event is full, and when it is over for this visitor', async () => {
		const { page } = await visit();
		server.close_code = 4013;
		for (const { socket } of server.listeners)
			socket.close(4013);
		await says(page, 'moment', /All places are taken/);
		server.close_code = 4003;
		await says(page, 'moment', /no access/);
		server.close_code = 0;
		await page.click('#listen'); // connect again
		await says(page, 'stage-name', /Tap a language/);
	});

	it('say that a page is not secure, and the plain stream plays', async () => {
		const { page, context } = await open_page(browser);
		contexts.push(context);
		await page.goto(server.url.replace('127.0.0.1', 'hall.test'));
		await page.waitForSelector('.choice');
		assert.equal(await page.evaluate(() => isSecureContext), false);
		await says(page, 'notice', /without a secure connection/);
		await page.evaluate(() => {
			const play = HTMLMediaElement.prototype.play;
			HTMLMediaElement.prototype.play = function () {
				const context = new AudioContext();
				const from = context.createMediaElementSource(this);
				const heard = new AnalyserNode(context, { fftSize: 8192 });
				from.connect(heard).connect(context.destination);
				Object.assign(globalThis, { heard });
				return play.call(this);
			};
		});
		await tap(page, 'mn');
		await hears(page, ['mn']);
		await says(page, 'moment', /Live/);
	});
});

describe('figures', () => {
	it('prints how long a change of language takes, tap to sound', async (test) => {
		const { page } = await visit();
		await tap(page, 'zh');
		await hears(page, ['zh']);
		/** @type {number[]} */
		const took_ms = [];
		for (const channel of ['ko', 'mn', 'ru', 'en', 'zh']) {
			took_ms.push(await page.evaluate(switch_time, /** @type {[string, number]} */ (
				[channel, /** @type {Record<string, number>} */ (PITCHES)[channel]])));
			await hears(page, [channel]);
		}
		test.diagnostic(`change of language, tap to sound: ${took_ms.map(Math.round).join(' ')} ms`);
		const { rate_hz } = await listen_in(page);
		test.diagnostic(`delay shown at ${rate_hz} Hz: ${await text_of(page, 'lag-figure')}`);
	});
});

/**
 * In the page: from the click until the new pitch is the louder half of what is heard, ms.
 * @param {[string, number]} to
 * @returns {Promise<number>}
 */
function switch_time([channel, pitch_hz]) {
	const { heard } = /** @type {any} */ (globalThis);
	const meter = new AnalyserNode(heard.context, { fftSize: 1024 });
	heard.connect(meter);
	const samples = new Float32Array(meter.fftSize);
	const begin_ms = performance.now();
	document.querySelector(`#choice-${channel} input`)?.dispatchEvent(new MouseEvent('click'));
	return new Promise((resolve) => {
		const look = setInterval(() => {
			meter.getFloatTimeDomainData(samples);
			let re = 0;
			let im = 0;
			for (let i = 0; i < samples.length; i++) {
				const w = 2 * Math.PI * pitch_hz * i / heard.context.sampleRate;
				const window = 1 - Math.cos(2 * Math.PI * i / samples.length);
				re += samples[i] * window * Math.cos(w);
				im += samples[i] * window * Math.sin(w);
			}
			if (2 * Math.hypot(re, im) / samples.length > 0.125) {
				clearInterval(look);
				resolve(performance.now() - begin_ms);
			}
		}, 4);
	});
}
