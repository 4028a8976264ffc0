// SPDX-License-Identifier: Apache-2.0
/*
 * A page's keys: one table, from which both the keyboard is read and the controls are labelled.
 * Keys are places on the keyboard (`KeyM`, `Digit1`), so that they are the same under a Russian or
 * a Korean layout. Nothing is taken while somebody types, nor with Ctrl, Alt or Meta held unless
 * the table says so.
 */

/** `Shift+KeyS`, `Ctrl+Enter`; the modifiers in this order. @typedef {string} Chord */

const TYPING = 'input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, ' +
	'[contenteditable]';

/** @param {{code: string, ctrlKey: boolean, altKey: boolean, metaKey: boolean,
 *     shiftKey: boolean}} press @returns {Chord} */
export function chord_of({ code, ctrlKey, altKey, metaKey, shiftKey }) {
	const held = [ctrlKey && 'Ctrl', altKey && 'Alt', metaKey && 'Meta', shiftKey && 'Shift'];
	return [...held.filter(Boolean), code.replace('Numpad', 'Digit')].join('+');
}

/** As it is printed on the key. @param {Chord} chord */
export function label_of(chord) {
	return chord.replace(/Key|Digit/g, '').replace('Shift+', '⇧').replace('Enter', '↵')
		.replace('Escape', 'Esc').replace('Comma', ',').replace('Period', '.').replace('Space', '␣')
		.replace('Backspace', '⌫');
}

/** For `aria-keyshortcuts`. @param {Chord} chord */
export function shortcut_of(chord) {
	return chord.replace(/Key|Digit/g, '').replace('Ctrl+', 'Control+');
}

/** Is somebody typing a text there? @param {EventTarget | null} target */
export function is_typing(target) {
	return target !== null && target instanceof Element && target.closest(TYPING) !== null;
}

/** @param {EventTarget | null} target */
function is_list(target) {
	return target !== null && target instanceof Element && target.closest('select') !== null;
}

/**
 * @template {string} Action
 * @param {Record<Action, Chord>} table
 * @param {KeyboardEvent} press
 * @returns {Action | null} null also while somebody types
 */
export function action_of(table, press) {
	if (press.repeat || press.isComposing || is_typing(press.target))
		return null;
	if (!press.ctrlKey && is_list(press.target))
		return null; // its letters choose in it
	const chord = chord_of(press);
	for (const action of /** @type {Action[]} */ (Object.keys(table)))
		if (table[action] === chord)
			return action;
	return null;
}

/**
 * Writes each key on its control: `data-action="ACTION"` marks the control, which may have a `<kbd>`.
 * @param {Record<string, Chord>} table
 * @param {ParentNode} [inside]
 */
export function label_keys(table, inside = document) {
	for (const control of inside.querySelectorAll('[data-action]')) {
		const chord = table[control.getAttribute('data-action') ?? ''];
		if (chord === undefined)
			continue;
		control.setAttribute('aria-keyshortcuts', shortcut_of(chord));
		const kbd = control.querySelector('kbd');
		if (kbd)
			kbd.textContent = label_of(chord);
	}
}
