// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's page without a browser: which key does what, what a message of the server makes
 * of the state, what is seen of it, and what a screen reader says.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { booths_of } from '../../client/web/booth/booths.js';
import { effect_of, greetings, handover_step } from '../../client/web/booth/commands.js';
import { csv_of } from '../../client/web/booth/csv.js';
import { ROWS, marks, row_of } from '../../client/web/booth/keys.js';
import { news_of } from '../../client/web/booth/news.js';
import { air_of, choices_of, floor_key_of, handing_of, level_of, people_of, person_of, pressing, sign_of,
	turn_of, warnings_of } from '../../client/web/booth/picture.js';
import { ring_amplitude } from '../../client/web/booth/ring.js';
import { DEFAULTS, gain_of, parse_settings } from '../../client/web/booth/settings.js';
import { NO_FACTS, ear_of, first_state, may_send, next_state } from '../../client/web/booth/state.js';
import { WORDS, say } from '../../client/web/booth/words.js';
import { TONGUES } from '../../client/web/ui/language.js';

/** @typedef {import('../../client/web/booth/keys.js').Command} Command */
/** @typedef {import('../../client/web/booth/state.js').Happening} Happening */
/** @typedef {import('../../client/web/booth/state.js').State} State */

const CHANNELS = [
	{ id: 'floor', lang: '', name: 'Original', state: 'live', depth: 0, delay_ms: 40 },
	{ id: 'zh', lang: 'zh', name: '中文', state: 'live', depth: 2, delay_ms: 160 },
	{ id: 'mn', lang: 'mn', name: 'Монгол', state: 'live', depth: 1, delay_ms: 80 },
	{ id: 'ru', lang: 'ru', name: 'Русский', state: 'suspended', depth: 0, reason: 'sound' },
	{ id: 'ko', lang: 'ko', name: '한국어', state: 'idle', depth: 0 },
	{ id: 'en', lang: 'en', name: 'English', state: 'floor', depth: 0, delay_ms: 41 },
];
const WELCOME = { type: 'welcome', session: 'u1', server_ms: 5000, channels: CHANNELS,
	event: { id: 'x', title: 'Dialogue', floor_language: 'en' } };
const CONSOLE = { type: 'console', seat: 3, microphone: 'off', on_air: false, output: 'a',
	outputs: { a: 'mn', b: 'en' }, floor_key: 'floor', hears: 'floor',
	offered: ['floor', 'zh', 'ru', 'ko', 'en'], handover: { state: 'none' } };
const OWN = { seat: 3, state: 'here', role: 'interpreter', booth: 'mn', name: 'Bat', microphone: 'off',
	on_air: false, slow_down: false, call: 'none', consents: false };
const MATE = { ...OWN, seat: 4, name: 'Saraa' };
const AT_MS = 1_000_000; // by the page's clock; the server's is then 5000

/** @param {State} state @param {...any} happenings */
const after = (state, ...happenings) => happenings.reduce((now, happening) => next_state(now,
	happening.type ? { what: 'message', message: happening, wall_ms: AT_MS } : happening), state);

const FIRST = first_state({ secure: true, can_choose_output: true }, { ...DEFAULTS, booth: 'mn' });
const INSIDE = after(FIRST, { what: 'join', consents: true, booth: 'mn' }, { what: 'link', link: 'open' },
	WELCOME, CONSOLE, { type: 'seats', seats: [OWN, MATE] },
	{ what: 'facts', facts: { ...NO_FACTS, microphone: 'running', running: true } });

/** @param {object} fields @param {State} [state] */
const with_console = (fields, state = INSIDE) => after(state, { ...CONSOLE, ...fields });
const ON = after(with_console({ microphone: 'on', on_air: true }),
	{ type: 'seats', seats: [{ ...OWN, microphone: 'on', on_air: true, turn_ms: 4000 }] });

const BLOCKED = { what: 'facts', facts: { ...NO_FACTS, microphone: 'running', blocked: true } };
const ASLEEP = after(ON, BLOCKED); // as after a reload

