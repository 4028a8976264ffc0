// SPDX-License-Identifier: Apache-2.0
#include "timeline.h"

#include <stdlib.h>

#include "base/units.h"

int64_t timeline_place(struct timeline *t, int64_t measured_ns, uint32_t frames, uint32_t rate_hz)
{
	int64_t error_ns = measured_ns - t->next_ns;
	if (!t->running || llabs(error_ns) > TIMELINE_STEP_MS * NS_PER_MS)
		t->next_ns = measured_ns;
	else
		t->next_ns += error_ns / TIMELINE_LEAN;
	t->running = true;
	int64_t start_ns = t->next_ns;
	t->next_ns += frames * NS_PER_S / rate_hz;
	return start_ns;
}

/* Whole seconds apart: a product with NS_PER_S wraps after four days of 48 kHz. */
int64_t timeline_length_ns(uint64_t samples, uint32_t rate_hz)
{
	return (int64_t)(samples / rate_hz) * NS_PER_S +
	       (int64_t)(samples % rate_hz) * NS_PER_S / rate_hz;
}
