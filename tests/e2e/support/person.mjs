// SPDX-License-Identifier: Apache-2.0
/*
 * Somebody at the other end of a real server: says what a test wants and remembers what was said.
 */

import { once } from 'node:events';
import WebSocket from 'ws';
import { until } from './browser.mjs';

export class Person {
	/** @param {{address: string}} house @param {object} join */
	static async join(house, join) {
		const person = new Person(new WebSocket(`ws://${house.address}/ws`, 'tumen.v1'));
		await once(person.socket, 'open');
		person.say({ type: 'join', ...join });
		await person.heard(({ type }) => type === 'welcome', 'welcome');
		return person;
	}

	/** @param {WebSocket} socket */
	constructor(socket) {
		this.socket = socket;
		/** @type {any[]} */
		this.texts = [];
		socket.on('message', (data, is_binary) => {
			if (!is_binary)
				this.texts.push(JSON.parse(String(data)));
		});
		socket.on('error', () => {});
	}

	/** @param {object} message */
	say(message) {
		this.socket.send(JSON.stringify(message));
	}

	/** Waits for such a message; those that were heard before count too.
	 * @param {(message: any) => boolean} is @param {string} what */
	async heard(is, what) {
		await until(() => this.texts.some(is) || JSON.stringify(this.texts.slice(-3)), `hears ${what}`);
		return this.texts.find(is);
	}

	leave() {
		this.socket.close();
	}
}
