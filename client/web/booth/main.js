// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's page, wired: what happens changes the state, and whatever follows from the state
 * is done at once, here, in one place. Sound itself never comes this way: sound.js has it.
 *
 *   sound.js --(messages, reports)--> main.js: state.js --> view.js, news.js
 *      ^                                 |  ^
 *      +--------(say, send, ear)---------+  +-- commands.js <-- hands.js: keys, pointers
 */

import { take_fragment } from '../link/fragment.js';
import { choose_tongue } from '../ui/language.js';
import { fetch_booths } from './booths.js';
import { effect_of, greetings } from './commands.js';
import { csv_of, save_file } from './csv.js';
import { is_floor_link, show_floor_link } from './floor_link.js';
import { to_desk } from './hands.js';
import { news_of } from './news.js';
import { ring } from './ring.js';
import { part } from './screen.js';
import { load_settings, save_settings } from './settings.js';
import { BoothSound } from './sound.js';
import { ear_of, facts_of, first_state, may_send, next_state } from './state.js';
import { View } from './view.js';
import { forget_visit, keep_visit, kept_visit } from './visit.js';

/** @typedef {import('./contract.js').BoothSoundShape} BoothSoundShape */
/** @typedef {import('./contract.js').BoothReport} BoothReport */
/** @typedef {import('./state.js').Happening} Happening */
/** @typedef {import('./state.js').State} State */

const TICK_MS = 250; // clocks and countdowns
const LEAVE_MS = 300; // for the last word to get out

const { fields, token } = take_fragment();
const settings = { ...load_settings(),
	...(fields.get('booth') ? { booth: /** @type {string} */ (fields.get('booth')) } : {}),
	...(fields.get('name') ? { name: /** @type {string} */ (fields.get('name')).slice(0, 30) } : {}) };
let state = first_state({ secure: isSecureContext,
	can_choose_output: 'setSinkId' in HTMLMediaElement.prototype }, settings);
/** @type {BoothSoundShape | null} */
let sound = null;
let facts_text = '';
let ear_text = '';
let told_ms = Date.now(); // when the view was told last

const view = new View({
	command,
	set: (change) => happen({ what: 'settings', settings: change }),
	join,
	write: write_chat,
	chat_to: (to) => happen({ what: 'chat_to', to }),
	reading: (reading) => happen({ what: 'reading', reading }),
	tap: (tap) => ({ listen: open_sound, resume: open_sound, retry: () => sound?.retry(),
		dismiss: () => happen({ what: 'dismiss' }) })[tap](),
	save_incidents: () => save_file('hearing-incidents.csv', csv_of(state.incidents)),
	leave,
});

/* ---- what happens ---- */

/** @param {Happening} happening */
function happen(happening) {
	const before = state;
	state = next_state(state, happening);
	if (state === before && happening.what !== 'tick')
		return;
	act(before);
	const now_ms = Date.now();
	view.show(state, now_ms);
	if (state.place === 'inside')
		view.tell(state, news_of(before, state, now_ms, told_ms));
	told_ms = now_ms;
}

/** Does what follows from the change. @param {State} before */
function act(before) {
	if (before.settings !== state.settings)
		follow_settings(before);
	for (const message of greetings(before, state))
		sound?.say(message);
	sound?.send(may_send(state));
	const ear = ear_of(state);
	if (sound && ear_text !== JSON.stringify(ear)) {
		ear_text = JSON.stringify(ear);
		sound.set_ear(ear);
	}
	const rings = state.notices.at(-1);
	if (rings?.code === 'colleague_lost' && !before.notices.includes(rings))
		ring(state.settings.headset_db_spl, state.settings.output).catch(() => {});
}

/** @param {State} before */
function follow_settings(before) {
	const { tongue, input, output } = state.settings;
	save_settings(state.settings);
	if (before.settings.tongue !== tongue)
		view.speak(choose_tongue(tongue, navigator.languages));
	if (before.settings.input !== input)
		sound?.choose_input(input).catch(() => {});
	if (before.settings.output !== output)
		sound?.choose_output(output).catch(() => {});
}

