// SPDX-License-Identifier: Apache-2.0
/*
 * A conference from its first word to its last, as docs/architecture.md's picture has it: the floor
 * in three languages, four two-way booths that relay from each other by auto-relay, and everything
 * that happens on such a day. At every step each channel's listener is asked who is heard: the
 * speaker's tone, and that of each interpreter on the way. E, M, C: the floor in English, Mongolian,
 * Chinese.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conference, see } from '../support/conference.mjs';
import { Server } from '../support/programs.mjs';

const LONGER_THAN_THE_HOLD_OFF = 12; // quarters of a second

/* The three rows of "A minute of it", once interpreters sit where they should. */
const ENGLISH = {
	floor: 'live 0: E', en: 'floor 0: E',
	zh: 'live 1: E zh1', ko: 'live 1: E ko1', mn: 'live 1: E mn1', ru: 'live 1: E ru1',
	zh1: 'floor: E', ko1: 'floor: E', mn1: 'floor: E', ru1: 'floor: E',
};
const MONGOLIAN = {
	floor: 'live 0: M', mn: 'floor 0: M', en: 'live 1: M mn1',
	zh: 'live 2: M zh1 mn1', ko: 'live 2: M ko1 mn1', ru: 'live 2: M mn1 ru1',
	mn1: 'floor: M', zh1: 'en: M mn1', ko1: 'en: M mn1', ru1: 'en: M mn1',
};
const CHINESE = {
	floor: 'live 0: C', zh: 'floor 0: C', en: 'live 1: C zh1',
	mn: 'live 2: C zh1 mn1', ko: 'live 2: C zh1 ko1', ru: 'live 2: C zh1 ru1',
	zh1: 'floor: C', mn1: 'en: C zh1', ko1: 'en: C zh1', ru1: 'en: C zh1',
};

/**
 * The same scene with another interpreter.
 * @param {Record<string, string>} scene @param {string} was @param {string} is
 */
const with_other = (scene, was, is) => Object.fromEntries(Object.entries(scene)
	.filter(([who]) => who !== was)
	.map(([who, heard]) => [who, heard.replace(was, is)]));

/** The minute begins: everybody in, the floor speaks English. @param {import('node:test').TestContext} t */
async function begin(t) {
	const house = new Conference(t, await Server.start(t));
	await house.open(['E', 'M', 'C']);
	for (const name of /** @type {const} */ (['zh1', 'ko1', 'mn1', 'ru1']))
		await house.interpreter(name);
	await house.becomes('the floor speaks English', ENGLISH);
	return house;
}

/**
 * The floor speaks Mongolian: one console's key says so, and its booth speaks into English.
 * @param {Conference} house
 */
async function speak_mongolian(house) {
	const { mn1, ru1 } = house.interpreters;
	house.give_floor('M');
	ru1.say('floor_language', { language: 'mn' });
	mn1.say('output', { output: 'b' });
	await house.becomes('the floor speaks Mongolian', MONGOLIAN);
	assert.equal(house.operator.event.floor_language, 'mn');
	assert.equal(house.operator.event.floor_language_by, 'ru1');
}

/** Everybody is still there, and was refused nothing but what was asked about. @param {Conference} house */
function end(house) {
	const listeners = Object.values(house.listeners);
	for (const { session, told } of [...listeners, ...Object.values(house.interpreters)]) {
		assert.equal(session.closed, undefined);
		assert.deepEqual(told.filter(({ type }) => type === 'error'), []);
	}
	/* on a machine that is too slow the server jumps to live, and says so */
	assert(listeners.every(({ session }) => session.gaps().every((packet) => packet.marker)));
}

/**
 * First one voice, then the other: never back, never both or neither for more than the quarter of
 * a second in which it was. (How many milliseconds it takes measures tests/bench/handover.sh.)
 * @param {string[]} quarters @param {string} before @param {string} after
 */
function switched_once(quarters, before, after) {
	const has = (/** @type {string} */ voice) => quarters.map((heard) => heard.split(' ').includes(voice));
	const last = has(before).lastIndexOf(true);
	const first = has(after).indexOf(true);
	assert(last >= 0 && first >= 0 && first >= last && first <= last + 2, quarters.join(', '));
}

