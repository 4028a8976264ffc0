// SPDX-License-Identifier: Apache-2.0
/*
 * The event as the server tells it to everybody, also to whoever is still outside: what it is
 * called, and what it asks of a listener.
 */

/** @typedef {import('../link/protocol.js').EventInfo} EventInfo */

/** @returns {Promise<Partial<EventInfo>>} nothing where it cannot be had */
export async function find_event() {
	try {
		const answer = await fetch('api/v1/event', { cache: 'no-store' });
		return answer.ok ? await answer.json() : {};
	} catch {
		return {};
	}
}
