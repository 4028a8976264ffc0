// SPDX-License-Identifier: Apache-2.0
/*
 * The page against the real server and real booths: what the visitor hears is what a booth said.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { hears, launch, open_page, says, text_of, until } from './support/browser.mjs';
import { House, has_programs } from './support/house.mjs';

const BOOTHS = ['zh', 'ko', 'mn', 'ru'];

describe('a whole house', { skip: has_programs ? false : 'no programs in TUMEN_BIN_DIR' }, () => {
	/** @type {import('playwright-core').Browser} */
	let browser;
	/** @type {House} */
	let house;
	/** @type {import('playwright-core').Page} */
	let page;
	/** @type {string[]} */
	let faults;

	before(async () => {
		browser = await launch();
		house = await House.open();
		for (const booth of [...BOOTHS, 'floor'])
			house.speak(booth);
		({ page, faults } = await open_page(browser));
		await page.goto(house.url);
		await page.waitForSelector('.choice');
	});

	after(async () => {
		await browser.close();
		await house.close();
	});

	it('has a button for every language in its own script, and the original', async () => {
		const names = await page.locator('.endonym').allTextContents();
		assert.deepEqual(names, ['中文', '한국어', 'Монгол', 'Русский', 'English', 'Original']);
	});

	it("each language's button makes that booth's sound come out", async () => {
		for (const channel of [...BOOTHS, 'floor']) {
			await page.click(`#choice-${channel}`);
			await hears(page, [channel]);
		}
	});

	it('plays the floor where nobody interprets, and says so', async () => {
		await page.click('#choice-en');
		await hears(page, ['floor']);
		await says(page, 'moment', 'The original sound of the hall');
	});

	it('shows the delay from the microphone', async (test) => {
		await page.click('#choice-mn');
		await says(page, 'lag-figure', /^\d+ ms$/);
		test.diagnostic(`microphone to loudspeaker: ${await text_of(page, 'lag-figure')}`);
	});

	it('follows a booth that stops and comes back', async () => {
		await page.click('#choice-ko');
		await hears(page, ['ko']);
		await house.stop('ko');
		await hears(page, ['floor']);
		await says(page, 'moment', 'The original sound of the hall');
		house.speak('ko');
		await hears(page, ['ko']);
		await says(page, 'moment', /^Live/);
	});

	it('takes the low rendition, and bundles', async () => {
		await page.click('#settings summary');
		await page.check('#quality-control input[value=low]', { force: true });
		await page.check('#bundle');
		await page.click('#choice-ru');
		await hears(page, ['ru']);
		await page.check('#quality-control input[value=auto]', { force: true });
		await hears(page, ['ru']);
	});

	it('plays the plain stream', async () => {
		const type = await page.evaluate(async () => {
			const answer = await fetch('/listen/ru.opus');
			const { value } = await /** @type {ReadableStream<Uint8Array>} */ (answer.body).getReader().read();
			return [answer.headers.get('content-type'), String.fromCharCode(...(value ?? []).slice(0, 4))];
		});
		assert.deepEqual(type, ['audio/ogg', 'OggS']);
	});

	it('comes back by itself after the server restarts', async () => {
		await page.click('#choice-zh');
		await hears(page, ['zh']);
		await house.stop('server');
		await says(page, 'moment', 'Connection lost. Reconnecting…');
		await house.start_server();
		await until(async () => /^Live/.test(await text_of(page, 'moment')) || text_of(page, 'moment'),
			'says that it is live', 30_000);
		await hears(page, ['zh']);
	});

	it('broke no rule of the server and threw nothing', () => assert.deepEqual(faults, []));
});
