// SPDX-License-Identifier: Apache-2.0
/*
 * Every word of the operator's desk in its five languages, one row a thought. {n} is replaced by
 * numbers and names.
 */

import { sayer } from '../ui/language.js';
import { SHARED_WORDS } from '../ui/words.js';
import { CARD_WORDS } from './words/cards.js';
import { CHANNEL_WORDS } from './words/channels.js';
import { DESK_WORDS } from './words/desk.js';
import { HOUSE_WORDS } from './words/house.js';
import { NEWS_WORDS } from './words/news.js';
import { PEOPLE_WORDS } from './words/people.js';

/** @typedef {import('../ui/language.js').Tongue} Tongue */
/** @typedef {keyof typeof WORDS} Key */

export const WORDS = { ...SHARED_WORDS, ...HOUSE_WORDS, ...CHANNEL_WORDS, ...DESK_WORDS, ...PEOPLE_WORDS,
	...NEWS_WORDS, ...CARD_WORDS };

export const say = sayer(WORDS);
