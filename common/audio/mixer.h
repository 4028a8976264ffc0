// SPDX-License-Identifier: Apache-2.0
/*
 * The mix: sources added into one bus, each under a gain that moves in a straight line. Plain C
 * that compilers turn into vectors; tests/bench prints what it costs.
 *
 * Thread: any; pure.
 * Before: playout.h, fade.h, leveller.h (the gains). After: limiter.h, encoder.h.
 */
#ifndef AUDIO_MIXER_H
#define AUDIO_MIXER_H

#include "base/units.h"

/* An empty bus. */
RT void mixer_clear(float *out, int samples);

/* out += in * gain. Sample i has gain_from + (gain_to - gain_from) * i / samples: the first has
 * exactly gain_from, and a next call that begins with gain_to carries the line on without a step.
 * Gains are linear; 0 to 0 adds nothing, not even NaN. */
RT void mixer_add_ramped(float *restrict out, const float *restrict in, float gain_from,
		float gain_to, int samples);

#endif
