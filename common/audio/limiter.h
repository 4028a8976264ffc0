// SPDX-License-Identifier: Apache-2.0
/*
 * A look-ahead limiter: no sample of its output is ever over the ceiling. It delays the sound by a
 * few milliseconds, so that the gain can go down in a straight line before a peak arrives; it then
 * holds, so that the gain does not follow the waves of a low voice, and comes back slowly. What
 * never touches the ceiling passes bit for bit. Its delay is the same whether it works or not.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: mixer.h. After: encoder.h, or the ear (protection.h).
 */
#ifndef AUDIO_LIMITER_H
#define AUDIO_LIMITER_H

#include <stdint.h>

#include "base/units.h"

enum {
	LIMITER_LOOK_AHEAD_MAX_MS = 5,
	LIMITER_HOLD_MS = 12, /* over half a wave of 42 Hz: its peaks keep the gain still */
	LIMITER_LINE_MAX = LIMITER_LOOK_AHEAD_MAX_MS * SAMPLE_RATE_HZ / 1000,
	LIMITER_PEAKS_MAX = LIMITER_LINE_MAX + LIMITER_HOLD_MS * SAMPLE_RATE_HZ / 1000 + 1,
};

/* 48 dB over full scale is not sound but a fault upstream. One comparison, `magnitude <
 * LIMITER_ABSURD`, is false for NaN, too. */
#define LIMITER_ABSURD 256.0f

/* A zero stands for the usual value. */
struct limiter_setup {
	float ceiling_dbfs; /* -60 to below 0, usually -1 */
	int look_ahead_ms;  /* 1 to LIMITER_LOOK_AHEAD_MAX_MS, usually 2 */
	int release_ms;     /* time constant of the way back, 10 to 2000, usually 150 */
};

/* A sample over the ceiling that may still weigh on the gain. */
struct limiter_peak {
	uint32_t at; /* sample clock, wraps */
	float gain;  /* what brings it to the ceiling */
};

struct limiter {
	float ceiling;  /* linear */
	double release; /* share of the way back made in one sample */
	int delay_samples, window_samples;
	uint32_t now; /* sample clock, wraps */

	/* Peaks within the window, gains rising from oldest to newest: the first is the deepest. */
	struct limiter_peak peaks[LIMITER_PEAKS_MAX];
	int first_peak, peak_count;

	double gain; /* after hold and release, before smoothing */
	float line[LIMITER_LINE_MAX];
	uint32_t gains[LIMITER_LINE_MAX]; /* the last of `gain`, in units of 2^-24 */
	uint64_t gains_sum;
	int at; /* in line and gains */

	uint64_t limited_samples; /* put out with less than full gain */
	uint64_t broken_samples;  /* NaN, infinite or absurd: put out as silence */
};

/* 0, or -EINVAL for a setup out of range. */
MUST_USE int limiter_init(struct limiter *l, const struct limiter_setup *setup);

RT int limiter_delay_samples(const struct limiter *l);

/* In place; any number of samples. */
RT void limiter_process(struct limiter *l, float *pcm, int samples);

/* How far the gain is down now, in dB: 0 at rest, rising with the work. */
RT float limiter_reduction_db(const struct limiter *l);

#endif
