// SPDX-License-Identifier: Apache-2.0
/*
 * The page's pure modules, without a browser: tables of what goes in and what must come out.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { choose_tongue, say, say_number } from '../../client/web/attendee/language.js';
import { Quality } from '../../client/web/attendee/quality.js';
import { wave_height } from '../../client/web/attendee/river.js';
import { DEFAULTS, parse_settings } from '../../client/web/attendee/settings.js';
import { announcements_of, brief_of, first_state, mix_of, moment_of, next_state, way_of,
	wish_of } from '../../client/web/attendee/state.js';
import { WORDS } from '../../client/web/attendee/words.js';
import { TONGUES } from '../../client/web/ui/language.js';
import { ClockWatch } from '../../client/web/engine/clockwatch.js';
import { Lag } from '../../client/web/engine/lag.js';
import { Backoff } from '../../client/web/link/backoff.js';
import { read_fragment } from '../../client/web/link/fragment.js';
import { Freshness } from '../../client/web/link/freshness.js';
import { socket_url } from '../../client/web/link/link.js';
import { Offset } from '../../client/web/link/offset.js';

/** @typedef {import('../../client/web/attendee/state.js').State} State */

describe('backoff', () => {
	it('doubles up to a ceiling, in the upper half by chance, and starts over', () => {
		const low = new Backoff(() => 0);
		assert.deepEqual([1, 2, 3, 4, 5, 6, 7].map(() => low.next_ms()),
			[200, 400, 800, 1600, 3200, 4000, 4000]);
		const high = new Backoff(() => 1);
		assert.deepEqual([high.next_ms(), high.next_ms(), high.next_ms(5000)], [400, 800, 6600]);
		high.reset();
		assert.equal(high.next_ms(), 400);
	});
});

describe('offset', () => {
	it('believes the quickest of the last exchanges', () => {
		const offset = new Offset();
		assert.equal(offset.best(), null);
		offset.add(1000, 51_100, 1200); // 100 each way
		offset.add(2000, 52_010, 2040); // quicker: says 49,990
		offset.add(3000, 53_900, 4000);
		assert.deepEqual(offset.best(), { round_trip_ms: 40, offset_ms: 49_990 });
		for (let i = 0; i < 8; i++)
			offset.add(5000, 55_050, 5100);
		assert.deepEqual(offset.best(), { round_trip_ms: 100, offset_ms: 50_000 });
	});

	it('takes no nonsense', () => {
		const offset = new Offset();
		offset.add(1000, 5000, 900);
		offset.add(NaN, 5000, 900);
		offset.add(1000, /** @type {any} */ (undefined), 1100);
		assert.equal(offset.best(), null);
	});
});

describe('a link\'s fragment', () => {
	for (const [hash, channel, fields] of /** @type {[string, string | null, string][]} */ ([
		['', null, ''],
		['#', null, ''],
		['#ko', 'ko', ''],
		['#ko&token=a.b-c_d', 'ko', 'token=a.b-c_d'],
		['#token=x&ko', 'ko', 'token=x'],
		['#booth=ko&name=%EA%B9%80&token=x', null, 'booth=ko&name=%EA%B9%80&token=x'],
		['#%E0%A4%A', '%E0%A4%A', ''],
	]))
		it(`reads ${hash}`, () => {
			const read = read_fragment(hash);
			assert.deepEqual([read.channel, read.fields.toString()], [channel, fields]);
		});
});

