// SPDX-License-Identifier: Apache-2.0
/*
 * The life of the browser's sound: one AudioContext for the whole visit, with the engine in it.
 * Builds it inside the visitor's tap, as phones demand; says when the browser forbids sound or a
 * call interrupts it; builds a new one when the old one's clock stands still.
 *
 * On a phone the engine plays through a media element, since a bare context stops when the screen
 * locks; elsewhere straight to the loudspeaker, which is quicker.
 *
 * Before: the Worker's packets, down a port that this hands over. After: the loudspeaker.
 */

import { ClockWatch } from './clockwatch.js';
import { read_status } from './layout.js';

/**
 * off; starting; running; blocked: the browser wants a tap first; interrupted: a call has the
 * loudspeaker; failed: this browser cannot.
 * @typedef {'off' | 'starting' | 'running' | 'blocked' | 'interrupted' | 'failed'} Sound
 */

/**
 * How it goes, several times a second while it runs.
 * @typedef {object} Heard
 * @property {import('./layout.js').EngineStatus} engine
 * @property {number | null} capture_ms the server's clock when what is heard now was spoken
 * @property {number} wall_ms our clock when it is heard
 */

/**
 * @typedef {object} PlayerSetup
 * @property {string} engine_url of engine.wasm
 * @property {boolean} through_element play through a media element
 * @property {(sound: Sound) => void} on_sound
 * @property {(heard: Heard) => void} on_heard
 * @property {(port: MessagePort) => void} on_port a new engine: its packets go here
 */

/** @typedef {{volume: number, gains: number[], delay_ms: number}} Mix */

const ALLOWED_WITHIN_MS = 1200; // a browser that lets us play has said so by then
const UNTAPPED_WITHIN_MS = 300; // the same, when nobody has tapped anything yet
const SOUND_AT_FIRST_MS = 2000; // what breaks sooner breaks always: no use in another one
const FALL_SILENT_MS = 100; // longer than the engine's ramp

export class Player {
	/** @param {PlayerSetup} setup */
	constructor(setup) {
		this.setup = setup;
		/** @type {Sound} */
		this.sound = 'off';
		/** @type {AudioContext | null} */
		this.context = null;
		/** @type {AudioWorkletNode | null} */
		this.node = null;
		/** @type {HTMLAudioElement | null} */
		this.element = null;
		/** @type {Promise<ArrayBuffer> | null} */
		this.wasm = null;
		/** @type {Mix} */
		this.mix = { volume: 1, gains: [1, 0], delay_ms: 0 };
		this.wanted = false; // somebody wants to hear something
		this.built_ms = 0; // when the context was
		this.watched = true;
		this.watch = new ClockWatch();
	}

	/** Fetches the engine, so that the tap need not wait for it. */
	preload() {
		this.wasm ??= fetch_bytes(this.setup.engine_url);
		this.wasm.catch(() => {
			this.wasm = null; // the next attempt fetches again
		});
		return this.wasm;
	}

	/** Plays; call it inside the visitor's tap. Does nothing when it plays already. */
	start() {
		this.wanted = true;
		// Resuming an interrupted context leaves some phones with a clock that stands still.
		if (this.context && state_of(this.context) === 'interrupted')
			this.tear_down();
		if (!this.context)
			this.build();
		this.send_mix();
		this.resume();
	}

	/** Falls silent; the context stays for the next tap. */
	stop() {
		this.wanted = false;
		this.become('off');
		this.send_mix();
		const { context } = this;
		setTimeout(() => {
			if (this.wanted || context !== this.context)
				return;
			this.element?.pause();
			context?.suspend().catch(() => {});
		}, FALL_SILENT_MS);
	}

	/** @param {Mix} mix */
	set_mix(mix) {
		this.mix = mix;
		this.send_mix();
	}

	/** Whether somebody looks at the level. @param {boolean} watched */
	set_watched(watched) {
		this.watched = watched;
		this.node?.port.postMessage({ watched });
	}

	/** Call it once a second, also in a hidden page: from the Worker's beat, not from a timer. */
	beat() {
		const { context } = this;
		if (!context || context.state !== 'running' || !this.node)
			return this.watch.reset();
		if (!this.watch.sound(context.currentTime, Date.now()))
			this.rebuild(context);
	}

	/* ---- the graph ---- */

	build() {
		this.become('starting');
		this.watch.reset();
		// At the device's own rate: the engine resamples, and browsers that convert add delay.
		const context = new AudioContext({ latencyHint: 'interactive' });
		this.context = context;
		this.built_ms = Date.now();
		context.onstatechange = () => this.state_changed(context);
		this.open_output(context);
		this.install(context).catch((error) => {
			if (context !== this.context)
				return;
			console.error(error);
			this.tear_down();
			this.become('failed');
		});
	}

