// SPDX-License-Identifier: Apache-2.0
/*
 * One packet from a microphone, checked and unpacked: net -> media, one pipe per loop.
 * When the pipe is full: dropped and counted by the loop; playout conceals it.
 */
#ifndef PORTS_UPLINK_H
#define PORTS_UPLINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/units.h"

struct uplink {
	struct handle microphone; /* as control granted it; media drops what does not match */
	int64_t arrival_ns;       /* clock_now_ns() when net read it */
	int64_t capture_us;       /* server clock; when has_capture_time */
	uint32_t timestamp;       /* RTP, 48 kHz */
	uint16_t sequence;        /* RTP */
	uint16_t opus_bytes;
	bool marker;
	bool has_capture_time;
	uint8_t opus[OPUS_PACKET_MAX]; /* last: only the used part is copied */
};

#define UPLINK_BYTES(u) (offsetof(struct uplink, opus) + (u)->opus_bytes)

enum { UPLINK_PIPE_RECORDS = 1024 };

#endif