test('three languages on the floor: everybody hears their own, directly or by relay', async (t) => {
	const house = await begin(t);
	const { zh1, mn1 } = house.interpreters;
	await speak_mongolian(house);

	house.give_floor('C');
	zh1.say('floor_language', { language: 'zh' });
	mn1.say('output', { output: 'a' });
	zh1.say('output', { output: 'b' });
	await house.becomes('the floor speaks Chinese', CHINESE);

	house.give_floor('E');
	house.operator.say('floor_language', { language: 'en' });
	zh1.say('output', { output: 'a' });
	await house.becomes('and English again', ENGLISH);
	assert.equal(house.operator.event.floor_language_by, 'operator');
	end(house);
});

test('colleagues hand over: agreed and counted down, at a word, and without asking', async (t) => {
	const house = await begin(t);
	const { mn1 } = house.interpreters;
	const mn2 = await house.interpreter('mn2', { microphone: 'off' });
	await house.becomes('the colleague sits down and hears the booth', { mn: 'live 1: E mn1', mn2: 'floor: E' });
	await see(() => mn2.boothmate.now() === 'E mn1', 'the stand-by hears the colleague');
	assert.equal(mn2.console.on_air, false);

	let heard = house.record('mn');
	mn1.say('handover', { step: 'offer' });
	await see(() => mn2.console.handover.state === 'offered', 'the offer');
	assert.equal(mn2.console.handover.from, mn1.console.seat);
	mn2.say('handover', { step: 'accept' });
	await see(() => mn1.console.handover.state === 'countdown', 'the countdown');
	await house.becomes('nothing changes before its end', { mn: 'live 1: E mn1' });
	assert.equal(mn1.console.handover.state, 'countdown');
	await house.becomes('the colleague has the air', { mn: 'live 1: E mn2' });
	switched_once(heard(), 'mn1', 'mn2');
	assert.deepEqual([mn1.console.on_air, mn2.console.on_air, mn1.console.handover.state],
		[false, true, 'none']);

	heard = house.record('mn');
	mn1.say('handover', { step: 'request' });
	await see(() => mn2.console.handover.state === 'requested', 'the request');
	mn2.say('handover', { step: 'cancel' });
	await see(() => mn1.console.handover.state === 'none', 'refused');
	mn1.say('handover', { step: 'request' });
	await see(() => mn2.console.handover.state === 'requested', 'asked again');
	mn2.say('handover', { step: 'accept' });
	await see(() => mn1.console.handover.state === 'countdown', 'agreed');
	mn2.say('handover', { step: 'accept' });
	await house.becomes('now, instead of at the end', { mn: 'live 1: E mn1' });
	switched_once(heard(), 'mn2', 'mn1');

	heard = house.record('mn');
	mn2.say('handover', { step: 'take' });
	await house.becomes('taken', { mn: 'live 1: E mn2' });
	switched_once(heard(), 'mn1', 'mn2');
	assert.equal((await mn1.hears_of('taken')).seat, mn2.console.seat);
	mn1.say('handover', { step: 'accept' });
	await mn1.hears_of('handover');
	end(house);
});

