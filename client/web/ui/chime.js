// SPDX-License-Identifier: Apache-2.0
/*
 * A soft signal of two tones for whoever is not looking: quiet, low, with round edges. It makes no
 * sound before the visitor has touched the page once, since browsers forbid it.
 */

const LOUDNESS = 0.08;
const TONES = /** @type {const} */ ([[0, 523], [0.22, 659]]); // s, Hz
const LENGTH_S = 0.5;

export class Chime {
	constructor() {
		/** @type {AudioContext | null} */
		this.context = null;
		this.on = true;
	}

	/** Rings, if it is on and the browser lets it. */
	ring() {
		if (!this.on || !(navigator.userActivation?.hasBeenActive ?? true))
			return;
		this.context ??= new AudioContext();
		const { context } = this;
		context.resume().then(() => {
			for (const [after_s, hz] of TONES)
				tone(context, context.currentTime + after_s, hz);
		}).catch(() => {});
	}
}

/** @param {AudioContext} context @param {number} at_s @param {number} hz */
function tone(context, at_s, hz) {
	const voice = new OscillatorNode(context, { frequency: hz });
	const gain = new GainNode(context, { gain: 0 });
	gain.gain.setTargetAtTime(LOUDNESS, at_s, 0.02);
	gain.gain.setTargetAtTime(0, at_s + 0.12, 0.1);
	voice.connect(gain).connect(context.destination);
	voice.start(at_s);
	voice.stop(at_s + LENGTH_S);
}
