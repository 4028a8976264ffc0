// SPDX-License-Identifier: Apache-2.0
/*
 * What the page must be for everybody: readable to machines that read aloud, whole on the smallest
 * phone in the longest language, touchable, and small.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { WEB, launch, open_page, says } from './support/browser.mjs';
import { StandIn } from './support/stand_in.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TONGUES = ['zh', 'ko', 'mn', 'ru', 'en'];
const SIZES = [[320, 640], [390, 844], [768, 1024], [1366, 768]];
const TOUCH_PX = 44;
const FIRST_VISIT_BYTES = 400_000;

/** @type {import('playwright-core').Browser} */
let browser;
/** @type {StandIn} */
let server;

before(async () => {
	browser = await launch();
	server = new StandIn({ web: WEB });
	await server.start();
	server.change({ id: 'zh', state: 'idle', depth: 0 },
		{ id: 'ru', state: 'suspended', reason: 'unseen_text', depth: 0 });
});

after(async () => {
	await browser.close();
	await server.stop();
});

/**
 * @param {import('playwright-core').BrowserContextOptions} options
 * @param {(page: import('playwright-core').Page) => Promise<void>} look
 */
async function with_page(options, look) {
	const { page, context } = await open_page(browser, options);
	try {
		await page.goto(server.url);
		await page.waitForSelector('.choice');
		await look(page);
	} finally {
		await context.close();
	}
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string[]} [rules] all of them, if not given
 */
async function assert_accessible(page, rules) {
	const { violations } = await page.evaluate(async (runOnly) => {
		const fading = document.getAnimations().filter((one) => one instanceof CSSTransition);
		await Promise.allSettled(fading.map(({ finished }) => finished));
		return /** @type {any} */ (globalThis).axe.run(runOnly ? { runOnly } : {});
	}, rules);
	assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) =>
		[id, nodes.map((/** @type {any} */ node) => node.failureSummary + node.html)]), []);
}

/** By night only the colours are others. @param {import('playwright-core').Page} page */
async function assert_accessible_day_and_night(page) {
	await page.emulateMedia({ colorScheme: 'light' });
	await assert_accessible(page);
	await page.emulateMedia({ colorScheme: 'dark' });
	await assert_accessible(page, ['color-contrast']);
}

describe('axe finds nothing, light and dark', () => {
	it('before anything is chosen, playing, and with the settings open', () => with_page({}, async (page) => {
		await page.evaluate(axe); // a script of ours, not of the page's: its policy stands
		await assert_accessible_day_and_night(page);
		await page.click('#choice-mn');
		await says(page, 'moment', /^Live/);
		await assert_accessible_day_and_night(page);
		await page.click('#settings summary');
		await assert_accessible_day_and_night(page);
	}));
});

describe('nothing is cut off or too small to touch', () => {
	for (const [width, height] of SIZES)
		it(`${width} x ${height}, in every language`, () => with_page(
			{ viewport: { width, height }, hasTouch: true }, async (page) => {
				await page.click('#choice-ru');
				await page.click('#settings summary');
				await says(page, 'stage-name', 'Русский');
				for (const tongue of TONGUES) {
					await page.selectOption('#tongue', tongue);
					assert.equal(await page.getAttribute('html', 'lang'), tongue);
					assert.deepEqual(await page.evaluate(misfits, TOUCH_PX), [], tongue);
				}
			}));
});

/** In the page: what sticks out of the window or out of its box, and what is too small a target.
 * @param {number} touch_px */
function misfits(touch_px) {
	const found = [];
	const shown = [...document.body.querySelectorAll('*')].filter((element) =>
		element.getClientRects().length > 0 && !element.closest('.unseen, .symbols'));
	for (const element of shown) {
		const { left, right } = element.getBoundingClientRect();
		const name = `${element.tagName}#${element.id}.${element.getAttribute('class')}`;
		if (left < -0.5 || right > innerWidth + 0.5)
			found.push(`${name} sticks out of the window: ${left} to ${right}`);
		if (element instanceof HTMLElement && element.scrollWidth > element.clientWidth + 1 &&
			getComputedStyle(element).display !== 'inline' && element.tagName !== 'SELECT')
			found.push(`${name} is wider than its box: ${element.textContent}`);
	}
	for (const element of document.querySelectorAll('button, select, summary, a, input')) {
		if (element.getClientRects().length === 0)
			continue;
		const target = element.closest('.switch, label') ?? element;
		const { width, height } = target.getBoundingClientRect();
		if (width < touch_px || height < touch_px)
			found.push(`${element.tagName}#${element.id} is ${width} x ${height}`);
	}
	return found;
}

describe('a first visit', () => {
	it('takes less than 400 KB over the wire, even uncompressed', async (test) => {
		server.requests = { bytes: 0, files: [] };
		await with_page({}, async (page) => {
			await page.click('#choice-mn');
			await says(page, 'moment', /^Live/);
		});
		test.diagnostic(`${server.requests.bytes} bytes in ${server.requests.files.length} files`);
		assert.ok(server.requests.bytes < FIRST_VISIT_BYTES);
		const engines = server.requests.files.filter((file) => file.endsWith('.wasm'));
		assert.equal(engines.length, 1, 'the engine is fetched once');
	});

	it('has words for somebody without JavaScript', () => with_page({}, async () => {
		const { page, context } = await open_page(browser, { javaScriptEnabled: false });
		await page.goto(server.url);
		assert.match(await page.locator('noscript').innerText(), /자바스크립트/);
		await context.close();
	}));
});