	/** @param {AudioContext} context */
	open_output(context) {
		if (!this.setup.through_element)
			return;
		const destination = context.createMediaStreamDestination();
		this.element ??= new Audio();
		this.element.onpause = () => this.state_changed(context); // by a headset's key, or a call
		this.element.srcObject = destination.stream;
		this.output = destination;
	}

	/** Loads the engine into the context. @param {AudioContext} context */
	async install(context) {
		const module = new URL('./engine.worklet.js', import.meta.url);
		const [wasm] = await Promise.all([this.preload(), context.audioWorklet.addModule(module)]);
		if (context !== this.context)
			return; // stopped or rebuilt meanwhile
		this.node = new AudioWorkletNode(context, 'tumen-engine', {
			numberOfInputs: 0,
			outputChannelCount: [1],
			processorOptions: { wasm },
		});
		this.node.port.onmessage = (event) => this.report(context, event.data);
		this.node.addEventListener('processorerror', () => this.rebuild(context));
		this.send_mix();
		this.set_watched(this.watched);
		const { port1, port2 } = new MessageChannel();
		this.node.port.postMessage({ port: port2 }, [port2]);
		this.setup.on_port(port1);
		this.node.connect(this.output ?? context.destination);
		this.state_changed(context);
	}

	/** This one is broken; another may not be. @param {AudioContext} context */
	rebuild(context) {
		if (context !== this.context)
			return;
		this.tear_down();
		if (Date.now() - this.built_ms < SOUND_AT_FIRST_MS)
			this.become('failed');
		else if (this.wanted)
			this.start();
	}

	tear_down() {
		const { context } = this;
		this.context = null;
		this.node = null;
		this.output = undefined;
		this.element?.pause();
		if (this.element)
			this.element.srcObject = null;
		context?.close().catch(() => {});
	}

	send_mix() {
		const { gains, delay_ms } = this.mix;
		const volume = this.wanted ? this.mix.volume : 0;
		this.node?.port.postMessage({ volume, gain: gains, delay_ms });
	}

	/* ---- what the browser allows ---- */

	resume() {
		const { context, element } = this;
		if (!context)
			return;
		if (this.sound === 'off' || this.sound === 'blocked')
			this.become('starting');
		if (context.state === 'suspended')
			context.resume().catch(() => {});
		if (element?.paused)
			element.play().catch(() => this.state_changed(context));
		this.state_changed(context);
		const tapped = navigator.userActivation?.hasBeenActive ?? true;
		setTimeout(() => this.state_changed(context, true),
			tapped ? ALLOWED_WITHIN_MS : UNTAPPED_WITHIN_MS);
	}

	/**
	 * @param {AudioContext} context
	 * @param {boolean} [waited] long enough to take suspended for forbidden
	 */
	state_changed(context, waited = false) {
		if (context !== this.context || !this.wanted)
			return;
		const state = state_of(context);
		if (state === 'suspended' && this.sound === 'interrupted')
			context.resume().catch(() => {}); // the call is over; some phones let us
		if (state === 'interrupted')
			this.become('interrupted');
		else if (state === 'running' && !this.element_waits())
			this.become(this.node ? 'running' : 'starting');
		else if (waited || this.sound === 'running' || this.sound === 'interrupted')
			this.become('blocked');
	}

	element_waits() {
		return this.setup.through_element && this.element !== null && this.element.paused;
	}

	/** @param {Sound} sound */
	become(sound) {
		if (sound === this.sound)
			return;
		this.sound = sound;
		this.setup.on_sound(sound);
	}

	/* ---- what the engine says ---- */

	/**
	 * @param {AudioContext} context
	 * @param {import('./layout.js').EngineReport} report
	 */
	report(context, { status, wall_ms }) {
		if (context !== this.context)
			return;
		const engine = read_status(status);
		const { capture_ms, playing } = engine.voices[0];
		const output_ms = (context.outputLatency || context.baseLatency || 0) * 1000;
		this.setup.on_heard({
			engine,
			capture_ms: playing && capture_ms >= 0 ? capture_ms : null,
			wall_ms: wall_ms + output_ms,
		});
	}
}

/** @param {AudioContext} context */
function state_of(context) {
	return /** @type {AudioContextState | 'interrupted'} */ (context.state);
}

/** @param {string} url */
async function fetch_bytes(url) {
	const answer = await fetch(url);
	if (!answer.ok)
		throw new Error(`${url}: ${answer.status}`);
	return answer.arrayBuffer();
}
