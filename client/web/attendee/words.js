// SPDX-License-Identifier: Apache-2.0
/*
 * Every word of the attendee's page in its five languages, one row a thought, so that a translator
 * sees all of them together. {n} is replaced by a number or a name.
 */

import { CONTROL_WORDS } from './words/controls.js';
import { MOMENT_WORDS } from './words/moments.js';
import { VISIT_WORDS } from './words/visit.js';

/** The page's languages, each by its own name. */
export const TONGUES = /** @type {const} */ ({
	zh: '中文',
	ko: '한국어',
	mn: 'Монгол',
	ru: 'Русский',
	en: 'English',
});

/** @typedef {keyof typeof TONGUES} Tongue */
/** @typedef {keyof typeof WORDS} Key */

export const WORDS = { ...MOMENT_WORDS, ...CONTROL_WORDS, ...VISIT_WORDS };
