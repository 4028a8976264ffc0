// SPDX-License-Identifier: Apache-2.0
#include "audio/fade.h"

void fade_init(struct fade *f, float gain)
{
	*f = (struct fade){ .start = gain, .target = gain };
}

float fade_gain(const struct fade *f)
{
	if (f->left_samples == 0)
		return f->target;
	/* From what is left, not by adding steps up: no error gathers on the way. */
	float left = (float)f->left_samples / (float)f->length_samples;
	return f->target + (f->start - f->target) * left;
}

void fade_to(struct fade *f, float target, int ms)
{
	if (target == f->target)
		return;
	int samples = ms > 0 ? ms * (SAMPLE_RATE_HZ / 1000) : 0;
	*f = (struct fade){ fade_gain(f), target, samples, samples };
}

void fade_next(struct fade *f, int samples, float *from, float *to)
{
	*from = fade_gain(f);
	f->left_samples = f->left_samples > samples ? f->left_samples - samples : 0;
	*to = fade_gain(f);
}
