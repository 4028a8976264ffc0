// SPDX-License-Identifier: Apache-2.0
/*
 * A console's sound in a real Chromium, in front of the real server: what the microphone hears comes
 * out at an attendee's page and at the boothmate's headset, by content.
 */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Console, launch_with_microphone, speech_file } from './support/booth.mjs';
import { hears, launch, open_page, tones_heard, until } from './support/browser.mjs';
import { House, has_programs } from './support/house.mjs';

const SIDE_TONE_MS = 12; // in the graph: a block of 128 and the protection's look-ahead, with room

/** What the browser's refusals are to become. */
const TROUBLES = /** @type {const} */ ([
	['NotAllowedError', 'refused'],
	['NotFoundError', 'missing'],
	['OverconstrainedError', 'missing'],
	['NotReadableError', 'busy'],
	['TypeError', 'failed'],
]);

describe('a console\'s sound', { skip: has_programs ? false : 'no programs in TUMEN_BIN_DIR' }, () => {
	/** @type {House} */
	let house;
	/** @type {import('playwright-core').Browser[]} */
	let browsers;
	/** @type {Console} */
	let kim;
	/** @type {Console} */
	let lee;
	/** @type {import('playwright-core').Page} */
	let attendee;
	/** @type {string[]} */
	let faults;

	before(async () => {
		house = await House.open();
		browsers = await Promise.all([
			launch_with_microphone(speech_file(house.folder, 'ko')),
			launch_with_microphone(speech_file(house.folder, 'zh')), // so that one is told from the other
			launch(),
		]);
		kim = await Console.open(browsers[0], house.url, { booth: 'ko', name: 'Kim' });
		lee = await Console.open(browsers[1], house.url, { booth: 'ko', name: 'Lee' });
		({ page: attendee, faults } = await open_page(browsers[2]));
		attendee.setDefaultTimeout(90_000);
		await attendee.goto(house.url);
		await attendee.waitForSelector('.choice');
		await attendee.click('#choice-ko');
	});

	after(async () => {
		await Promise.all(browsers.map((browser) => browser.close()));
		await house.close();
	});

	it('joins with the microphone off', async () => {
		await kim.is('state.microphone', 'off');
		await kim.is('report.microphone.state', 'off');
	});

	it('takes the microphone raw, and says what it got', async () => {
		await Promise.all([kim.start(), lee.start()]);
		await kim.is('report.microphone.state', 'running');
		await until(async () => await kim.get('report.microphone.peak_dbfs') > -20, 'the level moves');
		const { device, rate_hz, processed, wireless } = await kim.get('report.microphone');
		assert.deepEqual([processed, wireless], [false, false]);
		assert.ok(device !== '' && rate_hz >= 44_100, `${device} ${rate_hz}`);
	});

	it('sends nothing before the key', async () => {
		assert.equal(await kim.get('report.line.sent'), 0);
		assert.deepEqual(await tones_heard(attendee), {});
	});

	it('has the own voice in the ear at once, and only as loud as wanted', async (test) => {
		await kim.hear({ own: 1 });
		await hears(kim.page, ['ko']);
		const late_ms = await side_tone_ms(kim);
		test.diagnostic(`${late_ms.toFixed(2)} ms in the graph`);
		assert.ok(late_ms > 0 && late_ms < SIDE_TONE_MS, String(late_ms));
		await kim.hear({ own: 0 });
		await hears(kim.page, []);
	});

	it('is heard by an attendee when the key is on', async () => {
		await kim.say({ type: 'microphone', on: true });
		await kim.is('state.on_air', true);
		await hears(attendee, ['ko']);
	});

	it('is heard by the boothmate, and by itself not', async () => {
		await hears(lee.page, ['ko']);
		await lee.is('report.boothmate.playing', true);
		await lee.hear({ boothmate: 0 });
		await hears(lee.page, []);
		await lee.hear({});
		assert.deepEqual(await tones_heard(kim.page), {});
	});

	it('hears the floor, with its true delay', async (test) => {
		house.speak('floor');
		await kim.is('report.incoming.playing', true, 60_000);
		await hears(kim.page, ['floor']);
		await hears(lee.page, ['floor', 'ko']);
		await until(async () => await kim.get('report.incoming.delay_ms') !== null, 'a delay');
		const delay_ms = await kim.get('report.incoming.delay_ms');
		test.diagnostic(`floor to ear ${Math.round(delay_ms)} ms`);
		assert.ok(delay_ms > 10 && delay_ms < 2000, String(delay_ms));
	});

	it('follows what the console hears', async () => {
		house.speak('ru');
		await kim.say({ type: 'incoming', channel: 'ru' });
		await kim.is('state.hears', 'ru');
		await hears(kim.page, ['ru']);
		await kim.say({ type: 'incoming' });
		await hears(kim.page, ['floor']);
	});

	it('is silent while it coughs, and keeps the channel', async () => {
		await kim.say({ type: 'cough', on: true });
		await kim.is('state.microphone', 'cough');
		await hears(attendee, []);
		await new Promise((resolve) => setTimeout(resolve, 2500)); // the count comes once a second
		const sent = await kim.get('report.line.sent');
		await new Promise((resolve) => setTimeout(resolve, 3000)); // longer than a stalled line is waited for
		const signs = await kim.get('report.line.sent') - sent;
		assert.ok(signs >= 2 && signs <= 30, `${signs} signs of life`); // not fifty a second
		await kim.is('state.microphone', 'cough');
		await kim.say({ type: 'cough', on: false });
		await hears(attendee, ['ko']);
	});

	it('changes hands', async () => {
		await lee.say({ type: 'handover', step: 'take' });
		await lee.is('state.on_air', true);
		await hears(attendee, ['zh']);
		await hears(kim.page, ['floor', 'zh']);
		await kim.say({ type: 'handover', step: 'take' });
		await hears(attendee, ['ko']);
	});

	it('asks for the microphone again when its plug was pulled', async () => {
		await kim.page.evaluate(() => {
			const { microphone } = /** @type {any} */ (globalThis).sound;
			microphone.track.stop();
			microphone.track.dispatchEvent(new Event('ended'));
		});
		await kim.is('report.microphone.state', 'running');
		await hears(attendee, ['ko']);
	});

	for (const [name, state] of TROUBLES)
		it(`says ${state} when the browser says ${name}`, async () => {
			await lee.page.evaluate((thrown) => {
				navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('why', thrown));
				return /** @type {any} */ (globalThis).sound.start();
			}, name);
			await lee.is('report.microphone.state', state);
			assert.equal(await lee.get('report.microphone.words'), state === 'failed' ? 'why' : '');
		});

	it('lists the devices and takes the one that is chosen', async () => {
		const { inputs } = await kim.page.evaluate(() => /** @type {any} */ (globalThis).sound.devices());
		assert.ok(inputs.length > 0 && inputs.every((/** @type {any} */ { label }) => label !== ''));
		await kim.page.evaluate((id) => /** @type {any} */ (globalThis).sound.choose_input(id),
			inputs.at(-1).id);
		await kim.is('report.microphone.device', inputs.at(-1).label);
		await kim.page.evaluate(() => /** @type {any} */ (globalThis).sound.choose_input(''));
		await kim.is('report.microphone.state', 'running');
	});

	it('keeps what hearing protection had to do', async () => {
		await kim.hear({ own: 4, headset_db_spl: 130 });
		await until(async () => (await kim.get('report.ear.peak_dbfs')) > -60, 'something is heard');
		await new Promise((resolve) => setTimeout(resolve, 1500));
		await kim.hear({ own: 0, incoming: 0, boothmate: 0, headset_db_spl: 130 });
		await until(async () => (await kim.get('incidents')).length > 0, 'an incident');
		const [incident] = await kim.get('incidents');
		assert.equal(incident.source, 'floor');
		assert.ok(incident.level_db_spl > 94 && incident.wall_ms > 1e12, JSON.stringify(incident));
		await kim.hear({});
	});

	it('comes back into its seat after a reload, with its incidents', async () => {
		const { seat } = await kim.get('state');
		await kim.load(house.url, { booth: 'ko', name: 'Kim' });
		await until(async () => await kim.get('state') !== undefined, 'a console');
		assert.equal((await kim.get('state')).seat, seat);
		assert.ok((await kim.page.evaluate(() => /** @type {any} */ (globalThis).sound.incidents())).length > 0);
		await kim.start();
		await kim.is('report.incoming.playing', true, 60_000);
		await hears(kim.page, ['floor']);
		await kim.say({ type: 'microphone', on: true });
		await hears(attendee, ['ko']);
	});

	it('gives its seat to another tab and does not fight for it', async () => {
		const session = await kim.page.evaluate(() => sessionStorage.getItem('tumen.session'));
		const other = await Console.open(browsers[0], house.url,
			{ booth: 'ko', name: 'Kim', ...{ session } });
		await kim.is('status', 'taken');
		await kim.page.evaluate(() => globalThis.dispatchEvent(new Event('online')));
		await new Promise((resolve) => setTimeout(resolve, 1500));
		assert.equal(await kim.get('status'), 'taken');
		await other.close();
		await kim.page.evaluate(() => /** @type {any} */ (globalThis).sound.retry());
		await kim.is('status', 'open');
	});

	it('comes back by itself after the server restarts', async () => {
		await house.stop('server');
		await kim.is('status', 'waiting');
		await house.start_server();
		await kim.is('status', 'open', 30_000);
		await kim.say({ type: 'microphone', on: true });
		await kim.is('state.on_air', true);
		await hears(attendee, ['ko']);
	});

	it('broke no rule of the server and threw nothing', () => {
		assert.deepEqual([...kim.faults, ...lee.faults, ...faults], []);
	});
});

