// SPDX-License-Identifier: Apache-2.0
/*
 * A page as somebody hears it who does not see it: what its live regions say, in order, and where
 * the focus is, both as the browser hands them to a screen reader.
 */

import { until } from './browser.mjs';

export class ScreenReader {
	/** Before the page is loaded. @param {import('playwright-core').Page} page */
	static async open(page) {
		const reader = new ScreenReader(page, await page.context().newCDPSession(page));
		await page.exposeFunction('say_aloud', (/** @type {string} */ text) => reader.told.push(text));
		await page.addInitScript(() => addEventListener('DOMContentLoaded', () => new MutationObserver((changes) => {
			const regions = new Set(changes.map(({ target }) => (target instanceof Element ? target
				: target.parentElement)?.closest('[role=alert], [role=status], [aria-live=polite]')));
			for (const region of regions) {
				const modal = document.querySelector('dialog[open]');
				const read = region && (!modal || modal.contains(region)); // beside a dialog all is mute
				if (read && region.textContent?.trim())
					/** @type {any} */ (globalThis).say_aloud(region.textContent.trim());
			}
		}).observe(document, { subtree: true, childList: true, characterData: true })));
		return reader;
	}

	/** @param {import('playwright-core').Page} page @param {import('playwright-core').CDPSession} browser */
	constructor(page, browser) {
		this.page = page;
		this.browser = browser;
		/** @type {string[]} */
		this.told = [];
	}

	/** Waits for all of these and says what else was told since the last time.
	 * @param {...RegExp} wanted @returns {Promise<string[]>} */
	async hears(...wanted) {
		await until(() => wanted.every((one) => this.told.some((text) => one.test(text))) ||
			JSON.stringify(this.told), `tells ${wanted}`, 30_000);
		return this.told.splice(0).filter((text) => !wanted.some((one) => one.test(text)));
	}

	/** What has the focus: its role and its name. */
	async focus() {
		const { nodes } = await this.browser.send('Accessibility.getFullAXTree');
		const focused = nodes.filter(({ properties = [] }) =>
			properties.some(({ name, value }) => name === 'focused' && value.value === true)).at(-1);
		return `${focused?.role?.value} ${focused?.name?.value}`;
	}

	/** Waits for the focus to come to what is called so. @param {RegExp} wanted */
	focuses(wanted) {
		return until(async () => {
			const focus = await this.focus();
			return wanted.test(focus) || focus;
		}, `the focus comes to ${wanted}`);
	}

	/** Tab by tab, to what is called so. @param {RegExp} wanted */
	async tab_to(wanted) {
		/** @type {string[]} */
		const passed = [];
		while (!wanted.test(passed.at(-1) ?? '') && passed.length < 60) {
			await this.page.keyboard.press('Tab');
			passed.push(await this.focus());
		}
		if (passed.length === 60)
			throw new Error(`Tab never comes to ${wanted}: ${passed}`);
	}
}
