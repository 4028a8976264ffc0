// SPDX-License-Identifier: Apache-2.0
/*
 * What the pages of work share, without a browser: languages, durations and keys.
 */

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { WORDS as ATTENDEE } from '../../client/web/attendee/words.js';
import { WORDS as BOOTH } from '../../client/web/booth/words.js';
import { WORDS as OPERATOR } from '../../client/web/operator/words.js';
import { WORDS as PODIUM } from '../../client/web/podium/words.js';
import { action_of, chord_of, label_of, shortcut_of } from '../../client/web/ui/keys.js';
import { TONGUES, choose_tongue, say_duration, say_number, sayer } from '../../client/web/ui/language.js';
import { SHARED_WORDS } from '../../client/web/ui/words.js';

/** @param {string} code @param {object} [held] */
const press = (code, held = {}) => /** @type {any} */ (
	{ code, ctrlKey: false, altKey: false, metaKey: false, shiftKey: false, target: null, ...held });

describe('languages', () => {
	/** @type {[string | null, string[], string][]} */
	const choices = [
		[null, ['ko-KR', 'en'], 'ko'],
		[null, ['de', 'ru-RU'], 'ru'],
		[null, ['zh-Hant-TW'], 'zh'],
		[null, [], 'en'],
		['mn', ['ko'], 'mn'],
		['xx', ['ko'], 'ko'],
	];
	for (const [kept, preferred, want] of choices)
		it(`${kept} and [${preferred}] is ${want}`, () =>
			assert.equal(choose_tongue(kept, preferred), want));

	it('fill each hole with its value', () => {
		const say = sayer({ both: { zh: '{n}、{n}', ko: '{n}', mn: '{n}', ru: '{n} и {n}', en: '{n} and {n}' } });
		assert.equal(say('en', 'both', 1, 'two'), '1 and two');
		assert.equal(say('ru', 'both', 1), '1 и {n}');
	});

	it('write numbers as they do', () => {
		assert.equal(say_number('ru', -23.04, 1), '-23,0');
		assert.equal(say_number('en', 12_500), '12,500');
	});
});

describe('a duration', () => {
	for (const [ms, want] of /** @type {[number, string][]} */ ([
		[-5, '0:00'], [7_900, '0:07'], [750_000, '12:30'], [3_723_000, '1:02:03']]))
		it(`of ${ms} ms is ${want}`, () => assert.equal(say_duration(ms), want));
});

describe('keys', () => {
	const table = { mute: 'KeyM', all: 'Shift+KeyS', commit: 'Ctrl+Enter', zh: 'Digit1' };
	/** @type {[string, any, string | null][]} */
	const rows = [
		['a letter', press('KeyM'), 'mute'],
		['with a modifier', press('KeyS', { shiftKey: true }), 'all'],
		['without the modifier it needs', press('KeyS'), null],
		['with one that it must not have', press('KeyM', { metaKey: true }), null],
		['a chord', press('Enter', { ctrlKey: true }), 'commit'],
		['the same digit on the number block', press('Numpad1'), 'zh'],
		['held down', press('KeyM', { repeat: true }), null],
		['while a syllable is composed', press('KeyM', { isComposing: true }), null],
	];
	for (const [name, event, want] of rows)
		it(name, () => assert.equal(action_of(table, event), want));

	it('are labelled as they are printed', () => {
		assert.deepEqual(['KeyM', 'Shift+KeyS', 'Digit1', 'Escape'].map(label_of),
			['M', '⇧S', '1', 'Esc']);
		assert.equal(shortcut_of('Ctrl+KeyS'), 'Control+S');
		assert.equal(chord_of(press('KeyA', { altKey: true, ctrlKey: true })), 'Ctrl+Alt+KeyA');
	});
});

describe('the words of all pages', () => {
	const web = new URL('../../client/web/', import.meta.url);
	/** Each page's table, its document, and keys that are put together from words of the protocol
	 * or the link's status.
	 * @type {[string, string, Record<string, object>, RegExp][]} */
	const pages = [
		['attendee', 'index.html', ATTENDEE, /^$/],
		['booth', 'booth.html', BOOTH, /^(kind)_/],
		['operator', 'operator.html', OPERATOR, /^(role|interlock|pass_through)_/],
		['podium', 'podium.html', PODIUM, /^refused$/],
	];
	/** All that a page is made of but its words. @param {string} page @param {string} html */
	async function text_of(page, html) {
		const files = (await readdir(new URL(`${page}/`, web)))
			.filter((file) => file.endsWith('.js') && file !== 'words.js');
		const texts = [new URL(html, web), ...files.map((file) => new URL(`${page}/${file}`, web))];
		return (await Promise.all(texts.map((file) => readFile(file, 'utf8')))).join('\n');
	}
	/** @param {string} text @param {string} key */
	const names = (text, key) => new RegExp(`['"]${key}['"]`).test(text);
	const shared = new Set(Object.values(SHARED_WORDS));

	for (const [page, html, words, made] of pages) {
		it(`${page}: none is unused, none is missing`, async () => {
			const text = await text_of(page, html);
			assert.deepEqual(Object.entries(words).filter(([key, row]) =>
				!shared.has(/** @type {any} */ (row)) && !made.test(key) && !names(text, key)), []);
			const wanted = [...text.matchAll(/data-word="(\w+)"/g)].map(([, key]) => key);
			assert.deepEqual(wanted.filter((key) => !(key in words)), []);
		});
		it(`${page}: each is there in five languages`, () => {
			for (const [key, row] of Object.entries(words))
				assert.deepEqual(Object.keys(row), Object.keys(TONGUES), key);
		});
	}

	it('are in the shared table when two pages say the same', () => {
		/** @type {Map<string, string>} */
		const said = new Map();
		for (const [page, , words, made] of pages)
			for (const [key, row] of Object.entries(words)) {
				if (shared.has(/** @type {any} */ (row)) || made.test(key))
					continue;
				const text = JSON.stringify(row);
				assert.ok(!said.has(text) || said.get(text) === page, `${page}'s ${key} is also ${said.get(text)}'s`);
				said.set(text, page);
			}
	});

	it('are in the shared table only when two pages say them', async () => {
		const texts = await Promise.all(pages.map(([page, html]) => text_of(page, html)));
		assert.deepEqual(Object.keys(SHARED_WORDS).filter((key) =>
			texts.filter((text) => names(text, key)).length < 2), []);
	});
});
