// SPDX-License-Identifier: Apache-2.0
/*
 * Whether a sound device keeps up: a system that cannot serve it in time lets sound fall under the
 * table, and the device's count of frames falls behind the clock. When that happens in two looks
 * in a row, more latency is what helps.
 *
 * Pure: told the time. Thread: one at a time.
 */
#ifndef CLIENT_SHORTFALL_H
#define CLIENT_SHORTFALL_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SHORTFALL_WINDOW_MS = 2000, /* of one look; callbacks of up to 20 ms are 1 % of it */
	SHORTFALL_PERCENT = 4,      /* less than this is within what such a look can tell */
	SHORTFALL_LOOKS = 2,
};

struct shortfall {
	bool running;
	int64_t start_ns; /* of this look */
	uint32_t start_frames;
	int bad_looks; /* in a row */
};

/* As of now the device has taken or given that many frames (a counter that may wrap). true: it does
 * not keep up; said once, then it begins anew. */
bool shortfall_look(struct shortfall *s, int64_t now_ns, uint32_t frames, uint32_t rate_hz);

#endif
