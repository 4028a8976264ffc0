// SPDX-License-Identifier: Apache-2.0
/*
 * Everything a console hears and says, behind contract.js: the connection, the microphone, the
 * engine and its life, and the record of what hearing protection had to do. Sound itself never
 * comes this way: it goes from the worklet straight to the link's Worker and back.
 */

import { Lag } from '../engine/lag.js';
import { read_status } from '../engine/layout.js';
import { Player } from '../engine/player.js';
import { Link } from '../link/link.js';
import { Incidents } from './incidents.js';
import { BOOTH_FIELDS } from './layout.js';
import { Microphone, find_devices, is_narrow, is_processed, is_wireless } from './microphone.js';

/** @typedef {import('./contract.js').BoothReport} BoothReport */
/** @typedef {import('./contract.js').BoothSoundSetup} BoothSoundSetup */
/** @typedef {import('./contract.js').BoothSoundShape} BoothSoundShape */
/** @typedef {import('./contract.js').Ear} Ear */
/** @typedef {import('./contract.js').Guise} Guise */
/** @typedef {import('./contract.js').MicrophoneReport} MicrophoneReport */
/** @typedef {import('./contract.js').ServerMessage} ServerMessage */
/** @typedef {import('./contract.js').VoiceReport} VoiceReport */
/** @typedef {import('./layout.js').BoothStatus} BoothStatus */
/** @typedef {import('../link/orders.js').LinkReport} LinkReport */

const SESSION_KEY = 'tumen.session';
const SILENCE_DBFS = -127;
const SOURCES_KEPT = 16; // the channels heard last, to tell whose an incident was
/** @type {import('../link/orders.js').Wish} */
const WISH = { voices: [{ console: 'incoming' }, { console: 'boothmate' }], rendition: 'high',
	bundle: 1 };

/** @implements {BoothSoundShape} */
export class BoothSound {
	/** @param {BoothSoundSetup} setup */
	constructor(setup) {
		this.setup = setup;
		this.sending = false;
		/** What the engine said last, while it runs. @type {BoothStatus | null} */
		this.status = null;
		this.heard_ms = 0; // when what it played then is in the ear
		/** @type {number | null} */
		this.offset_ms = null;
		this.line = { round_trip_ms: /** @type {number | null} */ (null), sent: 0, dropped: 0 };
		this.lags = [new Lag(), new Lag()];
		/** @type {{wall_ms: number, channel: string}[]} */
		this.sources = [];
		this.microphone_key = ''; // as `console` says it
		this.past = new Incidents();
		this.microphone = new Microphone({
			on_change: () => this.report(),
			on_devices: setup.on_devices,
		});
		this.player = new Player({
			engine: {
				wasm_url: new URL('../engine/booth.wasm', import.meta.url).href,
				worklet_url: new URL('./booth.worklet.js', import.meta.url).href,
				processor: 'tumen-booth',
				inputs: 1,
			},
			through_element: false,
			on_sound: () => this.hear_player(),
			on_report: (report, heard_ms) => this.hear_engine(report, heard_ms),
			on_engine: (engine) => {
				this.link.sound(engine.port);
				this.microphone.feed(engine);
			},
		});
		this.player.preload().catch(() => {});
		this.set_ear({ incoming: 1, boothmate: 1, own: 0, bass_db: 0, treble_db: 0,
			headset_db_spl: null });
		this.link = new Link({ guise: guise_of(setup.guise), wish: WISH,
			report: (report) => this.hear_link(report) });
	}

	/* ---- what the page wants ---- */

	async start() {
		claim_microphone();
		this.player.start();
		await this.microphone.open();
	}

	stop() {
		this.microphone.close();
		this.player.stop();
	}

	/** @param {boolean} on */
	send(on) {
		this.sending = on;
		this.set_gate();
	}

	/** @param {Ear} ear */
	set_ear({ incoming, boothmate, own, bass_db, treble_db, headset_db_spl }) {
		this.player.order({ gains: [incoming, boothmate], own, tone: { bass_db, treble_db },
			headset_db_spl: headset_db_spl ?? 0 });
	}

	devices() {
		return find_devices();
	}

	/** @param {string} id */
	choose_input(id) {
		return this.microphone.choose(id);
	}

	/** @param {string} id */
	choose_output(id) {
		return this.player.set_sink(id);
	}

	/** @param {object} message */
	say(message) {
		this.link.say(message);
	}

	retry() {
		this.link.retry();
	}

	leave() {
		this.link.leave();
	}

	/** @param {boolean} watched */
	set_watched(watched) {
		this.player.order({ watched });
	}

	incidents() {
		return this.past.all();
	}

	/** @param {Guise} guise */
	guise(guise) {
		this.link.guise(guise_of(guise));
	}

	/* ---- what the server says ---- */

