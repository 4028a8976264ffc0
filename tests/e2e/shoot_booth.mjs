// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures of the interpreter's page, to be looked at: every state, size and language, by day and
 * by night. The server is real; what it has no reason to say now is put into its mouth.
 *
 *   node shoot_booth.mjs FOLDER [PATTERN]     only those whose name matches, e.g. '1024.*ru.*dark'
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BoothPage } from './support/booths.mjs';
import { launch, open_page } from './support/browser.mjs';
import { House } from './support/house.mjs';

const [folder, pattern = '.'] = process.argv.slice(2);
const SIZES = [[1024, 768], [1366, 768], [768, 1024]];
const LOCALES = ['ru', 'en', 'ko', 'zh', 'mn'];
const SETTLE_MS = 400;

const OFF = { type: 'console', seat: 0, microphone: 'off', on_air: false, output: 'a',
	outputs: { a: 'mn', b: 'en' }, floor_key: 'floor', hears: 'floor',
	offered: ['floor', 'zh', 'ko', 'ru', 'en'], handover: { state: 'none' } };
const ON = { ...OFF, microphone: 'on', on_air: true };
const BAT = { seat: 0, state: 'here', role: 'interpreter', booth: 'mn', name: 'Бат-Эрдэнэ',
	microphone: 'off', on_air: false, slow_down: false, call: 'none', consents: true };
const SARAA = { ...BAT, seat: 1, name: 'Оюунчимэг' };
const CHANNELS = [
	{ id: 'floor', lang: '', name: 'Original', state: 'live', depth: 0, delay_ms: 41 },
	{ id: 'zh', lang: 'zh', name: '中文', state: 'live', depth: 2, delay_ms: 168 },
	{ id: 'ko', lang: 'ko', name: '한국어', state: 'suspended', depth: 0, reason: 'unseen_text' },
	{ id: 'mn', lang: 'mn', name: 'Монгол', state: 'live', depth: 1, delay_ms: 84 },
	{ id: 'ru', lang: 'ru', name: 'Русский', state: 'idle', depth: 0 },
	{ id: 'en', lang: 'en', name: 'English', state: 'live', depth: 1, delay_ms: 91 },
];
const WIDE = { state: 'running', narrow: false, wireless: false, peak_dbfs: -14, rms_dbfs: -24 };

/** @param {object[]} seats */
const seats = (...seats) => ({ type: 'seats', seats, floor_language_by: 'Ли Юн-хи' });
const here = seats({ ...BAT, microphone: 'on', on_air: true }, SARAA);
const theirs = seats(BAT, { ...SARAA, microphone: 'on', on_air: true });
/** @param {string} state @param {object} fields */
const handover = (state, fields) => ({ state, until_ms: 1, ...fields });

/**
 * Each state: what the server says, what the sound reports, which keys are pressed.
 * @type {Record<string, {says?: any[], reports?: any, keys?: string, act?: (booth: BoothPage) => Promise<any>}>}
 */
