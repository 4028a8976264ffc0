// SPDX-License-Identifier: Apache-2.0
/*
 * Makes sound shorter or longer without changing its pitch: the head of the tape jumps over whole
 * periods of the voice, forward to leave them out, back to hear them again, and the two places are
 * cross-faded. Where a place sounds like the one it is joined to is found by correlation; between
 * the words any place will do.
 *
 * The method is that of WSOLA (Verhelst and Roelands, ICASSP 1993), one splice at a time.
 *
 * Thread: one at a time. Flat: no pointers inside.
 * Before: tape.h. After: playout.h, which decides when.
 */
#ifndef AUDIO_STRETCH_H
#define AUDIO_STRETCH_H

#include <stdbool.h>

#include "audio/tape.h"
#include "base/units.h"

enum {
	STRETCH_FADE_SAMPLES = 360,       /* 7.5 ms: the cross-fade, and what is compared */
	STRETCH_PERIOD_MIN_SAMPLES = 120, /* 400 Hz */
	STRETCH_PERIOD_MAX_SAMPLES = 600, /* 80 Hz */
	STRETCH_RANGE_MAX_SAMPLES = 480,  /* the widest search, last lag minus first */
};

/* Where to jump, and how like each other the two places are: 1 the same but for loudness, 0
 * unrelated (or silent), -1 upside down. */
struct stretch_match {
	int lag; /* samples, positive is forward */
	float likeness;
};

/* What a pause is depends on how loud the voice is. */
struct stretch {
	float loud; /* RMS of the loudest sound of the last seconds */
};

RT void stretch_init(struct stretch *s);

/* Sound that will be played: its level is noted. */
RT void stretch_hear(struct stretch *s, const float *pcm, int samples);

/* That piece is a pause: 30 dB below the voice, or next to nothing. */
RT bool stretch_is_pause(const struct stretch *s, const float *pcm, int samples);

/* Compares pcm[0 .. FADE) with the places from `nearest` to `furthest` samples away and returns the
 * most alike, of two as good the nearer. Both have the same sign, and all of it must lie in memory;
 * they are at most STRETCH_RANGE_MAX_SAMPLES apart. */
RT struct stretch_match stretch_search(const float *pcm, int nearest, int furthest);

/* Cross-fades from `at` samples ahead of the head to the place match.lag away from there, and
 * leaves out or repeats what lies between: exactly match.lag fewer samples are ahead afterwards.
 * at is 0 for a jump back. At least at + FADE, and at + lag + FADE, samples must be ahead. */
RT void stretch_jump(struct tape *t, int at, struct stretch_match match);

enum stretch_verdict {
	STRETCH_DONE,
	STRETCH_DONE_IN_PAUSE, /* where nothing could be heard of it */
	STRETCH_UNLIKE,        /* nothing: no two places were that much alike */
	STRETCH_SHORT,         /* nothing: too little sound is ahead, or behind */
};

/* Makes what is ahead shorter by one period, of `most` samples at the most, joining places at least
 * that much alike; or in a pause by `most` if there is so much. *samples says by how many. */
RT enum stretch_verdict stretch_shorten(const struct stretch *s, struct tape *t, int most,
		float likeness, int *samples);

/* Makes it longer by one period, or in a pause by up to `wanted` samples. */
RT enum stretch_verdict stretch_lengthen(const struct stretch *s, struct tape *t, int wanted,
		float likeness, int *samples);

#endif
