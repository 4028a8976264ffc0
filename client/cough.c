// SPDX-License-Identifier: Apache-2.0
#include "cough.h"

#include "base/units.h"

void cough_press(struct cough *c, int64_t now_ns)
{
	int64_t for_ms = cough_muted(c, now_ns) ? COUGH_REPEAT_MS : COUGH_FIRST_MS;
	int64_t until_ns = now_ns + for_ms * NS_PER_MS;
	if (until_ns > c->until_ns)
		c->until_ns = until_ns;
}

bool cough_muted(const struct cough *c, int64_t now_ns)
{
	return now_ns < c->until_ns;
}