describe('keys', () => {
	/** @param {string} key @param {string} code @param {object} [held] */
	const stroke = (key, code, held = {}) => ({ key, code, shiftKey: false, ctrlKey: false,
		altKey: false, metaKey: false, isComposing: false, ...held });

	/** @type {[string, any, any, any][]} */
	const table = [
		['m', stroke('m', 'KeyM'), 'open', { do: 'microphone' }],
		['M with the caps lock', stroke('M', 'KeyM'), 'open', { do: 'microphone' }],
		['t with the caps lock is not a take-over', stroke('T', 'KeyT'), 'open', null],
		['Shift T', stroke('T', 'KeyT', { shiftKey: true }), 'open', { do: 'take' }],
		['Shift T with the caps lock', stroke('t', 'KeyT', { shiftKey: true }), 'open', { do: 'take' }],
		['m while writing', stroke('m', 'KeyM'), 'text', null],
		['m while a dialog is open', stroke('m', 'KeyM'), 'dialog', null],
		['F9 while writing', stroke('F9', 'F9'), 'text', { do: 'microphone' }],
		['m on a button', stroke('m', 'KeyM'), 'control', { do: 'microphone' }],
		['Enter', stroke('Enter', 'Enter'), 'open', { do: 'chat' }],
		['Enter on a button presses that', stroke('Enter', 'Enter'), 'control', null],
		['Ctrl C copies', stroke('c', 'KeyC', { ctrlKey: true }), 'open', null],
		['Alt and a letter', stroke('m', 'KeyM', { altKey: true }), 'open', null],
		['a letter being composed', stroke('m', 'KeyM', { isComposing: true }), 'open', null],
		['m of a Russian keyboard', stroke('ь', 'KeyM'), 'open', { do: 'microphone' }],
		['m of a Korean keyboard', stroke('ㅡ', 'KeyM'), 'open', { do: 'microphone' }],
		['m under an input method', stroke('Process', 'KeyM'), 'open', { do: 'microphone' }],
		['Shift T of a Russian keyboard', stroke('Е', 'KeyT', { shiftKey: true }), 'open', { do: 'take' }],
		['the 2 of a Mongolian keyboard', stroke('-', 'Digit2'), 'open', { do: 'digit', digit: 2 }],
		['6 of the number pad', stroke('6', 'Numpad6'), 'open', { do: 'digit', digit: 6 }],
		['`', stroke('`', 'Backquote'), 'open', { do: 'cough', on: true }],
		['an AZERTY A', stroke('a', 'KeyQ'), 'open', { do: 'output', output: 'a' }],
		['{', stroke('{', 'BracketLeft', { shiftKey: true }), 'open',
			{ do: 'turn_knob', knob: 'own', step: -1 }],
		['?', stroke('?', 'Slash', { shiftKey: true }), 'open', { do: 'help' }],
		['a key of nobody', stroke('q', 'KeyQ'), 'open', null],
	];
	for (const [name, pressed, focus, want] of table)
		it(name, () => assert.deepEqual(row_of(pressed, focus)?.command ?? null, want));

	it('no key has two meanings', () => {
		const keys = ROWS.flatMap((row) => row.keys);
		assert.equal(new Set(keys).size, keys.length);
		const codes = ROWS.flatMap((row) => row.codes?.split(' ') ?? []);
		assert.equal(new Set(codes).size, codes.length);
	});

	it('every key has its line in the help', () => {
		const lines = new Map(marks());
		assert.deepEqual(lines.get('key_microphone'), ['F9', 'M']);
		assert.deepEqual(lines.get('key_incoming'), ['1–9']);
		assert.ok(ROWS.every(({ word }) => lines.has(word)));
	});
});