/** @param {import('./keys.js').Command} wanted */
function command(wanted) {
	const { say = [], happen: happenings = [], gesture } = effect_of(state, wanted);
	for (const message of say)
		sound?.say(message);
	for (const happening of happenings)
		happen(happening);
	if (gesture === 'listen')
		open_sound();
	else if (gesture)
		view.gesture(gesture);
}

/** @param {string} text */
function write_chat(text) {
	const { chat_to } = state;
	const target = chat_to === null ? { to: 'booth' }
		: typeof chat_to === 'string' ? { to: chat_to } : { to: 'booth', booth: chat_to.booth };
	sound?.say({ type: 'chat', ...target, text });
}

/* ---- in and out ---- */

/**
 * @param {{name: string, booth: string, consents: boolean}} who
 * @param {boolean} [back] after a reload: the sound was checked then
 */
function join({ name, booth, consents }, back = false) {
	happen({ what: 'settings', settings: { name, booth } });
	happen({ what: 'join', consents, booth });
	const guise = /** @type {import('./contract.js').Guise} */ ({ role: 'interpreter',
		client: 'tumen-booth-web', booth, name, microphone: 'off',
		...(token ? { token } : {}) });
	if (sound) {
		sound.guise(guise);
		sound.retry();
	} else {
		sound = new BoothSound({ guise, on_status: (link) => happen({ what: 'link', link }),
			on_message: hear_server, on_report: hear_report, on_incident: show_incidents,
			on_devices: list_devices });
	}
	sound.set_watched(document.visibilityState === 'visible');
	show_incidents();
	open_sound();
	if (back)
		to_desk();
	else
		view.open('devices');
}

async function open_sound() {
	const { input, output } = state.settings;
	if (input !== '')
		await sound?.choose_input(input).catch(() => {});
	await sound?.start().catch(() => {}); // what went wrong is in its reports
	if (output !== '')
		await sound?.choose_output(output).catch(() => {});
	list_devices();
}

function leave() {
	sound?.say({ type: 'microphone', on: false });
	sound?.leave();
	forget_visit();
	setTimeout(() => location.reload(), LEAVE_MS);
}

/* ---- what sound.js reports ---- */

/** @param {import('./state.js').ServerMessage | import('./state.js').StaffMessage} message */
function hear_server(message) {
	if (message.type === 'welcome') {
		const { name, booth } = state.settings;
		keep_visit({ booth, name, consents: state.consents });
	}
	happen({ what: 'message', message, wall_ms: Date.now() });
}

/** @param {BoothReport} report */
function hear_report(report) {
	const facts = facts_of(report);
	if (facts_text !== JSON.stringify(facts)) {
		facts_text = JSON.stringify(facts);
		happen({ what: 'facts', facts });
	}
	view.hear(report, Date.now());
}

function show_incidents() {
	happen({ what: 'incidents', incidents: sound?.incidents() ?? [] });
}

async function list_devices() {
	const devices = await sound?.devices().catch(() => null);
	if (devices)
		happen({ what: 'devices', devices });
}

/* ---- it begins ---- */

/** The one that is known at once, then all there are; who has a link for one stays with it. */
async function offer_booths() {
	if (settings.booth !== '')
		view.offer_booths([{ id: settings.booth, names: [] }], settings.booth);
	const linked = token === null ? null : fields.get('booth');
	const booths = await fetch_booths(linked, () => state.place === 'door');
	if (booths)
		view.offer_booths(booths, settings.booth);
}

function begin() {
	/** @type {HTMLInputElement} */ (part('door-name')).value = settings.name;
	const visit = kept_visit();
	if (visit !== null && (fields.get('booth') ?? visit.booth) === visit.booth)
		join(visit, true);
	else
		offer_booths();
	view.show(state, Date.now());
	setInterval(() => happen({ what: 'tick', wall_ms: Date.now() }), TICK_MS);
	document.addEventListener('visibilitychange', () =>
		sound?.set_watched(document.visibilityState === 'visible'));
}

view.speak(choose_tongue(settings.tongue, navigator.languages));
if (is_floor_link(fields))
	show_floor_link(fields, token);
else
	begin();
