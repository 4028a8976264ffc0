// SPDX-License-Identifier: Apache-2.0
/*
 * From one sampling rate to another, mono: for the page's engine, where the browser's devices run
 * at what they like; native programs use libspeexdsp. A windowed sinc in as many phases as the
 * ratio has (44,100 to 48,000: 160), so every output sample has its exact filter. Flat to 18 kHz
 * at 44.1 kHz, stop band below -75 dB (Kaiser window; J. O. Smith, "Digital audio resampling").
 *
 * Runs both ways: a caller who has samples asks how many they make, one who wants samples asks how
 * many they need.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: a microphone, or playout. After: encoder.h, or the sound device.
 */
#ifndef AUDIO_RESAMPLER_H
#define AUDIO_RESAMPLER_H

#include "base/units.h"

enum {
	RESAMPLER_RATE_MIN_HZ = 8000,
	RESAMPLER_RATE_MAX_HZ = 192000,
	RESAMPLER_TAPS = 64,                     /* at the lower of the two rates */
	RESAMPLER_TAPS_MAX = RESAMPLER_TAPS * 8, /* when going down to an eighth */
	RESAMPLER_FILTER_MAX = 48 * 1024,        /* taps of all phases */
	RESAMPLER_PIECE = 512,                   /* samples taken in at a time */
};

struct resampler {
	int phases, step; /* an output sample is step / phases input samples after the last */
	int filters;      /* one a phase, or fewer where a ratio has too many */
	int taps;         /* of one phase; 0: equal rates, nothing to do */
	int phase;        /* of the next output sample */
	int held;         /* samples in line */
	float line[RESAMPLER_TAPS_MAX + RESAMPLER_PIECE];
	float filter[RESAMPLER_FILTER_MAX]; /* phase by phase */
};

/* Rates of 8,000 to 192,000 Hz, at most a factor of 8 apart. 0, or -EINVAL. Ratios that no device
 * has, such as 44,056 to 48,000, get the nearest of too few filters and are noisier, -55 dB. */
MUST_USE int resampler_init(struct resampler *r, int in_hz, int out_hz);

/* How long sound takes through it, in input samples. */
RT int resampler_delay_samples(const struct resampler *r);

/* Output samples that the next in_samples will make, exactly. */
RT int resampler_makes(const struct resampler *r, int in_samples);

/* Input samples, the fewest, that the next out_samples need. */
RT int resampler_needs(const struct resampler *r, int out_samples);

/* Takes in_samples and writes out_samples. One of them is the caller's choice, the other follows by
 * resampler_makes() or resampler_needs(). */
RT void resampler_run(struct resampler *r, const float *in, int in_samples, float *out,
		int out_samples);

#endif