describe('what a key says to the server', () => {
	/** @type {[string, State, Command, object[]][]} */
	const table = [
		['microphone, off', INSIDE, { do: 'microphone' }, [{ type: 'microphone', on: true }]],
		['microphone, on', ON, { do: 'microphone' }, [{ type: 'microphone', on: false }]],
		['microphone, coughing', with_console({ microphone: 'cough' }), { do: 'microphone' },
			[{ type: 'microphone', on: false }]],
		['microphone, on and asleep: it wakes', ASLEEP, { do: 'microphone' }, []],
		['microphone, off while the browser forbids sound', after(INSIDE, BLOCKED), { do: 'microphone' },
			[{ type: 'microphone', on: true }]],
		['microphone, suspended', with_console({ microphone: 'suspended' }), { do: 'microphone' },
			[{ type: 'microphone', on: true }]],
		['cough', ON, { do: 'cough', on: true }, [{ type: 'cough', on: true }]],
		['cough again while held', after(ON, { what: 'cough', held: true }), { do: 'cough', on: true }, []],
		['cough let go', after(ON, { what: 'cough', held: true }), { do: 'cough', on: false },
			[{ type: 'cough', on: false }]],
		['let go of nothing', ON, { do: 'cough', on: false }, []],
		['output B', INSIDE, { do: 'output', output: 'b' }, [{ type: 'output', output: 'b' }]],
		['an output that the booth does not have', INSIDE, { do: 'output', output: 'c' }, []],
		['floor key', INSIDE, { do: 'floor_key' }, [{ type: 'incoming' }]],
		['1', INSIDE, { do: 'digit', digit: 1 }, [{ type: 'incoming', channel: 'zh' }]],
		['2 is the own output', INSIDE, { do: 'digit', digit: 2 }, []],
		['6 is the floor itself', INSIDE, { do: 'digit', digit: 6 }, [{ type: 'incoming', channel: 'floor' }]],
		['7 is nothing', INSIDE, { do: 'digit', digit: 7 }, []],
		['2, asked for a reason', after(INSIDE, { what: 'ask', asking: 'reason' }), { do: 'digit', digit: 2 },
			[{ type: 'cannot_interpret', on: true, reason: 'too_fast' }]],
		['2, asked for a language', after(INSIDE, { what: 'ask', asking: 'language' }),
			{ do: 'digit', digit: 2 }, [{ type: 'floor_language', language: 'mn' }]],
		['none of the languages', INSIDE, { do: 'language', language: null }, [{ type: 'floor_language' }]],
		['handover, standing by', INSIDE, { do: 'handover' }, [{ type: 'handover', step: 'request' }]],
		['handover, on the air', ON, { do: 'handover' }, [{ type: 'handover', step: 'offer' }]],
		['take', INSIDE, { do: 'take' }, [{ type: 'handover', step: 'take' }]],
		['take what is ours', ON, { do: 'take' }, []],
		['cancel nothing', INSIDE, { do: 'cancel' }, []],
		['cancel a handover', with_console({ handover: { state: 'offered', from: 4 } }), { do: 'cancel' },
			[{ type: 'handover', step: 'cancel' }]],
		['cancel a question first', after(with_console({ handover: { state: 'offered', from: 4 } }),
			{ what: 'ask', asking: 'reason' }), { do: 'cancel' }, []],
		['slow down', INSIDE, { do: 'slow_down' }, [{ type: 'slow_down', on: true }]],
		['slow down no more', after(INSIDE, { type: 'seats', seats: [{ ...OWN, slow_down: true }] }),
			{ do: 'slow_down' }, [{ type: 'slow_down', on: false }]],
		['cannot interpret asks why', INSIDE, { do: 'cannot' }, []],
		['can again', with_console({ microphone: 'suspended' }), { do: 'cannot' },
			[{ type: 'cannot_interpret', on: false }]],
		['call', INSIDE, { do: 'call' }, [{ type: 'call_operator', on: true }]],
		['call no more', after(INSIDE, { type: 'seats', seats: [{ ...OWN, call: 'answered' }] }),
			{ do: 'call' }, [{ type: 'call_operator', on: false }]],
		['consent', INSIDE, { do: 'consent' }, [{ type: 'consent', recording: true }]],
		['before there is a console', FIRST, { do: 'microphone' }, []],
	];
	for (const [name, state, command, want] of table)
		it(name, () => assert.deepEqual(effect_of(state, command).say ?? [], want));

	/** @type {[object, boolean, string | null][]} */
	const steps = [
		[{ state: 'none' }, true, 'offer'],
		[{ state: 'none' }, false, 'request'],
		[{ state: 'offered', from: 3 }, true, null],
		[{ state: 'offered', from: 4 }, false, 'accept'],
		[{ state: 'requested', to: 3 }, false, null],
		[{ state: 'requested', to: 4 }, true, 'accept'],
		[{ state: 'countdown', from: 3, to: 4 }, true, 'accept'],
		[{ state: 'countdown', from: 4, to: 3 }, false, 'accept'],
	];
	for (const [handover, on_air, want] of steps)
		it(`the handover key in ${JSON.stringify(handover)}`, () =>
			assert.equal(handover_step(with_console({ handover, on_air })), want));

	it('tells after each welcome what was said at the door, and ends a cough that the line swallowed', () => {
		const joined = after(FIRST, { what: 'join', consents: true, booth: 'mn' }, WELCOME);
		assert.deepEqual(greetings(joined, after(joined, CONSOLE)), [{ type: 'consent', recording: true }]);
		const back = after(ON, WELCOME);
		assert.deepEqual(greetings(back, after(back, { ...CONSOLE, microphone: 'cough' })).slice(1),
			[{ type: 'cough', on: false }]);
		assert.deepEqual(greetings(ON, after(ON, { ...CONSOLE, microphone: 'cough' })), []);
	});

	it('turns knobs as far as they go', () => {
		const turned = effect_of(INSIDE, { do: 'turn_knob', knob: 'bass_db', step: -1 });
		assert.deepEqual(turned.happen, [{ what: 'settings', settings: { bass_db: -1 } }]);
		const full = after(INSIDE, { what: 'settings', settings: { incoming: 1 } });
		assert.deepEqual(effect_of(full, { do: 'turn_knob', knob: 'incoming', step: 1 }).happen,
			[{ what: 'settings', settings: { incoming: 1 } }]);
	});
});

