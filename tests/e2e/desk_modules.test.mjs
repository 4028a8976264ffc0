// SPDX-License-Identifier: Apache-2.0
/*
 * The desk's pure modules, without a browser: tables of what goes in and what must come out.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { floor_command, is_floor_link } from '../../client/web/booth/floor_link.js';
import { read_fragment } from '../../client/web/link/fragment.js';
import { aloud } from '../../client/web/operator/aloud.js';
import { asks_for, card_answered, card_refused } from '../../client/web/operator/cards.js';
import { add_marks, loss_of } from '../../client/web/operator/figures.js';
import { groups_of, incoming_depth, language_key, on_air_in } from '../../client/web/operator/house.js';
import { KEYS } from '../../client/web/operator/keys.js';
import { meter_step } from '../../client/web/operator/meters.js';
import { channel_sign, depth_words, seat_sign } from '../../client/web/operator/names.js';
import { news_of, ringing, verdict_of } from '../../client/web/operator/news.js';
import { qr_path } from '../../client/web/operator/qr.js';
import { changes_of, kept_edits, prepare, rules_message } from '../../client/web/operator/rules.js';
import { first_state, next_state } from '../../client/web/operator/state.js';
import { chat_message } from '../../client/web/operator/view_words.js';
import { WORDS } from '../../client/web/operator/words.js';
import { TONGUES } from '../../client/web/ui/language.js';
import { usual_house } from './support/full_house.mjs';

/** @typedef {import('../../client/web/operator/state.js').State} State */

const { channels, seats, plan, alarms } = usual_house();
const welcome = { type: 'welcome', session: 's', server_ms: 1, channels,
	event: { id: 'e', title: 'Tumen', floor_language: 'en' } };
const all_seats = { type: 'seats', floor_language_by: 'Сараа', seats };

/** The state after these messages, or other happenings. @param {...any} happenings @returns {State} */
const after = (...happenings) => [{ what: 'link', link: 'open' }, welcome, all_seats, plan,
	{ type: 'alarms', alarms }, ...happenings].map((happening) => (happening.what ? happening
	: { what: 'message', message: happening })).reduce(next_state, first_state());

describe('what the desk knows', () => {
	/** @type {[string, any[], (state: State) => unknown, unknown][]} */
	const rows = [
		['the event', [], ({ title, floor_language }) => [title, floor_language], ['Tumen', 'en']],
		['the floor language changed', [{ type: 'state', event: { floor_language: 'mn' } }],
			({ floor_language }) => floor_language, 'mn'],
		['the floor language is not known any more', [{ type: 'state', event: { floor_language: '' } }],
			({ floor_language }) => floor_language, null],
		['a channel comes whole: its reason is gone', [{ type: 'state', channels: [
			{ id: 'ru', lang: 'ru', name: 'Русский', state: 'live', depth: 1 }] }],
			({ channels }) => channels[4], { id: 'ru', lang: 'ru', name: 'Русский', state: 'live', depth: 1 }],
		['a seat that came', [{ type: 'seats', seats: [{ seat: 40, state: 'here', role: 'floor' }] }],
			({ seats }) => seats.length, seats.length + 1],
		['a seat that went', [{ type: 'seats', seats: [{ seat: 2, state: 'empty' }] }],
			({ seats }) => seats.some(({ seat }) => seat === 2), false],
		['who set the floor language, when nobody did', [{ type: 'seats', seats: [] }],
			({ floor_language_by }) => floor_language_by, null],
		['listeners by channel, only those that changed', [
			{ type: 'audience', channels: [{ id: 'ko', listeners: 3, recorded: false },
				{ id: 'mn', listeners: 4, recorded: true }] },
			{ type: 'audience', channels: [{ id: 'ko', listeners: 5, recorded: true }] }],
			({ audience }) => [audience.get('ko')?.listeners, audience.get('mn')?.listeners], [5, 4]],
		['words of interpreters are news', [{ type: 'chat', from: { role: 'interpreter', seat: 3 },
			to: 'operator', text: 'hm', server_ms: 1 }], ({ unread }) => unread, 1],
		['own words are not', [{ type: 'chat', from: { role: 'operator' }, to: 'booths', text: 'hm',
			server_ms: 1 }], ({ unread, words }) => [unread, words.length], [0, 1]],
		['they are read', [{ type: 'chat', from: { role: 'interpreter' }, to: 'operator', text: 'hm',
			server_ms: 1 }, { what: 'read' }], ({ unread }) => unread, 0],
		['an error of no message in particular', [{ type: 'error', code: 'busy', message: 'say it again' }],
			({ refused }) => refused, { number: 1, message: 'say it again' }],
		['more alarms than it was told', [{ type: 'alarms', alarms: [], left_out: 4 }],
			({ alarms_older }) => alarms_older, 4],
		['a new line begins anew', [welcome], ({ seats, alarms }) => [seats, alarms], [[], []]],
		['what it does not know', [{ type: 'weather' }], ({ title }) => title, 'Tumen'],
	];
	for (const [name, happenings, look, want] of rows)
		it(name, () => assert.deepEqual(look(after(...happenings)), want));

	it('keeps the last 200 words', () => {
		const many = Array.from({ length: 230 }, (_, i) => ({ type: 'announcement', text: String(i), server_ms: i }));
		assert.deepEqual(after(...many).words.map(({ text }) => text)[0], '30');
	});
});

