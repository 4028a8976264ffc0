// SPDX-License-Identifier: Apache-2.0
/*
 * The microphone as the browser gives it: raw, or said to be not. One stream at a time, connected
 * to whatever engine there is. A device that goes away is asked for again at once (the browser may
 * have another default), and when devices change; until then it is missing.
 *
 * After: the engine's worklet.
 */

/** @typedef {import('./contract.js').Device} Device */
/** @typedef {import('./contract.js').MicrophoneState} MicrophoneState */

/** Nothing may touch an interpreter's voice. */
const RAW = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
const LATENCY_S = 0.01;
const TELEPHONE_RATE_HZ = 16_000;
const TELEPHONE_BAND_HZ = 9500; // what ends at 8 kHz is measured as ending at 9 kHz at most

/** What a wireless headset is called by systems and makers. */
const WIRELESS = /bluetooth|bluez|hands-?free|airpods|buds\d*\b|\bAG Audio\b|\bHFP\b|\bBT\b/i;

/** What went wrong, by the browser's name for it. @type {Record<string, MicrophoneState>} */
const TROUBLES = {
	NotAllowedError: 'refused',
	SecurityError: 'refused',
	NotFoundError: 'missing',
	OverconstrainedError: 'missing',
	NotReadableError: 'busy',
	AbortError: 'busy',
};

/** @param {string} label */
export function is_wireless(label) {
	return WIRELESS.test(label);
}

/**
 * Is it telephone sound?
 * @param {number} rate_hz that the device says, 0: does not say
 * @param {number} band_hz where what was heard ends, 0: not known yet
 */
export function is_narrow(rate_hz, band_hz) {
	return (rate_hz > 0 && rate_hz <= TELEPHONE_RATE_HZ) ||
		(band_hz > 0 && band_hz <= TELEPHONE_BAND_HZ);
}

/** Did the browser keep its processing on? @param {MediaTrackSettings} settings */
export function is_processed(settings) {
	return Object.keys(RAW).some((name) =>
		/** @type {Record<string, unknown>} */ (settings)[name] === true);
}

export class Microphone {
	/** @param {{on_change: () => void, on_devices: () => void}} setup */
	constructor({ on_change, on_devices }) {
		this.on_change = on_change;
		/** @type {MicrophoneState} */
		this.state = 'off';
		this.words = '';
		this.id = ''; // the device that was chosen; '' for the browser's choice
		this.wanted = false;
		this.asked = 0; // counts the requests: only the last one's answer counts
		/** @type {MediaStream | null} */
		this.stream = null;
		/** @type {MediaStreamAudioSourceNode | null} */
		this.source = null;
		/** @type {import('../engine/player.js').Installed | null} */
		this.engine = null;
		navigator.mediaDevices?.addEventListener('devicechange', () => {
			on_devices();
			if (this.wanted && this.state !== 'running' && this.state !== 'asking')
				this.open();
		});
	}

	get track() {
		return this.stream?.getAudioTracks()[0] ?? null;
	}

	/** What the device delivers. @returns {MediaTrackSettings} */
	get settings() {
		return this.track?.getSettings() ?? {};
	}

	get label() {
		return this.track?.label ?? '';
	}

	/** Asks for it, in a tap the first time. Never throws: the state says what came of it. */
	async open() {
		this.wanted = true;
		this.asked += 1;
		const { asked } = this;
		if (!isSecureContext || !navigator.mediaDevices)
			return this.become('insecure');
		this.become('asking');
		const device = this.id ? { deviceId: { exact: this.id } } : {};
		try {
			const stream = await navigator.mediaDevices.getUserMedia({ audio: {
				...RAW, ...device, channelCount: { ideal: 1 },
				.../** @type {object} */ ({ latency: { ideal: LATENCY_S } }) } });
			if (asked !== this.asked)
				return stop(stream);
			this.take(stream);
		} catch (error) {
			if (asked === this.asked)
				this.fail(/** @type {Error} */ (error));
		}
	}

	/** @param {MediaStream} stream */
	take(stream) {
		this.release();
		this.stream = stream;
		const { track } = this;
		if (!track)
			return this.become('missing');
		track.onended = () => this.lost(stream);
		track.onmute = () => this.become('busy'); // a call, or a switch of the system
		track.onunmute = () => this.become('running');
		this.connect();
		this.become(track.muted ? 'busy' : 'running');
	}

	/** @param {Error} error */
	fail({ name, message }) {
		this.release();
		this.become(TROUBLES[name] ?? 'failed', TROUBLES[name] ? '' : message || name);
	}

	/** Its plug was pulled, or its permission. @param {MediaStream} stream */
	lost(stream) {
		if (stream !== this.stream)
			return;
		this.release();
		this.become('missing');
		this.open();
	}

	close() {
		this.wanted = false;
		this.asked += 1;
		this.release();
		this.become('off');
	}

	/** Another device; '' for the browser's choice. @param {string} id */
	async choose(id) {
		if (id === this.id)
			return;
		this.id = id;
		if (this.wanted)
			await this.open();
	}

	release() {
		this.source?.disconnect();
		this.source = null;
		if (this.stream)
			stop(this.stream);
		this.stream = null;
	}

	/** A new engine, which wants to hear it. @param {import('../engine/player.js').Installed} engine */
	feed(engine) {
		this.engine = engine;
		this.connect();
	}

	connect() {
		this.source?.disconnect();
		this.source = null;
		if (!this.stream || !this.engine)
			return;
		const { context, node } = this.engine;
		this.source = context.createMediaStreamSource(this.stream);
		this.source.connect(node);
		node.port.postMessage({ input_ms: 1000 * (/** @type {any} */ (this.settings).latency ?? 0) });
	}

	/** @param {MicrophoneState} state @param {string} [words] the browser's own */
	become(state, words = '') {
		if (state === this.state && words === this.words)
			return;
		this.state = state;
		this.words = words;
		this.on_change();
	}
}

/** @param {MediaStream} stream */
function stop(stream) {
	for (const track of stream.getTracks()) {
		track.onended = track.onmute = track.onunmute = null;
		track.stop();
	}
}

/** What there is to choose from; labels only once the microphone was allowed.
 * @returns {Promise<{inputs: Device[], outputs: Device[]}>} */
export async function find_devices() {
	const all = await navigator.mediaDevices?.enumerateDevices() ?? [];
	/** @param {MediaDeviceKind} kind */
	const of_kind = (kind) => all.filter((device) => device.kind === kind && device.deviceId !== '')
		.map(({ deviceId, label }) => ({ id: deviceId, label, wireless: is_wireless(label) }));
	return { inputs: of_kind('audioinput'), outputs: of_kind('audiooutput') };
}
