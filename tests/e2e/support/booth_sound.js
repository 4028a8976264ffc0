// SPDX-License-Identifier: Apache-2.0
/*
 * A stand-in for the booth's sound: the real connection, and silence as the only sound. The test
 * says what microphone and ear report, and reads what the page ordered.
 */

import { Link } from '../link/link.js';

/** @typedef {import('../../../client/web/booth/contract.js').BoothSoundSetup} BoothSoundSetup */

const VOICE = { playing: false, peak_dbfs: -127, delay_ms: null, buffered_ms: 0, concealed_ms: 0 };

const SILENCE = [0xF8, 0xFF, 0xFE]; // 20 ms of it as an Opus packet
const SAMPLES_PER_MS = 48;

/** Silence in packets, so that the server knows the line to be well. @param {number} ssrc
 * @param {number} sequence */
function silent_packet(ssrc, sequence) {
	const view = new DataView(new ArrayBuffer(12 + SILENCE.length));
	view.setUint16(0, 0x806F); // version 2, payload type 111
	view.setUint16(2, sequence);
	view.setUint32(4, Math.round(performance.now() * SAMPLES_PER_MS));
	view.setUint32(8, ssrc);
	SILENCE.forEach((byte, at) => view.setUint8(12 + at, byte));
	return view.buffer;
}

export class BoothSound {
	/** @param {BoothSoundSetup} setup */
	constructor(setup) {
		this.setup = setup;
		/** What the page wanted last. @type {any} */
		this.wanted = { sending: false, ear: null, input: '', output: '', started: 0 };
		/** Every message that the page has said. @type {any[]} */
		this.said = [];
		/** @type {any[]} */
		this.kept = [];
		/** @type {any} */
		this.report = {
			microphone: { state: 'off', words: '', device: 'USB headset', rate_hz: 48000, narrow: false,
				wireless: false, processed: false, peak_dbfs: -127, rms_dbfs: -127, clipped: 0 },
			incoming: { ...VOICE }, boothmate: { ...VOICE },
			ear: { peak_dbfs: -127, mean_db_spl: null, too_loud: false },
			line: { round_trip_ms: 4, sent: 0, dropped: 0 }, running: false, blocked: false,
		};
		const session = sessionStorage.getItem('tumen.session');
		this.link = new Link({ guise: { ...setup.guise, ...(session ? { session } : {}) }, wish: { voices: [], rendition: 'high', bundle: 1 },
			report: (report) => {
				if (report.report === 'status')
					setup.on_status(report.status);
				else if (report.report === 'message')
					this.hear(report.message);
			} });
		/** @type {any} */ (globalThis).booth_sound = this;
		this.send_silence();
		setInterval(() => setup.on_report(structuredClone(this.report)), 100);
	}

	send_silence() {
		const { port1, port2 } = new MessageChannel();
		let ssrc = 0;
		let sequence = 0;
		port1.onmessage = ({ data }) => {
			ssrc = data.uplink?.ssrc ?? ssrc;
		};
		this.link.sound(port2);
		setInterval(() => {
			if (this.wanted.sending && this.report.running && ssrc !== 0)
				port1.postMessage(silent_packet(ssrc, (sequence += 1) & 0xFFFF));
		}, 100);
	}

	/** @param {any} message */
	hear(message) {
		if (message.type === 'welcome')
			sessionStorage.setItem('tumen.session', message.session);
		this.setup.on_message(message);
	}

	async start() {
		this.wanted.started += 1;
		if (this.report.microphone.state === 'off')
			this.report.microphone.state = 'running';
		this.report.running = navigator.userActivation.hasBeenActive; // as strict browsers have it
		this.report.blocked = !this.report.running;
	}

	stop() {}

	/** @param {boolean} on */
	send(on) {
		this.wanted.sending = on;
	}

	/** @param {any} ear */
	set_ear(ear) {
		this.wanted.ear = ear;
	}

	async devices() {
		return { inputs: [{ id: 'usb', label: 'USB headset', wireless: false }],
			outputs: [{ id: 'usb', label: 'USB headset', wireless: false }] };
	}

	/** @param {string} id */
	async choose_input(id) {
		this.wanted.input = id;
	}

	/** @param {string} id */
	async choose_output(id) {
		this.wanted.output = id;
	}

	/** @param {any} message */
	say(message) {
		this.said.push(message);
		this.link.say(message);
	}

	retry() {
		this.link.retry();
	}

	leave() {
		this.link.leave();
	}

	set_watched() {}

	incidents() {
		return this.kept;
	}

	/** @param {any} guise */
	guise(guise) {
		this.link.guise(guise);
		this.link.retry();
	}
}