describe('freshness', () => {
	/** @param {number} timestamp_ms @param {number} [ssrc] */
	const rtp = (timestamp_ms, ssrc = 1) => {
		const view = new DataView(new ArrayBuffer(12));
		view.setUint32(4, (timestamp_ms * 48) >>> 0);
		view.setUint32(8, ssrc);
		return view;
	};
	/** Packets [captured at, arrived at] in ms; which were fresh. @param {number[][]} packets */
	const run = (packets) => {
		const freshness = new Freshness();
		return packets.map(([at, arrival]) => (freshness.fresh(rtp(at), arrival) ? 'f' : 's')).join('');
	};
	const live = Array.from({ length: 50 }, (_, i) => [i * 20, i * 20 + 70 + i % 5]);

	/** @type {[string, number[][], RegExp][]} */
	const rows = [
		['a live line', live, /^f+$/],
		['late, but within what the jitter buffer follows',
			[...live, [1000, 1800], [1020, 1801]], /^f+$/],
		['half a minute at once after a sleep: only the last second of it',
			[...live, ...Array.from({ length: 1500 }, (_, i) => [1000 + i * 20, 31_000])],
			/^f{50}s+f{50,56}$/],
		['timestamps that jump ahead', [...live, [500_000, 1100], [500_020, 1120]], /^f+$/],
		['timestamps that jump back: stale for a while, then taken as they are',
			[...live, ...Array.from({ length: 200 }, (_, i) => [i * 20 - 900_000, 902_000 + i * 20])],
			/^f{50}s{99,101}f+$/],
		['a clock that runs 200 ppm slow for hours',
			Array.from({ length: 4000 }, (_, i) => [i * 10_000, i * 10_002]), /^f+$/],
		['the wrap of the timestamp', Array.from({ length: 100 }, (_, i) =>
			[2 ** 32 / 48 - 1000 + i * 20, i * 20]), /^f+$/],
	];
	for (const [name, packets, want] of rows)
		it(name, () => assert.match(run(packets), want));

	it('judges each stream by itself', () => {
		const freshness = new Freshness();
		assert.ok(freshness.fresh(rtp(0, 1), 100));
		assert.ok(freshness.fresh(rtp(0, 2), 9000));
		assert.ok(!freshness.fresh(rtp(20, 1), 9000));
		freshness.reset();
		assert.ok(freshness.fresh(rtp(40, 1), 9000));
	});
});

describe('clock watch', () => {
	/** Looks once a second at a clock of that pace. @param {number} pace @param {number} [seconds] */
	const watch = (pace, seconds = 10) => {
		const clock = new ClockWatch();
		return Array.from({ length: seconds }, (_, s) => clock.sound(7 + s * pace, s * 1000)).every(Boolean);
	};
	it('trusts a clock that runs, and not one that stands or lies about its rate', () => {
		assert.equal(watch(1), true);
		assert.equal(watch(0.995), true);
		assert.equal(watch(0), false);
		assert.equal(watch(44_100 / 48_000 * 0.97), false);
		assert.equal(watch(48_000 / 24_000), false);
	});
	it('takes a sleep of the browser for what it is', () => {
		const clock = new ClockWatch();
		assert.ok(clock.sound(1, 1000));
		assert.ok(clock.sound(2, 2000));
		assert.ok(clock.sound(2.1, 60_000));
		assert.ok(clock.sound(6.1, 64_000));
	});
});

describe('quality', () => {
	/** Ten looks a second, `missing` of every 50 packets. @param {Quality} quality
	 * @param {{from_s: number, to_s: number, missing: number}} line */
	const run = (quality, { from_s, to_s, missing }) => {
		let rendition = quality.rendition;
		for (let s = from_s; s < to_s; s += 0.1)
			rendition = quality.look(s * 1000, { packets: Math.round(s * (50 - missing)),
				missing: Math.round(s * missing), breaks: 0 });
		return rendition;
	};
	it('stays high on a good line and goes low on a poor one', () => {
		assert.equal(run(new Quality(), { from_s: 0, to_s: 60, missing: 1 }), 'high');
		assert.equal(run(new Quality(), { from_s: 0, to_s: 6, missing: 5 }), 'low');
	});
	it('tries high again after a while, and waits longer each time', () => {
		const quality = new Quality();
		assert.equal(run(quality, { from_s: 0, to_s: 6, missing: 5 }), 'low');
		assert.equal(run(quality, { from_s: 6, to_s: 30, missing: 0 }), 'low');
		assert.equal(run(quality, { from_s: 30, to_s: 45, missing: 0 }), 'high');
		quality.restart();
		assert.equal(run(quality, { from_s: 45, to_s: 52, missing: 9 }), 'low');
		quality.restart();
		assert.equal(run(quality, { from_s: 52, to_s: 100, missing: 0 }), 'low');
		assert.equal(run(quality, { from_s: 100, to_s: 125, missing: 0 }), 'high');
	});
	it('counts running dry as poor', () => {
		const quality = new Quality();
		quality.look(0, { packets: 0, missing: 0, breaks: 0 });
		assert.equal(quality.look(6000, { packets: 300, missing: 0, breaks: 3 }), 'low');
	});
	it('begins anew with another engine', () => {
		const quality = new Quality();
		quality.look(0, { packets: 1000, missing: 0, breaks: 0 });
		assert.equal(quality.look(6000, { packets: 10, missing: 0, breaks: 5 }), 'high');
	});
});

describe('lag', () => {
	it('is the median, and keeps still for a difference nobody needs to see', () => {
		const lag = new Lag();
		assert.equal(lag.add(2000, 500, 2400), 100);
		assert.equal(lag.add(2100, 500, 2498), 100);
		for (let i = 0; i < 40; i++)
			lag.add(3000, 500, 3350);
		assert.equal(lag.add(3000, 500, 3350), 150);
		lag.reset();
		assert.equal(lag.add(0, 0, 50), 0);
	});
});

