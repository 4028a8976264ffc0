// SPDX-License-Identifier: Apache-2.0
/*
 * How often somebody may do something: so many per second on average, so many at once. It is the
 * leaky bucket of ATM (ITU-T I.371, GCRA) and needs one number: when the next one is due.
 *
 * Thread: the owner's. No clock: time is an argument.
 */
#ifndef BASE_RATE_H
#define BASE_RATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

struct rate_limit {
	uint32_t per_second; /* on average, 1 or more */
	uint32_t burst;      /* at once, 1 or more */
};

/* A zeroed rate has its whole burst. */
struct rate {
	int64_t due_ns;
};

/* When the next one would be due, if one more happened now. */
static inline int64_t rate_next_ns(const struct rate *r, struct rate_limit limit, int64_t now_ns)
{
	int64_t due_ns = r->due_ns > now_ns ? r->due_ns : now_ns;
	return due_ns + NS_PER_S / limit.per_second;
}

/* May one more happen now? */
static inline bool rate_allows(const struct rate *r, struct rate_limit limit, int64_t now_ns)
{
	int64_t burst_ns = NS_PER_S / limit.per_second * limit.burst;
	return rate_next_ns(r, limit, now_ns) - now_ns <= burst_ns;
}

/* The same, and it is counted when it may. */
static inline bool rate_take(struct rate *r, struct rate_limit limit, int64_t now_ns)
{
	if (!rate_allows(r, limit, now_ns))
		return false;
	r->due_ns = rate_next_ns(r, limit, now_ns);
	return true;
}

#endif
