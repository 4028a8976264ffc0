// SPDX-License-Identifier: Apache-2.0
/*
 * The 5 ms in which a sound that is cut off fades away, while whatever comes instead begins: so
 * nothing ever ends with a click.
 *
 * Thread: one at a time. Flat: no pointers inside.
 * Before: tape.h. After: playout.h.
 */
#ifndef AUDIO_TAIL_H
#define AUDIO_TAIL_H

#include "audio/tape.h"
#include "base/units.h"

enum { TAIL_SAMPLES = SAMPLE_RATE_HZ * 5 / 1000 };

struct tail {
	int left; /* samples that have not sounded yet, the last ones of */
	float samples[TAIL_SAMPLES];
};

/* What lies ahead on the tape will not be played now: its beginning fades away from the next
 * tail_add() on. The tape stays as it is. */
RT void tail_cut(struct tail *tail, struct tape *t);

/* Adds what is left of it to the sound that comes next. */
RT void tail_add(struct tail *tail, float *out, int samples);

#endif
