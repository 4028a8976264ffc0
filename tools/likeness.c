// SPDX-License-Identifier: Apache-2.0
#include "tools/likeness.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>

/* Bands of equal width on the logarithmic scale, where speech lives and every line carries it. */
#define LOWEST_HZ 150.0
#define HIGHEST_HZ 6000.0
#define FLOOR_DB -70.0 /* quieter is silence: noise of the line must not count as content */
#define PI 3.14159265358979323846

/* A band-pass of constant 0 dB peak gain (R. Bristow-Johnson, Audio EQ Cookbook). */
struct band {
	double b0, a1, a2;
	double x1, x2, y1, y2;
};

static struct band band_of(int index, int rate_hz)
{
	double ratio = pow(HIGHEST_HZ / LOWEST_HZ, 1.0 / LIKENESS_BANDS);
	double center_hz = LOWEST_HZ * pow(ratio, index + 0.5);
	double q = sqrt(ratio) / (ratio - 1);
	double w = 2 * PI * center_hz / rate_hz;
	double alpha = sin(w) / (2 * q);
	return (struct band){ .b0 = alpha / (1 + alpha),
		.a1 = -2 * cos(w) / (1 + alpha),
		.a2 = (1 - alpha) / (1 + alpha) };
}

static double band_pass(struct band *b, double x)
{
	double y = b->b0 * (x - b->x2) - b->a1 * b->y1 - b->a2 * b->y2;
	b->x2 = b->x1;
	b->x1 = x;
	b->y2 = b->y1;
	b->y1 = y;
	return y;
}

static void measure_band(struct likeness_print *p, int index, const float *samples, int rate_hz)
{
	struct band b = band_of(index, rate_hz);
	size_t per_step = (size_t)rate_hz * LIKENESS_STEP_MS / 1000;
	for (size_t s = 0; s < p->count; s++) {
		double power = 0;
		for (size_t i = 0; i < per_step; i++) {
			double y = band_pass(&b, samples[s * per_step + i]);
			power += y * y;
		}
		p->steps[s][index] =
				(float)fmax(10 * log10(power / (double)per_step + 1e-12), FLOOR_DB);
	}
}

static void subtract_mean(struct likeness_print *p, int index)
{
	double sum = 0;
	for (size_t s = 0; s < p->count; s++)
		sum += p->steps[s][index];
	float mean = (float)(sum / (double)p->count);
	for (size_t s = 0; s < p->count; s++)
		p->steps[s][index] -= mean;
}

int likeness_print(struct likeness_print *p, const float *samples, size_t count, int rate_hz)
{
	*p = (struct likeness_print){ 0 };
	if (rate_hz < 16000 || count < (size_t)rate_hz)
		return -EINVAL;

	p->count = count / ((size_t)rate_hz * LIKENESS_STEP_MS / 1000);
	p->steps = calloc(p->count, sizeof *p->steps);
	if (!p->steps)
		return -ENOMEM;
	for (int i = 0; i < LIKENESS_BANDS; i++) {
		measure_band(p, i, samples, rate_hz);
		subtract_mean(p, i);
	}
	return 0;
}

void likeness_finish(struct likeness_print *p)
{
	free(p->steps);
	*p = (struct likeness_print){ 0 };
}

/* The correlation of the piece with the recording, which goes round, from step `start`. */
static double correlate(const struct likeness_print *piece, const struct likeness_print *recording,
		size_t start)
{
	double both = 0;
	double ours = 1e-9;
	double theirs = 1e-9;
	for (size_t s = 0; s < piece->count; s++) {
		const float *a = piece->steps[s];
		const float *b = recording->steps[(start + s) % recording->count];
		for (int i = 0; i < LIKENESS_BANDS; i++) {
			both += a[i] * b[i];
			ours += a[i] * a[i];
			theirs += b[i] * b[i];
		}
	}
	return both / sqrt(ours * theirs);
}

double likeness(const struct likeness_print *piece, const struct likeness_print *recording)
{
	double best = 0;
	for (size_t start = 0; start < recording->count; start++)
		best = fmax(best, correlate(piece, recording, start));
	return best;
}
