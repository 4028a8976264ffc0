// SPDX-License-Identifier: Apache-2.0
/*
 * A short piece of sound around the moment that is being played: what lies ahead is decoded and
 * waits to be played, what lies behind was played and serves to find the pitch. The head may be
 * set forward or back on it.
 *
 * Thread: one at a time. Flat: no pointers inside.
 * Before: decoder.h. After: stretch.h, playout.h.
 */
#ifndef AUDIO_TAPE_H
#define AUDIO_TAPE_H

#include "base/units.h"

enum {
	TAPE_BEHIND_SAMPLES = 1440,    /* so much of the past is kept when room is made */
	TAPE_AHEAD_MAX_SAMPLES = 1920, /* with more ahead nothing may be added */
	TAPE_SAMPLES = TAPE_BEHIND_SAMPLES + TAPE_AHEAD_MAX_SAMPLES + OPUS_FRAME_MAX,
};

struct tape {
	float samples[TAPE_SAMPLES];
	int head; /* index of the sample to play next */
	int end;  /* index after the last one that is ahead */
};

/* All silence, nothing ahead. */
RT void tape_clear(struct tape *t);

/* Samples ahead. */
RT int tape_ahead(const struct tape *t);

/* Samples behind the head that are still there. */
RT int tape_behind(const struct tape *t);

/* The sample to play next and those after it; those before it at negative indices. Valid until the
 * next tape_room(). */
RT float *tape_head(struct tape *t);

/* Where to write up to OPUS_FRAME_MAX samples that follow; they count once tape_add() says so. */
RT float *tape_room(struct tape *t);
RT void tape_add(struct tape *t, int samples);

/* Sets the head forward, or back when negative, by no more than lies there. */
RT void tape_move(struct tape *t, int samples);

/* Makes the first so many samples ahead, or all there are, begin from nothing. */
RT void tape_fade_in(struct tape *t, int samples);

/* Plays: copies out and moves on by no more than lies ahead. */
RT void tape_play(struct tape *t, float *out, int samples);

#endif
