// SPDX-License-Identifier: Apache-2.0
/*
 * Random numbers that are the same everywhere for the same seed (SplitMix64, Steele, Lea and Flood,
 * OOPSLA 2014).
 *
 * Thread: one at a time.
 */
#ifndef SIM_RANDOM_H
#define SIM_RANDOM_H

#include <stdint.h>

struct random {
	uint64_t state; /* the seed, to begin with */
};

static inline uint64_t random_bits(struct random *r)
{
	uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* Evenly in [0, 1). */
static inline double random_unit(struct random *r)
{
	return (double)(random_bits(r) >> 11) * 0x1p-53;
}

#endif
