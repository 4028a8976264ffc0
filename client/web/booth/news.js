// SPDX-License-Identifier: Apache-2.0
/*
 * What a screen reader is told when a state follows another: little, in the order of its weight.
 * Whatever was pressed is answered; what merely flickers (levels, delays, seconds) is not told.
 *
 * Before: state.js. After: two live regions of the page, one that interrupts and one that waits.
 */

import { air_of, handing_of, mark_of, pressing } from './picture.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('./words.js').Key} Key */

/** @typedef {{word: Key, n?: string | number, urgent: boolean}} News */

/**
 * @param {State} before
 * @param {State} state
 * @param {number} wall_ms
 * @returns {News[]}
 */
export function news_of(before, state, wall_ms) {
	return [...air_news(before, state), ...handover_news(before, state, wall_ms),
		...pressing_news(before, state), ...incoming_news(before, state), ...small_news(before, state)];
}

/** @param {State} before @param {State} state @returns {News[]} */
function air_news(before, state) {
	const air = air_of(state);
	const was = air_of(before);
	if (air.word === was.word && (air.channel === was.channel || before.console === null))
		return [];
	return [{ word: air.word, n: name_of(state, air.channel), urgent: air.mood !== 'off' }];
}

/** @param {State} before @param {State} state @param {number} wall_ms @returns {News[]} */
function handover_news(before, state, wall_ms) {
	const handing = handing_of(state, wall_ms);
	if (handing.word === handing_of(before, wall_ms).word || before.console === null)
		return [];
	if (!handing.pending)
		return before.console.handover.state === 'countdown' ? []
			: [{ word: 'handover_over', urgent: false }];
	return [{ word: handing.word, n: handing.who, urgent: true }];
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
	return channel ? [{ word: 'you_hear', n: name_of(state, hears), urgent: false },
		{ ...mark_of(channel), urgent: false }] : [];
}

/** @param {State} before @param {State} state @returns {News[]} */
function small_news(before, state) {
	/** @type {News[]} */
	const news = [];
	const line = state.chat.at(-1);
	if (line && line !== before.chat.at(-1) && !line.mine)
		news.push({ word: line.to === 'announcement' ? 'announced' : 'words_of_server',
			n: `${line.name ?? line.booth ?? ''}: ${line.text}`, urgent: false });
	if (state.event.floor_language !== before.event.floor_language && before.event.title !== '')
		news.push({ word: 'floor_speaks', n: name_of(state, state.event.floor_language ?? ''),
			urgent: false });
	if (state.asking !== before.asking && state.asking !== null)
		news.push({ word: state.asking === 'reason' ? 'ask_reason' : 'ask_language', urgent: false });
	if (state.consents !== before.consents && before.greeted)
		news.push({ word: state.consents ? 'consent_yes' : 'consent_no', urgent: false });
	return news;
}

/** @param {State} state @param {string} id of a channel, or its language */
export function name_of(state, id) {
	return state.channels.find((channel) => channel.id === id || channel.lang === id)?.name ?? id;
}
