// SPDX-License-Identifier: Apache-2.0
#include "audio/mixer.h"

#include <string.h>

void mixer_clear(float *out, int samples)
{
	memset(out, 0, (size_t)samples * sizeof *out);
}

void mixer_add_ramped(float *restrict out, const float *restrict in, float gain_from, float gain_to,
		int samples)
{
	if (gain_from == 0.0f && gain_to == 0.0f)
		return;

	float step = (gain_to - gain_from) / (float)samples;
	for (int i = 0; i < samples; i++)
		out[i] += in[i] * (gain_from + step * (float)i);
}
