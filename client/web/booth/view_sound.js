// SPDX-License-Identifier: Apache-2.0
/*
 * The sound check before going on the air: levels, devices, headset, warnings, and what hearing
 * protection had to do.
 */

import { keep_list } from '../ui/dom.js';
import { say_number } from '../ui/language.js';
import { level_of, pressing, warnings_of } from './picture.js';
import { mark, meter, page, part, show, word, write } from './screen.js';
import { TURNS_MIN } from './settings.js';

/** @typedef {import('./contract.js').BoothReport} BoothReport */
/** @typedef {import('./contract.js').Device} Device */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

const HELD_MS = 1200; // a verdict stays readable for so long
const INCIDENTS = 200; // the last so many are shown; all are exported

/** @type {Record<ReturnType<typeof level_of>, {word: Key, weight: number}>} */
const VERDICTS = {
	silent: { word: 'level_silent', weight: 0 },
	low: { word: 'level_low', weight: 1 },
	right: { word: 'level_right', weight: 2 },
	high: { word: 'level_high', weight: 3 },
	clipping: { word: 'level_clipping', weight: 4 },
};

/** @param {State} state */
export function show_sound(state) {
	show_warnings('warnings', state);
	const { first } = pressing({ ...state, notices: [] });
	const problem = first !== null && first.word.startsWith('microphone_') ? first : null;
	write(part('check-problem'), problem ? word(problem.word, problem.n ?? '') : '');
	show_devices('input', state.devices.inputs, state.settings.input);
	show_devices('output-device', state.devices.outputs, state.settings.output);
	/** @type {HTMLSelectElement} */ (part('output-device')).disabled = !state.can_choose_output;
	/** @type {HTMLInputElement} */
	const headset = part('headset');
	if (document.activeElement !== headset)
		headset.value = String(state.settings.headset_db_spl ?? '');
	show_turns(state.settings.turn_min);
	show_incidents(state);
}

/** @param {string} id @param {State} state */
export function show_warnings(id, state) {
	const items = keep_list(part(id), warnings_of(state), () => document.createElement('li'));
	for (const [key, item] of items)
		write(item, word(/** @type {Key} */ (key)));
}

/** @param {string} id @param {Device[]} devices @param {string} chosen */
function show_devices(id, devices, chosen) {
	/** @type {HTMLSelectElement} */
	const select = part(id);
	const ids = ['', ...devices.map((device) => device.id).filter((device) => device !== '')];
	const options = keep_list(select, ids, (device) => new Option('', device));
	for (const [device, option] of options)
		write(option, device === '' ? word('device_usual')
			: devices.find(({ id: its }) => its === device)?.label || device.slice(0, 8));
	const value = ids.includes(chosen) ? chosen : '';
	if (select.value !== value)
		select.value = value;
}

/** @param {number} turn_min */
function show_turns(turn_min) {
	/** @type {HTMLSelectElement} */
	const select = part('turn-min');
	const options = keep_list(select, TURNS_MIN.map(String), (value) => new Option('', value));
	for (const [value, option] of options)
		write(option, value === '0' ? word('turn_none') : word('minutes', value));
	select.value = String(turn_min);
}

/** @param {State} state */
function show_incidents({ incidents }) {
	const rows = incidents.slice(-INCIDENTS).reverse();
	write(part('incident-count'), incidents.length === 0 ? word('no_incidents')
		: word('incidents', incidents.length));
	show(part('incidents'), rows.length > 0);
	mark(part('export'), 'aria-disabled', rows.length > 0 ? null : 'true');
	const time = new Intl.DateTimeFormat(page.tongue, { dateStyle: 'short', timeStyle: 'medium' });
	const body = /** @type {HTMLTableElement} */ (part('incidents')).tBodies[0];
	const elements = keep_list(body, rows.map(({ wall_ms, kind }) => `${wall_ms} ${kind}`), () => {
		const row = document.createElement('tr');
		for (let i = 0; i < 5; i++)
			row.insertCell();
		return row;
	});
	[...elements.values()].forEach((row, at) => {
		const { wall_ms, kind, level_db_spl, lasted_ms, source } = rows[at];
		/** @type {Key} */
		const kind_word = `kind_${kind}`;
		const texts = [time.format(wall_ms), word(kind_word), say_number(page.tongue, level_db_spl, 1),
			word('ms', say_number(page.tongue, Math.round(lasted_ms))), source];
		texts.forEach((text, cell) => write(row.children[cell], text));
	});
}

/* ---- levels, many times a second ---- */

let clipped = 0;
let verdict = VERDICTS.silent;
let verdict_ms = 0;
let told = VERDICTS.silent;

/** The verdict on a voice, when it is another than the last; silence is none.
 * @param {BoothReport} report @param {number} wall_ms @returns {Key | null} */
export function hear_sound({ microphone, incoming, ear, line }, wall_ms) {
	const now = VERDICTS[level_of(microphone, clipped)];
	({ clipped } = microphone);
	if (now.weight >= verdict.weight || wall_ms - verdict_ms > HELD_MS) {
		verdict = now;
		verdict_ms = wall_ms;
	}
	for (const id of ['own-meter', 'check-meter']) {
		meter(id, microphone.peak_dbfs);
		mark(part(id), 'data-verdict', verdict.word);
		mark(part(id), 'aria-valuetext', word(verdict.word));
	}
	write(part('check-verdict'), word(verdict.word));
	meter('ear-meter', incoming.peak_dbfs);
	meter('check-ear', incoming.peak_dbfs);
	write(part('check-hears'), incoming.delay_ms === null ? ''
		: word('ms', say_number(page.tongue, Math.round(incoming.delay_ms))));
	show(part('ear-mean'), ear.mean_db_spl !== null);
	write(part('ear-mean'), word('ear_mean', Math.round(ear.mean_db_spl ?? 0)));
	write(part('line-trip'), line.round_trip_ms === null ? ''
		: word('round_trip', Math.round(line.round_trip_ms)));
	write(part('line-drops'), word('drops', line.dropped));
	if (verdict === told || verdict === VERDICTS.silent)
		return null;
	told = verdict;
	return verdict.word;
}