describe('rules are prepared and committed', () => {
	const edits = { en: { interlock: /** @type {const} */ ('override') } };
	/** @type {[string, any[], any, boolean, string | null][]} */
	const rows = [
		['prepared', [{ what: 'edits', edits }], edits, false, null],
		['on their way', [{ what: 'edits', edits }, { what: 'commit' }], edits, true, null],
		['done: the server tells the new rules', [{ what: 'edits', edits }, { what: 'commit' },
			{ ...plan, channels: plan.channels.map((rule) => ({ ...rule, ...(rule.id === 'en' ? edits.en : {}) })) }],
			{}, false, null],
		['refused: they stay, with the reason', [{ what: 'edits', edits }, { what: 'commit' },
			{ type: 'error', code: 'busy', re: 'rules', message: 'later' }], edits, false, 'later'],
		['edited after that: the reason goes', [{ what: 'edits', edits },
			{ type: 'error', code: 'busy', re: 'rules', message: 'later' }, { what: 'edits', edits }],
			edits, false, null],
		['the line broke: they stay, to be committed again', [{ what: 'edits', edits }, { what: 'commit' },
			{ what: 'link', link: 'waiting' }], edits, false, null],
		['discarded', [{ what: 'edits', edits }, { what: 'discard' }], {}, false, null],
		['another operator did the same', [{ what: 'edits', edits }, { ...plan, channels: [
			{ id: 'en', interlock: 'override', pass_through: 'idle' }] }], {}, false, null],
	];
	for (const [name, happenings, want, committing, refused] of rows)
		it(name, () => {
			const state = after(...happenings);
			assert.deepEqual([state.edits, state.committing, state.edits_refused], [want, committing, refused]);
		});

	it('what is so already is no change', () => {
		const once = prepare({}, /** @type {any} */ (plan), 'ko', { pass_through: 'never' });
		assert.deepEqual(once, { ko: { pass_through: 'never' } });
		assert.deepEqual(prepare(once, /** @type {any} */ (plan), 'ko', { pass_through: 'idle' }), {});
		assert.deepEqual(prepare({}, null, 'ko', { pass_through: 'never' }), {});
		assert.deepEqual(kept_edits({ xx: { interlock: 'none' } }, /** @type {any} */ (plan)), {});
	});

	it('are one message, and one line each', () => {
		const both = { en: { interlock: /** @type {const} */ ('override') }, ko: { pass_through: /** @type {const} */ ('never') } };
		assert.deepEqual(rules_message(both), { type: 'rules', channels: [
			{ id: 'en', interlock: 'override' }, { id: 'ko', pass_through: 'never' }] });
		assert.deepEqual(changes_of(both, /** @type {any} */ (plan)), [
			{ channel: 'ko', field: 'pass_through', from: 'idle', to: 'never' },
			{ channel: 'en', field: 'interlock', from: 'none', to: 'override' }]);
	});
});

