// SPDX-License-Identifier: Apache-2.0
/*
 * Brings a source slowly to a target loudness, so that all channels are equally loud whoever
 * speaks. It measures speech only (activity.h), by the gates of BS.1770-4: an absolute one below
 * which nothing is a speaker, and a relative one, 10 LU under the rest, that leaves out breath and
 * half-pauses. While nobody speaks the gain holds, so pauses do not breathe and noise never rises.
 * A new source gets a first estimate within two seconds; after that the gain moves slowly.
 *
 * Thread: one at a time. No clock: time is counted in samples. No pointers inside.
 * Before: decoder. After: mixer_add_ramped(), which makes the gain a line.
 */
#ifndef AUDIO_LEVELLER_H
#define AUDIO_LEVELLER_H

#include "audio/activity.h"
#include "audio/kweight.h"
#include "base/units.h"

enum {
	LEVELLER_BLOCK_STEPS = 20,    /* 400 ms, measured ... */
	LEVELLER_HOP_STEPS = 5,       /* ... every 100 ms */
	LEVELLER_HISTORY_BLOCKS = 80, /* 8 s of speech */
};

#define LEVELLER_GAIN_MAX_DB 12.0f /* up or down */

struct leveller {
	float target_lufs;
	struct kweight kweight;
	struct activity activity;
	double step_energy;
	int step_samples;

	double steps[LEVELLER_BLOCK_STEPS]; /* ring of weighted sums of squares */
	int next_step, hop_steps;
	double blocks[LEVELLER_HISTORY_BLOCKS]; /* ring of mean powers of blocks of speech */
	int next_block, block_count;

	float wanted_db; /* where the gain is going */
	float gain_db;
};

/* target_lufs: -40 to -10, usually -23. */
void leveller_init(struct leveller *l, float target_lufs);

/* Measures one block, any number of samples, before any gain. Returns the linear gain to reach at
 * the end of it; what it returned last is where this block's gain begins. */
RT float leveller_update(struct leveller *l, const float *pcm, int samples);

/* What leveller_update() returned last; 1 at first. */
RT float leveller_gain(const struct leveller *l);

#endif
