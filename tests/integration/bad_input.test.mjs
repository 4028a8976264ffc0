// SPDX-License-Identifier: Apache-2.0
/*
 * What strangers send: a clear error or a silent drop, counted, and nobody else hears a gap.
 */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server, tone_levels, tone_packets, until } from '../support/programs.mjs';
import { opus_samples, write_rtp } from '../support/rtp.mjs';
import { Session, speak } from '../support/session.mjs';

const KO_HZ = 577;
const packets = await tone_packets(KO_HZ, 5);

/** A booth that speaks and a listener that hears it. @param {Server} server */
async function talk(server) {
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const microphone = speak(booth, packets);
	await until(() => listener.packets.length > 50, 'the booth is heard');
	return { listener, booth, microphone };
}

/** The listener heard everything, and only the booth. @param {Session} listener */
async function heard_well(listener) {
	const from = listener.packets.length;
	await until(() => listener.packets.length > from + 50, 'another second of sound');
	assert.deepEqual(listener.gaps(), []);
	const { levels } = await tone_levels(listener.packets.map((packet) => packet.opus), [KO_HZ, 433]);
	assert(levels[0] > -40 && levels[1] < levels[0] - 30, `levels ${levels}`);
}

test('broken RTP and wrong SSRCs are dropped and counted', async (t) => {
	const server = await Server.start(t);
	const { listener, booth } = await talk(server);
	const stranger = await Session.join(server, { role: 'listener', channels: ['ru'] });
	const { ssrc } = booth.welcome.uplink;
	const opus = packets[0];
	const broken = [
		Buffer.alloc(0),
		Buffer.from('hello'),
		Buffer.alloc(12),                                    // version 0
		write_rtp({ ssrc, opus: Buffer.alloc(0) }),          // no payload
		write_rtp({ ssrc: ssrc + 1, opus }),                 // somebody else's
		write_rtp({ ssrc: 0xffffffff, opus }),
		write_rtp({ ssrc, payload_type: 0, opus }),
		write_rtp({ ssrc, opus }).subarray(0, 11),
		Buffer.concat([write_rtp({ ssrc, opus: Buffer.alloc(1276) })]), // longer than any Opus packet
		Buffer.alloc(70000, 0x80),
	];
	const before = await server.metric('uplink_bad_total');
	for (const bytes of broken) {
		booth.socket.send(bytes);
		stranger.socket.send(bytes); // a listener may send nothing at all
	}
	stranger.socket.send(write_rtp({ ssrc, opus }));
	await until(async () => await server.metric('uplink_bad_total') >= before + 2 * broken.length + 1,
		'all of it is counted');
	await heard_well(listener);
	assert.equal(stranger.texts.filter((text) => text.type === 'error').length, 0);
	assert.equal(booth.closed, undefined);
});

test('Opus that is no Opus harms nobody', async (t) => {
	const server = await Server.start(t);
	const { listener } = await talk(server);
	const other = await Session.join(server, { role: 'interpreter', booth: 'ru', name: 'R' });
	const noise = Array.from({ length: 50 }, (_, i) =>
		Buffer.from(Array.from({ length: i + 1 }, (_, j) => (i * 37 + j * 101) & 255)));
	const microphone = speak(other, noise);
	await until(() => microphone.sent() > 100, 'two seconds of nonsense');
	await heard_well(listener);
	assert.equal(other.closed, undefined);
	microphone.stop();
});

/** RFC 3550 section 5.1 and RFC 8285: what else may stand around a payload. */
const DRESSES = [
	(/** @type {Buffer} */ packet) => packet,
	(/** @type {Buffer} */ packet) => dress(packet, { csrcs: 15 }),
	(/** @type {Buffer} */ packet) => dress(packet, { padding: 1 }),
	(/** @type {Buffer} */ packet) => dress(packet, { padding: 255 }),
	(/** @type {Buffer} */ packet) => dress(packet, { profile: 0xbede, block: Buffer.alloc(0) }),
	(/** @type {Buffer} */ packet) => dress(packet, { profile: 0x1000, block: Buffer.alloc(64, 0x2f) }), // two-byte
	(/** @type {Buffer} */ packet) => dress(packet, { profile: 0xbede, block: Buffer.from('f0ff00ff', 'hex') }), // id 15
	(/** @type {Buffer} */ packet) => dress(packet, { profile: 0xbede, block: Buffer.from('20ff0000', 'hex') }), // id 2, too short
	(/** @type {Buffer} */ packet) => dress(packet, { csrcs: 3, padding: 7, profile: 0x4242, block: Buffer.alloc(400, 0xff) }),
];

/** @param {Buffer} packet a bare one
 * @param {{csrcs?: number, padding?: number, profile?: number, block?: Buffer}} more */
function dress(packet, { csrcs = 0, padding = 0, profile = 0, block }) {
	const header = Buffer.from(packet.subarray(0, 12));
	header[0] |= csrcs | (padding ? 0x20 : 0) | (block ? 0x10 : 0);
	const extension = Buffer.alloc(block ? 4 : 0);
	if (block) {
		extension.writeUInt16BE(profile, 0);
		extension.writeUInt16BE(block.length / 4, 2);
	}
	return Buffer.concat([header, Buffer.alloc(4 * csrcs, 0x77), extension, block ?? Buffer.alloc(0),
		packet.subarray(12), Buffer.alloc(padding, padding)]);
}

/** In pieces of a second; what is left over is too short to judge. @param {Buffer[]} packets */
function seconds_of(packets) {
	/** @type {Buffer[][]} */
	const seconds = [[]];
	let samples = 0;
	for (const opus of packets) {
		if (samples >= 48000 * seconds.length)
			seconds.push([]);
		seconds[seconds.length - 1].push(opus);
		samples += opus_samples(opus);
	}
	return seconds.slice(0, Math.floor(samples / 48000));
}