describe('who is where', () => {
	it('the floor first, then the booths as planned, empty ones too', () => {
		const groups = groups_of(after({ type: 'seats', seats: [{ seat: 1, state: 'empty' },
			{ seat: 2, state: 'empty' }, { seat: 50, state: 'here', role: 'interpreter', booth: 'xx' }] }));
		assert.deepEqual(groups.map(({ id, seats }) => [id, seats.map(({ seat }) => seat)]),
			[['floor', [0]], ['zh', []], ['ko', [3, 4]], ['mn', [5, 6]], ['ru', [7, 8]], ['xx', [50]]]);
	});
	it('knows whose voice is in a channel, and how deep what a console hears is', () => {
		const state = after();
		assert.deepEqual(on_air_in(state, 'ko').map(({ seat }) => seat), [3]);
		assert.deepEqual(on_air_in(state, 'floor').map(({ seat }) => seat), [0]);
		assert.deepEqual([seats[1], { ...seats[1], hears: 'ko' }, { ...seats[1], hears: 'xx' }]
			.map((seat) => incoming_depth(state, seat)), [0, 2, null]);
		assert.equal(depth_words('en', 5), 'relay ×2');
	});
	it('has a key for eighteen languages', () => assert.deepEqual([0, 8, 9, 17, 18].map(language_key),
		['Digit1', 'Digit9', 'Shift+Digit1', 'Shift+Digit9', null]));
	/** @type {[any, string, string][]} */
	const signs = [
		[{ state: 'lost', microphone: 'on' }, 'seat_lost', 'trouble'],
		[{ state: 'stalled', microphone: 'on' }, 'seat_stalled', 'trouble'],
		[{ state: 'here', microphone: 'on', on_air: true }, 'on_the_air', 'live'],
		[{ state: 'here', microphone: 'on', on_air: false }, 'mic_on', 'calm'],
		[{ state: 'here', microphone: 'cough', on_air: true }, 'mic_cough', 'calm'],
		[{ state: 'here', microphone: 'suspended' }, 'mic_suspended', 'trouble'],
		[{ state: 'here', microphone: 'muted' }, 'mic_muted', 'trouble'],
		[{ state: 'here' }, 'mic_off', 'dim'],
	];
	for (const [seat, word, tone] of signs)
		it(`${JSON.stringify(seat)} is ${word}`, () => {
			const sign = seat_sign(seat);
			assert.deepEqual([sign.word, sign.tone], [word, tone]);
		});
	it('has a word for every channel', () => assert.deepEqual(after().channels.map((channel) =>
		channel_sign(channel).word), ['state_spoken', 'state_live', 'state_live', 'state_live',
		'state_suspended', 'state_floor']));
});

describe('news', () => {
	it('what was not seen comes first, then calls and the lamp, then what was seen', () => {
		const news = news_of(after(), 'en');
		assert.deepEqual(news.map(({ key }) => key), ['alarm-3', 'alarm-2', 'call-3', 'lamp', 'alarm-1']);
		assert.deepEqual(news.map(({ text }) => text), ['한국어 · 박준호 (ko): on the air, but silent',
			'Анна Петрова (mn): line lost', '박준호 (ko) is calling you', 'Slow-down lamp is on: Игорь (ru)',
			'The disk for recordings is nearly full']);
		assert.deepEqual(news.map(({ message }) => message), [{ type: 'alarm_seen', id: 3 },
			{ type: 'alarm_seen', id: 2 }, { type: 'answer', seat: 3 }, { type: 'seen' }, null]);
	});
	it('an alarm that is over stays until it is seen', () => {
		const [news] = news_of(after({ type: 'alarms', alarms: [{ id: 9, code: 'nobody', channel: 'mn',
			since_ms: 1, until_ms: 2, seen: false }] }), 'en');
		assert.deepEqual([news.kind, news.press, news.text], ['over', 'alarm_seen', 'Монгол: nobody interprets · over']);
	});
	it("a newer server's alarm is shown by its own word", () => assert.equal(news_of(after({ type: 'alarms',
		alarms: [{ id: 9, code: 'flood', since_ms: 1, seen: false }] }), 'en')[0].text, 'The server (flood)'));
	it('rings for what was not seen and for calls', () =>
		assert.deepEqual(ringing(after()), ['alarm-3', 'alarm-2', 'call-3']));

	/** @type {[any, string][]} */
	const verdicts = [
		[null, 'Not enough heard yet to judge'],
		[{ known: false }, 'Not enough heard yet to judge'],
		[{ known: true, band_hz: 15_000, narrow: false, clipping: false, level: 'right', noise: 'low' },
			'The sound is good'],
		[{ known: true, band_hz: 4000, narrow: true, clipping: false, level: 'right', noise: 'low' },
			'This speaker’s sound stops at 4 kHz.'],
		[{ known: true, band_hz: 3500, narrow: true, clipping: true, level: 'low', noise: 'high' },
			'This speaker’s sound stops at 3.5 kHz. It is clipped. It is too quiet. The room is noisy.'],
		[{ known: true, band_hz: 20_000, narrow: false, clipping: false, level: 'high' }, 'It is too loud.'],
	];
	for (const [sound, want] of verdicts)
		it(want, () => assert.equal(verdict_of(sound, 'en').text, want));
});

