// SPDX-License-Identifier: Apache-2.0
#include "cushion.h"

void cushion_reset(struct cushion *c)
{
	c->target_frames = 0;
	c->period_frames = 0;
	c->least_left = UINT32_MAX;
}

static void begin_period(struct cushion *c)
{
	c->period_frames = 0;
	c->least_left = UINT32_MAX;
}

void cushion_visit(struct cushion *c, uint32_t rate_hz, uint32_t taken, bool was_short,
		uint32_t left)
{
	if (c->target_frames < taken)
		c->target_frames = taken;
	if (was_short) {
		uint32_t most = rate_hz / 1000 * CUSHION_MOST_MS;
		c->shortages++;
		if (c->target_frames + taken <= most)
			c->target_frames += taken;
		begin_period(c);
		return;
	}
	if (left < c->least_left)
		c->least_left = left;
	c->period_frames += taken;
	if (c->period_frames < rate_hz * CUSHION_CALM_S)
		return;
	if (c->least_left >= taken && c->target_frames >= 2 * taken)
		c->target_frames -= taken;
	begin_period(c);
}
