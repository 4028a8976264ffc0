// SPDX-License-Identifier: Apache-2.0
/*
 * What the engines' headers say, for the tests that hold the pages' layouts to them.
 */

import { readFileSync } from 'node:fs';

const ENGINE = new URL('../../../client/web/engine/', import.meta.url);

/**
 * The enumerators of an enum, in small letters, without the noun they all begin with; without the
 * last one where that counts them.
 * @param {string} header @param {string} name of the enum
 */
export function fields_of(header, name) {
	const text = readFileSync(new URL(`${header}.h`, ENGINE), 'utf8');
	const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(text)?.[1] ?? '';
	const noun = `${name.replace(/_(field|voice)$/, '')}_`;
	return [...body.replace(/\/\*[^]*?\*\//g, '').matchAll(/[A-Z]\w+/g)]
		.map(([field]) => field.toLowerCase().replace(noun, ''))
		.filter((field) => field !== 'fields');
}
