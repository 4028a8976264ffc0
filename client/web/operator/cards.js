// SPDX-License-Identifier: Apache-2.0
/*
 * Cards with QR codes, one invitation each: asked for one after the other, so that each answer
 * belongs to the question before it.
 */

/** @typedef {import('../link/staff.js').Invitation} Invitation */
/** @typedef {import('../link/staff.js').Plan} Plan */
/** @typedef {'listener' | 'interpreter' | 'floor' | 'operator' | 'podium'} Role */
/** @typedef {{role: Role, booth?: string, valid_s: number}} Ask */
/** @typedef {{ask: Ask, invitation: Invitation}} Card */
/** @typedef {{asks: Ask[], made: Card[], failed: string | null}} Cards asks: the first is on its way */

export const ROLES = /** @type {const} */ (['listener', 'interpreter', 'floor', 'podium', 'operator']);

/**
 * What one choice of roles asks for: an interpreter's card is one booth's.
 * @param {readonly Role[]} roles
 * @param {Plan | null} plan
 * @param {number} valid_s
 * @returns {Ask[]}
 */
export function asks_for(roles, plan, valid_s) {
	const booths = plan?.booths ?? [];
	return ROLES.filter((role) => roles.includes(role)).flatMap((role) => /** @type {Ask[]} */ (
		role === 'interpreter' ? booths.map(({ id }) => ({ role, booth: id, valid_s }))
			: [{ role, valid_s }]));
}

/** @param {Cards} cards @param {Invitation} invitation @returns {Cards} */
export function card_answered(cards, invitation) {
	const [ask, ...asks] = cards.asks;
	if (!ask || ask.role !== invitation.role)
		return cards; // of a set that was thrown away meanwhile
	return { ...cards, asks, made: [...cards.made, { ask, invitation }] };
}

/** The rest would be refused as well. @param {Cards} cards @param {string} why @returns {Cards} */
export function card_refused(cards, why) {
	return { ...cards, asks: [], failed: why };
}

/** @param {Ask} ask @param {string} address the page's own origin */
export function invite_message(ask, address) {
	return { type: 'invite', ...ask, address };
}