describe('a screen reader is told', () => {
	const edits = { en: { interlock: /** @type {const} */ ('override') } };
	const ruled = { ...plan, channels: plan.channels.map((rule) => ({ ...rule, ...(rule.id === 'en' ? edits.en : {}) })) };
	const seat = (/** @type {number} */ number, /** @type {object} */ more) =>
		({ type: 'seats', floor_language_by: 'Сараа', seats: [{ ...seats[number], ...more }] });
	/** What happened before, what happens, and what is said of it. @type {[string, any[], any[], string[]][]} */
	const rows = [
		['nothing when nothing happens', [], [], []],
		['what the floor speaks now', [], [{ type: 'state', event: { floor_language: 'mn' } }], ['Floor speaks: Монгол']],
		['that nobody knows it', [], [{ type: 'state', event: { floor_language: '' } }], ['Floor speaks: Not known']],
		['who is muted', [], [seat(3, { microphone: 'muted' })], ['박준호 (ko): Muted by you']],
		['who is given back', [seat(3, { microphone: 'muted' })], [seat(3, { microphone: 'off' })], ['박준호 (ko): Off']],
		['not what is told at joining', [], [seat(40, { microphone: 'muted' })], []],
		['that it records', [{ type: 'recording', on: false }], [{ type: 'recording', on: true, since_ms: 1 }], ['Recording']],
		['that it does not any more', [{ type: 'recording', on: true }], [{ type: 'recording', on: false }],
			['The recording has stopped']],
		['how many changes are prepared', [], [{ what: 'edits', edits }], ['Changes prepared: 1']],
		['that they are in force', [{ what: 'edits', edits }, { what: 'commit' }], [ruled], ['The changes are in force']],
		['that they are discarded', [{ what: 'edits', edits }], [{ what: 'discard' }], ['Changes prepared: 0']],
		['a new alarm alone, not those before it', [], [{ type: 'alarms', alarms: [...alarms,
			{ id: 9, code: 'nobody', channel: 'mn', since_ms: 5000, seen: false }] }], ['Монгол: nobody interprets']],
		['that it is over', [], [{ type: 'alarms', alarms: [{ ...alarms[0], until_ms: 9 }, alarms[1], alarms[2]] }],
			['한국어 · 박준호 (ko): on the air, but silent · over']],
		['that it is seen', [], [{ type: 'alarms', alarms: [alarms[0], { ...alarms[1], seen: true }, alarms[2]] }],
			['Seen: Анна Петрова (mn): line lost']],
		['who calls', [], [seat(1, { call: 'calling' })], ['李伟 (zh) is calling you']],
		['that a call is answered', [], [seat(3, { call: 'answered' })], ['Answered: 박준호 (ko)']],
	];
	for (const [name, past, now, want] of rows)
		it(name, () => assert.deepEqual(aloud(after(...past), after(...past, ...now), 'en'), want));
	it('nothing of what is there on joining', () => assert.deepEqual(aloud(first_state(), after(), 'en'), []));
});

