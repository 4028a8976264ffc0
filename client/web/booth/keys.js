// SPDX-License-Identifier: Apache-2.0
/*
 * Which key does what: one table for the keyboard, for the marks on the controls and for the help,
 * the same letters as the console on a terminal. Single letters do nothing while a text is being
 * written, so that nobody goes on the air by chatting; a function key cannot be typed by mistake.
 *
 * Before: a keyboard. After: commands.js.
 */

/** @typedef {import('./words.js').Key} Word */

/**
 * What the interpreter wants, whether by key, pointer or tongue of a screen reader.
 * @typedef {{do: 'microphone'} | {do: 'cough', on: boolean}
 *     | {do: 'output', output: 'a' | 'b' | 'c'} | {do: 'floor_key'}
 *     | {do: 'incoming', channel: string} | {do: 'digit', digit: number}
 *     | {do: 'handover'} | {do: 'cancel'} | {do: 'take'} | {do: 'slow_down'}
 *     | {do: 'cannot'} | {do: 'reason', reason: Reason}
 *     | {do: 'call'} | {do: 'chat'} | {do: 'consent', recording?: boolean}
 *     | {do: 'ask_language'} | {do: 'language', language: string | null}
 *     | {do: 'help'} | {do: 'devices'} | {do: 'read_out'}
 *     | {do: 'turn_knob', knob: Knob, step: 1 | -1}} Command
 */

/** Why a booth cannot interpret. @typedef {'sound' | 'too_fast' | 'unseen_text' | 'other'} Reason */
/** @typedef {'incoming' | 'boothmate' | 'own' | 'bass_db' | 'treble_db'} Knob */

/**
 * @typedef {object} Row
 * @property {string[]} keys as KeyboardEvent.key has them
 * @property {string} [codes] also by place, as KeyboardEvent.code: keyboards of other scripts
 * @property {string} [shown] what to write on the control, if not the first key
 * @property {Word} word
 * @property {Command} command
 * @property {boolean} [held] tells when it is let go, too
 * @property {boolean} [anywhere] also while a text is being written
 */

/** @param {Knob} knob @param {1 | -1} step @returns {Command} */
const turn = (knob, step) => ({ do: 'turn_knob', knob, step });

/** @type {Row[]} */
export const ROWS = [
	{ keys: ['F9'], word: 'key_microphone', command: { do: 'microphone' }, anywhere: true },
	{ keys: ['m'], codes: 'KeyM', word: 'key_microphone', command: { do: 'microphone' } },
	{ keys: ['c', '`'], codes: 'KeyC Backquote', word: 'key_cough', held: true,
		command: { do: 'cough', on: true } },
	{ keys: ['a'], codes: 'KeyA', word: 'key_output_a', command: { do: 'output', output: 'a' } },
	{ keys: ['b'], codes: 'KeyB', word: 'key_output_b', command: { do: 'output', output: 'b' } },
	{ keys: ['x'], codes: 'KeyX', word: 'key_output_c', command: { do: 'output', output: 'c' } },
	{ keys: ['f'], codes: 'KeyF', word: 'key_floor', command: { do: 'floor_key' } },
	...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => /** @type {Row} */ ({ keys: [String(digit)],
		codes: `Digit${digit} Numpad${digit}`, shown: '1–9', word: 'key_incoming',
		command: { do: 'digit', digit } })),
	{ keys: ['h'], codes: 'KeyH', word: 'key_handover', command: { do: 'handover' } },
	{ keys: ['Escape'], shown: 'Esc', word: 'key_cancel', command: { do: 'cancel' } },
	{ keys: ['T'], codes: 'Shift+KeyT', shown: '⇧T', word: 'key_take', command: { do: 'take' } },
	{ keys: ['s'], codes: 'KeyS', word: 'key_slow', command: { do: 'slow_down' } },
	{ keys: ['n'], codes: 'KeyN', word: 'key_cannot', command: { do: 'cannot' } },
	{ keys: ['o'], codes: 'KeyO', word: 'key_call', command: { do: 'call' } },
	{ keys: ['Enter'], shown: '↵', word: 'key_chat', command: { do: 'chat' } },
	{ keys: ['['], codes: 'BracketLeft', word: 'key_incoming_softer', command: turn('incoming', -1) },
	{ keys: [']'], codes: 'BracketRight', word: 'key_incoming_louder', command: turn('incoming', 1) },
	{ keys: ['-'], codes: 'Minus', shown: '−', word: 'key_boothmate_softer',
		command: turn('boothmate', -1) },
	{ keys: ['='], codes: 'Equal', word: 'key_boothmate_louder', command: turn('boothmate', 1) },
	{ keys: ['{'], codes: 'Shift+BracketLeft', word: 'key_own_softer', command: turn('own', -1) },
	{ keys: ['}'], codes: 'Shift+BracketRight', word: 'key_own_louder', command: turn('own', 1) },
	{ keys: [','], codes: 'Comma', word: 'key_bass_less', command: turn('bass_db', -1) },
	{ keys: ['.'], codes: 'Period', word: 'key_bass_more', command: turn('bass_db', 1) },
	{ keys: ['<'], codes: 'Shift+Comma', word: 'key_treble_less', command: turn('treble_db', -1) },
	{ keys: ['>'], codes: 'Shift+Period', word: 'key_treble_more', command: turn('treble_db', 1) },
	{ keys: ['r'], codes: 'KeyR', word: 'key_consent', command: { do: 'consent' } },
	{ keys: ['l'], codes: 'KeyL', word: 'key_language', command: { do: 'ask_language' } },
	{ keys: ['d'], codes: 'KeyD', word: 'devices', command: { do: 'devices' } },
	{ keys: ['i'], codes: 'KeyI', word: 'key_read_out', command: { do: 'read_out' } },
	{ keys: ['?'], codes: 'Shift+Slash', word: 'key_help', command: { do: 'help' } },
];

