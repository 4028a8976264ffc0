// SPDX-License-Identifier: Apache-2.0
#include "audio/biquad.h"

#include <math.h>

#define TURN 6.283185307179586
#define SQRT_HALF 0.7071067811865476

static struct biquad divided(struct biquad q, double a0)
{
	return (struct biquad){ q.b0 / a0, q.b1 / a0, q.b2 / a0, q.a1 / a0, q.a2 / a0 };
}

struct biquad biquad_high_pass(double hz)
{
	double w = TURN * hz / SAMPLE_RATE_HZ, c = cos(w), alpha = sin(w) * SQRT_HALF;
	struct biquad q = { (1 + c) / 2, -(1 + c), (1 + c) / 2, -2 * c, 1 - alpha };
	return divided(q, 1 + alpha);
}

struct biquad biquad_low_pass(double hz)
{
	double w = TURN * hz / SAMPLE_RATE_HZ, c = cos(w), alpha = sin(w) * SQRT_HALF;
	struct biquad q = { (1 - c) / 2, 1 - c, (1 - c) / 2, -2 * c, 1 - alpha };
	return divided(q, 1 + alpha);
}

struct biquad biquad_low_shelf(double hz, double db)
{
	double a = pow(10, db / 40), w = TURN * hz / SAMPLE_RATE_HZ, c = cos(w);
	double beta = 2 * sqrt(a) * sin(w) * SQRT_HALF;
	struct biquad q = {
		.b0 = a * ((a + 1) - (a - 1) * c + beta),
		.b1 = 2 * a * ((a - 1) - (a + 1) * c),
		.b2 = a * ((a + 1) - (a - 1) * c - beta),
		.a1 = -2 * ((a - 1) + (a + 1) * c),
		.a2 = (a + 1) + (a - 1) * c - beta,
	};
	return divided(q, (a + 1) + (a - 1) * c + beta);
}

struct biquad biquad_high_shelf(double hz, double db)
{
	double a = pow(10, db / 40), w = TURN * hz / SAMPLE_RATE_HZ, c = cos(w);
	double beta = 2 * sqrt(a) * sin(w) * SQRT_HALF;
	struct biquad q = {
		.b0 = a * ((a + 1) + (a - 1) * c + beta),
		.b1 = -2 * a * ((a - 1) + (a + 1) * c),
		.b2 = a * ((a + 1) + (a - 1) * c - beta),
		.a1 = 2 * ((a - 1) - (a + 1) * c),
		.a2 = (a + 1) - (a - 1) * c - beta,
	};
	return divided(q, (a + 1) - (a - 1) * c + beta);
}
