// SPDX-License-Identifier: Apache-2.0
#include "backoff.h"

#include <assert.h>

void backoff_init(struct backoff *b, uint32_t first_ms, uint32_t most_ms, uint64_t seed)
{
	assert(first_ms >= 2 && first_ms <= most_ms);
	*b = (struct backoff){ .first_ms = first_ms, .most_ms = most_ms, .random = seed };
}

/* splitmix64 (Steele, Lea, Flood 2014): any seed will do, zero too */
static uint64_t draw(struct backoff *b)
{
	uint64_t z = b->random += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint32_t backoff_next_ms(struct backoff *b)
{
	uint64_t longest = b->first_ms;
	for (uint32_t i = 0; i < b->failures && longest < b->most_ms; i++)
		longest *= 2;
	if (longest > b->most_ms)
		longest = b->most_ms;
	b->failures++;
	uint64_t half = longest / 2;
	return (uint32_t)(longest - draw(b) % (half + 1));
}

void backoff_reset(struct backoff *b)
{
	b->failures = 0;
}