describe('the big sign', () => {
	it('says what to press when the browser forbids sound', () =>
		assert.deepEqual([air_of(ASLEEP).word, pressing(ASLEEP).first?.tap], ['air_asleep', 'resume']));

	/** @type {[string, State, string][]} */
	const table = [
		['joining', after(FIRST, { what: 'join', consents: true, booth: 'mn' }), 'wait'],
		['off', INSIDE, 'off'],
		['on the air', ON, 'on'],
		['on, but the channel does not hear it yet', with_console({ microphone: 'on' }), 'wait'],
		['on, but there is no microphone', after(ON, { what: 'facts', facts: { ...NO_FACTS,
			microphone: 'refused', running: true } }), 'wait'],
		['on, but the browser forbids sound', ASLEEP, 'wait'],
		['on, but the sound stands still', after(ON, { what: 'facts', facts: { ...NO_FACTS,
			microphone: 'running' } }), 'wait'],
		['cough, as the server has it', with_console({ microphone: 'cough', on_air: true }), 'cough'],
		['cough at once, before the server knows', after(ON, { what: 'cough', held: true }), 'cough'],
		['cough key while off', after(INSIDE, { what: 'cough', held: true }), 'off'],
		['suspended', with_console({ microphone: 'suspended' }), 'suspended'],
		['muted by the operator', with_console({ microphone: 'muted' }), 'muted'],
		['line lost while on the air', after(ON, { what: 'link', link: 'waiting' }), 'lost'],
		['back, the server has not spoken yet', after(ON, { what: 'link', link: 'connecting' }), 'lost'],
	];
	for (const [name, state, mood] of table)
		it(name, () => assert.equal(air_of(state).mood, mood));

	it('sends sound only when the server has the microphone on and nobody coughs', () => {
		assert.deepEqual([INSIDE, ON, after(ON, { what: 'cough', held: true }),
			with_console({ microphone: 'cough' }), with_console({ microphone: 'muted' }),
			after(ON, { what: 'link', link: 'waiting' })].map(may_send),
		[false, true, false, false, false, false]);
	});

	it('shows the truth about recording and listeners, and nothing while it is not known', () => {
		assert.equal(sign_of(ON).listeners, null);
		const known = after(ON, { type: 'audience', channels: [{ id: 'mn', listeners: 13, recorded: true }] },
			{ type: 'recording', on: true });
		assert.deepEqual(sign_of(known),
			{ listeners: 13, recorded: true, recording: true, consents: false });
		const other = after(known, { ...CONSOLE, output: 'b' });
		assert.deepEqual(sign_of(other),
			{ listeners: null, recorded: false, recording: true, consents: false });
	});

	it('counts the turn on the server\'s clock', () => {
		assert.deepEqual(turn_of(ON, AT_MS), { ms: 1000, over: false });
		assert.deepEqual(turn_of(ON, AT_MS + 30 * 60_000), { ms: 1000 + 30 * 60_000, over: true });
		assert.equal(turn_of(INSIDE, AT_MS), null);
	});
});

