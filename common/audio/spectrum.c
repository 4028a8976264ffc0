// SPDX-License-Identifier: Apache-2.0
#include "audio/spectrum.h"

#include <math.h>

#define TURN 6.283185307179586

enum { N = SPECTRUM_SAMPLES, BITS = 10 };

static_assert(1 << BITS == N, "the transform is of a power of two");

void spectrum_init(struct spectrum *s)
{
	const double hann_rms = sqrt(3.0 / 8.0);

	for (int i = 0; i < N; i++)
		s->window[i] = (float)((0.5 - 0.5 * cos(TURN * (i + 0.5) / N)) / hann_rms);
	for (int i = 0; i < N / 2; i++) {
		s->cosine[i] = (float)cos(TURN * i / N);
		s->sine[i] = (float)-sin(TURN * i / N);
	}
}

static int reversed(int i)
{
	int r = 0;

	for (int bit = 0; bit < BITS; bit++)
		r |= (i >> bit & 1) << (BITS - 1 - bit);
	return r;
}

/* Cooley and Tukey, decimation in time, in place; re and im come in bit-reversed order. */
static void transform(const struct spectrum *s, float *restrict re, float *restrict im)
{
	for (int half = 1; half < N; half *= 2) {
		int stride = N / (2 * half);
		for (int start = 0; start < N; start += 2 * half) {
			for (int k = 0; k < half; k++) {
				int a = start + k, b = a + half;
				int turn = k * stride;
				float c = s->cosine[turn], d = s->sine[turn];
				float x = re[b] * c - im[b] * d;
				float y = re[b] * d + im[b] * c;
				re[b] = re[a] - x;
				im[b] = im[a] - y;
				re[a] += x;
				im[a] += y;
			}
		}
	}
}

void spectrum_of(const struct spectrum *s, const float pcm[static SPECTRUM_SAMPLES],
		float power[static SPECTRUM_BINS])
{
	float re[N], im[N] = { 0 };

	for (int i = 0; i < N; i++)
		re[reversed(i)] = pcm[i] * s->window[i];
	transform(s, re, im);
	for (int k = 0; k < SPECTRUM_BINS; k++) {
		float both_sides = k == 0 || k == N / 2 ? 1.0f : 2.0f;
		power[k] = both_sides * (re[k] * re[k] + im[k] * im[k]) / ((float)N * (float)N);
	}
}
