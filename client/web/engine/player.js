// SPDX-License-Identifier: Apache-2.0
/*
 * The life of the browser's sound: one AudioContext for the whole visit, with a page's engine in
 * it. Builds it inside the visitor's tap, as phones demand; says when the browser forbids sound or
 * a call interrupts it; builds a new one when the old one's clock stands still, or its device went.
 *
 * A phone that only listens plays through a media element, since a bare context stops when the
 * screen locks; elsewhere straight to the loudspeaker, which is quicker.
 *
 * Before: the Worker's packets, down a port that this hands over. After: the loudspeaker.
 */

import { ClockWatch } from './clockwatch.js';

/** @typedef {import('./layout.js').EngineOrder} EngineOrder */
/** @typedef {import('./layout.js').EngineReport} EngineReport */

/**
 * off; starting; running; blocked: the browser wants a tap first; interrupted: a call has the
 * loudspeaker; failed: this browser cannot.
 * @typedef {'off' | 'starting' | 'running' | 'blocked' | 'interrupted' | 'failed'} Sound
 */

/**
 * Which engine: its module, the script that runs it on the sound thread and the name it has there;
 * inputs: 1 when it also takes a microphone.
 * @typedef {{wasm_url: string, worklet_url: string, processor: string, inputs: 0 | 1}} Engine
 */

/**
 * A new engine, ready: packets go to and come from `port`; a microphone is connected to `node`.
 * @typedef {{port: MessagePort, node: AudioWorkletNode, context: AudioContext}} Installed
 */

/**
 * @typedef {object} PlayerSetup
 * @property {Engine} engine
 * @property {boolean} through_element play through a media element
 * @property {(sound: Sound) => void} on_sound
 * @property {(report: EngineReport & Record<string, any>, heard_ms: number) => void} on_report what
 *     the engine says; heard_ms: our clock when what it played then leaves the loudspeaker
 * @property {(installed: Installed) => void} on_engine
 */

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
		/** What every engine is told. @type {EngineOrder} */
		this.orders = { volume: 1, watched: true };
		this.sink = ''; // the output device; the browser's own choice
		/** Only while it plays through an element. @type {MediaStreamAudioDestinationNode | undefined} */
		this.output = undefined;
		this.wanted = false; // somebody wants to hear something
		this.built_ms = 0; // when the context was
		this.watch = new ClockWatch();
	}

	/** Fetches the engine, so that the tap need not wait for it. */
	preload() {
		this.wasm ??= fetch_bytes(this.setup.engine.wasm_url);
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
		this.send({ volume: this.orders.volume });
		this.resume();
	}

	/** Falls silent; the context stays for the next tap. */
	stop() {
		this.wanted = false;
		this.become('off');
		this.send({ volume: 0 });
		const { context } = this;
		setTimeout(() => {
			if (this.wanted || context !== this.context)
				return;
			this.element?.pause();
			context?.suspend().catch(() => {});
		}, FALL_SILENT_MS);
	}

	/**
	 * Tells this engine, and every one after it. The volume is 0 while nothing is wanted.
	 * @param {EngineOrder & Record<string, any>} orders
	 */
	order(orders) {
		Object.assign(this.orders, orders);
		this.send(orders);
	}

	/**
	 * Another output device; '' for the browser's own choice. Where a context cannot choose one, a
	 * media element may. Throws where neither can.
	 * @param {string} id
	 */
	async set_sink(id) {
		if (id === this.sink)
			return;
		if (!can_choose_sink())
			throw new Error('this browser cannot choose an output');
		const before = this.sink;
		this.sink = id;
		try {
			await this.apply_sink();
		} catch (error) {
			this.sink = before;
			throw error;
		}
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
		if (this.sink !== '')
			this.apply_sink().catch(() => {}); // it is gone: the browser's own choice then
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
		if (!this.plays_through_element())
			return;
		const destination = context.createMediaStreamDestination();
		this.element ??= new Audio();
		this.element.onpause = () => this.state_changed(context); // by a headset's key, or a call
		this.element.srcObject = destination.stream;
		this.output = destination;
	}

	/** A context that cannot choose its device plays through an element that can. */
	plays_through_element() {
		return this.setup.through_element || (this.sink !== '' && !context_chooses());
	}

	async apply_sink() {
		const { context } = this;
		if (!context)
			return;
		if (context_chooses())
			return /** @type {any} */ (context).setSinkId(this.sink);
		if (this.sink !== '' && !this.output) { // built without an element
			this.tear_down();
			this.start();
		}
		await /** @type {any} */ (this.element)?.setSinkId?.(this.sink);
	}

	/** Loads the engine into the context. @param {AudioContext} context */
	async install(context) {
		const { worklet_url, processor, inputs } = this.setup.engine;
		const [wasm] = await Promise.all([this.preload(), context.audioWorklet.addModule(worklet_url)]);
		if (context !== this.context)
			return; // stopped or rebuilt meanwhile
		const node = new AudioWorkletNode(context, processor, {
			numberOfInputs: inputs,
			outputChannelCount: [1],
			channelCount: 1, // of the input, however many a microphone has
			channelCountMode: 'explicit',
			processorOptions: { wasm },
		});
		this.node = node;
		node.port.onmessage = (event) => this.report(context, event.data);
		node.addEventListener('processorerror', () => this.rebuild(context));
		this.send(this.orders);
		const { port1, port2 } = new MessageChannel();
		node.port.postMessage({ port: port2 }, [port2]);
		node.connect(this.output ?? context.destination);
		this.setup.on_engine({ port: port1, node, context });
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

	/** @param {EngineOrder} orders */
	send(orders) {
		const silent = !this.wanted && 'volume' in orders;
		this.node?.port.postMessage(silent ? { ...orders, volume: 0 } : orders);
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
		return this.output !== undefined && this.element !== null && this.element.paused;
	}

	/** @param {Sound} sound */
	become(sound) {
		if (sound === this.sound)
			return;
		this.sound = sound;
		this.setup.on_sound(sound);
	}

	/* ---- what the engine says ---- */

	/** @param {AudioContext} context @param {EngineReport} report */
	report(context, report) {
		if (context !== this.context)
			return;
		const output_ms = (context.outputLatency || context.baseLatency || 0) * 1000;
		this.setup.on_report(report, report.wall_ms + output_ms);
	}
}

function context_chooses() {
	return 'setSinkId' in AudioContext.prototype;
}

/** Can this browser play to a device that the page chooses? */
export function can_choose_sink() {
	return context_chooses() || 'setSinkId' in HTMLMediaElement.prototype;
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