describe('what is heard', () => {
	it('marks every channel, and keeps its key', () => {
		assert.deepEqual(choices_of(INSIDE).map(({ channel, digit, mark, n, delay_ms, offered }) =>
			[digit, channel.id, mark, n, delay_ms, offered]), [
			[1, 'zh', 'relay', 2, 160, true],
			[2, 'mn', 'direct', undefined, 80, false],
			[3, 'ru', 'suspended', undefined, null, true],
			[4, 'ko', 'idle', undefined, null, true],
			[5, 'en', 'floor', undefined, 41, true],
			[6, 'floor', 'floor', undefined, 40, true],
		]);
	});

	it('says what the floor key gives by itself', () => {
		assert.deepEqual([floor_key_of(INSIDE).relayed, floor_key_of(INSIDE).chosen], [false, true]);
		const relayed = floor_key_of(with_console({ floor_key: 'zh', hears: 'zh' }));
		assert.deepEqual([relayed.relayed, relayed.mark, relayed.n, relayed.delay_ms, relayed.chosen],
			[true, 'relay', 2, 160, true]);
		assert.equal(floor_key_of(with_console({ incoming: 'en' })).chosen, false);
	});

	it('has the boothmate louder than the incoming while a handover is pending, for who stands by', () => {
		const calm = ear_of(INSIDE);
		assert.deepEqual([calm.incoming, calm.boothmate], [1, 1]);
		const pending = ear_of(with_console({ handover: { state: 'offered', from: 4 } }));
		assert.ok(pending.boothmate > 3 * pending.incoming && pending.boothmate <= 4);
		const giving = ear_of(with_console({ on_air: true, handover: { state: 'offered', from: 3 } }));
		assert.deepEqual([giving.incoming, giving.boothmate], [1, 1]);
	});

	it('verdicts on the level', () => {
		/** @param {number} peak_dbfs @param {number} clipped */
		const level = (peak_dbfs, clipped) => level_of(
			/** @type {any} */ ({ peak_dbfs, clipped }), 5);
		assert.deepEqual([level(-127, 5), level(-30, 5), level(-12, 5), level(-1, 5), level(-12, 6)],
			['silent', 'low', 'right', 'high', 'clipping']);
	});
});

