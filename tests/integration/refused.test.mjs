// SPDX-License-Identifier: Apache-2.0
/*
 * Every message of the protocol with each field missing, of the wrong type, too long or out of
 * range, from each role that may not say it, and about what there is not: an `error` that names
 * the field, and everything stays as it was.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Guest, Operator } from '../support/conference.mjs';
import { all_wrong, read_examples, read_table } from '../support/messages.mjs';
import { Server, until } from '../support/programs.mjs';
import { Session } from '../support/session.mjs';

const PACE_MS = 25; // more than 50 a second is a flood
const SECONDS = 20;

const table = await read_table();
const examples = await read_examples();

/** A console that keeps in mind where it was told it stands. */
class Console extends Guest {
	/** @type {any} */
	console = undefined;

	/** @param {any} text */
	read(text) {
		super.read(text);
		if (text.type === 'console')
			this.console = text;
	}
}

/** One of each role, two consoles of a booth and one of another, in the middle of an event. */
class Hall {
	/** @type {Record<string, Guest>} */
	guests = {};
	operator = new Operator();
	mn1 = new Console();
	mn2 = new Console();
	zh1 = new Console();
	/** @type {any} the rules in force */
	plan = undefined;

	/** @param {import('node:test').TestContext} test */
	async open(test) {
		this.server = await Server.start(test);
		await this.operator.come(this.server, { role: 'operator', name: 'O' });
		for (const name of /** @type {const} */ (['mn1', 'mn2', 'zh1']))
			await this[name].come(this.server, { role: 'interpreter', booth: name.slice(0, 2), name,
				microphone: 'off', channels: ['ru'] });
		const others = { listener: new Guest(), floor: new Guest(), podium: new Guest() };
		for (const [role, guest] of Object.entries(others))
			await guest.come(this.server, { role, channels: ['ko'], microphone: 'off' });
		this.guests = { ...others, operator: this.operator, interpreter: this.mn1 };
		this.mn1.say('output', { output: 'b' });
		this.mn1.say('incoming', { channel: 'ko' });
		this.mn1.say('consent', { recording: true });
		this.mn1.say('call_operator', { on: true });
		this.mn1.say('floor_language', { language: 'mn' });
		this.zh1.say('cannot_interpret', { on: true, reason: 'sound' });
		this.operator.say('rules', { channels: [{ id: 'en', interlock: 'override' },
			{ id: 'ko', pass_through: 'never' }, { id: 'ru', interlock: 'interlock', pass_through: 'language' }] });
		await this.settle();
	}

	/** Waits until all that anybody did has been told: a lamp goes on and off again after it. Rules are
	 * asked for by somebody new: a change of which nobody was told is one, too. */
	async settle() {
		for (const guest of [...Object.values(this.guests), this.mn2, this.zh1])
			await guest.is_done();
		for (const on of [true, false]) {
			this.mn2.say('slow_down', { on });
			await until(() => this.seat(this.mn2)?.slow_down === on, 'the lamp', SECONDS);
		}
		const passer_by = await Session.join(/** @type {Server} */ (this.server), { role: 'operator' });
		this.plan = await passer_by.next('plan');
		passer_by.leave();
		await sleep(PACE_MS);
	}

	/** @param {Console} console */
	seat(console) {
		return this.operator.seats.get(console.console?.seat);
	}

	/** All that the server has told of how things stand. */
	state() {
		const consoles = [this.mn1, this.mn2, this.zh1];
		return structuredClone({
			channels: [...this.operator.channels],
			seats: [...this.operator.seats].filter(([, seat]) => seat.state !== 'empty'),
			event: this.operator.event,
			plan: this.plan,
			consoles: consoles.map(({ console }) => console),
			streams: [...consoles, ...Object.values(this.guests)].map(({ streams }) => [...streams]),
		});
	}

	/** Says it, and gets the error. @param {Guest} guest @param {string} text */
	async refuse(guest, text) {
		guest.told = guest.told.filter(({ type }) => type !== 'error');
		guest.session.say(text);
		const error = await until(() => guest.told.find(({ type }) => type === 'error'),
			`an error for ${text.slice(0, 200)}`, SECONDS);
		await sleep(PACE_MS);
		return error;
	}
}

/** A good message that is about somebody who is there. @param {string} type @param {Hall} hall */
function good_one(type, hall) {
	const good = examples[type];
	return 'seat' in good ? { ...good, seat: hall.mn1.console.seat } : good;
}

