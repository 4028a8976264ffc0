// SPDX-License-Identifier: Apache-2.0
/*
 * Pictures of the operator's desk and the podium, to be looked at.
 *
 *   node shoot_desk.mjs FOLDER [PATTERN]     only those whose name matches, e.g. '1280.*ko'
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launch, open_page } from './support/browser.mjs';
import { DeskStandIn, full_house, usual_house } from './support/full_house.mjs';

const [folder, pattern = '.'] = process.argv.slice(2);
const SETTLE_MS = 3200;

/** @typedef {import('playwright-core').Page} Page */

/** @type {Record<string, {where: string, sizes: number[][], house?: () => any,
 *     act?: (page: Page, server: DeskStandIn) => Promise<any>}>} */
const SCENES = {
	desk: { where: 'operator', sizes: [[1024, 768], [1280, 800], [1920, 1080]] },
	announced: { where: 'operator', sizes: [[1024, 768], [1280, 800]], act: async (_page, server) => {
		server.tell({ type: 'announcement', id: 1, server_ms: 1, text: 'Заседание продолжится в 14:30. ' +
			'The session resumes at half past two in the main hall' });
		server.tell({ type: 'announcement', id: 2, server_ms: 1, channels: ['ko', 'zh'], text: '2시 30분에 계속합니다' });
	} },
	full: { where: 'operator', sizes: [[1280, 800], [1920, 1080]], house: full_house },
	calm: { where: 'operator', sizes: [[1280, 800]], act: async (_page, server) => {
		server.house.alarms = [];
		server.tell({ type: 'alarms', alarms: [] });
		server.tell({ type: 'floor_sound', known: true, band_hz: 15_000, narrow: false, clipping: false,
			level: 'right', noise: 'low' });
		server.tell({ type: 'recording', on: true, since_ms: server.now_ms() - 3_723_000, bytes: 734e6,
			lost: 0, free_bytes: 80e9 });
	} },
	rules: { where: 'operator', sizes: [[1280, 800]], act: async (page) => {
		await page.keyboard.press('p');
		await page.selectOption('#rules tr:nth-child(5) select', 'override');
		await page.selectOption('#rules tr:nth-child(2) td:last-child select', 'never');
	} },
	lamp: { where: 'podium', sizes: [[1920, 1080], [1280, 720], [1024, 768], [768, 1024], [390, 844]] },
	still: { where: 'podium', sizes: [[1920, 1080], [1280, 720], [768, 1024], [390, 844]], act: async (_page, server) => {
		server.tell({ type: 'seats', seats: [{ ...server.house.seats[7], slow_down: false }] });
		server.change({ id: 'floor', state: 'idle' });
		server.tell({ type: 'recording', on: true, since_ms: 1 });
	} },
	well: { where: 'podium', sizes: [[1280, 720]], act: async (_page, server) => {
		server.tell({ type: 'seats', seats: [{ ...server.house.seats[7], slow_down: false }] });
		server.change({ id: 'ru', state: 'live', depth: 1 });
	} },
};

await mkdir(folder, { recursive: true });
const browser = await launch();
for (const [scene, { where, sizes, house = usual_house, act }] of Object.entries(SCENES))
	for (const [width, height] of sizes)
		for (const locale of ['en', 'ko', 'mn', 'ru', 'zh'])
			for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
				const name = `${width}-${scene}-${locale}-${colorScheme}`;
				if (!new RegExp(pattern).test(name))
					continue;
				const server = new DeskStandIn(house());
				await server.start();
				server.live();
				const { page, context, faults } = await open_page(browser,
					{ locale, colorScheme, viewport: { width, height } });
				await page.goto(server.url + where);
				await page.waitForTimeout(500);
				await act?.(page, server);
				await page.waitForTimeout(SETTLE_MS);
				await page.screenshot({ path: join(folder, `${name}.png`) });
				if (faults.length > 0)
					console.error(name, faults);
				await context.close();
				await server.stop();
			}
await browser.close();
