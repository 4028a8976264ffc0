// SPDX-License-Identifier: Apache-2.0
/*
 * Interpreters' pages in a real browser: opens one, brings it in at the door, presses its keys.
 */

import { readFile } from 'node:fs/promises';
import { open_page, until } from './browser.mjs';

/** The booth's sound without sound: the real connection, and whatever reports a test makes. */
const QUIET = await readFile(new URL('booth_sound.js', import.meta.url), 'utf8');

const PATIENCE_MS = 90_000; // a machine may be busy with other things

/** @typedef {import('playwright-core').Page} Page */

export class BoothPage {
	/**
	 * @param {import('playwright-core').Browser} browser
	 * @param {string} url of the house
	 * @param {{booth?: string, name: string, consents?: boolean, quiet?: boolean, check?: boolean,
	 *     settings?: object}} who
	 *     quiet: with the stand-in for its sound; check: leaves the sound check open
	 * @param {import('playwright-core').BrowserContextOptions} [options]
	 */
	static async open(browser, url, { name, consents = false, check = false, ...who }, options = {}) {
		const self = await BoothPage.at_door(browser, who, options);
		const { page } = self;
		await page.goto(`${url}booth#booth=${who.booth ?? 'mn'}`);
		await page.fill('#door-name', name);
		await page.check(`input[name=consent][value=${consents ? 'yes' : 'no'}]`);
		await page.click('#door-join');
		await self.airs('off');
		if (!check)
			await page.keyboard.press('Escape');
		return self;
	}

	/**
	 * A page that has not been loaded yet.
	 * @param {import('playwright-core').Browser} browser
	 * @param {{quiet?: boolean, settings?: object}} how
	 * @param {import('playwright-core').BrowserContextOptions} [options]
	 */
	static async at_door(browser, { quiet = true, settings = {} }, options = {}) {
		const { page, context, faults } = await open_page(browser,
			{ viewport: { width: 1280, height: 800 }, ...options });
		page.setDefaultTimeout(PATIENCE_MS);
		await page.addInitScript((kept) => localStorage.setItem('tumen.interpreter', kept),
			JSON.stringify(settings));
		if (quiet)
			await page.route('**/booth/sound.js', (route) =>
				route.fulfill({ contentType: 'text/javascript', body: QUIET }));
		return new BoothPage(page, context, faults);
	}

	/** @param {Page} page @param {import('playwright-core').BrowserContext} context
	 * @param {string[]} faults */
	constructor(page, context, faults) {
		this.page = page;
		this.context = context;
		this.faults = faults;
	}

	/** @param {string} key */
	press(key) {
		return this.page.keyboard.press(key);
	}

	/** Waits for the state of the big sign. @param {string} mood */
	airs(mood) {
		return this.attribute('#air', 'data-mood', mood);
	}

	/** @param {string} selector @param {string} name @param {string | null} value */
	attribute(selector, name, value) {
		return until(async () => {
			const is = await this.page.locator(selector).getAttribute(name);
			return is === value || is;
		}, `${selector} has ${name}=${value}`);
	}

	/** What the page has said to the server, without what it says by itself. @returns {Promise<any[]>} */
	said() {
		return this.page.evaluate(() => /** @type {any} */ (globalThis).booth_sound.said);
	}

	/** What it wants of its sound. @returns {Promise<any>} */
	wanted() {
		return this.page.evaluate(() => /** @type {any} */ (globalThis).booth_sound.wanted);
	}

	/** Changes what the stand-in reports. @param {any} change by part */
	report(change) {
		return this.page.evaluate((parts) => {
			const { report } = /** @type {any} */ (globalThis).booth_sound;
			for (const [part, fields] of Object.entries(parts))
				report[part] = typeof fields === 'object' ? { ...report[part], .../** @type {any} */ (fields) } : fields;
		}, change);
	}

	/** As if the server had said so. @param {any} message */
	hear(message) {
		return this.page.evaluate((said) =>
			/** @type {any} */ (globalThis).booth_sound.setup.on_message(said), message);
	}

	close() {
		return this.context.close();
	}
}
