// SPDX-License-Identifier: Apache-2.0
/*
 * Interpreters' pages with microphones of different content, a real server and a listener: who hears
 * whom is told by the tone that comes out of each page, never by what it says.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launch_with_microphone, speech_file } from './support/booth.mjs';
import { BoothPage } from './support/booths.mjs';
import { hears, open_page, says, text_of, until } from './support/browser.mjs';
import { House, has_programs } from './support/house.mjs';

describe('interpreters at work', { skip: has_programs ? false : 'no programs in TUMEN_BIN_DIR' }, () => {
	/** @type {import('playwright-core').Browser[]} */
	const browsers = [];
	/** @type {House} */
	let house;
	/** Of the Mongolian booth: their voices are the tones of `mn` and `ru`. @type {BoothPage} */
	let bat;
	/** @type {BoothPage} */
	let saraa;
	/** Of the Chinese booth. @type {BoothPage} */
	let li;
	/** Of the channel mn. @type {import('playwright-core').Page} */
	let listener;

	before(async () => {
		house = await House.open();
		house.speak('floor');
		for (const voice of ['mn', 'ru'])
			browsers.push(await launch_with_microphone(speech_file(house.folder, voice)));
		const settings = { settings: { own: 0 }, quiet: false };
		bat = await BoothPage.open(browsers[0], house.url, { name: 'Bat', ...settings });
		saraa = await BoothPage.open(browsers[1], house.url, { name: 'Saraa', ...settings });
		({ page: listener } = await open_page(browsers[1]));
		listener.setDefaultTimeout(90_000);
		await listener.goto(house.url);
		await listener.click('#choice-mn');
	});

	after(async () => {
		await Promise.all(browsers.map((browser) => browser.close()));
		await house.close();
	});

	it('hear the floor before anything else', async () => {
		await hears(bat.page, ['floor']);
		await hears(saraa.page, ['floor']);
	});

	it('are heard in their channel when the microphone is on; the boothmate hears them too', async () => {
		await bat.press('m');
		await bat.airs('on');
		await hears(listener, ['mn']);
		await hears(saraa.page, ['floor', 'mn']);
		await hears(bat.page, ['floor']);
	});

	it('cough unheard', async () => {
		await bat.page.keyboard.down('c');
		await hears(listener, []);
		await bat.airs('cough');
		await bat.page.keyboard.up('c');
		await hears(listener, ['mn']);
	});

	it('come back on the air after a reload, by one tap at the most', async () => {
		await bat.page.reload();
		await says(bat.page, 'people', /Bat \(You\).*Saraa/);
		await until(async () => {
			const word = await text_of(bat.page, 'air-word');
			return word === 'ON AIR' || word.startsWith('Not on air') || word;
		}, 'knows how it stands');
		if (await text_of(bat.page, 'air-word') !== 'ON AIR') // the browser wants a tap
			await bat.press('m');
		await bat.airs('on');
		await hears(listener, ['mn']);
		await hears(bat.page, ['floor']);
	});

	it('hand over: the listener hears the other', async () => {
		await saraa.press('h');
		await says(bat.page, 'handover-word', 'Saraa asks for the air');
		await bat.press('h');
		await saraa.airs('on');
		await bat.airs('off');
		await hears(listener, ['ru']);
		await hears(bat.page, ['floor', 'ru']);
	});

	it('cannot interpret: the listener hears nothing, and reads why', async () => {
		await saraa.press('n');
		await saraa.press('1');
		await saraa.airs('suspended');
		await hears(listener, []);
		await says(listener, 'moment', /cannot hear well enough/);
		await bat.press('m');
		await hears(listener, ['mn']);
	});

	it('relay by itself: the floor speaks Mongolian, the Chinese booth hears what Bat makes of it', async () => {
		li = await BoothPage.open(browsers[1], house.url, { booth: 'zh', name: 'Li', quiet: false,
			settings: { own: 0 } });
		await hears(li.page, ['floor']);
		await bat.press('b');
		await bat.press('l');
		await bat.press('3');
		await says(li.page, 'floor-gives', '→ English · Auto-relay');
		await hears(li.page, ['mn']);
		await li.press('6'); // the floor itself
		await hears(li.page, ['floor']);
		await li.press('5');
		await hears(li.page, ['mn']);
		await li.attribute('#choices [data-arg=en]', 'data-mark', 'direct');
		await until(async () => /^\d+ ms$/.test(await li.page.locator(
			'#choices [data-arg=en] [data-part=delay]').textContent() ?? ''), 'shows a delay');
	});

	it('chat across booths', async () => {
		await li.page.selectOption('#chat-to', 'booth mn');
		await li.page.fill('#chat-text', 'thank you for the relay');
		await li.press('Enter');
		await says(bat.page, 'log', /Li \(zh\) → mn thank you for the relay|Li \(zh\).*thank you/);
	});

	it('are rung for when the colleague on the air is gone', async () => {
		await bat.close();
		await says(saraa.page, 'strip-words', 'Bat was on the air and lost the line!');
		await hears(li.page, []);
	});

	it('threw nothing', () => assert.deepEqual([...saraa.faults, ...li.faults], []));
});
