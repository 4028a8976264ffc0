// SPDX-License-Identifier: Apache-2.0
/*
 * A browser as a visitor has it, driven by hand over the DevTools protocol. Playwright keeps every
 * page in the foreground; only this one has tabs that are really hidden.
 */

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import WebSocket from 'ws';
import { CHROMIUM, wire_page } from './browser.mjs';

export class Tab {
	/** @param {string} url */
	static async open(url) {
		const profile = await mkdtemp(join(tmpdir(), 'tumen-e2e-'));
		const browser = spawn(CHROMIUM, ['--headless=new', '--no-sandbox', '--no-first-run',
			'--disable-background-networking', '--remote-debugging-port=0',
			`--user-data-dir=${profile}`, 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] });
		const tab = new Tab(browser, profile);
		await tab.connect(await debugger_address(browser));
		const { targetInfos } = await tab.ask('Target.getTargets');
		const target = targetInfos.find((/** @type {any} */ { type }) => type === 'page');
		const { sessionId } = await tab.ask('Target.attachToTarget',
			{ targetId: target.targetId, flatten: true });
		tab.session = sessionId;
		await tab.ask('Page.enable');
		await tab.ask('Page.addScriptToEvaluateOnNewDocument', { source: `(${wire_page})()` });
		await tab.ask('Page.navigate', { url });
		return tab;
	}

	/** @param {import('node:child_process').ChildProcess} browser @param {string} profile */
	constructor(browser, profile) {
		this.browser = browser;
		this.profile = profile;
		this.asked = 0;
		/** @type {Map<number, (result: any) => void>} */
		this.waiting = new Map();
		/** @type {string | undefined} */
		this.session = undefined;
	}

	/** @param {string} address */
	async connect(address) {
		const socket = new WebSocket(address);
		this.socket = socket;
		socket.on('message', (data) => {
			const { id, result, error } = JSON.parse(String(data));
			this.waiting.get(id)?.(error ?? result);
		});
		await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject));
	}

	/** @param {string} method @param {object} [params] @returns {Promise<any>} */
	ask(method, params = {}) {
		return new Promise((resolve) => {
			this.asked += 1;
			this.waiting.set(this.asked, resolve);
			this.socket?.send(JSON.stringify({ id: this.asked, method, params,
				sessionId: this.session }));
		});
	}

	/**
	 * The same face as a Playwright page, as far as the ears in browser.mjs need it.
	 * @template T
	 * @param {(() => T) | string} what
	 * @returns {Promise<T>}
	 */
	async evaluate(what) {
		const expression = typeof what === 'string' ? what : `(${what})()`;
		const { result } = await this.ask('Runtime.evaluate', { expression, returnByValue: true });
		return result?.value;
	}

	/** A real press of the mouse in the middle of it. @param {string} selector */
	async click(selector) {
		const [x, y] = await this.evaluate(`(() => {
			const { x, y, width, height } = document.querySelector('${selector}').getBoundingClientRect();
			return [x + width / 2, y + height / 2];
		})()`);
		for (const type of ['mousePressed', 'mouseReleased'])
			await this.ask('Input.dispatchMouseEvent', { type, x, y, button: 'left', clickCount: 1 });
	}

	/** Opens another tab in front of it. */
	async hide() {
		const { session } = this;
		this.session = undefined;
		const { targetId } = await this.ask('Target.createTarget', { url: 'about:blank' });
		await this.ask('Target.activateTarget', { targetId });
		this.session = session;
	}

	async close() {
		this.socket?.close();
		const { browser } = this;
		if (browser.exitCode === null) {
			const gone = new Promise((resolve) => browser.on('exit', resolve));
			browser.kill();
			await gone;
		}
		await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

/** @param {import('node:child_process').ChildProcess} browser @returns {Promise<string>} */
function debugger_address(browser) {
	return new Promise((resolve, reject) => {
		let said = '';
		browser.stderr?.on('data', (data) => {
			said += data;
			const address = /ws:\/\/\S+/.exec(said);
			if (address)
				resolve(address[0]);
		});
		browser.on('exit', () => reject(new Error(`the browser ended: ${said}`)));
	});
}
