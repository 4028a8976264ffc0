// SPDX-License-Identifier: Apache-2.0
/*
 * What hearing protection had to do, as a table for a spreadsheet (RFC 4180): times in UTC, so that
 * they can be laid beside the server's log.
 */

/** @typedef {import('./contract.js').Incident} Incident */

const HEAD = ['time_utc', 'kind', 'level_db_spl', 'lasted_ms', 'source'];

/** @param {string} text */
function quoted(text) {
	// a leading = + - @ would be run as a formula by some programs
	const plain = /^[=+\-@]/.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** @param {Incident[]} incidents */
export function csv_of(incidents) {
	const rows = incidents.map(({ wall_ms, kind, level_db_spl, lasted_ms, source }) => [
		new Date(wall_ms).toISOString(), kind, level_db_spl.toFixed(1), String(Math.round(lasted_ms)),
		quoted(source)]);
	return [HEAD, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

/** Has the browser keep it as a file. @param {string} name @param {string} text */
export function save_file(name, text) {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
