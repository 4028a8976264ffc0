// SPDX-License-Identifier: Apache-2.0
#include "audio/resampler.h"

#include <assert.h>
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#define PI 3.14159265358979323846

/* 64 taps and this window reach -80 dB within 16 % of the lower Nyquist frequency; the band ends
 * in the middle of that, so that the stop band begins at Nyquist. */
#define KAISER_BETA 7.857
#define BAND 0.92

enum { LANES = 8 }; /* sums side by side; taps are a multiple */

/* Modified Bessel function of the first kind, order 0, by its power series. */
static double bessel_i0(double x)
{
	double sum = 1.0, term = 1.0;

	for (int k = 1; k < 32; k++) {
		term *= x * x / (4.0 * k * k);
		sum += term;
	}
	return sum;
}

/* The filter at a distance from its middle, in input samples. */
static double filter_at(double distance, double half_width, double band)
{
	double place = distance / half_width;
	if (fabs(place) >= 1.0)
		return 0.0;
	double angle = PI * band * distance;
	double sinc = fabs(angle) < 1e-9 ? 1.0 : sin(angle) / angle;
	return sinc * bessel_i0(KAISER_BETA * sqrt(1.0 - place * place));
}

/* Its taps add up to 1, so that every phase passes a steady level alike. */
static void fill_phase(float *taps, int count, double fraction, double band)
{
	int half = count / 2;
	double sum = 0.0;

	for (int k = 0; k < count; k++) {
		double tap = filter_at(k - (half - 1) - fraction, half, band);
		taps[k] = (float)tap;
		sum += tap;
	}
	for (int k = 0; k < count; k++)
		taps[k] /= (float)sum;
}

static int common_divisor(int a, int b)
{
	while (b) {
		int rest = a % b;
		a = b;
		b = rest;
	}
	return a;
}

int resampler_init(struct resampler *r, int in_hz, int out_hz)
{
	if (in_hz < RESAMPLER_RATE_MIN_HZ || in_hz > RESAMPLER_RATE_MAX_HZ ||
			out_hz < RESAMPLER_RATE_MIN_HZ || out_hz > RESAMPLER_RATE_MAX_HZ ||
			in_hz > 8 * out_hz || out_hz > 8 * in_hz)
		return -EINVAL;

	memset(r, 0, sizeof *r);
	int common = common_divisor(in_hz, out_hz);
	r->phases = out_hz / common;
	r->step = in_hz / common;
	if (r->phases == r->step)
		return 0;
	double down = in_hz > out_hz ? (double)in_hz / out_hz : 1.0;
	r->taps = (int)ceil(RESAMPLER_TAPS * down / LANES) * LANES;
	int most = RESAMPLER_FILTER_MAX / r->taps;
	r->filters = r->phases < most ? r->phases : most;
	for (int i = 0; i < r->filters; i++)
		fill_phase(r->filter + (size_t)i * (size_t)r->taps, r->taps, (double)i / r->filters,
				BAND / down);
	r->held = r->taps - 1;
	return 0;
}

int resampler_delay_samples(const struct resampler *r)
{
	return r->taps / 2;
}

int resampler_makes(const struct resampler *r, int in_samples)
{
	if (r->taps == 0)
		return in_samples;
	/* The last place in line where all taps have a sample. */
	int64_t last = (int64_t)r->held + in_samples - r->taps;
	int64_t way = (last + 1) * r->phases - r->phase;
	return way > 0 ? (int)((way + r->step - 1) / r->step) : 0;
}

int resampler_needs(const struct resampler *r, int out_samples)
{
	if (r->taps == 0)
		return out_samples;
	int64_t way = r->phase + (int64_t)(out_samples - 1) * r->step;
	int64_t needs = way / r->phases + r->taps - r->held;
	return needs > 0 ? (int)needs : 0;
}

static float dot(const float *restrict a, const float *restrict b, int count)
{
	float lane[LANES] = { 0 };
	float sum = 0.0f;

	for (int i = 0; i < count; i += LANES)
		for (int k = 0; k < LANES; k++)
			lane[k] += a[i + k] * b[i + k];
	for (int k = 0; k < LANES; k++)
		sum += lane[k];
	return sum;
}

static const float *filter_of_phase(const struct resampler *r)
{
	int64_t filter = (int64_t)r->phase * r->filters / r->phases;
	return &r->filter[filter * r->taps];
}

/* Writes what the line is long enough for, at most out_samples; forgets what is behind it. */
static int drain(struct resampler *r, float *out, int out_samples)
{
	int at = 0, made = 0;

	for (; made < out_samples && at + r->taps <= r->held; made++) {
		out[made] = dot(r->line + at, filter_of_phase(r), r->taps);
		r->phase += r->step;
		at += r->phase / r->phases;
		r->phase %= r->phases;
	}
	/* Filters are longer than steps, so `at` is still within the line. */
	r->held -= at;
	memmove(r->line, r->line + at, (size_t)r->held * sizeof *r->line);
	return made;
}

void resampler_run(struct resampler *r, const float *in, int in_samples, float *out,
		int out_samples)
{
	assert(out_samples == resampler_makes(r, in_samples) ||
			in_samples == resampler_needs(r, out_samples));
	if (r->taps == 0) {
		memcpy(out, in, (size_t)out_samples * sizeof *out);
		return;
	}
	int made = 0;
	do {
		int n = in_samples < RESAMPLER_PIECE ? in_samples : RESAMPLER_PIECE;
		memcpy(r->line + r->held, in, (size_t)n * sizeof *in);
		r->held += n;
		in += n;
		in_samples -= n;
		made += drain(r, out + made, out_samples - made);
	} while (in_samples > 0);
}
