// SPDX-License-Identifier: Apache-2.0
/*
 * Every message of the protocol, good and bad: the fields from the program's own table
 * (tests_messages), a good example of each from docs/protocol.md, and out of both all the ways in
 * which one field can be wrong. So a new message is covered as soon as it is in the table.
 */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TESTS } from './programs.mjs';

/**
 * @typedef {{name: string, kind: string, required: boolean, min: number, max: number, most: number,
 *     words: string[], fields: Field[]}} Field
 * @typedef {{roles: string[], fields: Field[]}} Shape
 * @typedef {{text: string, code: string, names: string, what: string}} Refused
 */

/** @returns {Promise<Record<string, Shape>>} */
export async function read_table() {
	const { stdout } = await promisify(execFile)(join(TESTS, 'tests_messages'));
	return JSON.parse(stdout);
}

/** The first example of each message in the page, by its type. */
export async function read_examples() {
	const page = await readFile(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
	/** @type {Record<string, Record<string, unknown>>} */
	const examples = {};
	for (const [, name, section] of page.matchAll(/\n### `(\w+)`\n(.*?)(?=\n##)/gs)) {
		const json = /```json\n(.*?)```/s.exec(section)?.[1];
		if (json && !examples[name])
			examples[name] = JSON.parse(json);
	}
	return examples;
}

const TYPES = { boolean: [true], number: [1], text: ['a'], list: [['a']], object: [{ a: 1 }], null: [null] };

/** Which of TYPES each kind takes. */
const TAKES = /** @type {Record<string, string>} */ ({ boolean: 'boolean', integer: 'number', number: 'number',
	word: 'text', id: 'text', line: 'text', ascii: 'text', ids: 'list', rows: 'list' });

/**
 * Every wrong value of one field: [value, code, what it shows]. JSON has no value for too large a
 * number, so that one is written as text: see write().
 * @param {Field} field
 * @returns {[unknown, string, string][]}
 */
function wrong_values(field) {
	const { kind, min, max, most } = field;
	/** @type {[unknown, string, string][]} */
	const wrong = Object.entries(TYPES).filter(([type]) => type !== TAKES[kind])
		.map(([type, [value]]) => [value, 'wrong_type', type]);
	if (kind === 'integer' || kind === 'number') {
		wrong.push([max * 2 + 1, 'out_of_range', 'too large'], [min - max * 2 - 1, 'out_of_range', 'too small']);
		wrong.push([HUGE, 'out_of_range', 'no number of this world']);
	}
	if (kind === 'integer')
		wrong.push([min + 0.5, 'wrong_type', 'a fraction']);
	if (kind === 'word')
		wrong.push(['no-such-word', 'unknown_word', 'another word'], [field.words[0].toUpperCase(), 'unknown_word', 'capitals']);
	if (kind === 'id')
		wrong.push(['a'.repeat(most + 1), 'too_long', 'too long'], ['../a', 'bad_form', 'a path'], ['a b', 'bad_form', 'a space']);
	if (kind === 'line' || kind === 'ascii')
		wrong.push(['a'.repeat(most + 1), 'too_long', 'too long'], ['a\nb', 'bad_form', 'two lines'], ['a\0b', 'bad_form', 'a zero byte']);
	if (kind === 'ascii')
		wrong.push(['a b', 'bad_form', 'a space'], ['ä', 'bad_form', 'not ASCII']);
	if (kind === 'ids')
		wrong.push([Array(max + 1).fill('a'), 'too_long', 'too many'], [['a', 1], 'wrong_type', 'a number in it'],
			[['a', 'B'], 'bad_form', 'a bad one in it'], [['a', 'a'.repeat(most + 1)], 'too_long', 'a long one in it']);
	if (kind === 'rows')
		wrong.push([Array(max + 1).fill({}), 'too_long', 'too many'], [[1], 'wrong_type', 'a number in it']);
	return wrong;
}

const HUGE = '1e999';

/** JSON, in which HUGE is a number. @param {unknown} message */
const write = (message) => JSON.stringify(message).replace(`"${HUGE}"`, HUGE);

/** All of a good object's bad neighbours. @param {Field[]} fields @param {Record<string, unknown>} good */
function neighbours(fields, good) {
	/** @type {{bad: Record<string, unknown>, code: string, names: string, what: string}[]} */
	const list = [];
	for (const field of fields) {
		const { name } = field;
		if (field.required) {
			const { [name]: _, ...bad } = good;
			list.push({ bad, code: 'missing', names: name, what: `no ${name}` });
		}
		for (const [value, code, what] of wrong_values(field))
			list.push({ bad: { ...good, [name]: value }, code, names: name, what: `${name}: ${what}` });
		if (field.kind !== 'rows')
			continue;
		const rows = /** @type {Record<string, unknown>[]} */ (good[name]);
		/* a good row before it must not take effect either */
		for (const inner of neighbours(field.fields, rows[0]))
			list.push({ ...inner, bad: { ...good, [name]: [rows[0], inner.bad] },
				what: `${name}[1].${inner.what}` });
	}
	return list;
}

/**
 * Every way in which one field of a good message can be wrong, as texts to send.
 * @param {Shape} shape @param {Record<string, unknown>} good @returns {Refused[]}
 */
export function all_wrong(shape, good) {
	assert(good, 'a message without an example');
	return neighbours(shape.fields, good).map(({ bad, ...rest }) => ({ text: write(bad), ...rest }));
}
