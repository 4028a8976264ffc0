// SPDX-License-Identifier: Apache-2.0
/*
 * What a listener gets: one channel in one rendition; or, for a console, its monitor: what its
 * boothmates say. A stream's number is its place in every array of streams and in its SSRC.
 */
#ifndef PORTS_STREAM_H
#define PORTS_STREAM_H

#include <stdbool.h>

#include "base/units.h"

enum rendition {
	RENDITION_HIGH, /* 48 kbit/s, 20 ms packets, by default */
	RENDITION_LOW,  /* 16 kbit/s, 60 ms packets: a third of the packets, a third of the bytes */
};

enum {
	MONITOR_STREAMS =
			CHANNELS_MAX * RENDITIONS, /* the first monitor; one per microphone slot */
	STREAMS_MAX = MONITOR_STREAMS + MICROPHONES_MAX,
	STREAM_SSRC_BASE = 1000,     /* + stream number */
	MICROPHONE_SSRC_BASE = 5000, /* + microphone slot */
	OPUS_PAYLOAD_TYPE = 111,
	LOW_FRAME_MS = 60,
};

static inline uint32_t stream_of(uint32_t channel, enum rendition rendition)
{
	return channel * RENDITIONS + (uint32_t)rendition;
}

static inline uint32_t stream_of_monitor(uint32_t slot)
{
	return MONITOR_STREAMS + slot;
}

static inline uint32_t stream_ssrc(uint32_t stream)
{
	return STREAM_SSRC_BASE + stream;
}

static inline int stream_frame_ms(uint32_t stream)
{
	bool low = stream < MONITOR_STREAMS && stream % RENDITIONS == RENDITION_LOW;
	return low ? LOW_FRAME_MS : TICK_MS;
}

#endif
