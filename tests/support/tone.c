// SPDX-License-Identifier: Apache-2.0
#include "support/tone.h"

#include <math.h>

#include "base/units.h"

static const double turn = 6.283185307179586;

void tone_fill(struct tone *t, float *pcm, int samples)
{
	double amplitude = pow(10, t->dbfs / 20);
	for (int i = 0; i < samples; i++) {
		double s = (double)t->sample++ / SAMPLE_RATE_HZ;
		double swell = t->syllables_hz > 0 ? 0.5 - 0.5 * cos(turn * t->syllables_hz * s)
						   : 1;
		pcm[i] = (float)(amplitude * swell * sin(turn * t->hz * s));
	}
}

double tone_level(const float *pcm, int samples, double hz)
{
	double re = 0;
	double im = 0;
	double weight = 0;
	for (int i = 0; i < samples; i++) { /* Hann window: neighbours do not leak */
		double w = 0.5 - 0.5 * cos(turn * (i + 0.5) / samples);
		double angle = turn * hz * i / SAMPLE_RATE_HZ;
		re += w * (double)pcm[i] * cos(angle);
		im += w * (double)pcm[i] * sin(angle);
		weight += w;
	}
	double amplitude = 2 * sqrt(re * re + im * im) / weight;
	return amplitude > 1e-6 ? 20 * log10(amplitude) : -120;
}