test('a cough, a voice that cannot go on, a microphone that the operator takes away', async (t) => {
	const house = await begin(t);
	const { ko1, ru1 } = house.interpreters;
	const ko2 = await house.interpreter('ko2', { microphone: 'off' });

	ko1.say('cough', { on: true });
	await house.becomes('a cough is not heard, and the channel stays', { ko: 'live 1: ', ru: ENGLISH.ru });
	const heard = house.record('ko');
	await see(() => heard().length > LONGER_THAN_THE_HOLD_OFF, 'a long cough');
	assert(heard().every((who) => who === ''), `the floor stays out: ${heard()}`);
	ko1.say('cough', { on: false });
	await house.becomes('the key is let go', { ko: ENGLISH.ko });

	ko1.say('cannot_interpret', { on: true, reason: 'unseen_text' });
	await house.becomes('everybody is told why it is silent',
		{ ko: 'suspended (unseen_text) 0: ', ru: ENGLISH.ru });
	for (const desk of [house.operator, house.podium])
		assert.deepEqual([desk.seat_of('ko1').microphone, desk.seat_of('ko1').reason],
			['suspended', 'unseen_text']);
	ko2.say('microphone', { on: true });
	await house.becomes('a colleague can', { ko: 'live 1: E ko2' });
	await see(() => ko1.console.microphone === 'off', 'what one could not, the other can');

	const { seat } = house.operator.seat_of('ru1');
	house.operator.say('mute', { seat, on: true });
	await ru1.hears_of('muted');
	await house.becomes('nobody interprets: the floor instead', { ru: 'floor 0: E', ko: 'live 1: E ko2' });
	ru1.say('microphone', { on: true });
	await ru1.hears_of('muted');
	house.operator.say('mute', { seat, on: false });
	await ru1.hears_of('unmuted');
	await see(() => ru1.console.microphone === 'off', 'given back, and off');
	ru1.say('microphone', { on: true });
	await house.becomes('on the air again', { ru: ENGLISH.ru });
	end(house);
});

test('a line breaks in mid-sentence, its colleague goes on, and it sits down again', async (t) => {
	const house = await begin(t);
	const { mn1, ko1 } = house.interpreters;
	await speak_mongolian(house);
	const mn2 = await house.interpreter('mn2', { microphone: 'off' });
	await house.becomes('the colleague sits down', MONGOLIAN);

	mn1.lose_line();
	const lost = await mn2.hears_of('colleague_lost');
	assert.equal(lost.seat, mn1.console.seat);
	await house.becomes('relayed from the floor until somebody goes on',
		{ mn: 'floor 0: M', en: 'floor 0: M', ko: 'live 1: M ko1', ko1: 'en: M' });
	assert.equal(house.operator.seat_of('mn1').state, 'lost');
	mn2.say('output', { output: 'b' });
	mn2.say('microphone', { on: true });
	await house.becomes('the colleague goes on', with_other(MONGOLIAN, 'mn1', 'mn2'));

	await mn1.sit_down(house.server, { session: mn1.session.welcome.session });
	assert.equal(mn1.console.seat, lost.seat);
	assert.deepEqual([mn1.console.microphone, mn1.console.output], ['off', 'b']);
	await see(() => house.operator.seat_of('mn1').state === 'here', 'the desk sees it back');
	await house.becomes('nothing has changed by that', with_other(MONGOLIAN, 'mn1', 'mn2'));
	mn1.say('handover', { step: 'take' });
	await mn2.hears_of('taken');
	await house.becomes('and takes the air again', MONGOLIAN);

	ko1.silent = true; // the line stands, and brings nothing
	await see(() => house.operator.seat_of('ko1').state === 'stalled', 'the desk sees it stalled');
	await house.becomes('its channel falls back', { ko: 'floor 0: M', en: MONGOLIAN.en });
	ko1.silent = false;
	await house.becomes('and is live again with the first packets', MONGOLIAN);
	end(house);
});

test('a channel of two booths: mixed, refused, taken over', async (t) => {
	const house = await begin(t);
	const { zh1, mn1 } = house.interpreters;
	await speak_mongolian(house);
	zh1.say('output', { output: 'b' });
	/* it would hear itself: the floor instead of the relay */
	await house.becomes('both are heard', { en: 'live 1: M zh1 mn1', zh1: 'floor: M', zh: 'floor 0: M' });

	house.operator.say('rules', { channels: [{ id: 'en', interlock: 'interlock' }] });
	assert.match((await zh1.hears_of('interlock')).message, /booth mn has channel en/);
	await house.becomes('the second is off', { en: 'live 1: M mn1', ko: MONGOLIAN.ko });
	zh1.say('microphone', { on: true });
	await zh1.hears_of('interlock');

	house.operator.say('rules', { channels: [{ id: 'en', interlock: 'override' }] });
	await house.operator.is_done();
	zh1.say('microphone', { on: true });
	await mn1.hears_of('overridden');
	await house.becomes('the second takes over', { en: 'live 1: M zh1', ko: 'live 2: M zh1 ko1' });
	end(house);
});
