// SPDX-License-Identifier: Apache-2.0
/*
 * Who sits here, kept as long as the tab: a reload by mistake, in the middle of a sentence, must
 * come back to the same seat without a question. (Which seat that is, sound.js remembers.)
 */

const PLACE = 'tumen.booth.visit';

/** @typedef {{booth: string, name: string, consents: boolean}} Visit */

/** @param {Visit} visit */
export function keep_visit(visit) {
	try {
		sessionStorage.setItem(PLACE, JSON.stringify(visit));
	} catch {
		// then a reload asks again
	}
}

/** @returns {Visit | null} */
export function kept_visit() {
	try {
		const { booth, name, consents } = JSON.parse(sessionStorage.getItem(PLACE) ?? '{}');
		const good = [booth, name].every((text) => typeof text === 'string' && text !== '');
		return good ? { booth, name, consents: consents === true } : null;
	} catch {
		return null;
	}
}

export function forget_visit() {
	try {
		sessionStorage.removeItem(PLACE);
	} catch {
		// nothing was kept
	}
}
