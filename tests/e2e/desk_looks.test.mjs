// SPDX-License-Identifier: Apache-2.0
/*
 * What the desk and the podium must be for everybody: readable to machines that read aloud, whole
 * in the longest language, usable with 64 seats and 32 channels, and calm while levels run.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import { launch, open_page, text_of, until } from './support/browser.mjs';
import { DeskStandIn, full_house } from './support/full_house.mjs';

/** @typedef {import('playwright-core').Page} Page */

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TELLINGS = 40;

/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
	browser = await launch();
});
after(() => browser.close());

/**
 * @param {{where: string, house?: any, options?: object}} how
 * @param {(page: Page, server: DeskStandIn) => Promise<void>} look
 */
async function with_page({ where, house, options = {} }, look) {
	const server = new DeskStandIn(house);
	await server.start();
	const { page, context, faults } = await open_page(browser,
		{ viewport: { width: 1280, height: 800 }, ...options });
	context.setDefaultNavigationTimeout(120_000);
	try {
		await page.goto(server.url + where);
		await until(async () => (await text_of(page, 'title')) === server.title, 'joined');
		server.pass(0);
		await look(page, server);
		assert.deepEqual(faults, []);
	} finally {
		await context.close();
		await server.stop();
	}
}

/** @param {Page} page */
async function assert_accessible(page) {
	await page.evaluate(axe);
	const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
	assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) =>
		[id, nodes.map((/** @type {any} */ node) => node.failureSummary + node.html)]), []);
}

/** Each state of the pages that looks unlike the others.
 * @type {Record<string, {where: string, act?: (page: Page, server: DeskStandIn) => Promise<any>}>} */
const STATES = {
	desk: { where: 'operator' },
	rules: { where: 'operator', act: async (page) => {
		await page.keyboard.press('p');
		await page.selectOption('#rules tr:nth-child(5) select', 'override');
	} },
	cards: { where: 'operator', act: (page) => page.keyboard.press('q') },
	lamp: { where: 'podium' },
	well: { where: 'podium', act: async (_page, server) => {
		server.tell({ type: 'seats', seats: server.house.seats.map((seat) => ({ ...seat, slow_down: false })) });
		server.change({ id: 'ru', state: 'live', depth: 1 });
	} },
};

describe('axe finds nothing', () => {
	for (const colorScheme of /** @type {const} */ (['light', 'dark']))
		for (const [name, { where, act }] of Object.entries(STATES))
			it(`${name}, ${colorScheme}`, () => with_page({ where, options: { colorScheme } },
				async (page, server) => {
					await act?.(page, server);
					await page.waitForTimeout(300);
					await assert_accessible(page);
				}));
});

describe('nothing is cut off', () => {
	for (const locale of ['zh', 'ko', 'mn', 'ru', 'en'])
		it(`the desk at 1280 x 800, ${locale}`, () => with_page({ where: 'operator', options: { locale } },
			async (page) => {
				assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('.press, .top > *')]
					.filter((element) => element.getClientRects().length > 0 &&
						(element.scrollWidth > element.clientWidth + 1 ||
						element.getBoundingClientRect().right > innerWidth)).map(({ outerHTML }) => outerHTML)), []);
				assert.equal(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), true);
			}));
});

describe('64 seats and 32 channels', () => {
	it('levels ten times a second lay nothing out', () => with_page({ where: 'operator', house: full_house() },
		async (page, server) => {
			await until(async () => (await page.locator('#seats tr').count()) === 64, 'all seats');
			const browser_ = await page.context().newCDPSession(page);
			await browser_.send('Performance.enable');
			const count = async () => {
				const { metrics } = await browser_.send('Performance.getMetrics');
				return metrics.find(({ name }) => name === 'LayoutCount')?.value ?? NaN;
			};
			const meters = () => page.locator('#seats .meter-rest').evaluateAll((rests) =>
				rests.map((rest) => /** @type {HTMLElement} */ (rest).style.transform).join());
			const shown = new Set([await meters()]);
			const began = await count();
			for (let t = 1; t <= TELLINGS; t++) {
				server.tell({ type: 'levels', channels: [], seats: Array.from({ length: 64 }, (_, seat) =>
					({ seat, peak: -10, rms: -10 - (t + seat) % 40 })) });
				await page.waitForTimeout(50);
			}
			shown.add(await meters());
			assert.equal(shown.size, 2, 'the meters have moved');
			const layouts = (await count()) - began;
			assert.ok(layouts < TELLINGS / 2, `${layouts} layouts for ${TELLINGS} tellings: only the clock's`);
		}));

	it('each list scrolls by itself, and the keyboard reaches its end', () => with_page(
		{ where: 'operator', house: full_house() }, async (page) => {
			await until(async () => (await page.locator('#channels tr').count()) === 32, 'all channels');
			assert.equal(await page.evaluate(() => document.documentElement.scrollHeight <= innerHeight), true);
			await page.keyboard.press('c');
			for (let i = 0; i < 31; i++)
				await page.keyboard.press('ArrowDown');
			const last = page.locator('#channels tr').last().locator('button');
			assert.equal(await last.evaluate((button) => button === document.activeElement), true);
			assert.equal(await page.locator('#channels button[tabindex="0"]').count(), 1);
		}));
});

describe('alarms', () => {
	it('one key sees the newest, another all; the count says how many', () => with_page({ where: 'operator' },
		async (page, server) => {
			await until(async () => (await text_of(page, 'alarms-count')) === '2', 'two alarms');
			await page.keyboard.press('s');
			await page.keyboard.press('Shift+S');
			await until(() => server.heard.filter(({ type }) => type === 'alarm_seen').length === 2, 'seen');
			assert.deepEqual(server.heard.filter(({ type }) => type === 'alarm_seen'),
				[{ type: 'alarm_seen', id: 2 }, { type: 'alarm_seen' }]);
			server.tell({ type: 'alarms', alarms: [] });
			server.tell({ type: 'seats', seats: server.house.seats.map((seat) =>
				({ ...seat, call: 'none', slow_down: false })) });
			await until(() => page.locator('#alarms-none').isVisible(), 'all is well');
		}));

	it('the soft signal can be switched off, and stays off', () => with_page({ where: 'operator' }, async (page) => {
		await page.keyboard.press('d');
		assert.equal(await page.getAttribute('#chime', 'aria-pressed'), 'false');
		await page.reload();
		assert.equal(await page.getAttribute('#chime', 'aria-pressed'), 'false');
	}));
});

describe('what is refused', () => {
	it('rules stay prepared, with the reason', () => with_page({ where: 'operator' }, async (page, server) => {
		await page.keyboard.press('p');
		await page.selectOption('#rules tr:nth-child(5) select', 'override');
		await page.keyboard.press('Control+Enter');
		await until(() => server.heard.some(({ type }) => type === 'rules'), 'committed');
		server.tell({ type: 'error', code: 'busy', re: 'rules', message: 'too much at once' });
		await until(async () => (await text_of(page, 'pending-refused')) === 'Not done: too much at once', 'the reason');
		assert.equal(await page.locator('#pending').isVisible(), true);
		assert.deepEqual(server.heard.find(({ type }) => type === 'rules'),
			{ type: 'rules', channels: [{ id: 'en', interlock: 'override' }] });
	}));
});
