// SPDX-License-Identifier: Apache-2.0
/*
 * One stream: a channel's mix in one rendition, encoded once, wrapped in RTP and in a finished
 * WebSocket frame. A silent channel sends a packet only now and then.
 *
 * Thread: media.
 * Owns:   the encoder and the stream's numbers; flat.
 * Before: channel.h. After: ports/downlink.h.
 */
#ifndef MEDIA_PUBLISH_H
#define MEDIA_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/encoder.h"
#include "audio/talkspurt.h"
#include "ports/downlink.h"

enum { PUBLISH_FRAME_MAX = SAMPLE_RATE_HZ / 1000 * LOW_FRAME_MS }; /* samples: 2,880 */

struct publish_setup {
	uint16_t stream; /* ports/stream.h */
	int bitrate_bps;
	int complexity;
	uint32_t first_number; /* random, RFC 3550 section 5.1 */
	int phase_ticks; /* when a frame of several ticks is full: spreads the encoders over ticks
			  */
};

struct publish {
	uint16_t stream;
	int frame_samples; /* 960 or 2,880 */
	int filled;        /* samples of frame */
	uint32_t number;
	uint32_t timestamp;      /* of frame[0] */
	int64_t capture_sent_us; /* server clock minus timestamp, as the last extension said */
	int since_capture_ms;
	bool frame_has_capture;
	bool jumped;              /* the next packet says so by its marker */
	int64_t frame_capture_us; /* of frame[0] */
	struct talkspurt talkspurt;
	struct encoder encoder;
	uint64_t bytes; /* of RTP, since start */
	uint32_t packets;
	float frame[PUBLISH_FRAME_MAX];
};

/* What a tick brings. */
struct publish_tick {
	const float *pcm; /* TICK_SAMPLES */
	int64_t tick_ns;
	bool voice; /* somebody speaks: V bit of RFC 6464 */
	bool has_capture;
	int64_t capture_us; /* of pcm[0], server clock */
};

/* 0 or -EINVAL. */
MUST_USE int publish_init(struct publish *p, const struct publish_setup *setup);

/* Time that no tick was made for: the timestamps go on, so that they stay the clock's. */
RT void publish_skip(struct publish *p, uint32_t ticks);

/* For others than before: nothing of the sound before is in what follows. */
RT void publish_restart(struct publish *p);

/* Takes one tick of sound; true when *out is a packet to send. */
RT bool publish_turn(struct publish *p, const struct publish_tick *tick, struct downlink *out);

#endif
