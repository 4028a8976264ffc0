// SPDX-License-Identifier: Apache-2.0
/*
 * The attendee's page at the door of an event with a PIN, and what the operator announces to those
 * inside: against the real server.
 */

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, afterEach, before, describe, it } from 'node:test';
import WebSocket from 'ws';
import { launch, open_page, says, text_of, until } from './support/browser.mjs';
import { House, has_programs } from './support/house.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PIN = '4711-hall';
const EVENT = `event:
  id: closed
  title: A closed meeting
  pin: "${PIN}"
channels:
  - { id: ko, name: 한국어 }
  - { id: mn, name: Монгол }
booths:
  - { id: ko, outputs: [ko] }
  - { id: mn, outputs: [mn] }
`;

describe('a closed event', { skip: has_programs ? false : 'no programs in TUMEN_BIN_DIR' }, () => {
	/** @type {import('playwright-core').Browser} */
	let browser;
	/** @type {House} */
	let house;
	/** @type {import('playwright-core').BrowserContext[]} */
	let contexts = [];

	before(async () => {
		browser = await launch();
		house = await House.open(EVENT);
	});
	after(async () => {
		await browser.close();
		await house.close();
	});
	afterEach(async () => {
		await Promise.all(contexts.map((context) => context.close()));
		contexts = [];
	});

	/** @param {string} [where] @param {import('playwright-core').BrowserContextOptions} [options] */
	async function visit(where = '', options = {}) {
		const { page, context, faults } = await open_page(browser, options);
		contexts.push(context);
		await page.goto(house.url + where);
		return { page, faults };
	}

	/** @param {import('playwright-core').Page} page @param {string} pin */
	async function enter(page, pin) {
		await page.fill('#pin', pin);
		await page.keyboard.press('Enter');
	}

	/** @param {string} token @param {object} [join] */
	async function connect(token, join = {}) {
		const socket = new WebSocket(`ws://${house.address}/ws`, 'tumen.v1');
		/** @type {any[]} */
		const heard = [];
		socket.on('message', (data, binary) => binary || heard.push(JSON.parse(String(data))));
		socket.on('open', () => socket.send(JSON.stringify({ type: 'join', role: 'listener', token, ...join })));
		await until(() => heard.length > 0, 'the server answers');
		return { socket, heard };
	}

	/** @param {import('playwright-core').Page} page */
	async function assert_accessible(page) {
		await page.evaluate(axe);
		const { violations } = await page.evaluate(() => /** @type {any} */ (globalThis).axe.run());
		assert.deepEqual(violations.map((/** @type {any} */ { id, nodes }) =>
			[id, nodes.map((/** @type {any} */ node) => node.failureSummary + node.html)]), []);
	}

	/** @param {import('playwright-core').Page} page */
	const focused = (page) => page.evaluate(() => document.activeElement?.id);

	it('asks for its PIN, says that a wrong one is wrong, and remembers the right one', async () => {
		const { page, faults } = await visit();
		await says(page, 'stage-name', 'Enter the PIN of this event');
		await says(page, 'title', 'A closed meeting');
		assert.equal(await page.isVisible('#channels'), false);
		assert.equal(await focused(page), 'pin');
		await enter(page, 'wrong-1');
		await says(page, 'pin-complaint', /not the right PIN/);
		assert.equal(await page.getAttribute('#pin', 'aria-invalid'), 'true');
		await page.keyboard.type('w'); // what stood there is selected
		assert.equal(await page.inputValue('#pin'), 'w');
		assert.equal(await text_of(page, 'pin-complaint'), '');
		await enter(page, ` ${PIN} `);
		await page.waitForSelector('.choice');
		await says(page, 'stage-name', 'Tap a language to listen');
		assert.equal(await page.isVisible('#door'), false);
		assert.equal(await focused(page), 'stage-name');
		await page.reload();
		await page.waitForSelector('.choice');
		assert.equal(await page.isVisible('#door'), false);
		assert.deepEqual(faults, []);
	});

	it('takes the PIN from a link', async () => {
		const { page } = await visit(`#ko&token=${encodeURIComponent(PIN)}`);
		await page.waitForSelector('.choice');
		assert.equal(new URL(page.url()).hash, '#ko');
	});

	it('asks for the PIN when a link is not good any more', async () => {
		const { page } = await visit('#token=old');
		await says(page, 'stage-name', 'Enter the PIN of this event');
		assert.equal(await text_of(page, 'pin-complaint'), '');
		await enter(page, PIN);
		await page.waitForSelector('.choice');
	});

	it('lets the keyboard alone do it, and axe finds nothing', async () => {
		for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
			const { page } = await visit('', { colorScheme });
			await page.waitForSelector('#pin');
			for (let i = 0; i < 4 && await focused(page) !== 'pin'; i++)
				await page.keyboard.press('Tab');
			await page.keyboard.type('wrong-2');
			await page.keyboard.press('Tab');
			assert.equal(await focused(page), 'pin-enter');
			await page.keyboard.press('Space');
			await says(page, 'pin-complaint', /not the right PIN/);
			await assert_accessible(page);
		}
	});

	it('asks in the language of the page', async () => {
		const { page } = await visit('', { locale: 'mn' });
		await says(page, 'stage-name', 'Арга хэмжээний PIN кодыг оруулна уу');
		await page.selectOption('#tongue', 'ko');
		await says(page, 'stage-name', '행사 PIN을 입력하세요');
	});

	it('shows what the operator announces to everybody and to the own channel', async () => {
		const { page, faults } = await visit(`#token=${encodeURIComponent(PIN)}`);
		await page.click('#choice-ko');
		const { socket } = await connect(house.token('--role', 'operator'), { role: 'operator', name: 'O' });
		/** @param {string} text @param {string[]} [channels] */
		const announce = (text, channels) => socket.send(JSON.stringify({ type: 'announce', text, channels }));
		announce('only for Mongolian', ['mn']);
		announce('휴식 후 두 시에 계속합니다', ['ko']);
		await says(page, 'board-text', '휴식 후 두 시에 계속합니다');
		assert.equal(await page.getAttribute('#board-news', 'role'), 'status');
		assert.equal(await page.isVisible('#board-earlier'), false, 'what is for others is not there');
		await assert_accessible(page);
		announce('We go on at two');
		await says(page, 'board-text', 'We go on at two');
		await says(page, 'board-summary', 'Earlier announcements (1)');
		await page.focus('#board-close');
		await page.keyboard.press('Enter');
		await says(page, 'board-text', '');
		assert.equal(await focused(page), 'board-summary');
		await page.keyboard.press('Enter');
		const lines = await page.locator('#board-list span').allTextContents();
		assert.deepEqual(lines, ['We go on at two', '휴식 후 두 시에 계속합니다']);
		await assert_accessible(page);
		await page.click('#choice-mn'); // what was said for that channel is there, older than what was dismissed
		await says(page, 'board-summary', 'Earlier announcements (2)');
		announce('<b>last</b>');
		await says(page, 'board-text', '<b>last</b>');
		const { page: later } = await visit(`#token=${encodeURIComponent(PIN)}`);
		await says(later, 'board-text', '<b>last</b>');
		assert.equal(await later.isVisible('#board-earlier'), false, 'the others do not stand any more');
		socket.send(JSON.stringify({ type: 'announce_over' }));
		for (const one of [page, later])
			await says(one, 'board-text', '');
		assert.deepEqual(faults, []);
		socket.close();
	});

	/** Guesses until told to stop: one is given back each second. @param {{stop: boolean, code: string}} order */
	async function guess_on(order) {
		while (!order.stop) {
			const { socket, heard } = await connect('a-guess');
			order.code = heard[0].code;
			socket.close();
		}
	}

	/** Whoever knocks in the instant at which a guess is given back comes in. */
	async function find_limited() {
		for (;;) {
			const { page } = await visit();
			await page.waitForSelector('#pin');
			await enter(page, PIN);
			await until(async () => await page.locator('.choice').count() > 0 ||
				await text_of(page, 'pin-complaint') !== '', 'comes in, or not');
			if (await page.locator('.choice').count() === 0)
				return page;
		}
	}

	it('says that too many wrong PINs have come, and comes in by itself later', async () => {
		const order = { stop: false, code: '' };
		const guessing = guess_on(order);
		await until(() => order.code === 'too_many_guesses', 'the server has enough');
		const page = await find_limited();
		order.stop = true;
		await guessing;
		assert.match(await text_of(page, 'pin-complaint'), /Too many wrong PINs/);
		await until(async () => await page.locator('.choice').count() > 0, 'comes in', 30_000);
	});
});