describe('settings', () => {
	/** @type {[string | null, Partial<typeof DEFAULTS>][]} */
	const rows = [
		[null, {}],
		['', {}],
		['not json', {}],
		['null', {}],
		['[1,2]', {}],
		['{"volume":0.5,"choice":"ko"}', { volume: 0.5, choice: 'ko' }],
		['{"volume":2,"delay_s":"3","quality":"best","bundle":1,"choice":""}', {}],
		['{"delay_s":9.5,"bundle":true,"stranger":1}', { delay_s: 9.5, bundle: true }],
	];
	for (const [text, want] of rows)
		it(`reads ${text}`, () => assert.deepEqual(parse_settings(text), { ...DEFAULTS, ...want }));
});

describe('state', () => {
	const channels = /** @type {any[]} */ ([
		{ id: 'floor', lang: '', name: 'Original', state: 'floor', depth: 0 },
		{ id: 'ko', lang: 'ko', name: '한국어', state: 'live', depth: 1 },
		{ id: 'mn', lang: 'mn', name: 'Монгол', state: 'suspended', depth: 0, reason: 'sound' },
		{ id: 'ru', lang: 'ru', name: 'Русский', state: 'floor', depth: 0 },
	]);
	const ability = /** @type {const} */ ({ way: 'engine', secure: true });
	/** @param {...any} happenings */
	const after = (...happenings) => /** @type {State} */ ([
		{ what: 'link', link: 'open' },
		{ what: 'message', message: { type: 'welcome', session: 's', server_ms: 1, channels,
			event: { id: 'e', title: 'Tumen' } } },
		...happenings,
	].reduce((state, happening) => next_state(state, /** @type {any} */ (happening)),
		first_state(ability, DEFAULTS, null)));
	const playing = [{ what: 'sound', sound: 'running' }, { what: 'sounding', sounding: true }];

	it('puts the languages before the original', () =>
		assert.deepEqual(after().channels.map(({ id }) => id), ['ko', 'mn', 'ru', 'floor']));

	/** @type {[string, any[], (string | null)[]][]} */
	const wishes = [
		['nothing before a choice', [], [null, null]],
		['what was chosen', [{ what: 'choose', channel: 'ko' }], ['ko', null]],
		['nothing after stop', [{ what: 'choose', channel: 'ko' }, { what: 'listen', listening: false }],
			[null, null]],
		['no channel that the event does not have', [{ what: 'choose', channel: 'xx' }], [null, null]],
		['the floor underneath', [{ what: 'choose', channel: 'ko' },
			{ what: 'settings', settings: { underneath: 0.3 } }], ['ko', 'floor']],
		['no floor under the floor', [{ what: 'choose', channel: 'floor' },
			{ what: 'settings', settings: { underneath: 0.3 } }], ['floor', null]],
		['nor under a channel that carries it', [{ what: 'choose', channel: 'ru' },
			{ what: 'settings', settings: { underneath: 0.3 } }], ['ru', null]],
	];
	for (const [name, happenings, voices] of wishes)
		it(`asks for ${name}`, () => assert.deepEqual(wish_of(after(...happenings)).voices, voices));

	it('asks for the rendition that was set, or the one that auto has settled on', () => {
		assert.equal(wish_of(after()).rendition, 'high');
		assert.equal(wish_of(after({ what: 'rendition', rendition: 'low' })).rendition, 'low');
		assert.equal(wish_of(after({ what: 'rendition', rendition: 'low' },
			{ what: 'settings', settings: { quality: 'high' } })).rendition, 'high');
		assert.equal(wish_of(after({ what: 'settings', settings: { bundle: true } })).bundle, 2);
	});

	it('mixes by the sliders', () => assert.deepEqual(
		mix_of(after({ what: 'choose', channel: 'ko' },
			{ what: 'settings', settings: { volume: 0.5, underneath: 0.5, delay_s: 1.25 } })),
		{ volume: 0.25, gains: [1, 0.25], delay_ms: 1250 }));

	const change = (/** @type {any} */ channel) =>
		({ what: 'message', message: { type: 'state', channels: [channel] } });
	const ko = { what: 'choose', channel: 'ko' };
	/** @type {[string, any[], string, string | null][]} */
	const moments = [
		['connecting', [{ what: 'link', link: 'connecting' }], 'reconnecting', null],
		['lost', [{ what: 'link', link: 'waiting' }], 'reconnecting', null],
		['full', [{ what: 'link', link: 'full' }], 'full', null],
		['refused', [{ what: 'link', link: 'refused' }], 'refused', 'retry'],
		['a PIN is needed', [{ what: 'link', link: 'refused' }, { what: 'door', door: 'asked' }], 'pin', null],
		['a PIN is tried', [{ what: 'link', link: 'refused' }, { what: 'door', door: 'wrong' },
			{ what: 'link', link: 'connecting' }], 'pin', null],
		['lost while a PIN is tried', [{ what: 'door', door: 'wrong' }, { what: 'link', link: 'waiting' }],
			'reconnecting', null],
		['the PIN was right', [{ what: 'door', door: 'wrong' }, { what: 'link', link: 'open' }], 'choose', null],
		['taken', [{ what: 'link', link: 'taken' }], 'taken', 'retry'],
		['nothing chosen', [], 'choose', null],
		['stopped', [ko, { what: 'listen', listening: false }], 'ready', 'listen'],
		['forbidden', [ko, { what: 'sound', sound: 'blocked' }], 'blocked', 'listen'],
		['a call', [ko, { what: 'sound', sound: 'interrupted' }], 'interrupted', 'listen'],
		['broken', [ko, { what: 'sound', sound: 'failed' }], 'failed', 'listen'],
		['starting', [ko, { what: 'sound', sound: 'starting' }], 'starting', 'stop'],
		['no packet yet', [ko, { what: 'sound', sound: 'running' }], 'waiting', 'stop'],
		['live', [ko, ...playing], 'direct', 'stop'],
		['relay', [ko, ...playing, change({ id: 'ko', depth: 2 })], 'relay', 'stop'],
		['relay of relay', [ko, ...playing, change({ id: 'ko', depth: 3 })], 'relay_twice', 'stop'],
		['pass-through', [{ what: 'choose', channel: 'ru' }, ...playing], 'floor', 'stop'],
		['the floor', [{ what: 'choose', channel: 'floor' }, ...playing], 'floor', 'stop'],
		['suspended', [{ what: 'choose', channel: 'mn' }, ...playing], 'suspended_sound', 'stop'],
		['suspended without a reason', [ko, ...playing, change({ id: 'ko', state: 'suspended', reason: 'other' })],
			'suspended', 'stop'],
		['idle', [ko, ...playing, change({ id: 'ko', state: 'idle' })], 'idle', 'stop'],
		['a silent hall', [{ what: 'choose', channel: 'floor' }, ...playing,
			change({ id: 'floor', state: 'idle' })], 'floor_idle', 'stop'],
		['a channel that is gone', [{ what: 'choose', channel: 'xx' }], 'choose', null],
	];
	for (const [name, happenings, word, tap] of moments)
		it(`says: ${name}`, () => {
			const moment = moment_of(after(...happenings));
			assert.deepEqual([moment.word, moment.tap], [word, tap]);
		});

	it('says connecting only the first time', () =>
		assert.equal(moment_of(first_state(ability, DEFAULTS, null)).word, 'connecting'));

	it('forgets the reason when a channel goes on', () => {
		const state = after(change({ id: 'mn', state: 'live', depth: 1 }));
		assert.equal(state.channels.find(({ id }) => id === 'mn')?.reason, undefined);
	});

	/** @param {string} text its place in the alphabet is its id @param {number} wall_ms
	 * @param {string[]} [channels] */
	const said = (text, wall_ms, channels) => ({ what: 'message', wall_ms,
		message: { type: 'announcement', id: text.charCodeAt(0) - 96, text, server_ms: wall_ms, channels } });
	/** @param {number[]} ids */
	const over = (...ids) => ({ what: 'message', wall_ms: 9, message: { type: 'announcement_over', ids } });
	/** Joins again at 20 o'clock. @param {any[]} standing */
	const again = (...standing) => ({ what: 'message', wall_ms: 20, message: { type: 'welcome', event: {},
		channels: [], server_ms: 20, announcements: standing.map(({ message: { id, text, server_ms, channels } }) =>
			({ id, text, server_ms, channels })) } });
	const three = [said('a', 1), said('b', 2, ['ko', 'ru']), said('c', 3, ['mn'])];
	/** @type {[string, any[], string | undefined, string][]} */
	const boards = [
		['nothing', [], undefined, ''],
		['only what is for everybody before a choice', three, 'a', ''],
		['also what is for the own channel', [...three, ko], 'b', 'a'],
		['and for no other', [...three, { what: 'choose', channel: 'mn' }], 'c', 'a'],
		['nothing new once it is dismissed', [...three, ko, { what: 'dismiss' }], undefined, 'ba'],
		['what came after that', [...three, ko, { what: 'dismiss' }, said('d', 4)], 'd', 'ba'],
		['what was read before in another channel, there too', [...three, { what: 'dismiss' }, ko], 'b', 'a'],
		['nothing when it is over', [said('a', 1), over(1)], undefined, 'a'],
		['the one before it, which stands', [...three, ko, over(2)], 'a', 'b'],
		['not the one before it, which was read', [said('a', 1), { what: 'dismiss' }, said('b', 2), over(2)],
			undefined, 'ba'],
		['to who comes later', [again(said('a', 1))], 'a', ''],
		['once to who comes back', [said('a', 1), again(said('a', 1))], 'a', ''],
		['nothing to who has read it and comes back', [said('a', 1), { what: 'dismiss' }, again(said('a', 1))],
			undefined, 'a'],
		['what was said meanwhile', [said('a', 1), again(said('a', 1), said('b', 2))], 'b', 'a'],
		['nothing when it was over meanwhile', [said('a', 1), again()], undefined, 'a'],
		['the last twenty', Array.from({ length: 25 }, (_, i) => said(String.fromCharCode(97 + i), i + 1)),
			'y', 'xwvutsrqponmlkjihgf'],
	];
	for (const [name, happenings, shown, earlier] of boards)
		it(`announces: ${name}`, () => {
			const board = announcements_of(after(...happenings));
			assert.deepEqual([board.shown?.text, board.earlier.map(({ text }) => text).join('')],
				[shown, earlier]);
		});

	it('has no plain stream in an event with a PIN', () => {
		/** @param {any} access */
		const way = (access) => way_of({ ...after({ what: 'event', event: { access } }),
			ability: { way: 'plain', secure: false } });
		assert.deepEqual([undefined, 'open', 'pin', 'some_word'].map(way), ['plain', 'plain', 'none', 'none']);
		assert.equal(way_of(after({ what: 'event', event: { access: 'pin' } })), 'engine');
	});

	it('has a word for every channel', () => assert.deepEqual(after().channels.map(brief_of),
		['brief_live', 'brief_suspended', 'brief_floor', 'brief_spoken']));
});

