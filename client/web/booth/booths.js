// SPDX-License-Identifier: Apache-2.0
/*
 * Which booths the door offers: those of the event, each with the languages it speaks into.
 */

/** @typedef {{id: string, names: string[]}} Booth names: its languages, each by its own name */
/** @typedef {{id: string, name?: string}} EventChannel */
/** @typedef {{channels: EventChannel[], booths?: {id: string, outputs: string[]}[]}} EventPage */

const AGAIN_MS = 2000;

/**
 * Of the event's page; a server that names no booths has one for each channel.
 * @param {EventPage} event
 * @param {string | null} only whose link it is; null: anybody's
 * @returns {Booth[]}
 */
export function booths_of({ channels, booths }, only) {
	const name_of = (/** @type {string} */ id) => channels.find((one) => one.id === id)?.name ?? id;
	const all = booths ?? channels.filter(({ id }) => id !== 'floor')
		.map(({ id }) => ({ id, outputs: [id] }));
	return all.filter(({ id }) => only === null || id === only)
		.map(({ id, outputs }) => ({ id, names: outputs.map(name_of) }));
}

/**
 * Asks the server until it answers, or nobody waits for it any more.
 * @param {string | null} only
 * @param {() => boolean} wanted
 * @returns {Promise<Booth[] | null>}
 */
export async function fetch_booths(only, wanted) {
	while (wanted())
		try {
			const answer = await fetch('api/v1/event');
			if (answer.ok)
				return booths_of(await answer.json(), only);
			throw new Error(`${answer.status}`);
		} catch {
			await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
		}
	return null;
}
