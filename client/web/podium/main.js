// SPDX-License-Identifier: Apache-2.0
/*
 * The podium's page, wired: the link's reports change the state, the view shows it, and the one
 * button says `seen`. The screen is kept on while the page is looked at.
 */

import { WakeLock } from '../attendee/lock.js';
import { take_fragment } from '../link/fragment.js';
import { Link } from '../link/link.js';
import { part } from '../ui/dom.js';
import { choose_tongue, keep, kept } from '../ui/language.js';
import { first_state, next_state } from './state.js';
import { View } from './view.js';

const TONGUE_PLACE = 'tumen.tongue';

const { token, fields } = take_fragment();
let state = first_state();

const view = new View({ seen, speak });

const link = new Link({
	guise: { role: 'podium', client: 'tumen-podium', ...(token ? { token } : {}) },
	wish: { voices: [], rendition: 'high', bundle: 1 },
	report: hear_link,
});

function seen() {
	link.say({ type: 'seen' });
}

/** @param {string} tongue */
function speak(tongue) {
	keep(TONGUE_PLACE, tongue);
	view.speak(choose_tongue(tongue, navigator.languages));
	view.show(state);
}

/** @param {import('../link/orders.js').LinkReport} report */
function hear_link(report) {
	if (report.report === 'status')
		state = next_state(state, { what: 'link', link: report.status });
	else if (report.report === 'message')
		state = next_state(state, { what: 'message', message: report.message });
	show_clock();
	view.show(state);
}

function show_clock() {
	const now = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
	if (part('clock').textContent !== now)
		part('clock').textContent = now;
}

/** A presenter's remote control has the space bar, Enter, or the keys for pages. @param {KeyboardEvent} press */
function key_pressed(press) {
	if (part('lamp').hidden || press.target instanceof HTMLSelectElement || press.repeat)
		return;
	if (['Space', 'Enter', 'PageDown', 'PageUp'].includes(press.code)) {
		press.preventDefault();
		seen();
	}
}

// a beamer has no hands: its link may name the language
view.speak(choose_tongue(fields.get('lang') ?? kept(TONGUE_PLACE), navigator.languages));
view.show(state);
show_clock();
new WakeLock().want(true);
addEventListener('keydown', key_pressed);
