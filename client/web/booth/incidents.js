// SPDX-License-Identifier: Apache-2.0
/*
 * What hearing protection had to do, kept on this machine from visit to visit; the oldest go when
 * there are too many.
 */

/** @typedef {import('./contract.js').Incident} Incident */

const KEY = 'tumen.incidents';
const KEPT = 500;
const KINDS = ['peak', 'long', 'mean'];

/** @typedef {Pick<Storage, 'getItem' | 'setItem'>} Store */

export class Incidents {
	/** @param {() => Store} store throws where the browser forbids it */
	constructor(store = () => localStorage) {
		this.store = store;
		/** @type {Incident[]} */
		this.kept = this.load();
	}

	/** @param {Incident} incident */
	add(incident) {
		this.kept = [...this.kept, incident].slice(-KEPT);
		try {
			this.store().setItem(KEY, JSON.stringify(this.kept));
		} catch {
			// full, or forbidden: they last as long as the page
		}
	}

	/** @returns {Incident[]} oldest first */
	all() {
		return [...this.kept];
	}

	/** @returns {Incident[]} */
	load() {
		try {
			const kept = JSON.parse(this.store().getItem(KEY) ?? '[]');
			return Array.isArray(kept) ? kept.filter(is_incident).slice(-KEPT) : [];
		} catch {
			return [];
		}
	}
}

/** @param {any} kept as somebody else may have written it @returns {kept is Incident} */
function is_incident(kept) {
	return typeof kept === 'object' && kept !== null && KINDS.includes(kept.kind) &&
		Number.isFinite(kept.wall_ms) && Number.isFinite(kept.level_db_spl) &&
		Number.isFinite(kept.lasted_ms) && typeof kept.source === 'string';
}