describe('the booth', () => {
	it('says who hands over to whom, and for how long', () => {
		const asked = with_console({ on_air: true, handover: { state: 'requested', to: 4, until_ms: 65_000 } });
		const { word, who, seconds, key_word, asked: is_asked } = handing_of(asked, AT_MS);
		assert.deepEqual([word, who, seconds, key_word, is_asked],
			['handover_is_requested', 'Saraa', 60, 'do_accept', true]);
		const counting = handing_of(with_console({ handover: { state: 'countdown', from: 4, to: 3,
			until_ms: 7100 } }), AT_MS);
		assert.deepEqual([counting.word, counting.seconds, counting.key_word],
			['handover_to_me', 3, 'do_now']);
		assert.equal(handing_of(after(INSIDE, { type: 'seats', seats: [{ seat: 4, state: 'empty' }] }),
			AT_MS).word, 'handover_alone');
	});

	it('keeps the notice of a lost colleague until the colleague is back', () => {
		const lost = after(INSIDE, { type: 'alert', code: 'colleague_lost', seat: 4, message: '' });
		assert.deepEqual([pressing(lost).first?.word, pressing(lost).first?.n],
			['alert_colleague_lost', 'Saraa']);
		assert.equal(after(lost, { what: 'tick', wall_ms: AT_MS + 600_000 }).notices.length, 1);
		assert.equal(after(lost, { type: 'seats', seats: [MATE] }).notices.length, 0);
		const seen = after(INSIDE, { type: 'alert', code: 'seen', message: '' });
		assert.equal(after(seen, { what: 'tick', wall_ms: AT_MS + 13_000 }).notices.length, 0);
	});

	it('counts what is unread, but not the own words', () => {
		/** @param {number} seat */
		const chat = (seat) => ({ type: 'chat', from: { role: 'interpreter', seat, name: 'x', booth: 'mn' },
			to: 'booth', text: 'm', server_ms: 5000 });
		const two = after(INSIDE, chat(4), chat(3), chat(4));
		assert.equal(two.unread, 2);
		assert.equal(after(two, { what: 'reading', reading: true }).unread, 0);
		assert.equal(after(two, { what: 'reading', reading: true }, chat(4)).unread, 0);
	});

	it('goes back to the door when the server knows no such booth', () => {
		const refused = after(FIRST, { what: 'join', consents: true, booth: 'xx' },
			{ type: 'error', code: 'unknown_booth', message: 'no', re: 'join' });
		assert.deepEqual([refused.place, refused.door_error], ['door', 'unknown_booth']);
	});

	it('shows the server\'s own words for what it has no words for', () => {
		const odd = after(INSIDE, { type: 'error', code: 'odd', message: 'a sentence', re: 'chat' });
		assert.deepEqual(pressing(odd).first,
			{ word: 'words_of_server', n: 'a sentence', mood: 'notice', tap: 'dismiss' });
	});

	it('warns of what makes bad sound', () => {
		const bad = after({ ...INSIDE, can_choose_output: false, secure: false },
			{ what: 'facts', facts: { ...NO_FACTS, narrow: true, wireless: true, processed: true } });
		assert.deepEqual(warnings_of(bad), ['microphone_insecure', 'warn_wireless', 'warn_narrow',
			'warn_processed', 'warn_no_output_choice']);
		assert.deepEqual(warnings_of(INSIDE), []);
	});

	it('tolerates messages that it does not know', () =>
		assert.equal(after(INSIDE, { type: 'figures' }), INSIDE));
});

