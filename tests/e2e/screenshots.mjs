// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures of the attendee's page, to be looked at: every state, size, language, by day and night.
 *
 *   node screenshots.mjs FOLDER [PATTERN]     only those whose name matches, e.g. '390.*mn.*dark'
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WEB, launch, open_page } from './support/browser.mjs';
import { StandIn } from './support/stand_in.mjs';

const [folder, pattern = '.'] = process.argv.slice(2);
const SIZES = [[320, 640], [390, 844], [768, 1024], [1366, 768]];
const LOCALES = ['zh', 'ko', 'mn', 'ru', 'en'];
const SCHEMES = /** @type {const} */ (['light', 'dark']);
const SETTLE_MS = 3500; // the river has filled, the delay is known

const NEWS = {
	ru: 'После перерыва мы продолжим в зале «Селенга» на втором этаже. Пожалуйста, заберите наушники.',
	ko: '점심은 1층 식당에서 드실 수 있습니다.',
	en: 'We go on at two o’clock. Please leave your questions at the desk by half past one.',
};

/** @typedef {import('playwright-core').Page} Page */

/**
 * Each state: where to go, what to do.
 * @type {Record<string, {where?: string, act?: (page: Page, server: StandIn) => Promise<any>,
 *     whole?: boolean, quick?: boolean}>}
 */
const STATES = {
	first: { quick: true },
	link: { where: '#ko', quick: true },
	live: { act: (page) => page.click('#choice-mn') },
	relay: { act: (page) => page.click('#choice-ko') },
	underneath: { act: async (page) => {
		await page.click('#choice-ru');
		await page.fill('#underneath', '0.4');
	} },
	suspended: { act: (page) => page.click('#choice-zh') },
	idle: { act: (page) => page.click('#choice-en') },
	original: { act: (page) => page.click('#choice-floor') },
	settings: { whole: true, act: async (page) => {
		await page.click('#choice-mn');
		await page.click('#settings summary');
		await page.fill('#delay', '2.5');
	} },
	reconnecting: { act: async (page, server) => {
		await page.click('#choice-mn');
		await page.waitForTimeout(SETTLE_MS);
		for (const { socket } of server.listeners)
			socket.terminate();
		server.close_code = 4013;
		await page.waitForTimeout(100);
	}, quick: true },
	insecure: { quick: true },
	announced: { act: async (page, server) => {
		await page.click('#choice-mn');
		for (const text of Object.values(NEWS))
			server.tell({ type: 'announcement', server_ms: 1, text });
	} },
	told: { act: async (page, server) => {
		await page.click('#choice-mn');
		for (const text of Object.values(NEWS))
			server.tell({ type: 'announcement', server_ms: 1, text });
		await page.click('#board-close');
		await page.click('#board-summary');
	} },
	door: { act: ask_for_pin, quick: true },
	wrong: { act: async (page, server) => {
		await ask_for_pin(page, server);
		await page.fill('#pin', '471147');
		await page.keyboard.press('Enter');
		await page.waitForTimeout(500);
	}, quick: true },
};

/** @param {Page} page @param {StandIn} server */
async function ask_for_pin(page, server) {
	server.access = 'pin';
	server.close_code = 4003;
	await page.reload();
	await page.waitForSelector('#pin');
}

/** @param {string} name @param {(name: string) => Promise<void>} take */
async function picture(name, take) {
	if (new RegExp(pattern).test(name))
		await take(join(folder, `${name}.png`));
}

/**
 * @param {import('playwright-core').Browser} browser
 * @param {keyof typeof STATES} state
 * @param {import('playwright-core').BrowserContextOptions} options
 * @param {string} path
 */
async function take(browser, state, options, path) {
	const server = new StandIn({ web: WEB, spoken: true });
	await server.start();
	server.change({ id: 'zh', state: 'suspended', reason: 'unseen_text', depth: 0 },
		{ id: 'en', state: 'idle', depth: 0 });
	server.mute.add('zh').add('en');
	const { where = '', act, whole = false, quick = false } = STATES[state];
	const { page, context } = await open_page(browser, options);
	const url = state === 'insecure' ? server.url.replace('127.0.0.1', 'hall.test') : server.url;
	await page.goto(url + where);
	await page.waitForSelector('.choice');
	await act?.(page, server);
	await page.waitForTimeout(quick ? 500 : SETTLE_MS);
	await page.screenshot({ path, fullPage: whole });
	await context.close();
	await server.stop();
}

await mkdir(folder, { recursive: true });
const browser = await launch(['--host-resolver-rules=MAP hall.test 127.0.0.1']);
for (const state of Object.keys(STATES))
	for (const [width, height] of SIZES)
		for (const locale of LOCALES)
			for (const colorScheme of SCHEMES)
				await picture(`${width}-${state}-${locale}-${colorScheme}`, (path) => take(browser, state,
					{ locale, colorScheme, viewport: { width, height }, hasTouch: width < 1000,
						deviceScaleFactor: width < 700 ? 2 : 1 }, path));
await browser.close();