describe('figures', () => {
	const figures = (/** @type {number} */ packets, /** @type {number} */ lost) => /** @type {any} */ (
		{ seats: [{ seat: 1, packets, lost }] });
	const run = (/** @type {[number, number][]} */ rows) => rows.reduce((marks, [packets, lost]) =>
		add_marks(marks, figures(packets, lost)), new Map());
	it('loss is that of the last ten seconds', () => {
		assert.equal(loss_of(undefined), null);
		assert.equal(loss_of(run([[50, 0]]).get(1)), null);
		assert.equal(loss_of(run([[50, 0], [98, 2]]).get(1)), 4);
		assert.equal(loss_of(run([[50, 50], ...Array.from({ length: 12 }, (_, i) =>
			/** @type {[number, number]} */ ([100 + 50 * i, 50]))]).get(1)), 0);
	});
	it('a seat whose counters begin again is not lossy', () =>
		assert.equal(loss_of(run([[5000, 10], [50, 0], [100, 0]]).get(1)), 0));
	it('meters have half a dB a step', () => assert.deepEqual(
		[-127, -60, -59.5, -30, 0, 3, NaN, undefined].map((dbfs) => meter_step(/** @type {any} */ (dbfs))),
		[0, 0, 1, 60, 120, 120, 0, 0]));
});

describe('cards', () => {
	const asks = asks_for(['operator', 'interpreter', 'listener'], /** @type {any} */ (plan), 3600);
	it('an interpreter has one for each booth, in an order of use', () => assert.deepEqual(
		asks.map(({ role, booth }) => [role, booth]), [['listener', undefined], ['interpreter', 'zh'],
			['interpreter', 'ko'], ['interpreter', 'mn'], ['interpreter', 'ru'], ['operator', undefined]]));
	it('each answer belongs to the first question', () => {
		const cards = card_answered({ asks, made: [], failed: null }, { type: 'invitation', role: 'listener', path: '/' });
		assert.deepEqual([cards.asks.length, cards.made[0].ask.role], [5, 'listener']);
		const stray = card_answered(cards, { type: 'invitation', role: 'podium', path: '/' });
		assert.equal(stray, cards);
		assert.deepEqual(card_refused(cards, 'no'), { asks: [], made: cards.made, failed: 'no' });
	});
	/** @type {[string, string, string | null, string][]} */
	const floors = [
		['https:', '#role=floor', 'a.b-c_d', 'tumen-booth --role floor --server wss://hall.example.org --token a.b-c_d'],
		['http:', '#role=floor', null, 'tumen-booth --role floor --server ws://hall.example.org'],
		['https:', '#role=floor&name=Chair%27s%20$(x)', null,
			"tumen-booth --role floor --server wss://hall.example.org --name 'Chair'\\''s $(x)'"],
	];
	for (const [protocol, hash, token, want] of floors)
		it(`a floor microphone's says its command: ${protocol} ${hash}`, () => {
			const { fields } = read_fragment(hash);
			assert.deepEqual([is_floor_link(fields), floor_command({ protocol, host: 'hall.example.org' }, fields, token)],
				[true, want]);
		});
	it('an interpreter\'s is none for the floor', () =>
		assert.equal(is_floor_link(read_fragment('#booth=ko&name=floor').fields), false));
	it('a code is drawn with its quiet zone', () => assert.deepEqual(qr_path(['101', '011', '000']),
		{ size: 11, path: 'M4 4h1v1h-1zM6 4h1v1h-1zM5 5h2v1h-2z' }));
});

describe('chat', () => {
	for (const [to, want] of /** @type {[string, any][]} */ ([
		['booths', { type: 'chat', to: 'booths', text: 'x' }],
		['booth ko', { type: 'chat', to: 'booth', booth: 'ko', text: 'x' }],
		['operator', { type: 'chat', to: 'operator', text: 'x' }]]))
		it(to, () => assert.deepEqual(chat_message(to, 'x'), want));
});

describe('words and keys', () => {
	const tongues = /** @type {(keyof typeof TONGUES)[]} */ (Object.keys(TONGUES));
	it('are there in all five languages, with the same holes', () => {
		for (const [key, row] of Object.entries(WORDS)) {
			assert.deepEqual(Object.keys(row), tongues, key);
			const holes = new Set(Object.values(row).map((text) => text.split('{n}').length));
			assert.equal(holes.size, 1, `${key}: as many {n} in each`);
			for (const text of Object.values(row))
				assert.ok(text.trim() === text && text !== '', key);
		}
	});
	it('no key twice, none that a floor language has', () => {
		const chords = [...Object.values(KEYS), ...Array.from({ length: 18 }, (_, at) => language_key(at))];
		assert.equal(new Set(chords).size, chords.length);
	});
});