describe('words', () => {
	const tongues = /** @type {(keyof typeof TONGUES)[]} */ (Object.keys(TONGUES));
	it('are there in all five languages, none twice by mistake', () => {
		for (const [key, row] of Object.entries(WORDS)) {
			assert.deepEqual(Object.keys(row), tongues, key);
			const texts = Object.values(row);
			for (const text of texts)
				assert.ok(text.trim() === text && text !== '', key);
			const holes = new Set(texts.map((text) => text.includes('{n}')));
			assert.equal(holes.size, 1, `${key}: {n} in all or in none`);
		}
	});
	it('are in the right script', () => {
		const scripts = { zh: /\p{Script=Han}/u, ko: /\p{Script=Hangul}/u, mn: /\p{Script=Cyrillic}/u,
			ru: /\p{Script=Cyrillic}/u, en: /[a-z]/i };
		for (const [key, row] of Object.entries(WORDS))
			for (const tongue of tongues)
				if (!/^\{n\} ?(%|ms)$/.test(row[tongue]))
					assert.match(row[tongue], scripts[tongue], `${key} ${tongue}`);
	});
	/** @type {[string | null, string[], string][]} */
	const choices = [
		[null, ['ko-KR', 'en'], 'ko'],
		[null, ['de', 'ru-RU'], 'ru'],
		[null, ['zh-Hant-TW'], 'zh'],
		[null, ['fr'], 'en'],
		[null, [], 'en'],
		['mn', ['ko'], 'mn'],
		['xx', ['ko'], 'ko'],
	];
	for (const [kept, preferred, want] of choices)
		it(`${kept} and [${preferred}] is ${want}`, () =>
			assert.equal(choose_tongue(kept, preferred), want));
	it('take numbers as the language writes them', () => {
		assert.equal(say('ru', 'seconds', say_number('ru', 1.5, 1)), '1,5 с');
		assert.equal(say('en', 'ms', say_number('en', 112)), '112 ms');
	});
});

describe('small things', () => {
	it('the socket is where the page is', () => {
		assert.equal(socket_url({ protocol: 'https:', host: 'a.example' }), 'wss://a.example/ws');
		assert.equal(socket_url({ protocol: 'http:', host: 'localhost:8080' }), 'ws://localhost:8080/ws');
	});
	it('the wave rises with the level', () => {
		assert.equal(wave_height(-100), 0);
		assert.equal(wave_height(0), 1);
		assert.ok(wave_height(-20) > wave_height(-30));
	});
});
