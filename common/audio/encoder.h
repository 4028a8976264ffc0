// SPDX-License-Identifier: Apache-2.0
/*
 * One Opus encoder, mono at 48 kHz. Takes sound in whatever pieces its caller has and gives a
 * packet whenever one is full; so ticks of 20 ms make packets of 60, and a browser's quanta of 128
 * samples make packets of 20. Which modes and figures, and what they cost: docs/decisions/opus.md.
 *
 * Thread: one at a time. libopus neither allocates nor locks while it encodes. No pointers inside.
 * Before: limiter.h. After: rtp.h, ogg_opus.h.
 */
#ifndef AUDIO_ENCODER_H
#define AUDIO_ENCODER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum {
	ENCODER_FRAME_MAX = 3 * TICK_SAMPLES, /* 60 ms */
	ENCODER_STATE_BYTES = 96 * 1024,      /* libopus 1.3.1 takes 44 KB; checked at init */
};

/* From here up the packets are CELT alone: full band, 2.5 ms of look-ahead, a third of the cost and
 * nearer to the original than the speech codec that libopus would choose. Below it libopus chooses,
 * as wide as the bitrate allows. Measured in docs/decisions/opus.md. */
#define ENCODER_FULL_BAND_BPS 32000

struct encoder_setup {
	int bitrate_bps; /* 6000 to 256000, variable around it */
	int complexity;  /* 0 to 10; above 8 buys nothing at ENCODER_FULL_BAND_BPS */
	int frame_ms;    /* 20, 40 or 60 */
};

struct encoder {
	_Alignas(16) uint8_t opus[ENCODER_STATE_BYTES];
	int frame_samples, filled_samples, lookahead_samples;
	float frame[ENCODER_FRAME_MAX];
	uint64_t failed; /* frames that libopus refused: none, unless capacity was too small */
};

/* 0; -EINVAL for a setup out of range; -ENOTSUP when this libopus needs more state. */
MUST_USE int encoder_init(struct encoder *e, const struct encoder_setup *setup);

/* Takes 1 to frame_ms worth of samples. Returns the bytes of a finished packet in out, or 0 while
 * the frame is still filling. capacity: OPUS_PACKET_MAX always suffices. */
RT int encoder_encode(struct encoder *e, const float *pcm, int samples, uint8_t *out, int capacity);

/* Samples that the codec itself delays the sound by: what RFC 7845 calls pre-skip. */
RT int encoder_lookahead_samples(const struct encoder *e);

/* Forgets the sound before: after a silence in which nothing was encoded. */
RT void encoder_reset(struct encoder *e);

#endif
