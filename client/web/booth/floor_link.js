// SPDX-License-Identifier: Apache-2.0
/*
 * A link for the hall's own microphone, opened in a browser. That sound comes from a program on the
 * machine that has the hall's line, so the page says the command there, with the token in it.
 */

import { part, show, write } from './screen.js';

/** @param {URLSearchParams} fields of the link */
export const is_floor_link = (fields) => fields.get('role') === 'floor';

/**
 * @param {{protocol: string, host: string}} place of the page
 * @param {URLSearchParams} fields
 * @param {string | null} token
 */
export function floor_command({ protocol, host }, fields, token) {
	const name = fields.get('name');
	return ['tumen-booth', '--role floor', `--server ${protocol === 'https:' ? 'wss' : 'ws'}://${host}`,
		...(name ? [`--name ${quoted(name)}`] : []),
		...(token ? [`--token ${quoted(token)}`] : [])].join(' ');
}

/** For a shell. @param {string} text */
function quoted(text) {
	return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll('\'', '\'\\\'\'')}'`;
}

/** In the door's place. @param {URLSearchParams} fields @param {string | null} token */
export function show_floor_link(fields, token) {
	write(part('floor-command'), floor_command(location, fields, token));
	show(part('floor-link'), true);
}
