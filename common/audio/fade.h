// SPDX-License-Identifier: Apache-2.0
/*
 * A gain on its way somewhere: told the target and the time, it gives each block its two ends of
 * the line. It arrives at the target exactly and stays there.
 *
 * Thread: one at a time. No clock: time is counted in samples at 48 kHz.
 * After:  mixer_add_ramped().
 */
#ifndef AUDIO_FADE_H
#define AUDIO_FADE_H

#include "base/units.h"

struct fade {
	float start, target; /* linear gains, the ends of the line */
	int length_samples, left_samples;
};

/* At rest at a gain. */
void fade_init(struct fade *f, float gain);

/* Sets out from wherever it is now and arrives after ms; 0 ms or less is at the next block's
 * start, a step. Asking again for the target it is already bound for changes nothing. */
RT void fade_to(struct fade *f, float target, int ms);

/* The gains at the start and end of the next block. A fade that ends within the block takes the
 * whole of it. */
RT void fade_next(struct fade *f, int samples, float *from, float *to);

/* The gain at the start of the next block. */
RT float fade_gain(const struct fade *f);

#endif
