// SPDX-License-Identifier: Apache-2.0
/*
 * A volume: a gain that somebody turns, from 0 to 4, and that follows within 30 ms without a click.
 *
 * Thread: one at a time. No clock: time is counted in samples. No pointers inside.
 */
#ifndef CLIENT_WEB_ENGINE_KNOB_H
#define CLIENT_WEB_ENGINE_KNOB_H

#include "audio/fade.h"
#include "base/units.h"

enum { KNOB_RAMP_MS = 30 };

#define KNOB_MAX 4.0f

struct knob {
	struct fade gain;
};

void knob_init(struct knob *k, float gain);

/* Where it is to be; what is below 0 (or NaN) counts as 0, what is above KNOB_MAX as that. */
RT void knob_set(struct knob *k, float gain);

/* Turns the sound up or down, in place; returns the largest magnitude of what came out. */
RT float knob_turn(struct knob *k, float *pcm, int samples);

#endif
