// SPDX-License-Identifier: Apache-2.0
/*
 * From the engine's 48 kHz to whatever the sound device wants: a windowed sinc, in as many phases
 * as make the steps between them inaudible. The ratio is counted in whole samples, so it never
 * drifts. At 48 kHz it passes the sound through untouched.
 *
 * Kaiser window, 64 taps, stop band about -85 dB: flat to 18 kHz at a device rate of 44.1 kHz.
 * (J. O. Smith, "Digital Audio Resampling", CCRMA.)
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: limiter.h. After: the sound device.
 */
#ifndef CLIENT_WEB_ENGINE_RESAMPLER_H
#define CLIENT_WEB_ENGINE_RESAMPLER_H

#include "base/units.h"

enum {
	RESAMPLER_RATE_MIN_HZ = 8000,
	RESAMPLER_RATE_MAX_HZ = 192000,
	RESAMPLER_PHASES = 256,
	RESAMPLER_TAPS = 64, /* where the device's rate is 48 kHz or more */
	RESAMPLER_TAPS_MAX = RESAMPLER_TAPS * (SAMPLE_RATE_HZ / RESAMPLER_RATE_MIN_HZ),
	RESAMPLER_OUT_MAX = 2048, /* samples of one run */
	RESAMPLER_IN_MAX = RESAMPLER_OUT_MAX * (SAMPLE_RATE_HZ / RESAMPLER_RATE_MIN_HZ) + 1,
};

struct resampler {
	int rate_hz;
	int taps;
	int phase;  /* of the next sample put out, in units of an input sample / rate_hz */
	int behind; /* samples in `line`: the past that the next ones still need */
	float line[RESAMPLER_TAPS_MAX + RESAMPLER_IN_MAX];
	float filter[(RESAMPLER_PHASES + 1) * RESAMPLER_TAPS_MAX];
};

/* 0, or -EINVAL for a rate out of range. */
MUST_USE int resampler_init(struct resampler *r, int rate_hz);

/* How long the sound takes through it, in samples at 48 kHz. */
int resampler_delay_samples(const struct resampler *r);

/* How many samples at 48 kHz the next `out_samples` (1 to RESAMPLER_OUT_MAX) need. */
RT int resampler_needs(const struct resampler *r, int out_samples);

/* Takes what resampler_needs() said and writes out_samples. */
RT void resampler_run(struct resampler *r, const float *in, float *out, int out_samples);

#endif
