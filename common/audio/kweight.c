// SPDX-License-Identifier: Apache-2.0
#include "audio/kweight.h"

#include <math.h>

#include "audio/decibel.h"

/* BS.1770-4 tables 1 and 2, for 48 kHz. The high pass has b = 1, -2, 1. */
static const double SHELF_B[] = { 1.53512485958697, -2.69169618940638, 1.19839281085285 };
static const double SHELF_A[] = { -1.69065929318241, 0.73248077421585 };
static const double PASS_A[] = { -1.99004745483398, 0.99007225036621 };

void kweight_init(struct kweight *k)
{
	*k = (struct kweight){ 0 };
}

/* Direct form I: only one multiply and one add lie between an output and the next, so the two
 * sections of neighbouring samples overlap in the pipeline. Doubles, because the high pass has its
 * poles within 0.005 of the unit circle. */
double kweight_energy(struct kweight *k, const float *pcm, int samples)
{
	double x1 = k->in[0], x2 = k->in[1];
	double s1 = k->shelf[0], s2 = k->shelf[1];
	double y1 = k->out[0], y2 = k->out[1];
	double sum = 0.0;

	for (int i = 0; i < samples; i++) {
		double x = (double)pcm[i];
		double s = (SHELF_B[0] * x + SHELF_B[1] * x1 + SHELF_B[2] * x2 - SHELF_A[1] * s2) -
			   SHELF_A[0] * s1;
		double y = (s - 2.0 * s1 + s2 - PASS_A[1] * y2) - PASS_A[0] * y1;
		x2 = x1;
		x1 = x;
		s2 = s1;
		s1 = s;
		y2 = y1;
		y1 = y;
		sum += y * y;
	}
	if (!isfinite(sum)) {
		kweight_init(k);
		return 0.0;
	}
	*k = (struct kweight){ { x1, x2 }, { s1, s2 }, { y1, y2 } };
	return sum;
}

float kweight_lufs(double mean_power)
{
	float db = decibel_of_power(mean_power);
	return db > DECIBEL_FLOOR ? db + KWEIGHT_OFFSET_LU : DECIBEL_FLOOR;
}