test('Opus in every form, in RTP of every form, is heard', async (t) => {
	const server = await Server.start(t);
	const listener = await Session.join(server, { role: 'listener', channels: ['ko'] });
	const booth = await Session.join(server, { role: 'interpreter', booth: 'ko', name: 'K' });
	const { ssrc } = booth.welcome.uplink;
	const before = await server.metric('uplink_bad_total');
	const begin = performance.now();
	let samples = 0;
	let sequence = 0;
	const say = async (/** @type {Buffer[]} */ packets) => {
		samples = Math.ceil((performance.now() - begin) / 20) * 960; // after a pause
		for (const [i, opus] of packets.entries()) {
			const packet = write_rtp({ sequence, timestamp: samples, ssrc, marker: i === 0, opus });
			booth.socket.send(DRESSES[sequence++ % DRESSES.length](packet));
			samples += opus_samples(opus);
			while (performance.now() - begin < samples / 48)
				await sleep(5);
		}
	};
	for (const [i, packets] of seconds_of(await tone_packets(KO_HZ, 1, 'forms')).entries())
		await until(async () => { // again, where the machine was too busy for real time
			const from = listener.packets.length;
			await say(packets);
			const opus = listener.packets.slice(from + 15).map((packet) => packet.opus);
			const { levels } = await tone_levels(opus, [KO_HZ, 433, 2000, 6000]);
			return levels[0] > -40 && Math.max(...levels.slice(1)) < levels[0] - 20;
		}, `form ${i} is heard`, 15);
	assert.equal(await server.metric('uplink_bad_total'), before);
	assert.equal(booth.closed, undefined);
});

test('malformed texts get an error that says why, and nothing changes', async (t) => {
	const server = await Server.start(t);
	const { listener } = await talk(server);
	/** @type {[string, string][]} */
	const cases = [
		['', 'not_json'],
		['{', 'not_json'],
		['{"type":"ping","t":1} x', 'not_json'],
		['[1]', 'not_object'],
		['{"type":"ping"}', 'missing'],
		['{"type":"ping","t":"one"}', 'wrong_type'],
		['{"type":"subscribe","channels":"ko"}', 'wrong_type'],
		['{"type":"subscribe","channels":["ko"],"bundle":4}', 'out_of_range'],
		['{"type":"subscribe","channels":["../ko"]}', 'bad_form'],
		['{"type":"subscribe","channels":["xx"]}', 'unknown_channel'],
		['{"type":"subscribe","channels":["ko"],"rendition":"huge"}', 'unknown_word'],
		['{"type":"dance"}', 'unknown_type'],
		['{"type":"microphone","on":true}', 'not_allowed'],
		['{"type":"join","role":"listener"}', 'already_joined'],
		['['.repeat(5000), 'not_json'],
	];
	for (const [text, code] of cases) {
		listener.say(text);
		const error = await listener.next('error');
		if (code !== 'not_json' || error.code !== 'too_deep')
			assert.equal(error.code, code, `${text.slice(0, 60)}: ${JSON.stringify(error)}`);
		assert(error.message.length > 10);
		await sleep(20); // below the limit of messages
	}
	await heard_well(listener);
});

test('bytes that are not UTF-8 are refused', async (t) => {
	const server = await Server.start(t);
	const session = await Session.join(server, { role: 'listener' });
	session.socket.send(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), { binary: false });
	const error = await session.next('error');
	assert.equal(error.code, 'not_utf8');
});

test('a text of 16 KiB is read, a longer one is 1009', async (t) => {
	const server = await Server.start(t);
	const session = await Session.join(server, { role: 'listener' });
	const ping = '{"type":"ping","t":1}';
	session.say(ping + ' '.repeat(16384 - ping.length));
	assert.equal((await session.next('pong')).t, 1);
	session.say(ping + ' '.repeat(16385 - ping.length));
	assert.equal(await session.close_code(), 1009);

	const another = await Session.join(server, { role: 'listener' });
	another.socket.send('{"type":', { fin: false });
	for (let i = 0; i < 40 && another.socket.readyState === 1; i++)
		another.socket.send(' '.repeat(1000), { fin: false });
	assert.equal(await another.close_code(), 1009);
});

test('an unknown channel or a wrong first message ends the connection', async (t) => {
	const server = await Server.start(t);
	for (const first of ['{"type":"join","role":"listener","channels":["xx"]}', '{"type":"ping","t":1}',
		'{"type":"join","role":"king"}', 'hello', '{"type":"join","role":"interpreter","booth":"xx"}']) {
		const session = await Session.open(server);
		session.say(first);
		await session.next('error');
		assert.equal(await session.close_code(), 4000, first);
	}
});

test('a flood of messages closes who floods and nobody else', async (t) => {
	const server = await Server.start(t);
	const { listener } = await talk(server);
	const flood = await Session.join(server, { role: 'listener' });
	for (let i = 0; i < 1000; i++)
		flood.say({ type: 'ping', t: i });
	assert.equal(await flood.close_code(), 4008);
	assert.equal(await server.metric('messages_flood_total'), 1);

	const console = await Session.join(server,
		{ role: 'interpreter', booth: 'mn', name: 'M', microphone: 'off' });
	for (let i = 0; i < 1000; i++)
		console.say({ type: 'chat', to: 'booths', text: `${i}` });
	assert.equal(await console.close_code(), 4008);
	assert.equal(await server.metric('messages_flood_total'), 2);
	await heard_well(listener);
});
