// SPDX-License-Identifier: Apache-2.0
/*
 * What somebody chose, kept in the browser for the next visit. A browser that keeps nothing
 * (private windows) is fine: then it is forgotten. What is read back is checked, value by value.
 */

/**
 * @template {object} T
 * @typedef {object} Keeper
 * @property {(text: string | null) => T} parse what was kept, with the default for whatever is
 *     missing or makes no sense
 * @property {() => T} load
 * @property {(settings: T) => void} save
 */

/**
 * @template {object} T
 * @param {string} place
 * @param {T} defaults
 * @param {{[K in keyof T]: (value: unknown) => boolean}} checks which values make sense
 * @returns {Keeper<T>}
 */
export function keeper(place, defaults, checks) {
	const names = /** @type {(keyof T & string)[]} */ (Object.keys(defaults));

	/** @param {string | null} text */
	function parse(text) {
		/** @type {Record<string, unknown>} */
		let kept = {};
		try {
			kept = { ...JSON.parse(text ?? '{}') };
		} catch {
			// somebody else's, or broken: as good as nothing
		}
		const good = names.filter((name) => checks[name](kept[name]));
		return { ...defaults, ...Object.fromEntries(good.map((name) => [name, kept[name]])) };
	}

	function load() {
		try {
			return parse(localStorage.getItem(place));
		} catch {
			return { ...defaults };
		}
	}

	/** @param {T} settings */
	function save(settings) {
		try {
			localStorage.setItem(place, JSON.stringify(settings));
		} catch {
			// it is only a convenience
		}
	}

	return { parse, load, save };
}
