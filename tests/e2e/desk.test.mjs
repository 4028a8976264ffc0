// SPDX-License-Identifier: Apache-2.0
/*
 * The operator's desk and the podium against the real server, real booths and people at its
 * WebSocket: what the desk shows is so, and what is pressed happens. By keyboard alone.
 */

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { hears, launch, open_page, text_of, until } from './support/browser.mjs';
import { House, has_programs, has_speaker } from './support/house.mjs';
import { Person } from './support/person.mjs';

/** @typedef {import('playwright-core').Page} Page */

const LOADED_WITHIN_MS = 120_000; // on a machine that does other things, too

describe('the desk of a whole house', { skip: has_programs ? false : 'no programs in TUMEN_BIN_DIR' }, () => {
	/** @type {import('playwright-core').Browser} */
	let browser;
	/** @type {House} */
	let house;
	/** @type {Page} */
	let desk;
	/** @type {Page} */
	let podium;
	/** @type {string[]} */
	let faults;
	/** @type {Person} */
	let interpreter;
	/** @type {Person} */
	let listener;
	/** @type {string} */
	let recordings;

	before(async () => {
		browser = await launch();
		recordings = await mkdtemp(join(tmpdir(), 'tumen-recordings-'));
		house = await House.open();
		await house.stop('server');
		house.event = ['--recordings', recordings];
		await house.start_server();
		for (const booth of ['zh', 'ko', 'floor'])
			house.speak(booth);
		const opened = await open_page(browser, { viewport: { width: 1280, height: 800 } });
		({ page: desk, faults } = opened);
		opened.context.setDefaultNavigationTimeout(LOADED_WITHIN_MS);
		podium = await opened.context.newPage();
		await podium.setViewportSize({ width: 1280, height: 720 });
		await podium.goto(`${house.url}podium`);
		await desk.goto(`${house.url}operator`);
		interpreter = await Person.join(house, { role: 'interpreter', booth: 'mn', name: 'Сараа',
			microphone: 'off' });
		listener = await Person.join(house, { role: 'listener', channels: ['ko'] });
		await desk.bringToFront();
	});

	after(async () => {
		await browser.close();
		interpreter.leave();
		listener.leave();
		await house.close();
		await rm(recordings, { recursive: true, force: true });
	});

	/** The row of a seat by its booth, or of a channel. @param {string} body @param {string} text */
	const row = (body, text) => desk.locator(`#${body} tr`).filter({ hasText: text }).first();

	/** @param {string} body @param {string} text @param {RegExp} want */
	const shows = (body, text, want) => until(async () => {
		const said = (await row(body, text).count()) > 0 ? await row(body, text).innerText() : 'no such row';
		return want.test(said) || said;
	}, `${text} shows ${want}`);

	/** @param {RegExp} want */
	const news = (want) => until(async () => {
		const said = (await desk.locator('.news').allInnerTexts()).join('\n');
		return want.test(said) || said;
	}, `the news have ${want}`);

	/** Focuses the row with the keyboard. @param {'seats' | 'channels'} body @param {string} text */
	async function go_to(body, text) {
		await desk.keyboard.press('Escape');
		await desk.keyboard.press(body === 'seats' ? 'b' : 'c');
		for (let i = 0; i < 20; i++)
			await desk.keyboard.press('ArrowUp');
		for (let i = 0; i < 20; i++) {
			const here = await desk.evaluate(() => document.activeElement?.closest('tr')?.textContent ?? '');
			if (here.includes(text))
				return;
			await desk.keyboard.press('ArrowDown');
		}
		assert.fail(`no row with ${text}`);
	}

	it('shows every booth, also the empty one, and who is on the air', async () => {
		await until(async () => (await desk.locator('#seats .group span:not(.unseen)').allInnerTexts()).join() ===
			'Floor,zh,ko,mn,ru', 'all booths');
		await shows('seats', 'ko', /On the air[\s\S]*ko/);
		await shows('seats', 'Сараа', /Off/);
		await shows('seats', 'Nobody here', /ru/);
	});

	it('shows every channel with its state, and who listens', async () => {
		await shows('channels', '한국어', /Live/);
		await shows('channels', 'Монгол', /Floor sound/);
		await shows('channels', '한국어', /1 \/ 0 \/ 0/);
		await shows('channels', '한국어', /\b\d\d\b/); // bitrate, delay
	});

	it('the level moves', async () => {
		const steps = new Set();
		await until(async () => {
			steps.add(await row('seats', 'ko').locator('.meter-rest').evaluate((rest) => rest.style.transform));
			return steps.size > 3 || [...steps].join();
		}, 'four different levels');
	});

	it("a language's key sets what the floor speaks, and who did it is shown", async () => {
		await desk.keyboard.press('3');
		await until(async () => (await desk.locator('#languages [aria-pressed=true]').innerText()).startsWith('Монгол'),
			'Mongolian is pressed');
		await interpreter.heard(({ type, event }) => type === 'state' && event?.floor_language === 'mn', 'mn');
		await desk.keyboard.press('0');
		await until(async () => (await desk.locator('#languages [aria-pressed=true]').innerText()).startsWith('Not known'),
			'nothing is known');
		await desk.keyboard.press('5');
	});

	it('hears any channel, and stops', async () => {
		await go_to('channels', '한국어');
		await desk.keyboard.press('h');
		await hears(desk, ['ko']);
		await go_to('channels', '中文');
		await desk.keyboard.press('h');
		await hears(desk, ['zh']);
		await desk.keyboard.press('h');
		await hears(desk, []);
	});

	it('mutes a console and gives it back', async () => {
		await go_to('seats', 'Сараа');
		await desk.keyboard.press('m');
		await shows('seats', 'Сараа', /Muted/);
		await until(async () => (await text_of(desk, 'aloud')) === 'Сараа (mn): Muted by you' || text_of(desk, 'aloud'),
			'a screen reader is told');
		await interpreter.heard(({ type, code }) => type === 'alert' && code === 'muted', 'muted');
		await desk.keyboard.press('m');
		await shows('seats', 'Сараа', /Off/);
	});

	it('answers a call', async () => {
		interpreter.say({ type: 'call_operator', on: true });
		await news(/Сараа \(mn\) is calling you/);
		await desk.keyboard.press('a');
		await interpreter.heard(({ type, code }) => type === 'alert' && code === 'answered', 'answered');
		await until(async () => !/calling/.test(await text_of(desk, 'news')), 'the call is gone');
	});

	it('chats with booths; typing presses no keys', async () => {
		interpreter.say({ type: 'chat', to: 'operator', text: 'The floor is faint' });
		await until(async () => /Сараа \(mn\) → to you The floor is faint/.test(await text_of(desk, 'words')) ||
			text_of(desk, 'words'), 'the chat');
		assert.equal(await text_of(desk, 'unread'), '1');
		await desk.keyboard.press('t');
		await desk.keyboard.type('r m 3 done');
		await desk.keyboard.press('Enter');
		await interpreter.heard(({ type, text, to }) => type === 'chat' && to === 'booths' && text === 'r m 3 done', 'it');
		assert.equal(await text_of(desk, 'unread'), '');
		await desk.keyboard.press('Escape');
	});

	it('announces to chosen channels and to all', async () => {
		await desk.keyboard.press('n');
		await desk.keyboard.type('We go on at two');
		await desk.keyboard.press('Enter');
		const all = await listener.heard(({ type }) => type === 'announcement', 'an announcement');
		assert.deepEqual([all.text, all.channels], ['We go on at two', undefined]);
		await desk.locator('#announce-to summary').press('Enter');
		await desk.locator('#announce-list input[value=ko]').press('Space');
		await desk.fill('#announce-text', 'Korean only');
		await desk.press('#announce-text', 'Enter');
		const some = await listener.heard(({ text }) => text === 'Korean only', 'the other one');
		assert.deepEqual(some.channels, ['ko']);
		await until(async () => (await desk.locator('#standing-list li').allInnerTexts()).map((line) =>
			line.replace(/\s+/g, ' ')).join() === 'Everybody We go on at two Take down,한국어 Korean only Take down' ||
			(await desk.locator('#standing-list li').allInnerTexts()).join(), 'both stand');
		const late = await Person.join(house, { role: 'listener' });
		assert.deepEqual(late.texts[0].announcements.map((/** @type {any} */ { text }) => text),
			['We go on at two', 'Korean only']);
		await desk.locator('#standing-list li').first().locator('button').press('Enter');
		await late.heard(({ type, ids }) => type === 'announcement_over' && ids.join() === '1', 'it is over');
		late.leave();
		await until(async () => (await desk.locator('#standing-list li').count()) === 1, 'one stands');
		await desk.keyboard.press('Escape');
	});

	it('prepares rules and commits them as one change', async () => {
		await desk.keyboard.press('p');
		await row('rules', 'English').locator('select').first().selectOption('override');
		await row('rules', '한국어').locator('select').last().selectOption('never');
		await until(async () => (await text_of(desk, 'pending-name')) === 'Changes prepared: 2' ||
			text_of(desk, 'pending-name'), 'both are prepared');
		await desk.keyboard.press('Control+Backspace');
		await until(() => desk.locator('#pending').isHidden(), 'discarded');
		await row('rules', 'English').locator('select').first().selectOption('override');
		await desk.keyboard.press('Control+Enter');
		await until(() => desk.locator('#pending').isHidden(), 'committed');
		await until(async () => (await row('rules', 'English').locator('select').first().inputValue()) ===
			'override', 'and the rule is in force');
		await desk.keyboard.press('Escape');
		await desk.keyboard.press('p');
	});

	it('records, and asks before it stops', async () => {
		await desk.keyboard.press('r');
		await until(async () => /^Recording/.test(await text_of(desk, 'record-word')) || text_of(desk, 'toast-word'),
			'records');
		await until(() => podium.locator('#recording').isVisible(), 'the podium says so');
		await desk.keyboard.press('r');
		await desk.locator('#stop-yes').press('Enter');
		await until(async () => (await text_of(desk, 'record-word')) === 'Record', 'stopped');
	});

	it('makes a card for each booth, drawn as a QR code', async () => {
		await desk.keyboard.press('q');
		await desk.locator('#cards-make').press('Enter');
		await until(async () => (await desk.locator('.card').count()) === 5, 'a listener and four booths', 30_000);
		const cards = await desk.locator('.card').allInnerTexts();
		assert.match(cards[0], /Listener\s*扫码收听/);
		assert.match(cards[2], /Interpreter · Booth ko · 한국어 \/ English/);
		const drawn = await desk.locator('.card-code path').evaluateAll((paths) =>
			paths.map((path) => path.getAttribute('d')?.slice(0, 10)));
		assert.ok(drawn.every((path) => path?.startsWith('M4 4h7v1h')), 'each begins with a finder pattern');
		const sheets = (await desk.pdf({ format: 'A4' })).toString('latin1').match(/\/Type\s*\/Page\b/g);
		assert.equal(sheets?.length, 2, 'printed on as many sheets as they need');
		await desk.evaluate(() => dispatchEvent(new Event('beforeprint')));
		await desk.emulateMedia({ media: 'print' });
		const [first] = await desk.locator('body > .cards > .card').evaluateAll((all) =>
			all.map((card) => card.getBoundingClientRect()));
		assert.ok(first.top >= 0, 'from the head of the first sheet');
		await desk.emulateMedia({ media: 'screen' });
		await desk.evaluate(() => dispatchEvent(new Event('afterprint')));
		await desk.keyboard.press('Escape');
		assert.equal(await desk.locator('.card').count(), 0);
	});

	it('the lamp is on at desk and podium until the speaker has seen it', async () => {
		interpreter.say({ type: 'slow_down', on: true });
		await news(/Slow-down lamp is on: Сараа/);
		await until(() => podium.locator('#lamp').isVisible(), 'the lamp');
		assert.match(await text_of(podium, 'lamp-who'), /Сараа \(mn\)/);
		await podium.bringToFront();
		await podium.keyboard.press('Space');
		await interpreter.heard(({ type, code }) => type === 'alert' && code === 'seen', 'seen');
		await until(() => podium.locator('#lamp').isHidden(), 'it is out');
		await desk.bringToFront();
	});

	it('a suspended language has its reason at the podium', async () => {
		interpreter.say({ type: 'microphone', on: true });
		interpreter.say({ type: 'cannot_interpret', on: true, reason: 'unseen_text' });
		await until(async () => /Монгол.*do not have the text/.test(await text_of(podium, 'suspensions')) ||
			text_of(podium, 'suspensions'), 'the suspension');
		await shows('seats', 'Сараа', /Cannot interpret · unseen text/);
		await shows('channels', 'Монгол', /Suspended · unseen text/);
		interpreter.say({ type: 'cannot_interpret', on: false });
		await until(async () => (await text_of(podium, 'suspensions')) === '', 'it is over');
	});

	it('an alarm stays until it is seen, and until it is over', async () => {
		await house.stop('ko', 'SIGKILL'); // who says good-bye has lost no line
		await news(/\(ko\): line lost[\s\S]*한국어: nobody interprets/); // both: none comes after the key
		await desk.keyboard.press('Shift+S');
		await until(async () => (await text_of(desk, 'alarms-count')) === '', 'all are seen');
		await news(/\(ko\): line lost[\s\S]*한국어: nobody interprets/);
		house.speak('ko');
		await until(async () => !/한국어/.test(await text_of(desk, 'news')) || text_of(desk, 'news'), 'it is over', 30_000);
	});

	it('interpreters still speak when the floor is silent', async () => {
		await until(() => podium.locator('#still').isHidden(), 'not while the floor speaks');
		await house.stop('floor');
		await until(() => podium.locator('#still').isVisible(), 'they still speak');
		house.speak('floor');
		await until(() => podium.locator('#still').isHidden(), 'the floor speaks again');
	});

	/** What the hall's line does to a voice, and what the desk then says. @type {[string, string, RegExp][]} */
	const lines = [
		['telephone', 'aresample=8000,aresample=48000', /sound stops at [34](\.5)? kHz/],
		['clipped', 'volume=24dB,volume=-12dB', /It is clipped/],
		['faint', 'volume=-30dB', /It is too quiet/],
	];
	for (const [name, filter, words] of lines)
		it(`says in words what is wrong with the floor's sound: ${name}`, { skip: !has_speaker }, async () => {
			await house.stop('floor');
			await until(async () => /^No source on the floor$/.test(await text_of(desk, 'floor-source')) ||
				text_of(desk, 'floor-source'), 'nobody on the floor');
			house.speak_through(name, filter);
			await until(async () => words.test(await text_of(desk, 'verdict-word')) || text_of(desk, 'verdict-word'),
				String(words), 30_000);
			await until(async () => await desk.locator('#verdict').getAttribute('data-tone') === 'trouble', 'trouble');
		});

	it('says that the line is lost, and comes back by itself', async () => {
		await house.stop('server');
		await until(async () => /line to the server is lost/.test(await text_of(desk, 'banner-word')), 'it says so');
		await house.start_server();
		await until(() => desk.locator('#banner').isHidden(), 'back', 30_000);
		await shows('channels', '한국어', /Live/);
	});

	it('broke no rule of the server and threw nothing', () => assert.deepEqual(faults, []));
});
