// SPDX-License-Identifier: Apache-2.0
/*
 * How often somebody may do something: so many per second on average, so many at once. It is the
 * leaky bucket of ATM (ITU-T I.371, GCRA) and needs one number: when the next one is due.
 *
 * Thread: the owner's. No clock: time is an argument.
 */
#ifndef NET_RATE_H
#define NET_RATE_H

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

/* May one more happen now? It is counted when it may. */
static inline bool rate_take(struct rate *r, struct rate_limit limit, int64_t now_ns)
{
	int64_t interval_ns = NS_PER_S / limit.per_second;
	int64_t due_ns = r->due_ns > now_ns ? r->due_ns : now_ns;
	if (due_ns + interval_ns - now_ns > interval_ns * limit.burst)
		return false;
	r->due_ns = due_ns + interval_ns;
	return true;
}

#endif
