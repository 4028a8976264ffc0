// SPDX-License-Identifier: Apache-2.0
/*
 * The ring when a colleague who was on the air has lost the line: two notes, three times. It does not
 * pass through hearing protection, so it is made too soft to need it: 65 dB SPL in the headset,
 * whatever the volumes are, and it begins and ends without a click.
 */

const RING_DB_SPL = 65;
const USUAL_HEADSET_DB_SPL = 110; // of a full-scale sine, where nothing is known; loud ones have it
const NOTES_HZ = [660, 880];
const NOTE_S = 0.16;
const TIMES = 3;
const PAUSE_S = 0.25;
const RAMP_S = 0.02;

/** The amplitude of a sine. @param {number | null} headset_db_spl of one at full scale */
export function ring_amplitude(headset_db_spl) {
	return 10 ** ((RING_DB_SPL - (headset_db_spl ?? USUAL_HEADSET_DB_SPL)) / 20);
}

/** @param {number | null} headset_db_spl @param {string} output the headset's id, '' for the usual */
export async function ring(headset_db_spl, output) {
	navigator.vibrate?.([200, 100, 200, 100, 200]);
	const context = new AudioContext();
	if (output !== '' && 'setSinkId' in context)
		await /** @type {any} */ (context).setSinkId(output).catch(() => {});
	const gain = new GainNode(context, { gain: 0 });
	gain.connect(context.destination);
	const end_s = play(context, gain, ring_amplitude(headset_db_spl));
	setTimeout(() => context.close(), (end_s - context.currentTime) * 1000 + 500);
}

/** @param {AudioContext} context @param {GainNode} gain @param {number} amplitude */
function play(context, gain, amplitude) {
	let at_s = context.currentTime + 0.05;
	for (let time = 0; time < TIMES; time++) {
		for (const frequency of NOTES_HZ) {
			const note = new OscillatorNode(context, { frequency });
			note.connect(gain);
			note.start(at_s);
			note.stop(at_s + NOTE_S);
			gain.gain.setValueAtTime(0, at_s);
			gain.gain.linearRampToValueAtTime(amplitude, at_s + RAMP_S);
			gain.gain.setValueAtTime(amplitude, at_s + NOTE_S - RAMP_S);
			gain.gain.linearRampToValueAtTime(0, at_s + NOTE_S);
			at_s += NOTE_S;
		}
		at_s += PAUSE_S;
	}
	return at_s;
}