/**
 * How much later a click leaves the engine than it came from the microphone, in the page's own
 * graph.
 * @param {Console} console
 * @returns {Promise<number>}
 */
function side_tone_ms(console) {
	return console.page.evaluate(() => new Promise((resolve) => {
		const { sound } = /** @type {any} */ (globalThis);
		const { context, node } = sound.player;
		const click = context.createConstantSource();
		click.offset.value = 0;
		sound.microphone.source.disconnect(); // clicks in its place
		const ears = context.createScriptProcessor(1024, 2, 1);
		const both = context.createChannelMerger(2);
		click.connect(node);
		click.connect(both, 0, 0);
		node.connect(both, 0, 1);
		both.connect(ears);
		const here = /** @type {any} */ (globalThis);
		const { heard: tap } = here; // the test's own ear, which listens to what was connected last
		ears.connect(context.destination);
		here.heard = tap;
		click.start();
		// a busy page may miss a block, and a click may lie across two: there are enough of them
		for (let at = context.currentTime + 0.3, left = 100; left > 0; at += 0.31, left--) {
			click.offset.setValueAtTime(0.2, at);
			click.offset.setValueAtTime(0, at + 0.001);
		}
		ears.onaudioprocess = (/** @type {any} */ { inputBuffer }) => {
			const loud = (/** @type {number} */ sample) => Math.abs(sample) > 0.05;
			const spoken = inputBuffer.getChannelData(0).findIndex(loud);
			const heard = inputBuffer.getChannelData(1).findIndex(loud);
			if (spoken < 0 || heard < spoken) // what was in the ear before was the voice
				return;
			ears.onaudioprocess = null;
			ears.disconnect();
			click.disconnect();
			sound.microphone.connect();
			resolve(1000 * (heard - spoken) / context.sampleRate);
		};
	}));
}