/**
 * What of a KeyboardEvent counts.
 * @typedef {{key: string, code: string, shiftKey: boolean, ctrlKey: boolean, altKey: boolean,
 *     metaKey: boolean, isComposing: boolean}} Stroke
 */

/**
 * Where the keyboard's words go now. text: a field is being written in; control: something that
 * itself answers to Enter; dialog: a dialog is open; open: nowhere else.
 * @typedef {'text' | 'control' | 'dialog' | 'open'} Focus
 */

/**
 * @param {Stroke} stroke
 * @param {Focus} focus
 * @returns {Row | null}
 */
export function row_of(stroke, focus) {
	if (stroke.ctrlKey || stroke.altKey || stroke.metaKey || stroke.isComposing)
		return null;
	const row = row_of_place(stroke, /^(Digit|Numpad)[1-9]$/) ?? row_of_letter(stroke) ??
		row_of_place(stroke, /^/);
	if (!row || (row.anywhere !== true && (focus === 'text' || focus === 'dialog')))
		return null;
	return focus === 'control' && row.command.do === 'chat' ? null : row;
}

/** Shift makes a letter large, the caps lock does not. @param {Stroke} stroke */
function row_of_letter({ key, shiftKey }) {
	const letter = key.length > 1 ? key : shiftKey ? key.toUpperCase() : key.toLowerCase();
	return ROWS.find(({ keys }) => keys.includes(letter));
}

/**
 * Where a keyboard writes another script its letters are elsewhere, and even its digits: then the
 * key's place counts.
 * @param {Stroke} stroke
 * @param {RegExp} places
 */
function row_of_place({ key, code, shiftKey }, places) {
	if (!places.test(code) || (/^[A-Za-z]$/.test(key)))
		return undefined;
	const place = shiftKey ? `Shift+${code}` : code;
	return ROWS.find(({ codes }) => codes?.split(' ').includes(place));
}

/** The marks that help and the controls show: each word's keys. @returns {[Word, string[]][]} */
export function marks() {
	/** @type {Map<Word, string[]>} */
	const found = new Map();
	for (const { word, keys, shown } of ROWS) {
		const mark = shown ? [shown] : keys.map((key) => key.toUpperCase());
		found.set(word, [...new Set([...(found.get(word) ?? []), ...mark])]);
	}
	return [...found];
}
