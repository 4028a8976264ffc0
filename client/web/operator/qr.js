// SPDX-License-Identifier: Apache-2.0
/*
 * A QR code's rows of 0 and 1 as one SVG path: each run of dark squares is a rectangle.
 */

const QUIET = 4; // light squares around it, as the standard asks

/**
 * @param {string[]} rows
 * @returns {{path: string, size: number}} size: of the square with its quiet zone, in modules
 */
export function qr_path(rows) {
	const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ index, 0: run }) =>
		`M${index + QUIET} ${y + QUIET}h${run.length}v1h-${run.length}z`));
	return { path: runs.join(''), size: rows.length + 2 * QUIET };
}