const STATES = {
	off: {},
	on: { says: [ON, here], reports: { line: { round_trip_ms: 42, sent: 900, dropped: 0 } } },
	asleep: { says: [ON, here], reports: { blocked: true, running: false } },
	cough: { says: [{ ...ON, microphone: 'cough' }, seats({ ...BAT, microphone: 'cough', on_air: true })] },
	suspended: { says: [{ ...OFF, microphone: 'suspended' }, seats({ ...BAT, microphone: 'suspended' })] },
	muted: { says: [{ ...OFF, microphone: 'muted' }, { type: 'alert', code: 'muted', message: '' }] },
	reason: { says: [ON, here], keys: 'n' },
	language: { keys: 'l' },
	offered: { says: [{ ...OFF, handover: handover('offered', { from: 1 }) }, theirs] },
	asked: { says: [{ ...ON, handover: handover('requested', { to: 1 }) }, here] },
	waiting: { says: [{ ...ON, handover: handover('offered', { from: 0 }) }, here] },
	countdown: { says: [{ ...ON, handover: handover('countdown', { from: 0, to: 1 }) }, here] },
	taken: { says: [OFF, theirs, { type: 'alert', code: 'taken', seat: 1, message: '' }] },
	colleague: { says: [seats({ ...SARAA, state: 'lost' }), { type: 'alert', code: 'colleague_lost', seat: 1, message: '' }] },
	lost: { says: [ON, here], act: (booth) => booth.page.evaluate(() =>
		/** @type {any} */ (globalThis).booth_sound.setup.on_status('waiting')) },
	relay: { says: [{ ...ON, floor_key: 'en', hears: 'en' }, here] },
	chat: { says: [
		{ type: 'chat', from: { role: 'interpreter', seat: 1, name: 'Оюунчимэг', booth: 'mn' }, to: 'booth', booth: 'mn', text: 'Через пять минут возьмёшь?', server_ms: 1 },
		{ type: 'chat', from: { role: 'operator', name: '' }, to: 'booths', text: 'После перерыва слово у делегации Республики Корея, текст у вас на столах.', server_ms: 2 },
		{ type: 'announcement', text: '오후 두 시에 다시 시작합니다', server_ms: 3 }], keys: 'Enter' },
	full: { says: [ON, seats({ ...BAT, microphone: 'on', on_air: true, turn_ms: 0, call: 'calling', slow_down: true },
		SARAA, { ...SARAA, seat: 2, name: 'Ганзориг' }),
	...Array.from({ length: 40 }, (_, at) => ({ type: 'chat', to: 'booths', server_ms: at, text: `Слово ${at}: спасибо, слышно хорошо`,
		from: { role: 'interpreter', seat: 1, name: 'Оюунчимэг', booth: 'mn' } })),
	{ type: 'announcement', id: 1, text: '各位代表请注意：下午两点继续开会，文件已放在桌上。', server_ms: 3 },
	{ type: 'announcement', id: 2, text: 'Хуралдаан арван таван минутын дараа үргэлжилнэ.', server_ms: 4 },
	{ type: 'alert', code: 'taken', seat: 1, message: '' }],
	reports: { microphone: { ...WIDE, narrow: true, wireless: true } } },
	check: { keys: 'd' },
	narrow: { reports: { microphone: { ...WIDE, narrow: true, peak_dbfs: -31 } }, keys: 'd' },
	bluetooth: { reports: { microphone: { ...WIDE, wireless: true, narrow: true, processed: true } }, keys: 'd' },
	refused: { reports: { microphone: { ...WIDE, state: 'refused' } } },
	incident: { reports: { ear: { peak_dbfs: -3, mean_db_spl: 84, too_loud: true } } },
	help: { keys: '?' },
};

/** @param {BoothPage} booth @param {string} state */
async function play(booth, state) {
	const { says = [], reports = {}, keys, act } = STATES[state];
	await booth.report({ microphone: WIDE, ear: { peak_dbfs: -20, mean_db_spl: 71, too_loud: false },
		running: true, blocked: false, incoming: { playing: true, peak_dbfs: -18, delay_ms: 62 } });
	for (const message of [OFF, seats(BAT, SARAA), { type: 'state', channels: CHANNELS },
		{ type: 'audience', channels: [{ id: 'mn', listeners: 137, recorded: true }] },
		{ type: 'recording', on: true }, ...says])
		await booth.hear(message);
	await booth.report(reports);
	if (keys)
		await booth.press(keys);
	await act?.(booth);
	await booth.page.waitForTimeout(SETTLE_MS);
}

/** @param {BoothPage} booth */
async function calm(booth) {
	await booth.page.evaluate(() => /** @type {any} */ (globalThis).booth_sound.setup.on_status('open'));
	for (let i = 0; i < 3; i++)
		await booth.press('Escape');
}

/** @param {string} name */
const wanted = (name) => new RegExp(pattern).test(name);

await mkdir(folder, { recursive: true });
const house = await House.open();
const browser = await launch();
for (const [width, height] of SIZES)
	for (const locale of LOCALES)
		for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
			const names = ['door', ...Object.keys(STATES)].map((state) => `${width}-${state}-${locale}-${colorScheme}`);
			if (!names.some(wanted))
				continue;
			const options = { locale, colorScheme, viewport: { width, height } };
			if (wanted(names[0])) {
				const { page, context } = await open_page(browser, options);
				await page.goto(`${house.url}booth#booth=mn`);
				await page.waitForTimeout(SETTLE_MS);
				await page.screenshot({ path: join(folder, `${names[0]}.png`) });
				await context.close();
			}
			const booth = await BoothPage.open(browser, house.url, { name: 'Бат-Эрдэнэ', consents: true }, options);
			for (const [at, state] of Object.keys(STATES).entries()) {
				if (!wanted(names[at + 1]))
					continue;
				await play(booth, state);
				await booth.page.screenshot({ path: join(folder, `${names[at + 1]}.png`) });
				await calm(booth);
			}
			await booth.close();
		}
await browser.close();
await house.close();
