// SPDX-License-Identifier: Apache-2.0
// @ts-check
/*
 * A whole listener in a page: joins, shows a button per channel, plays the one that is pressed, and
 * shows the true delay. It decodes with WebCodecs, which is short and not in every browser; the
 * attendee's page has an engine of its own, with a jitter buffer and concealment.
 */

const RATE_HZ = 48000;
const TARGET_S = 0.08; // sound is scheduled this far ahead: our jitter buffer
const MOST_AHEAD_S = 0.25; // more than this has piled up: drop, to stay live

/** @type {AudioContext | undefined} */
let audio;
/** @type {AudioDecoder | undefined} */
let decoder;
let playhead = 0; // when the next sound begins, on the context's clock
let ssrc = -1; // of the channel that we play
let offset = 0; // server_ms minus performance.now()
let best = Infinity; // shortest round trip so far, ms
let captured = { timestamp: 0, ms: NaN }; // the last abs-capture-time

const socket = new WebSocket(`${location.protocol === 'http:' ? 'ws' : 'wss'}://${location.host}/ws`, 'tumen.v1');
socket.binaryType = 'arraybuffer';
/** @param {object} message */
const say = (message) => socket.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));
/** @param {string} text */
const show = (text) => { /** @type {HTMLElement} */ (document.getElementById('status')).textContent = text; };

/* ---- text messages ---- */

/** @param {{id: string, name: string, lang: string}[]} channels */
function buttons(channels) {
	const place = /** @type {HTMLElement} */ (document.getElementById('channels'));
	place.replaceChildren(...channels.map((channel) => {
		const button = document.createElement('button');
		button.textContent = channel.name;
		button.lang = channel.lang;
		button.onclick = () => listen(channel.id);
		return button;
	}));
}

/** Unknown types and fields are ignored: there will be more of them.
 * @param {any} message */
function hear(message) {
	if (message.type === 'welcome')
		buttons(message.channels);
	if (message.type === 'subscribed')
		ssrc = message.streams[0]?.ssrc ?? -1;
	if (message.type === 'error')
		show(message.message);
	if (message.type !== 'pong')
		return;
	const now = performance.now();
	if (now - message.t > best)
		return; // the shortest round trip knows best
	best = now - message.t;
	offset = message.server_ms - (message.t + now) / 2;
}

/* ---- sound ---- */

/** A browser lets sound begin in a tap only. @param {string} channel */
function listen(channel) {
	audio ??= new AudioContext({ sampleRate: RATE_HZ, latencyHint: 'interactive' });
	audio.resume();
	decoder?.close();
	decoder = new AudioDecoder({ output: play, error: (error) => show(String(error)) });
	decoder.configure({ codec: 'opus', sampleRate: RATE_HZ, numberOfChannels: 1 });
	playhead = 0;
	captured.ms = NaN;
	say({ type: 'subscribe', channels: [channel] });
}

/** @param {AudioData} data */
function play(data) {
	const context = /** @type {AudioContext} */ (audio);
	const buffer = context.createBuffer(1, data.numberOfFrames, RATE_HZ);
	data.copyTo(buffer.getChannelData(0), { planeIndex: 0, format: 'f32-planar' });
	data.close();
	const now = context.currentTime;
	if (playhead < now) // began, or ran dry
		playhead = now + TARGET_S;
	if (playhead > now + MOST_AHEAD_S)
		return; // the sound after it comes that much sooner
	const source = context.createBufferSource();
	source.buffer = buffer;
	source.connect(context.destination);
	source.start(playhead);
	const sounds = performance.now() + (playhead - now + context.outputLatency) * 1000;
	playhead += buffer.duration;
	const spoken = captured.ms + (data.timestamp / 1e6 * RATE_HZ - captured.timestamp) / RATE_HZ * 1000;
	if (Number.isFinite(spoken))
		show(`${Math.round(sounds + offset - spoken)} ms after the speaker`);
}

/** RFC 3550 with the extensions of RFC 8285. @param {DataView} b */
function takeRtp(b) {
	if (b.byteLength < 12 || b.getUint8(0) >> 6 !== 2 || b.getUint32(8) !== ssrc)
		return;
	const timestamp = b.getUint32(4);
	let at = 12 + 4 * (b.getUint8(0) & 15);
	if (b.getUint8(0) & 16) {
		const end = at + 4 + 4 * b.getUint16(at + 2);
		for (let e = at + 4; e < end;) {
			const id = b.getUint8(e) >> 4;
			if (id === 2)
				captured = { timestamp, ms: b.getUint32(e + 1) * 1000 + b.getUint32(e + 5) / 2 ** 32 * 1000 };
			e += id ? 2 + (b.getUint8(e) & 15) : 1;
		}
		at = end;
	}
	if (decoder?.state === 'configured')
		decoder.decode(new EncodedAudioChunk({
			type: 'key',
			timestamp: timestamp / RATE_HZ * 1e6,
			data: new Uint8Array(b.buffer, b.byteOffset + at),
		}));
}

/* ---- the line ---- */

socket.addEventListener('open', () => {
	say({ type: 'join', role: 'listener', client: 'example-page/1' });
	setInterval(() => say({ type: 'ping', t: performance.now() }), 1000);
});
socket.addEventListener('message', ({ data }) => {
	if (typeof data === 'string')
		hear(JSON.parse(data));
	else
		takeRtp(new DataView(data));
});
socket.addEventListener('close', ({ code, reason }) => show(`The line is closed: ${code} ${reason}`));
