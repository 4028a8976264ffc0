// SPDX-License-Identifier: Apache-2.0
/*
 * The pure parts of a console's sound, without a browser: what a device is worth, what is kept of
 * incidents, and what goes into a socket that does not keep up.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Incidents } from '../../client/web/booth/incidents.js';
import { is_narrow, is_processed, is_wireless } from '../../client/web/booth/microphone.js';
import { Uplink } from '../../client/web/link/uplink.js';

/** @typedef {import('../../client/web/booth/contract.js').Incident} Incident */

describe('a microphone', () => {
	for (const [label, wireless] of /** @type {[string, boolean][]} */ ([
		['', false],
		['USB Audio Device (0d8c:0014)', false],
		['Built-in Microphone', false],
		['Sennheiser SC 60 USB ML', false],
		['AirPods Pro', true],
		['Headset (WH-1000XM4 Hands-Free AG Audio) (Bluetooth)', true],
		['Galaxy Buds2', true],
		['bluez_input.00_11_22', true],
		['Jabra Link 370 BT', true],
	]))
		it(`called "${label}" is ${wireless ? '' : 'not '}wireless`, () =>
			assert.equal(is_wireless(label), wireless));

	for (const [rate_hz, band_hz, narrow] of /** @type {[number, number, boolean][]} */ ([
		[0, 0, false],
		[48_000, 0, false],
		[16_000, 0, true],
		[8000, 0, true],
		[48_000, 4000, true],
		[48_000, 9000, true], // 16 kHz that somebody made 48 of
		[48_000, 12_500, false],
		[44_100, 20_000, false],
	]))
		it(`at ${rate_hz} Hz with sound up to ${band_hz} Hz is ${narrow ? '' : 'not '}a telephone`, () =>
			assert.equal(is_narrow(rate_hz, band_hz), narrow));

	it('is processed when the browser says so, and only then', () => {
		assert.equal(is_processed({}), false);
		assert.equal(is_processed({ echoCancellation: false, autoGainControl: false }), false);
		assert.equal(is_processed({ noiseSuppression: true }), true);
		assert.equal(is_processed({ echoCancellation: true }), true);
	});
});

describe('incidents', () => {
	/** @param {number} wall_ms @returns {Incident} */
	const incident = (wall_ms) =>
		({ wall_ms, kind: 'peak', level_db_spl: 104.5, lasted_ms: 20, source: 'floor' });

	/** @param {string | null} kept */
	const store_of = (kept) => ({
		kept,
		getItem() {
			return this.kept;
		},
		/** @param {string} _key @param {string} value */
		setItem(_key, value) {
			this.kept = value;
		},
	});

	it('last from visit to visit', () => {
		const store = store_of(null);
		new Incidents(() => store).add(incident(1));
		const again = new Incidents(() => store);
		again.add(incident(2));
		assert.deepEqual(again.all(), [incident(1), incident(2)]);
	});

	it('are bounded: the oldest go', () => {
		const store = store_of(null);
		const incidents = new Incidents(() => store);
		for (let i = 0; i < 600; i++)
			incidents.add(incident(i));
		assert.deepEqual([incidents.all().length, incidents.all()[0].wall_ms], [500, 100]);
		assert.equal(JSON.parse(store.kept ?? '').length, 500);
	});

	for (const kept of ['', 'null', '{}', '[null, 1, {"kind":"peak"}]', '[{"kind":"bang","wall_ms":1}]'])
		it(`begin anew after ${kept || 'rubbish'}`, () =>
			assert.deepEqual(new Incidents(() => store_of(kept)).all(), []));

	it('last as long as the page where nothing may be stored', () => {
		const incidents = new Incidents(() => {
			throw new Error('SecurityError');
		});
		incidents.add(incident(1));
		assert.equal(incidents.all().length, 1);
	});
});

describe('the uplink', () => {
	/** A port and a socket that only remember. */
	const rig = () => {
		const uplink = new Uplink();
		const port = /** @type {any} */ ({ told: [], postMessage(/** @type {any} */ message) {
			this.told.push(message.uplink);
		} });
		const socket = /** @type {any} */ ({ bufferedAmount: 0, sent: [], send(/** @type {any} */ packet) {
			this.sent.push(packet);
		} });
		uplink.listen(port);
		return { uplink, port, socket, say: () => port.onmessage({ data: new ArrayBuffer(160) }) };
	};

	it('tells the engine where to send, and when it may not', () => {
		const { uplink, port, socket } = rig();
		uplink.open({ ssrc: 7, bitrate: 64_000 }, socket);
		uplink.set_offset(12.5);
		uplink.set_offset(12.5); // nothing new
		uplink.close();
		assert.deepEqual(port.told, [
			{ ssrc: 0, bitrate: 0, offset_ms: null },
			{ ssrc: 7, bitrate: 64_000, offset_ms: null },
			{ ssrc: 7, bitrate: 64_000, offset_ms: 12.5 },
			{ ssrc: 0, bitrate: 0, offset_ms: 12.5 },
		]);
	});

	it('tells another engine the same', () => {
		const { uplink, socket } = rig();
		uplink.open({ ssrc: 7, bitrate: 64_000 }, socket);
		/** @type {any[]} */
		const told = [];
		uplink.listen(/** @type {any} */ ({ postMessage: (/** @type {any} */ message) => told.push(message) }));
		assert.deepEqual(told, [{ uplink: { ssrc: 7, bitrate: 64_000, offset_ms: null } }]);
	});

	it('sends while joined, and drops what stands for more than 100 ms', () => {
		const { uplink, socket, say } = rig();
		say();
		uplink.open({ ssrc: 7, bitrate: 64_000 }, socket);
		say();
		socket.bufferedAmount = 1000; // 100 ms: 800 bytes of sound, five packets' overhead
		say();
		socket.bufferedAmount = 1001;
		say();
		socket.bufferedAmount = 0;
		say();
		assert.deepEqual([uplink.sent, uplink.dropped, socket.sent.length], [3, 1, 3]);
		uplink.close();
		say();
		assert.equal(uplink.sent, 3);
	});
});