test('a field that is missing or wrong: an error that names it, and nothing changes', async (t) => {
	const hall = new Hall();
	await hall.open(t);
	const before = hall.state();
	let said = 0;
	for (const [type, shape] of Object.entries(table))
		for (const { text, code, names, what } of shape.roles.length ? all_wrong(shape, good_one(type, hall)) : []) {
			const error = await hall.refuse(hall.guests[shape.roles[0]], text);
			assert.deepEqual([error.code, error.re ?? type], [code, type], `${type}, ${what}: ${error.message}`);
			assert(error.message.includes(`"${names}`), `${type}, ${what}: ${error.message}`);
			said++;
		}
	await hall.settle();
	assert.deepEqual(hall.state(), before);
	t.diagnostic(`${said} bad messages of ${Object.keys(table).length} types`);
});

test('a join with a field that is missing or wrong: an error that names it, and 4000', async (t) => {
	const hall = new Hall();
	await hall.open(t);
	const before = hall.state();
	for (const { text, code, names, what } of all_wrong(table.join, examples.join)) {
		const session = await Session.open(/** @type {Server} */ (hall.server));
		session.say(text);
		const error = await session.next('error');
		assert.equal(error.code, code, `${what}: ${error.message}`);
		assert(error.message.includes(`"${names}`), `${what}: ${error.message}`);
		assert.equal(await session.close_code(SECONDS), 4000, what);
	}
	await hall.settle();
	assert.deepEqual(hall.state(), before);
});

test('what is not for a role is not allowed, and nothing changes', async (t) => {
	const hall = new Hall();
	await hall.open(t);
	const before = hall.state();
	for (const [type, { roles }] of Object.entries(table))
		for (const [role, guest] of Object.entries(hall.guests)) {
			if (roles.includes(role))
				continue;
			const error = await hall.refuse(guest, JSON.stringify(good_one(type, hall)));
			const code = type === 'join' ? 'already_joined' : 'not_allowed';
			assert.deepEqual([error.code, error.re], [code, type], `${role} says ${type}: ${error.message}`);
		}
	await hall.settle();
	assert.deepEqual(hall.state(), before);
});

test('what there is not, or is not one\'s own: refused, and nothing changes', async (t) => {
	const hall = new Hall();
	await hall.open(t);
	const { operator, mn1, mn2 } = hall;
	const before = hall.state();
	/** @type {[Guest, Record<string, unknown>, string][]} */
	const cases = [
		[mn1, { type: 'subscribe', channels: ['mn', 'xx'] }, 'unknown_channel'],
		[mn1, { type: 'incoming', channel: 'xx' }, 'unknown_channel'],
		[mn1, { type: 'incoming', channel: 'en' }, 'not_offered'], // its own output
		[mn1, { type: 'output', output: 'c' }, 'no_output'],
		[mn1, { type: 'floor_language', language: 'xx' }, 'unknown_language'],
		[mn1, { type: 'chat', to: 'booth', booth: 'xx', text: 'hello' }, 'unknown_booth'],
		[mn1, { type: 'handover', step: 'offer' }, 'handover'],
		[mn2, { type: 'handover', step: 'accept' }, 'handover'],
		[mn2, { type: 'handover', step: 'cancel' }, 'handover'],
		[operator, { type: 'answer', seat: 63 }, 'unknown_seat'],
		[operator, { type: 'mute', seat: 63, on: true }, 'unknown_seat'],
		[operator, { type: 'announce', text: 'hello', channels: ['mn', 'xx'] }, 'unknown_channel'],
		[operator, { type: 'rules', channels: [{ id: 'ko', interlock: 'interlock' }, { id: 'xx' }] }, 'unknown_channel'],
		[operator, { type: 'rules', channels: [{ id: 'en', pass_through: 'never' }, { id: 'floor', interlock: 'none' }] },
			'unknown_channel'],
		[operator, { type: 'floor_language', language: 'xx' }, 'unknown_language'],
	];
	for (const [guest, message, code] of cases) {
		const error = await hall.refuse(guest, JSON.stringify(message));
		assert.deepEqual([error.code, error.re], [code, message.type], JSON.stringify(message));
	}
	await hall.settle();
	assert.deepEqual(hall.state(), before);
});
