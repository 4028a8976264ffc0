// SPDX-License-Identifier: Apache-2.0
/*
 * How long to wait before trying again: doubling, capped, and spread at random over the upper
 * half, so that a thousand clients that lost the same server do not come back in one moment.
 *
 * Pure: the randomness is its own, from a seed. Thread: one at a time.
 */
#ifndef CLIENT_BACKOFF_H
#define CLIENT_BACKOFF_H

#include <stdint.h>

struct backoff {
	uint32_t first_ms; /* longest first wait */
	uint32_t most_ms;  /* longest wait ever */
	uint32_t failures; /* since the last success */
	uint64_t random;
};

/* first_ms and most_ms at least 2, first_ms <= most_ms. */
void backoff_init(struct backoff *b, uint32_t first_ms, uint32_t most_ms, uint64_t seed);

/* Another failure: milliseconds to wait now. */
uint32_t backoff_next_ms(struct backoff *b);

/* It worked: the next failure starts from the beginning. */
void backoff_reset(struct backoff *b);

#endif
