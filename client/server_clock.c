// SPDX-License-Identifier: Apache-2.0
#include "server_clock.h"

#include <stdbool.h>
#include <stdlib.h>

enum { ROUNDING_US = 1000 }; /* servers may tell whole milliseconds */

void server_clock_init(struct server_clock *c)
{
	*c = (struct server_clock){ 0 };
}

static int64_t error_ns(const struct server_clock_pong *p, int64_t now_ns)
{
	return p->rtt_ns / 2 + (now_ns - p->received_ns) / (1000000 / SERVER_CLOCK_DRIFT_PPM);
}

/* Both cannot be true: one of the two clocks was set, or slept through a suspend. */
static bool excludes(const struct server_clock_pong *now, const struct server_clock_pong *p)
{
	int64_t apart_us = llabs(now->offset_us - p->offset_us);
	int64_t most_ns = error_ns(now, now->received_ns) + error_ns(p, now->received_ns);
	return apart_us > most_ns / 1000 + ROUNDING_US;
}

static bool excludes_any(const struct server_clock *c, const struct server_clock_pong *now)
{
	for (uint32_t i = 0; i < c->count; i++)
		if (excludes(now, &c->pongs[i]))
			return true;
	return false;
}

static void choose(struct server_clock *c, int64_t now_ns)
{
	const struct server_clock_pong *best = &c->pongs[0];
	c->min_rtt_ns = best->rtt_ns;
	for (uint32_t i = 1; i < c->count; i++) {
		const struct server_clock_pong *p = &c->pongs[i];
		if (error_ns(p, now_ns) < error_ns(best, now_ns))
			best = p;
		if (p->rtt_ns < c->min_rtt_ns)
			c->min_rtt_ns = p->rtt_ns;
	}
	c->offset_us = best->offset_us;
}

void server_clock_pong(struct server_clock *c, int64_t sent_ns, int64_t received_ns,
		double server_ms)
{
	int64_t rtt_ns = received_ns - sent_ns;
	if (rtt_ns < 0 || !(server_ms >= 0 && server_ms < 1e15))
		return;

	int64_t middle_us = (sent_ns + rtt_ns / 2) / 1000;
	struct server_clock_pong pong = {
		.received_ns = received_ns,
		.rtt_ns = rtt_ns,
		.offset_us = (int64_t)(server_ms * 1000.0) - middle_us,
	};
	if (excludes_any(c, &pong))
		server_clock_init(c);
	c->pongs[c->next] = pong;
	c->next = (c->next + 1) % SERVER_CLOCK_PONGS;
	if (c->count < SERVER_CLOCK_PONGS)
		c->count++;
	c->rtt_ns = rtt_ns;
	c->known = true;
	choose(c, received_ns);
}
