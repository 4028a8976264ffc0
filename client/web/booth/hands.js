// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's hands: keyboard, pointer and fields, turned into commands. Two rules keep hands
 * from doing harm: a pointer's click leaves the focus where it was, so that a later Enter or space
 * presses nothing by surprise; and the cough key lets go by itself when the page loses focus, is
 * hidden or the pointer slips, so that nobody stays muted unawares.
 *
 * Before: a keyboard, a pointer. After: main.js.
 */

import { row_of } from './keys.js';
import { part } from './screen.js';
import { chat_to_of } from './view_booth.js';

/** @typedef {import('./keys.js').Command} Command */
/** @typedef {import('./settings.js').Settings} Settings */

/**
 * @typedef {object} Reports
 * @property {(command: Command) => void} command
 * @property {(settings: Partial<Settings>) => void} set
 * @property {(who: {name: string, booth: string, consents: boolean}) => void} join inside a tap
 * @property {(text: string) => void} write in the chat
 * @property {(to: import('./state.js').ChatTo) => void} chat_to
 * @property {(reading: boolean) => void} reading the chat is looked at
 * @property {(tap: 'listen' | 'resume' | 'retry' | 'dismiss') => void} tap on the strip
 * @property {() => void} save_incidents
 * @property {() => void} leave
 */

const TEXT = 'input:not([type=range], [type=radio], [type=checkbox]), textarea, select';

export class Hands {
	/** @param {Reports} reports */
	constructor(reports) {
		this.reports = reports;
		this.inside = false;
		this.cough_code = ''; // the key that holds it
		this.take_keys();
		this.take_clicks();
		this.take_cough();
		this.take_chat();
		this.take_door();
		this.take_dialogs();
	}

	/* ---- keys ---- */

	take_keys() {
		addEventListener('keydown', (event) => this.key_down(event));
		addEventListener('keyup', ({ code }) => code === this.cough_code && this.let_go());
		addEventListener('blur', () => this.let_go());
		document.addEventListener('visibilitychange', () =>
			document.visibilityState === 'hidden' && this.let_go());
	}

	/** @param {KeyboardEvent} event */
	key_down(event) {
		const row = this.inside ? row_of(event, focus_now()) : null;
		if (row === null)
			return;
		event.preventDefault();
		const { command } = row;
		if (event.repeat && command.do !== 'turn_knob')
			return;
		if (row.held)
			this.cough_code = event.code;
		this.reports.command(command);
	}

	let_go() {
		this.cough_code = '';
		this.reports.command({ do: 'cough', on: false });
	}

	/* ---- pointers ---- */

	take_clicks() {
		document.addEventListener('mousedown', (event) => {
			if (event.target instanceof Element && event.target.closest('.console button, .top button'))
				event.preventDefault(); // the focus stays where it was
		});
		document.addEventListener('click', ({ target }) => {
			const button = target instanceof Element ? target.closest('[data-do]') : null;
			if (button instanceof HTMLElement && button.ariaDisabled !== 'true')
				this.reports.command(command_of(button.dataset));
		});
		part('strip-tap').onclick = () =>
			this.reports.tap(/** @type {'listen'} */ (part('strip-tap').dataset.tap));
		/** @type {HTMLSelectElement} */
		const tongue = part('tongue');
		tongue.onchange = () => this.reports.set({ tongue: tongue.value });
	}

	take_cough() {
		const button = part('cough');
		const hold = () => this.reports.command({ do: 'cough', on: true });
		button.onpointerdown = (event) => {
			if (event.button !== 0)
				return;
			button.setPointerCapture(event.pointerId);
			hold();
		};
		button.onlostpointercapture = () => this.let_go();
		button.oncontextmenu = (event) => event.preventDefault();
		button.onkeydown = (event) => {
			if (event.key !== ' ' && event.key !== 'Enter')
				return;
			event.preventDefault();
			this.cough_code = event.code;
			if (!event.repeat)
				hold();
		};
		button.onblur = () => this.let_go();
	}

	/* ---- the chat ---- */

	take_chat() {
		/** @type {HTMLInputElement} */
		const text = part('chat-text');
		/** @type {HTMLSelectElement} */
		const to = part('chat-to');
		part('chat-form').onsubmit = (event) => {
			event.preventDefault();
			if (text.value.trim() !== '')
				this.reports.write(text.value.trim());
			text.value = '';
		};
		to.onchange = () => this.reports.chat_to(chat_to_of(to.value));
		for (const field of [text, to])
			field.onkeydown = ({ key, isComposing }) => {
				if (key === 'Escape' && !isComposing) {
					field.blur();
					to_desk();
				}
			};
		const log = part('log');
		for (const element of [log, text]) {
			element.onfocus = () => this.reports.reading(true);
			element.onblur = () => this.reports.reading(false);
		}
		log.onclick = () => this.reports.reading(document.activeElement === text);
	}

	/* ---- the door, the dialogs ---- */

	take_door() {
		/** @type {HTMLFormElement} */
		const form = part('door-form');
		form.onsubmit = (event) => {
			event.preventDefault();
			/** @type {HTMLInputElement} */
			const name = part('door-name');
			/** @type {HTMLSelectElement} */
			const booth = part('door-booth');
			this.reports.join({ name: name.value.trim(), booth: booth.value,
				consents: new FormData(form).get('consent') === 'yes' });
		};
	}

	take_dialogs() {
		for (const id of ['devices', 'help']) {
			/** @type {HTMLDialogElement} */
			const dialog = part(id);
			part(`${id}-close`).onclick = () => dialog.close();
		}
		for (const [id, setting] of [['input', 'input'], ['output-device', 'output'],
			['turn-min', 'turn_min']]) {
			/** @type {HTMLSelectElement} */
			const select = part(id);
			select.onchange = () => this.reports.set(
				{ [setting]: setting === 'turn_min' ? Number(select.value) : select.value });
		}
		/** @type {HTMLInputElement} */
		const headset = part('headset');
		headset.addEventListener('change', () => headset.checkValidity() && this.reports.set(
			{ headset_db_spl: headset.value === '' ? null : headset.valueAsNumber }));
		part('export').onclick = () => this.reports.save_incidents();
		part('leave').onclick = () => this.reports.leave();
	}
}

/** To where single keys work: there screen readers too hand them over, and nowhere else. What is seen
 * to have the focus keeps it. */
export function to_desk() {
	const { activeElement, body } = document;
	if (!activeElement || activeElement === body || activeElement.getClientRects().length === 0)
		part('desk').focus({ preventScroll: true });
}

/** @returns {import('./keys.js').Focus} */
function focus_now() {
	const { activeElement } = document;
	if (document.querySelector('dialog[open]'))
		return 'dialog';
	if (activeElement?.matches(TEXT))
		return 'text';
	return activeElement?.matches('button, input, a, summary') ? 'control' : 'open';
}

/** @param {DOMStringMap} data @returns {Command} */
function command_of({ do: what, arg = '' }) {
	/** @type {Record<string, object>} */
	const fields = { output: { output: arg }, incoming: { channel: arg }, reason: { reason: arg },
		language: { language: arg || null } };
	return /** @type {Command} */ ({ do: what, ...fields[what ?? ''] });
}
