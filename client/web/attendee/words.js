// SPDX-License-Identifier: Apache-2.0
/*
 * Every word of the attendee's page in its five languages, one row a thought, so that a translator
 * sees all of them together. {n} is replaced by a number or a name.
 */

import { SHARED_WORDS } from '../ui/words.js';
import { CONTROL_WORDS } from './words/controls.js';
import { MOMENT_WORDS } from './words/moments.js';
import { VISIT_WORDS } from './words/visit.js';

/** @typedef {import('../ui/language.js').Tongue} Tongue */
/** @typedef {keyof typeof WORDS} Key */

export const WORDS = { ...SHARED_WORDS, ...MOMENT_WORDS, ...CONTROL_WORDS, ...VISIT_WORDS };
