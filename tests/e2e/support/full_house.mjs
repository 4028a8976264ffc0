// SPDX-License-Identifier: Apache-2.0
/*
 * What a server tells an operator, played by a stand-in: the usual house of four booths, or a full
 * one of 64 seats and 32 channels.
 */

import { CHANNELS, StandIn } from './stand_in.mjs';
import { WEB } from './browser.mjs';
import { PITCHES } from './tones.mjs';

const NAMES = ['王芳', '李伟', '김민지', '박준호', 'Бат-Эрдэнэ', 'Сараа', 'Анна Петрова', 'Игорь',
	'Charlotte', 'O’Brien'];
const MORE = ['ar', 'bg', 'cs', 'da', 'de', 'el', 'es', 'et', 'fi', 'fr', 'ga', 'hr', 'hu', 'it',
	'ja', 'lt', 'lv', 'mt', 'nl', 'pl', 'pt', 'ro', 'sk', 'sl', 'sv', 'uk'];
const BOOTHS = ['zh', 'ko', 'mn', 'ru'];

/** @typedef {import('../../../client/web/link/staff.js').Seat} Seat */
/** @typedef {ReturnType<typeof usual_house>} HouseParts */

/** @param {number} seat @param {string} booth @param {Partial<Seat>} [more] @returns {Seat} */
function interpreter(seat, booth, more = {}) {
	return { seat, state: 'here', role: 'interpreter', booth, name: NAMES[seat % NAMES.length],
		microphone: 'off', on_air: false, output: booth, hears: 'floor', slow_down: false,
		call: 'none', consents: true, ...more };
}

/** Four booths of two, a floor that speaks English, some trouble. */
export function usual_house() {
	/** @type {Seat[]} */
	const seats = [
		{ seat: 0, state: 'here', role: 'floor', name: 'Hall, table microphones', microphone: 'on',
			on_air: true, turn_ms: 5000, slow_down: false, call: 'none', consents: true },
		...BOOTHS.flatMap((booth, at) => [
			interpreter(2 * at + 1, booth, { microphone: 'on', on_air: true, turn_ms: 5000 }),
			interpreter(2 * at + 2, booth)]),
	];
	Object.assign(seats[3], { hears: 'en', call: 'calling' });
	Object.assign(seats[4], { consents: false });
	Object.assign(seats[6], { state: 'lost' });
	Object.assign(seats[7], { microphone: 'suspended', on_air: false, reason: 'too_fast', slow_down: true });
	const channels = structuredClone(CHANNELS);
	Object.assign(channels[4], { state: 'suspended', reason: 'too_fast', depth: 0 });
	Object.assign(channels[5], { state: 'floor', depth: 0 });
	return { channels, seats, plan: plan_of(channels, BOOTHS), alarms: [
		{ id: 3, code: 'silence', channel: 'ko', seat: 3, since_ms: 4000, seen: false },
		{ id: 2, code: 'line_lost', seat: 6, since_ms: 2000, seen: false },
		{ id: 1, code: 'full_disk', since_ms: 100, seen: true },
	] };
}

/** As many as the server takes. @returns {HouseParts} */
export function full_house() {
	const channels = [...structuredClone(CHANNELS), ...MORE.map((id) => ({ id, lang: id,
		name: new Intl.DisplayNames([id], { type: 'language' }).of(id) ?? id, state: 'live', depth: 1 }))];
	const booths = channels.slice(1).map(({ id }) => id);
	const { seats: [floor], alarms } = usual_house();
	const seats = [floor, ...Array.from({ length: 63 }, (_, i) => interpreter(i + 1,
		booths[Math.min(30, i >> 1)], i % 2 ? {} : { microphone: 'on', on_air: true, turn_ms: 5000 }))];
	return { channels, seats, plan: plan_of(channels, booths), alarms };
}

/** @param {{id: string}[]} channels @param {string[]} booths */
function plan_of(channels, booths) {
	return { type: 'plan', pivot: 'en', booths: booths.map((id) => ({ id, outputs: [id, 'en'] })),
		channels: channels.slice(1).map(({ id }) => ({ id, interlock: 'none', pass_through: 'idle' })) };
}

/** Levels as speech has them. @param {HouseParts} house @param {number} t */
function levels_at({ seats, channels }, t) {
	const level = (/** @type {number} */ n) => Math.round(-300 + 180 * Math.sin(t / 3 + n) +
		60 * Math.sin(t * 1.7 + 3 * n)) / 10;
	return { type: 'levels',
		seats: seats.filter(({ microphone }) => microphone === 'on')
			.map(({ seat }) => ({ seat, peak: level(seat) + 8, rms: level(seat) })),
		channels: channels.map(({ id }, at) => ({ id, peak: level(at) + 8, rms: level(at) })) };
}

/** @param {HouseParts} house @param {number} server_ms @param {number} s */
function figures_at({ seats, channels }, server_ms, s) {
	return { type: 'figures', server_ms, listeners: 312, tick: { longest_us: 2100, late: 0, skipped: 0 },
		seats: seats.filter(({ microphone }) => microphone === 'on').map(({ seat }) => ({ seat,
			loudness: -23 + seat % 5, delay_ms: 40 + seat, jitter_ms: seat === 5 ? 84 : 4 + seat % 3,
			buffered_ms: 30, packets: 50 * s, lost: seat === 5 ? 2 * s : 0, late: 0, concealed_ms: 0 })),
		channels: channels.map(({ id }, at) => ({ id, loudness: -23.1, bitrate: 47_800,
			delay_ms: 60 + at, listeners: { high: 120 - at, low: at, player: at % 2 } })) };
}

/** A stand-in that answers an operator as the server does. */
export class DeskStandIn extends StandIn {
	/** @param {HouseParts} [house] */
	constructor(house = usual_house()) {
		super({ web: WEB, channels: house.channels, spoken: true });
		this.house = house;
		for (const { id } of house.channels)
			if (!(id in PITCHES))
				this.mute.add(id);
		this.s = 0;
		/** @type {any} */
		this.floor_sound = { type: 'floor_sound', known: true, band_hz: 4000, narrow: true, clipping: false,
			level: 'low', noise: 'low' };
		this.recording = { type: 'recording', on: false, free_bytes: 81e9 };
		this.joined = (/** @type {{say: (message: object) => void, role: string}} */ listener) =>
			this.brief(listener);
	}

	/** @param {{say: (message: object) => void, role: string}} listener */
	brief(listener) {
		const { seats, plan } = this.house;
		listener.say({ type: 'seats', floor_language_by: 'Сараа', seats });
		listener.say(this.recording);
		if (listener.role !== 'operator')
			return;
		for (const message of [plan, this.floor_sound, { type: 'alarms', alarms: this.alarms() }])
			listener.say(message);
	}

	/** With times as if they had just happened. */
	alarms() {
		return this.house.alarms.map((alarm) => ({ ...alarm, since_ms: this.now_ms() - 1000 * alarm.id }));
	}

	/** One tenth of a second passes. @param {number} t */
	pass(t) {
		this.tell(levels_at(this.house, t));
		if (t % 10 === 0)
			this.tell(figures_at(this.house, this.now_ms(), this.s++));
	}

	/** Goes on by itself until stop(). */
	live() {
		let t = 0;
		this.clock = setInterval(() => this.pass(t++), 100);
	}

	async stop() {
		clearInterval(this.clock);
		await super.stop();
	}
}
