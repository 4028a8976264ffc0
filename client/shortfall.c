// SPDX-License-Identifier: Apache-2.0
#include "shortfall.h"

#include "base/units.h"

static void begin(struct shortfall *s, int64_t now_ns, uint32_t frames)
{
	s->running = true;
	s->start_ns = now_ns;
	s->start_frames = frames;
}

bool shortfall_look(struct shortfall *s, int64_t now_ns, uint32_t frames, uint32_t rate_hz)
{
	int64_t passed_ns = now_ns - s->start_ns;
	if (s->running && passed_ns < SHORTFALL_WINDOW_MS * NS_PER_MS)
		return false;
	if (s->running) {
		int64_t due = passed_ns / 1000 * rate_hz / 1000000;
		int64_t missing = due - (int64_t)(frames - s->start_frames);
		s->bad_looks = missing * 100 > due * SHORTFALL_PERCENT ? s->bad_looks + 1 : 0;
	}
	begin(s, now_ns, frames);
	if (s->bad_looks < SHORTFALL_LOOKS)
		return false;
	s->bad_looks = 0;
	return true;
}
