// SPDX-License-Identifier: Apache-2.0
/*
 * Who else is there: the people in the booth, and the chat.
 */

import { copy_of, keep_list } from '../ui/dom.js';
import { say_duration } from '../ui/language.js';
import { people_of, person_of } from './picture.js';
import { draw_symbol, mark, part, piece, show, word, write } from './screen.js';
import { other_booths } from './state.js';

/** @typedef {import('./state.js').ChatTo} ChatTo */
/** @typedef {import('./state.js').Line} Line */
/** @typedef {import('./state.js').State} State */

/** @param {State} state @param {number} wall_ms */
export function show_people(state, wall_ms) {
	const people = people_of(state);
	write(part('people-name'), word('booth_of', state.booth));
	const rows = keep_list(part('people'), people.map(({ seat }) => String(seat)), () => copy_of('person'));
	for (const person of people) {
		const row = /** @type {HTMLElement} */ (rows.get(String(person.seat)));
		const { mood, word: says } = person_of(person);
		mark(row, 'data-mood', mood);
		draw_symbol(/** @type {Element} */ (row.firstElementChild), mood);
		const name = person.name ?? String(person.seat);
		write(piece(row, 'name'), person.seat === state.console?.seat ? `${name} (${word('you')})` : name);
		write(piece(row, 'word'), word(says));
		write(piece(row, 'time'), person.turn_ms === undefined ? ''
			: say_duration(wall_ms + state.ahead_ms - person.turn_ms));
	}
}

/* ---- the chat ---- */

const CLOCK = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' });
let shown_lines = 0;
/** @type {Line | undefined} */
let last_line;

/** @param {State} state */
export function show_chat(state) {
	show(part('unread'), state.unread > 0);
	write(part('unread'), state.unread > 0 ? word('unread', state.unread) : '');
	show_targets(state);
	show(part('chat-empty'), state.chat.length === 0);
	if (state.chat.at(-1) === last_line)
		return;
	const log = part('log');
	const at_end = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
	const from = last_line ? state.chat.lastIndexOf(last_line) + 1 : 0;
	log.append(...state.chat.slice(from).map(line_element));
	last_line = state.chat.at(-1);
	shown_lines += state.chat.length - from;
	for (; shown_lines > state.chat.length; shown_lines -= 1)
		log.children[1].remove(); // the oldest; before it stands the word for none
	if (at_end || last_line?.mine)
		log.scrollTop = log.scrollHeight;
}

/** @param {Line} line */
function line_element(line) {
	const element = document.createElement('p');
	element.className = 'line';
	element.dataset.from = line.mine ? 'me' : line.to === 'announcement' ? 'announcement' : line.role;
	const head = document.createElement('span');
	head.className = 'head';
	head.textContent = `${CLOCK.format(line.wall_ms)} ${sender(line)}${target(line)}`;
	const text = document.createElement('span');
	text.textContent = line.text;
	text.dir = 'auto';
	element.append(head, ' ', text);
	return element;
}

/** @param {Line} line */
function sender(line) {
	if (line.to === 'announcement')
		return word('announcement');
	const booth = line.booth ? ` (${line.booth})` : '';
	return line.role === 'operator' ? line.name ?? word('operator') : `${line.name ?? ''}${booth}`;
}

/** @param {Line} line */
function target(line) {
	if (line.to === 'booths')
		return ` → ${word('to_booths')}`;
	if (line.to === 'operator')
		return ` → ${word('operator')}`;
	return line.to === 'booth' && line.to_booth && line.to_booth !== line.booth ? ` → ${line.to_booth}` : '';
}

/** As the value of an option, and back. @param {ChatTo} to */
const value_of = (to) => (to === null ? 'own' : typeof to === 'string' ? to : `booth ${to.booth}`);

/** @param {string} value @returns {ChatTo} */
export function chat_to_of(value) {
	if (value === 'booths' || value === 'operator')
		return value;
	return value === 'own' ? null : { booth: value.slice('booth '.length) };
}

/** @param {State} state */
function show_targets(state) {
	/** @type {HTMLSelectElement} */
	const select = part('chat-to');
	const booths = other_booths(state);
	const values = ['own', ...booths.map((booth) => `booth ${booth}`), 'booths', 'operator'];
	const options = keep_list(select, values, (value) => new Option('', value));
	/** @type {Record<string, string>} */
	const names = { own: word('to_booth'), booths: word('to_booths'), operator: word('operator') };
	for (const [value, option] of options)
		write(option, names[value] ?? word('booth_of', value.slice('booth '.length)));
	const value = value_of(state.chat_to);
	if (select.value !== value)
		select.value = values.includes(value) ? value : 'own';
}