describe('what a screen reader is told', () => {
	/** @param {State} before @param {State} state */
	const told = (before, state) => news_of(before, state, AT_MS).map(({ word, n, urgent }) =>
		`${word}${n ? ` ${n}` : ''}${urgent ? '!' : ''}`);
	/** @param {object} own @param {object[]} mates */
	const seats = (own, ...mates) => after(INSIDE, { type: 'seats', seats: [{ ...OWN, ...own }, ...mates] });
	/** @param {object} change */
	const saraa = (change) => seats({}, { ...MATE, ...change });
	/** @param {object} line */
	const chat = (line) => after(INSIDE, { type: 'chat', to: 'booths', text: 'hello', server_ms: 1, ...line });
	/** @type {[string, State, State, string[]][]} */
	const table = [
		['nothing changed', INSIDE, INSIDE, []],
		['it came in', after(FIRST, { what: 'join', consents: true, booth: 'mn' }, { what: 'link', link: 'open' },
			WELCOME), with_console({}), ['air_off', 'into Монгол', 'you_hear floor']],
		['who was there before', after(INSIDE, WELCOME, CONSOLE), INSIDE, ['words_of_server Saraa', 'person_off']],
		['what was said of recording at the door, once', after(INSIDE, WELCOME, CONSOLE), seats({ consents: true }, MATE),
			['words_of_server Saraa', 'person_off']],
		['on the air', INSIDE, ON, ['air_on!', 'into Монгол!']],
		['off again', ON, with_console({}), ['air_off']],
		['into another channel', INSIDE, with_console({ output: 'b' }), ['into English']],
		['into another channel, on the air', ON, with_console({ output: 'b', microphone: 'on', on_air: true }, ON),
			['into English!']],
		['the delay of a channel changed', INSIDE, after(INSIDE, { type: 'state',
			channels: [{ ...CHANNELS[1], delay_ms: 170 }] }), []],
		['asked for the air', ON, with_console({ microphone: 'on', on_air: true,
			handover: { state: 'requested', to: 4 } }, ON), ['handover_is_requested Saraa!']],
		['asked no more', with_console({ handover: { state: 'requested', to: 4 } }), INSIDE, ['handover_over']],
		['the boothmate is lost', INSIDE, after(INSIDE, { type: 'alert', code: 'colleague_lost', seat: 4,
			message: '' }), ['alert_colleague_lost Saraa!']],
		['a boothmate goes', INSIDE, saraa({ state: 'empty' }), ['words_of_server Saraa', 'person_gone']],
		['a boothmate comes back', saraa({ state: 'empty' }), INSIDE, ['words_of_server Saraa', 'person_off']],
		['a boothmate\'s line is lost', INSIDE, saraa({ state: 'lost' }), ['words_of_server Saraa', 'person_lost']],
		['the same on the air is an alert instead', saraa({ on_air: true }), saraa({ on_air: true, state: 'lost' }), []],
		['a boothmate goes on the air', INSIDE, saraa({ on_air: true }), ['words_of_server Saraa', 'on_the_air']],
		['a boothmate coughs', saraa({ on_air: true }), saraa({ on_air: true, microphone: 'cough' }), []],
		['a boothmate has coughed', saraa({ on_air: true, microphone: 'cough' }), saraa({ on_air: true }), []],
		['relayed by itself', INSIDE, with_console({ floor_key: 'zh', hears: 'zh' }),
			['you_hear 中文', 'mark_relay 2']],
		['back to the floor', with_console({ floor_key: 'zh', hears: 'zh' }), INSIDE, ['you_hear floor']],
		['why?', INSIDE, after(INSIDE, { what: 'ask', asking: 'reason' }), ['ask_reason']],
		['the lamp', INSIDE, seats({ slow_down: true }, MATE), ['slow_on']],
		['the lamp is out', seats({ slow_down: true }, MATE), INSIDE, ['slow_off']],
		['calls', INSIDE, seats({ call: 'calling' }, MATE), ['calling']],
		['calls no more', seats({ call: 'calling' }, MATE), INSIDE, ['call_off']],
		['agrees to recording', INSIDE, seats({ consents: true }, MATE), ['consent_yes']],
		['it is too loud', INSIDE, after(INSIDE, { what: 'facts', facts: { ...INSIDE.facts, too_loud: true } }), ['too_loud!']],
		['a telephone\'s microphone', INSIDE, after(INSIDE, { what: 'facts', facts: { ...INSIDE.facts, narrow: true } }),
			['warn_narrow']],
		['softer', INSIDE, after(INSIDE, { what: 'settings', settings: { incoming: 0.45 } }), ['volume_incoming', 'percent 90']],
		['a colleague writes', INSIDE, chat({ from: { role: 'interpreter', name: 'Li', booth: 'zh' } }),
			['words_of_server Li (zh): hello']],
		['the operator writes', INSIDE, chat({ from: { role: 'operator' } }), ['operator', 'words_of_server hello']],
		['one writes oneself', INSIDE, chat({ from: { role: 'interpreter', seat: 3 } }), []],
		['all are told', INSIDE, after(INSIDE, { type: 'announcement', text: 'Lunch', server_ms: 1 }), ['announced Lunch']],
	];
	for (const [name, before, state, want] of table)
		it(name, () => assert.deepEqual(told(before, state), want));

	it('that the turn is over, once', () => {
		const over_ms = AT_MS + DEFAULTS.turn_min * 60_000;
		const words = (/** @type {number[]} */ ...[was_ms, now_ms]) => news_of(ON, ON, now_ms, was_ms).map(({ word }) => word);
		assert.deepEqual([words(AT_MS, AT_MS + 1), words(AT_MS, over_ms), words(over_ms, over_ms + 1)],
			[[], ['turn_over'], []]);
	});
});

