// SPDX-License-Identifier: Apache-2.0
/*
 * Every word of the interpreter's page in its five languages, one row a thought, so that a
 * translator sees all of them together. {n} is replaced by a number or a name.
 */

import { sayer } from '../ui/language.js';
import { SHARED_WORDS } from '../ui/words.js';
import { AIR_WORDS } from './words/air.js';
import { DOOR_WORDS } from './words/door.js';
import { KEY_WORDS } from './words/keys.js';
import { NOTICE_WORDS } from './words/notices.js';
import { PANEL_WORDS } from './words/panels.js';
import { PEOPLE_WORDS } from './words/people.js';
import { SOUND_WORDS } from './words/sound.js';

/** @typedef {import('../ui/language.js').Tongue} Tongue */
/** @typedef {keyof typeof WORDS} Key */

export const WORDS = { ...SHARED_WORDS, ...AIR_WORDS, ...DOOR_WORDS, ...KEY_WORDS, ...NOTICE_WORDS, ...PANEL_WORDS,
	...PEOPLE_WORDS, ...SOUND_WORDS };

export const say = sayer(WORDS);
