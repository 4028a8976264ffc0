// SPDX-License-Identifier: Apache-2.0
/*
 * From packets to what one ear hears: the playout engine, a volume that moves without a click, and
 * a limiter last, always. Knows how long ago what it gives now was said.
 *
 * Pure: told the times. No allocation after init; about 350 KB. Thread: one at a time.
 * Before: link.h. After: playback.h.
 */
#ifndef CLIENT_EAR_H
#define CLIENT_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/fade.h"
#include "audio/level.h"
#include "audio/limiter.h"
#include "audio/playout.h"
#include "base/units.h"
#include "line_ports.h"

enum {
	EAR_PULL_SAMPLES = 240,   /* the piece that is pulled at a time: 5 ms */
	EAR_VOLUME_PERCENT = 150, /* the loudest */
};

struct ear {
	struct playout playout;
	struct fade volume;
	struct limiter limiter;
	struct level level; /* of what comes out */
	struct line_clock clock;
	uint32_t ssrc;
	bool has_ssrc;
	uint64_t malformed, strangers; /* no RTP; another stream's */
};

/* extra_delay_ms: the listener's own, 0 to 10000. 0, -EINVAL or -ENOTSUP. */
MUST_USE int ear_init(struct ear *e, int extra_delay_ms);

/* A packet, or only the terms that come with it. Another stream than before begins at once, and
 * what sounded fades out. */
void ear_arrival(struct ear *e, const struct arrival *a);

/* 0 to EAR_VOLUME_PERCENT; 100 is as it came. Loudness follows the square of it. */
void ear_volume(struct ear *e, int percent);

/* EAR_PULL_SAMPLES samples that are taken at now_ns. */
void ear_pull(struct ear *e, int64_t now_ns, float *out);

/* How long ago the last sample pulled was captured, by the server's clock, when it was pulled at
 * now_ns; in ms. false when it cannot be known now. */
bool ear_delay_ms(const struct ear *e, int64_t now_ns, double *delay_ms);

#endif
