// SPDX-License-Identifier: Apache-2.0
#include "audio/kweight.h"

#include <math.h>

#include "audio/decibel.h"

/* BS.1770-4 tables 1 and 2, for 48 kHz. */
static const struct biquad SHELF = { 1.53512485958697, -2.69169618940638, 1.19839281085285,
	-1.69065929318241, 0.73248077421585 };
static const struct biquad PASS = { 1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621 };

double kweight_energy(struct kweight *k, const float *pcm, int samples)
{
	struct kweight state = *k;
	double sum = 0.0;

	for (int i = 0; i < samples; i++) {
		double shelved = biquad_step(&SHELF, &state.shelf, (double)pcm[i]);
		double y = biquad_step(&PASS, &state.pass, shelved);
		sum += y * y;
	}
	*k = isfinite(sum) ? state : (struct kweight){ 0 };
	return isfinite(sum) ? sum : 0.0;
}

float kweight_lufs(double mean_power)
{
	float db = decibel_of_power(mean_power);
	return db > DECIBEL_FLOOR ? db + KWEIGHT_OFFSET_LU : DECIBEL_FLOOR;
}
