// SPDX-License-Identifier: Apache-2.0
/*
 * Changes of rules that are prepared and not committed: kept only where they differ from the rules
 * that stand, so that what is pending is always what would change.
 */

/** @typedef {import('../link/staff.js').Plan} Plan */
/** @typedef {import('../link/staff.js').Interlock} Interlock */
/** @typedef {import('../link/staff.js').PassThrough} PassThrough */
/** @typedef {{interlock?: Interlock, pass_through?: PassThrough}} Edit */
/** @typedef {Record<string, Edit>} Edits by channel */

export const INTERLOCKS = /** @type {const} */ (['none', 'interlock', 'override']);
export const PASS_THROUGHS = /** @type {const} */ (['never', 'language', 'idle']);
export const FIELDS = /** @type {const} */ (['interlock', 'pass_through']);

/**
 * @param {Edits} edits
 * @param {Plan | null} plan
 * @param {string} channel
 * @param {Edit} edit
 * @returns {Edits}
 */
export function prepare(edits, plan, channel, edit) {
	const next = { ...edits, [channel]: { ...edits[channel], ...edit } };
	return plan ? kept_edits(next, plan) : edits;
}

/** Without what is so already, and without channels that there are not. @param {Edits} edits
 * @param {Plan} plan @returns {Edits} */
export function kept_edits(edits, plan) {
	/** @type {Edits} */
	const kept = {};
	for (const rule of plan.channels) {
		const edit = edits[rule.id] ?? {};
		const fields = FIELDS.filter((field) => edit[field] !== undefined &&
			edit[field] !== rule[field]);
		if (fields.length > 0)
			kept[rule.id] = Object.fromEntries(fields.map((field) => [field, edit[field]]));
	}
	return kept;
}

/**
 * One line for each change that would be made.
 * @param {Edits} edits
 * @param {Plan | null} plan
 * @returns {{channel: string, field: 'interlock' | 'pass_through', from: Interlock | PassThrough,
 *     to: Interlock | PassThrough}[]}
 */
export function changes_of(edits, plan) {
	return (plan?.channels ?? []).flatMap((rule) => FIELDS.flatMap((field) => {
		const to = edits[rule.id]?.[field];
		return to === undefined ? [] : [{ channel: rule.id, field, from: rule[field], to }];
	}));
}

/** All of it in one message. @param {Edits} edits */
export function rules_message(edits) {
	return { type: 'rules', channels: Object.entries(edits).map(([id, edit]) => ({ id, ...edit })) };
}
