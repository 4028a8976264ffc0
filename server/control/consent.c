// SPDX-License-Identifier: Apache-2.0
#include "control/consent.h"

#include <string.h>

#include "control/plan.h"

void consent_route(struct consent *c, const struct route *route)
{
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		if (i != FLOOR)
			c->voices[i] |= route->channels[i].microphones;
}

void consent_in_force(struct consent *c, const struct route *route)
{
	memset(c, 0, sizeof *c);
	consent_route(c, route);
}

uint32_t consent_channels(const struct consent *c, uint64_t refusing)
{
	uint32_t set = 0;
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		if (!(c->voices[i] & refusing))
			set |= UINT32_C(1) << i;
	return set;
}
