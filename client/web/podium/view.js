// SPDX-License-Identifier: Apache-2.0
/*
 * What speaker and chair see. Writes only what has changed, so that a screen reader is told once.
 */

import { keep_list, mark, part, show, write } from '../ui/dom.js';
import { TONGUES } from '../ui/language.js';
import { asking, calm_word, reason_key, still_speaking, suspended } from './state.js';
import { say } from './words.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */
/** @typedef {import('./words.js').Tongue} Tongue */

const GOOD = 'm10 25 9 10 19-22';
const WAITS = 'M10 24h28';

export class View {
	/** @param {{seen: () => void, speak: (tongue: string) => void}} hands */
	constructor(hands) {
		/** @type {Tongue} */
		this.tongue = 'en';
		/** @type {HTMLSelectElement} */
		const tongue = part('tongue');
		tongue.append(...Object.entries(TONGUES).map(([tag, name]) => new Option(name, tag)));
		tongue.onchange = () => hands.speak(tongue.value);
		part('seen').onclick = hands.seen;
	}

	/** @param {Tongue} tongue */
	speak(tongue) {
		this.tongue = tongue;
		document.documentElement.lang = tongue;
		/** @type {HTMLSelectElement} */ (part('tongue')).value = tongue;
		mark(part('tongue'), 'aria-label', say(tongue, 'page_language'));
		for (const element of document.querySelectorAll('[data-word]'))
			write(element, say(tongue, /** @type {Key} */ (element.getAttribute('data-word'))));
	}

	/** @param {State} state */
	show(state) {
		const { tongue } = this;
		const title = state.title || say(tongue, 'page_title');
		write(part('title'), title);
		if (document.title !== title)
			document.title = title;
		const who = asking(state);
		show(part('lamp'), who.length > 0);
		write(part('lamp-who'), say(tongue, 'slow_down_who', who.map(({ name, booth }) =>
			[name, booth && `(${booth})`].filter(Boolean).join(' ')).join(', ')));
		show(part('still'), still_speaking(state));
		show(part('recording'), state.recording);
		this.show_floor(state);
		this.show_suspensions(state);
		const calm = calm_word(state);
		show(part('calm'), calm !== null);
		write(part('calm-word'), calm === null ? '' : say(tongue, calm.word));
		mark(part('calm-shape'), 'd', calm?.word === 'all_well' ? GOOD : WAITS);
		mark(part('stage'), 'data-mood', who.length > 0 ? 'lamp' : calm?.mood ?? 'notice');
	}

	/** @param {State} state */
	show_floor({ channels, floor_language }) {
		const channel = channels.find(({ id, lang }) => floor_language !== null &&
			(lang === floor_language || id === floor_language));
		write(part('floor-speaks'), channel ? say(this.tongue, 'floor_speaks', channel.name) : '');
	}

	/** @param {State} state */
	show_suspensions(state) {
		const channels = suspended(state);
		const lines = keep_list(part('suspensions'), channels.map(({ id }) => id), suspension_line);
		for (const { id, name, reason } of channels) {
			const [what, why] = /** @type {HTMLElement} */ (lines.get(id)).children;
			const key = reason_key(reason);
			write(what, say(this.tongue, 'suspended', name));
			write(why, key === null ? reason ?? '' : say(this.tongue, key));
		}
	}
}

/** @returns {HTMLElement} */
function suspension_line() {
	const line = document.createElement('li');
	const what = document.createElement('strong');
	line.append(what, document.createElement('span'));
	return line;
}