	/** @param {LinkReport} report */
	hear_link(report) {
		switch (report.report) {
		case 'status':
			this.lags.forEach((lag) => lag.reset());
			this.setup.on_status(report.status);
			break;
		case 'message':
			this.hear_message(report.message);
			break;
		case 'beat':
			this.offset_ms = report.offset_ms;
			this.line = { round_trip_ms: report.round_trip_ms, sent: report.sent,
				dropped: report.dropped };
			this.player.beat();
			if (!this.status)
				this.report();
			break;
		}
	}

	/** @param {ServerMessage} message */
	hear_message(message) {
		if (message.type === 'welcome')
			keep_session(message.session);
		if (message.type === 'console')
			this.hear_console(message);
		this.setup.on_message(message);
	}

	/** @param {import('../link/staff.js').Console} console */
	hear_console({ hears, microphone }) {
		this.microphone_key = microphone;
		this.set_gate();
		if (hears === this.sources.at(-1)?.channel)
			return;
		this.sources = [...this.sources, { wall_ms: Date.now(), channel: hears }].slice(-SOURCES_KEPT);
		this.lags[0].reset();
	}

	/** While coughing, silence tells the server that the line stands. */
	set_gate() {
		const idle = this.microphone_key === 'cough' ? 'cough' : 'closed';
		this.player.order({ gate: this.sending ? 'open' : idle });
	}

	/* ---- what the engine says ---- */

	hear_player() {
		if (this.player.sound !== 'running')
			this.status = null;
		this.report();
	}

	/**
	 * @param {import('../engine/layout.js').EngineReport & Record<string, any>} report
	 * @param {number} heard_ms
	 */
	hear_engine(report, heard_ms) {
		if ('incident' in report)
			return this.note(report.incident);
		this.status = read_status(report.status, BOOTH_FIELDS);
		this.heard_ms = heard_ms;
		this.report();
	}

	/** @param {import('./layout.js').EarIncident} incident */
	note({ wall_ms, kind, db_spl, lasted_ms }) {
		const source = this.sources.filter((heard) => heard.wall_ms <= wall_ms).at(-1) ?? this.sources[0];
		const incident = { wall_ms: Math.round(wall_ms), kind, lasted_ms,
			level_db_spl: Math.round(db_spl * 10) / 10, source: source?.channel ?? '' };
		this.past.add(incident);
		this.setup.on_incident(incident);
	}

	report() {
		const { status } = this;
		this.setup.on_report({
			microphone: this.report_microphone(status),
			incoming: this.report_voice(status, 0),
			boothmate: this.report_voice(status, 1),
			ear: {
				peak_dbfs: status?.ear_peak_dbfs ?? SILENCE_DBFS,
				mean_db_spl: status ? status.ear_mean_db_spl : null,
				too_loud: status?.ear_too_loud === 1,
			},
			line: this.line,
			running: status !== null,
			blocked: this.player.sound === 'blocked' || this.player.sound === 'interrupted',
		});
	}

	/** @param {BoothStatus | null} status @returns {MicrophoneReport} */
	report_microphone(status) {
		const { state, words, label, settings } = this.microphone;
		const rate_hz = settings.sampleRate ?? 0;
		const open = state === 'running';
		return {
			state, words, device: label, rate_hz,
			narrow: open && is_narrow(rate_hz, status?.microphone_band_hz ?? 0),
			wireless: is_wireless(label),
			processed: is_processed(settings),
			peak_dbfs: status && open ? status.microphone_peak_dbfs : SILENCE_DBFS,
			rms_dbfs: status && open ? status.microphone_rms_dbfs : SILENCE_DBFS,
			clipped: status?.microphone_clipped ?? 0,
		};
	}

	/**
	 * @param {BoothStatus | null} status
	 * @param {number} voice
	 * @returns {VoiceReport}
	 */
	report_voice(status, voice) {
		if (!status)
			return { playing: false, peak_dbfs: SILENCE_DBFS, delay_ms: null, buffered_ms: 0,
				concealed_ms: 0 };
		const { playing, peak_dbfs, capture_ms, buffered_ms, concealed_ms } = status.voices[voice];
		const { offset_ms } = this;
		const known = playing === 1 && capture_ms >= 0 && offset_ms !== null;
		return { playing: playing === 1, peak_dbfs, buffered_ms, concealed_ms,
			delay_ms: known ? this.lags[voice].add(this.heard_ms, offset_ms, capture_ms) : null };
	}
}

/**
 * Silent until the key is pressed, and in the seat that this tab had before a reload.
 * @param {Guise} guise
 * @returns {Guise}
 */
function guise_of(guise) {
	const session = kept_session();
	return { ...(session ? { session } : {}), ...guise, microphone: 'off' };
}

function kept_session() {
	try {
		return sessionStorage.getItem(SESSION_KEY);
	} catch {
		return null;
	}
}

/** @param {string} session */
function keep_session(session) {
	try {
		sessionStorage.setItem(SESSION_KEY, session);
	} catch {
		// a reload will be another seat
	}
}

/** To be called inside the tap: tells iPhones that this both plays and records. */
function claim_microphone() {
	const session = /** @type {{audioSession?: {type: string}}} */ (navigator).audioSession;
	if (session && session.type !== 'play-and-record')
		session.type = 'play-and-record';
}
