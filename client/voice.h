// SPDX-License-Identifier: Apache-2.0
/*
 * One of the streams that an ear hears: the playout engine, and a volume that moves without a
 * click.
 *
 * Pure: told the times. No allocation after init; about 350 KB. Thread: one at a time.
 * Before: link.h. After: ear.h, who adds voices up.
 */
#ifndef CLIENT_VOICE_H
#define CLIENT_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/fade.h"
#include "audio/playout.h"
#include "base/units.h"
#include "proto/rtp.h"

enum {
	VOICE_PULL_SAMPLES = 240,   /* the piece that is pulled at a time: 5 ms */
	VOICE_VOLUME_PERCENT = 150, /* the loudest */
};

struct voice {
	struct playout playout;
	struct fade volume;
	uint32_t ssrc;
	bool has_ssrc;
};

/* extra_delay_ms: the listener's own, 0 to 10000. 0, -EINVAL or -ENOTSUP. */
MUST_USE int voice_init(struct voice *v, int extra_delay_ms);

/* The stream to play. Another one than before begins at once, and what sounded fades out. */
void voice_follow(struct voice *v, uint32_t ssrc);

/* A packet of that stream. */
void voice_push(struct voice *v, const struct rtp_packet *rtp, int64_t arrival_ns);

/* 0 to VOICE_VOLUME_PERCENT; 100 is as it came. Loudness follows the square of it. */
void voice_volume(struct voice *v, int percent);

/* Adds VOICE_PULL_SAMPLES samples that are taken at now_ns to the mix. */
void voice_pull(struct voice *v, int64_t now_ns, float *mix);

/* The gain of a volume: 1 for 100. */
float voice_gain(int percent);

#endif
