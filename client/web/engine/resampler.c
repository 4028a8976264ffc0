// SPDX-License-Identifier: Apache-2.0
#include "web/engine/resampler.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <string.h>

#define KAISER_BETA 8.4
/* The middle of the transition band, as a share of the smaller Nyquist frequency. */
#define CUTOFF 0.91

static const double pi = 3.14159265358979323846;

/* Modified Bessel function of the first kind, order 0, by its power series. */
static double bessel_i0(double x)
{
	double sum = 1;
	double term = 1;
	for (int k = 1; k < 40; k++) {
		term *= x * x / (4.0 * k * k);
		sum += term;
	}
	return sum;
}

/* The filter at a distance from its middle, in input samples. */
static double tap_at(double distance, double half_width, double cutoff)
{
	double place = distance / half_width;
	if (place <= -1 || place >= 1)
		return 0;
	double window = bessel_i0(KAISER_BETA * sqrt(1 - place * place)) / bessel_i0(KAISER_BETA);
	double angle = pi * cutoff * distance;
	return cutoff * window * (angle == 0 ? 1 : sin(angle) / angle);
}

/* One phase; its taps add up to 1, so that every phase passes a steady level alike. */
static void fill_phase(float *taps, int count, double fraction, double cutoff)
{
	double sum = 0;
	for (int k = 0; k < count; k++)
		sum += tap_at(k - (count / 2 - 1) - fraction, count / 2, cutoff);
	for (int k = 0; k < count; k++)
		taps[k] = (float)(tap_at(k - (count / 2 - 1) - fraction, count / 2, cutoff) / sum);
}

int resampler_init(struct resampler *r, int rate_hz)
{
	if (rate_hz < RESAMPLER_RATE_MIN_HZ || rate_hz > RESAMPLER_RATE_MAX_HZ)
		return -EINVAL;
	memset(r, 0, sizeof *r);
	r->rate_hz = rate_hz;
	if (rate_hz == SAMPLE_RATE_HZ)
		return 0;

	/* A slower device needs a lower cutoff, and for the same steepness a longer filter. */
	double slower = rate_hz < SAMPLE_RATE_HZ ? (double)rate_hz / SAMPLE_RATE_HZ : 1;
	r->taps = 2 * (int)ceil(RESAMPLER_TAPS / slower / 2);
	r->behind = r->taps - 1;
	for (int phase = 0; phase <= RESAMPLER_PHASES; phase++)
		fill_phase(&r->filter[phase * r->taps], r->taps, (double)phase / RESAMPLER_PHASES,
				CUTOFF * slower);
	return 0;
}

int resampler_delay_samples(const struct resampler *r)
{
	return r->taps / 2;
}

int resampler_needs(const struct resampler *r, int out_samples)
{
	if (r->rate_hz == SAMPLE_RATE_HZ)
		return out_samples;
	/* The last sample put out stands at this place and looks r->taps ahead from there. */
	int64_t last = r->phase + (int64_t)(out_samples - 1) * SAMPLE_RATE_HZ;
	int needs = (int)(last / r->rate_hz) + r->taps - r->behind;
	return needs > 0 ? needs : 0;
}

/* The sound between two phases, in a straight line: at 256 phases that is right to -106 dB. */
static float sample_at(const struct resampler *r, const float *in, int phase)
{
	float place = (float)phase * RESAMPLER_PHASES / (float)r->rate_hz;
	int lower = (int)place;
	float share = place - (float)lower;
	const float *a = &r->filter[lower * r->taps];
	const float *b = a + r->taps;
	float sum = 0;
	for (int k = 0; k < r->taps; k++)
		sum += in[k] * (a[k] + (b[k] - a[k]) * share);
	return sum;
}

void resampler_run(struct resampler *r, const float *in, float *out, int out_samples)
{
	int needs = resampler_needs(r, out_samples);
	if (r->rate_hz == SAMPLE_RATE_HZ) {
		memcpy(out, in, (size_t)needs * sizeof *in);
		return;
	}
	memcpy(r->line + r->behind, in, (size_t)needs * sizeof *in);
	int have = r->behind + needs;
	int at = 0;
	for (int i = 0; i < out_samples; i++) {
		out[i] = sample_at(r, r->line + at, r->phase);
		r->phase += SAMPLE_RATE_HZ;
		at += r->phase / r->rate_hz;
		r->phase %= r->rate_hz;
	}
	assert(at <= have); /* a step is shorter than the filter */
	r->behind = have - at;
	memmove(r->line, r->line + at, (size_t)r->behind * sizeof *r->line);
}