describe('who is there', () => {
	/** @type {[string, State, string[]][]} */
	const table = [
		['oneself first', ON, ['on_the_air', 'person_off']],
		['nobody is on the air over a lost line', after(ON, { what: 'link', link: 'waiting' }),
			['person_lost', 'person_off']],
		['nor while the browser holds the sound back', ASLEEP, ['person_stalled', 'person_off']],
		['before the seats are known', after(ON, WELCOME), []],
	];
	for (const [name, state, want] of table)
		it(name, () => assert.deepEqual(people_of(state).map((seat) => person_of(seat).word), want));
});

describe('the door', () => {
	const channels = [{ id: 'floor', name: 'Original' }, { id: 'ko', name: '한국어' }, { id: 'en', name: 'English' }];
	const booths = [{ id: 'ko', outputs: ['ko', 'en'] }, { id: 'asia', outputs: ['en', 'xx'] }];
	/** @type {[string, any, string | null, any][]} */
	const table = [
		['offers the booths of the event', { channels, booths }, null,
			[{ id: 'ko', names: ['한국어', 'English'] }, { id: 'asia', names: ['English', 'xx'] }]],
		['offers the one of the link', { channels, booths }, 'ko', [{ id: 'ko', names: ['한국어', 'English'] }]],
		['offers channels where the server names no booths', { channels }, null,
			[{ id: 'ko', names: ['한국어'] }, { id: 'en', names: ['English'] }]],
	];
	for (const [name, event, only, want] of table)
		it(name, () => assert.deepEqual(booths_of(event, only), want));
});

describe('words, settings, files', () => {
	it('has every thought in five languages, with the same holes', () => {
		for (const [key, row] of Object.entries(WORDS))
			for (const tongue of Object.keys(TONGUES)) {
				const text = /** @type {Record<string, string>} */ (row)[tongue];
				assert.ok(text, `${key} in ${tongue}`);
				assert.equal(text.includes('{n}'), row.en.includes('{n}'), `${key} in ${tongue}`);
			}
		assert.equal(say('ko', 'listeners', 13), '청취자 13명');
	});

	it('reads back only what makes sense', () => {
		assert.deepEqual(parse_settings('{"name":"Bat","incoming":7,"headset_db_spl":110,"turn_min":1}'),
			{ ...DEFAULTS, name: 'Bat', headset_db_spl: 110 });
		assert.deepEqual(parse_settings('nonsense'), DEFAULTS);
	});

	it('has gains from silence to four times', () =>
		assert.deepEqual([0, 0.5, 1].map(gain_of), [0, 1, 4]));

	it('rings at 65 dB SPL whatever the headset', () => {
		assert.ok(Math.abs(110 + 20 * Math.log10(ring_amplitude(110)) - 65) < 1e-9);
		assert.ok(ring_amplitude(null) < 0.01);
	});

	it('writes incidents as a spreadsheet reads them', () => assert.equal(csv_of([
		{ wall_ms: Date.UTC(2026, 10, 24, 9, 5, 7, 250), kind: 'peak', level_db_spl: 104.26, lasted_ms: 12.4,
			source: 'floor' },
		{ wall_ms: 0, kind: 'mean', level_db_spl: 82, lasted_ms: 60000, source: '=a,"b"' },
	]), 'time_utc,kind,level_db_spl,lasted_ms,source\r\n' +
		'2026-11-24T09:05:07.250Z,peak,104.3,12,floor\r\n' +
		'1970-01-01T00:00:00.000Z,mean,82.0,60000,"\'=a,""b"""\r\n'));
});
