// SPDX-License-Identifier: Apache-2.0
/*
 * The numbers every room shares: rates, the tick and the limits that size all memory at start.
 */
#ifndef BASE_UNITS_H
#define BASE_UNITS_H

#include <assert.h>
#include <stdint.h>

enum {
	SAMPLE_RATE_HZ = 48000,
	TICK_MS = 20,                                   /* one turn of the media thread */
	TICK_SAMPLES = SAMPLE_RATE_HZ / 1000 * TICK_MS, /* 960, mono */
	TICKS_PER_SECOND = 1000 / TICK_MS,

	CHANNELS_MAX = 32,    /* languages of one event, floor included */
	MICROPHONES_MAX = 64, /* booths' and floor's microphones at once; fits a 64-bit set */
	RENDITIONS = 2,       /* high, low: see ports/stream.h */

	OPUS_PACKET_MAX = 1275, /* bytes, RFC 6716 section 3.2.1: the largest single frame */
	OPUS_FRAME_MAX = 5760,  /* samples: 120 ms, the longest packet (RFC 6716 section 3.1) */
	RTP_PACKET_MAX = 12 + 4 + 16 + OPUS_PACKET_MAX, /* header, our extensions, payload; bytes */

	NAME_BYTES = 64, /* ids and people's names in UTF-8, terminating zero included */
};

static_assert(TICK_SAMPLES == 960, "the tick is 20 ms at 48 kHz");

#define NS_PER_MS INT64_C(1000000)
#define NS_PER_S INT64_C(1000000000)
#define TICK_NS (TICK_MS * NS_PER_MS)

/* Results that must be looked at. */
#define MUST_USE __attribute__((warn_unused_result))

/* On everything called from media_tick() or a PortAudio callback: it neither allocates, locks,
 * logs nor waits. clang 20 and newer check it; 19 knows the word and wants it on definitions. */
#if defined(__clang_major__) && __clang_major__ >= 20
#define RT __attribute__((nonblocking))
#else
#define RT
#endif

#endif
