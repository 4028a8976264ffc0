// SPDX-License-Identifier: Apache-2.0
/*
 * What those who work at the event see of it live, with the real server.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Server, tone_levels, tone_packets, until } from '../support/programs.mjs';
import { Session, speak } from '../support/session.mjs';

const HZ = 577;
const packets = await tone_packets(HZ, 5);
const nothing = [Buffer.from([0xf8, 0xff, 0xfe])]; // 20 ms of silence, RFC 6716

/** The first message of a type that is as wanted; those before it are dropped.
 * @param {Session} session @param {string} type @param {(message: any) => unknown} wanted
 * @param {number} [seconds] */
async function shows(session, type, wanted, seconds = 10) {
	return until(() => {
		let text;
		while ((text = session.texts.shift()))
			if (text.type === type && wanted(text))
				return text;
		return undefined;
	}, `such a message ${type}`, seconds);
}

/** @param {any} message @param {string} id */
const channel_of = (message, id) =>
	message.channels.find((/** @type {any} */ channel) => channel.id === id);

test('an operator sees the level of a tone', async (t) => {
	const server = await Server.start(t);
	const operator = await Session.join(server, { role: 'operator' });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	/* the tone swells and falls: the loudest of some seconds, by the decoder's own measure */
	const { levels: [tone] } = await tone_levels(packets, [HZ]);
	let rms = -127;
	for (let n = 0; n < 50; n++) {
		const { seats, channels } = await operator.next('levels');
		assert.equal(channels.length, 6);
		rms = Math.max(rms, seats[0]?.rms ?? -127);
	}
	t.diagnostic(`seen ${rms} dBFS; the tone has ${tone} dBFS over all`);
	assert(rms > tone - 1 && rms < tone + 9, `${rms} dBFS seen of ${tone}`);
	const { channels, seats } = await shows(operator, 'figures',
		(figures) => figures.seats[0]?.packets > 50);
	assert.equal(seats[0].lost, 0);
	assert(channels.find((/** @type {any} */ one) => one.id === 'ko').bitrate > 10000);
	microphone.stop();
});

test('listeners are counted as they come, go and vanish', async (t) => {
	const server = await Server.start(t);
	const operator = await Session.join(server, { role: 'operator', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	const high = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const low = await Session.join(server,
		{ role: 'listener', channels: ['ko', 'floor'], rendition: 'low' });
	const player = new AbortController();
	/* kept: fetch() hangs up for an answer that nobody holds any more */
	const stream = await fetch(server.url('/listen/ko.opus'), { signal: player.signal });
	const figures = await shows(operator, 'figures', (all) => all.listeners === 3);
	assert.deepEqual(channel_of(figures, 'ko').listeners, { high: 1, low: 1, player: 1 });
	assert.deepEqual(channel_of(figures, 'floor').listeners, { high: 0, low: 1, player: 0 });
	await shows(booth, 'audience', (news) => channel_of(news, 'ko')?.listeners === 3);
	const players = () => server.metric('players\\{channel="ko"\\}');
	await until(async () => await players() === 1, 'the player is in /metrics');
	assert(!stream.bodyUsed);

	low.socket.terminate(); // without a word
	player.abort();
	await shows(booth, 'audience', (news) => channel_of(news, 'ko')?.listeners === 1);
	await until(async () => await players() === 0, 'and is gone from there');
	high.leave();
	await shows(booth, 'audience', (news) => channel_of(news, 'ko')?.listeners === 0);
	await shows(operator, 'figures', (all) => all.listeners === 0 &&
		channel_of(all, 'floor').listeners.low === 0);
	microphone.stop();
});

test('silence on an open microphone is an alarm until it is seen; a line-up tone is none', async (t) => {
	const server = await Server.start(t);
	const desks = await Promise.all([1, 2].map(() => Session.join(server, { role: 'operator' })));
	const lined_up = await Session.join(server, { role: 'interpreter', booth: 'ru', name: 'R' });
	const tone = speak(lined_up, await tone_packets(1000, 5, 'line'));
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, nothing);
	const [{ alarms: [silence] }] = await Promise.all(desks.map((desk) => shows(desk, 'alarms',
		({ alarms }) => alarms[0]?.code === 'silence', 30)));
	assert.equal(silence.channel, 'ko'); // although ru was on the air before it
	assert.equal(await server.metric('microphone_active\\{microphone="0",booth="ru"\\}'), 0);
	tone.stop();
	lined_up.leave();
	assert.equal(silence.seen, false);
	assert.equal(silence.until_ms, undefined);

	microphone.stop();
	booth.leave();
	const left = await shows(desks[0], 'alarms', ({ alarms }) =>
		alarms.find((/** @type {any} */ one) => one.id === silence.id)?.until_ms, 30);
	assert(left.alarms[0].until_ms > silence.since_ms);
	desks[1].say({ type: 'alarm_seen' });
	await shows(desks[0], 'alarms', ({ alarms }) =>
		!alarms.some((/** @type {any} */ one) => one.id === silence.id));
});
