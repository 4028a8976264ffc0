// SPDX-License-Identifier: Apache-2.0
#include "web/engine/knob.h"

#include <math.h>

void knob_init(struct knob *k, float gain)
{
	fade_init(&k->gain, gain);
}

void knob_set(struct knob *k, float gain)
{
	float wanted = gain > 0 ? gain : 0;
	fade_to(&k->gain, wanted < KNOB_MAX ? wanted : KNOB_MAX, KNOB_RAMP_MS);
}

float knob_turn(struct knob *k, float *pcm, int samples)
{
	float from;
	float to;
	float peak = 0;
	fade_next(&k->gain, samples, &from, &to);
	for (int i = 0; i < samples; i++) {
		pcm[i] *= from + (to - from) * (float)i / (float)samples;
		peak = fmaxf(peak, fabsf(pcm[i]));
	}
	return peak;
}
