// SPDX-License-Identifier: Apache-2.0
/*
 * What a screen reader is told when a state follows another: little, in the order of its weight.
 * Whatever was pressed is answered; what merely flickers (levels, delays, seconds) is not told.
 *
 * Before: state.js. After: two live regions of the page, one that interrupts and one that waits.
 */

import { air_of, handing_of, mark_of, person_of, pressing, turn_of } from './picture.js';
import { FLOOR, boothmates, own_seat } from './state.js';

/** @typedef {import('../link/staff.js').Seat} Seat */
/** @typedef {import('./state.js').Line} Line */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

/** @typedef {{word: Key, n?: string | number, urgent: boolean}} News */

/**
 * @param {State} before
 * @param {State} state
 * @param {number} wall_ms
 * @param {number} [was_ms] when it was as before
 * @returns {News[]}
 */
export function news_of(before, state, wall_ms, was_ms = wall_ms) {
	return [...air_news(before, state), ...handover_news(before, state, wall_ms),
		...pressing_news(before, state), ...incoming_news(before, state), ...mate_news(before, state),
		...own_news(before, state), ...ear_news(before, state), ...knob_news(before, state),
		...small_news(before, state), ...turn_news(before, was_ms, state, wall_ms)];
}

/** @param {Key} word @param {string | number} [n] @returns {News} */
const calm = (word, n) => ({ word, n, urgent: false });

/** A name, or whatever else is in no language. @param {string} text @returns {News} */
const named = (text) => calm('words_of_server', text);

/** @param {State} before @param {State} state @returns {News[]} */
function air_news(before, state) {
	const { word, channel, mood } = air_of(state);
	const was = air_of(before);
	const urgent = mood !== 'off';
	/** @type {News[]} */
	const news = word === was.word ? [] : [{ word, urgent }];
	if (channel !== '' && (channel !== was.channel || (mood === 'on' && word !== was.word)))
		news.push({ word: 'into', n: name_of(state, channel), urgent });
	return news;
}

/** @param {State} before @param {State} state @param {number} wall_ms @returns {News[]} */
function handover_news(before, state, wall_ms) {
	const handing = handing_of(state, wall_ms);
	const was = handing_of(before, wall_ms);
	if (handing.word === was.word || before.console === null)
		return [];
	if (handing.pending)
		return [{ word: handing.word, n: handing.who, urgent: true }];
	return was.pending && before.console.handover.state !== 'countdown' ? [calm('handover_over')] : [];
}

/** @param {State} before @param {State} state @returns {News[]} */
function pressing_news(before, state) {
	const { first } = pressing(state);
	const was = pressing(before).first;
	if (first === null || (first.word === was?.word && first.n === was.n) || first.word === 'link_waiting')
		return [];
	return [{ word: first.word, n: first.n, urgent: first.mood === 'trouble' }];
}

/** @param {State} before @param {State} state @returns {News[]} */
function incoming_news(before, state) {
	const hears = state.console?.hears;
	if (hears === undefined || hears === before.console?.hears)
		return [];
	const channel = state.channels.find(({ id }) => id === hears);
	if (!channel)
		return [];
	const { word, n } = mark_of(channel);
	return [calm('you_hear', name_of(state, hears)), ...(hears === FLOOR ? [] : [calm(word, n)])];
}

/** Who comes, goes, or does something else than before; a cough is nobody's news.
 * @param {State} before @param {State} state @returns {News[]} */
function mate_news(before, state) {
	if (!before.greeted || !state.greeted)
		return [];
	const were = boothmates(before);
	const mates = boothmates(state);
	/** @param {Seat} seat @param {Key} word */
	const tell = ({ name, seat }, word) => [named(name ?? String(seat)), calm(word)];
	const changes = mates.flatMap((mate) => {
		const was = were.find(({ seat }) => seat === mate.seat);
		const { word, mood } = person_of(mate);
		const of_old = was ? person_of(was) : null;
		// that a colleague was lost on the air is an alert, and louder
		const known = of_old && [of_old.word, 'person_cough'].includes(word);
		const over = of_old?.mood === 'cough' || (was?.on_air && mood === 'lost');
		return known || over ? [] : tell(mate, word);
	});
	const gone = were.filter((was) => !mates.some(({ seat }) => seat === was.seat));
	return [...changes, ...gone.flatMap((was) => tell(was, 'person_gone'))];
}

/** What the own seat's keys have done. @param {State} before @param {State} state
 * @returns {News[]} */
function own_news(before, state) {
	const was = own_seat(before);
	const own = own_seat(state);
	if (was === null || own === null)
		return [];
	/** @type {News[]} */
	const news = [];
	if (own.consents !== was.consents)
		news.push(calm(own.consents ? 'consent_yes' : 'consent_no'));
	if (own.slow_down !== was.slow_down)
		news.push(calm(own.slow_down ? 'slow_on' : 'slow_off'));
	if (own.call === 'calling' && was.call !== 'calling')
		news.push(calm('calling'));
	if (own.call === 'none' && was.call !== 'none')
		news.push(calm('call_off'));
	return news;
}

/** @param {State} before @param {State} state @returns {News[]} */
function ear_news(before, state) {
	return state.facts.too_loud && !before.facts.too_loud ? [{ word: 'too_loud', urgent: true }] : [];
}

/** @type {[import('./keys.js').Knob, Key][]} */
const KNOBS = [['incoming', 'volume_incoming'], ['boothmate', 'volume_boothmate'], ['own', 'volume_own'],
	['bass_db', 'bass'], ['treble_db', 'treble']];

/** @param {State} before @param {State} state @returns {News[]} */
function knob_news(before, state) {
	return KNOBS.filter(([knob]) => state.settings[knob] !== before.settings[knob])
		.flatMap(([knob, word]) => {
			const value = state.settings[knob];
			return [calm(word), knob.endsWith('_db') ? calm('db', value) : calm('percent', Math.round(value * 200))];
		});
}

/** @param {State} before @param {State} state @returns {News[]} */
function small_news(before, state) {
	const line = state.chat.at(-1);
	const news = line && line !== before.chat.at(-1) && !line.mine ? line_news(line) : [];
	if (state.event.floor_language !== before.event.floor_language && before.event.title !== '')
		news.push(calm('floor_speaks', name_of(state, state.event.floor_language ?? '')));
	if (state.asking !== before.asking && state.asking !== null)
		news.push(calm(state.asking === 'reason' ? 'ask_reason' : 'ask_language'));
	return news;
}

/** @param {Line} line @returns {News[]} */
function line_news({ to, role, name, booth, text }) {
	if (to === 'announcement')
		return [calm('announced', text)];
	const who = [name, booth && `(${booth})`].filter(Boolean).join(' ');
	return who === '' && role === 'operator' ? [calm('operator'), named(text)] : [named(`${who}: ${text}`)];
}

/** @param {State} before @param {number} was_ms @param {State} state @param {number} wall_ms
 * @returns {News[]} */
function turn_news(before, was_ms, state, wall_ms) {
	const over = turn_of(state, wall_ms)?.over === true;
	return over && turn_of(before, was_ms)?.over !== true ? [calm('turn_over')] : [];
}

/** The floor has no name of its own: its word comes with telling.
 * @param {State} state @param {string} id of a channel, or its language */
export function name_of(state, id) {
	return id === FLOOR ? id
		: state.channels.find((channel) => channel.id === id || channel.lang === id)?.name ?? id;
}
