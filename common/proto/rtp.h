// SPDX-License-Identifier: Apache-2.0
/*
 * RTP packets with one Opus packet in each (RFC 3550, RFC 7587) and our two one-byte header
 * extensions (RFC 8285): audio level (RFC 6464) and abs-capture-time. Bytes in, a struct out, and
 * back. Pure: no state, no allocation, never reads past the length.
 *
 * Thread: any, real-time ones too.
 */
#ifndef PROTO_RTP_H
#define PROTO_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	RTP_EXTENSION_AUDIO_LEVEL = 1,  /* RFC 6464 */
	RTP_EXTENSION_CAPTURE_TIME = 2, /* abs-capture-time, 8 bytes, 32.32 fixed-point seconds */
};

/* The latest time that 32 bits of seconds can say. */
#define RTP_CAPTURE_US_MAX ((INT64_C(1) << 32) * 1000000 - 1)

struct rtp_packet {
	uint32_t ssrc;
	uint32_t timestamp; /* 48 kHz */
	uint16_t sequence;
	uint8_t payload_type; /* 0 to 127 */
	bool marker;
	bool has_audio_level;
	bool voice_activity;      /* V bit of RFC 6464 */
	uint8_t audio_level_dbov; /* 0 (loudest) to 127 (silence): minus this many dBov */
	bool has_capture_time;
	int64_t capture_us;     /* server clock, microseconds, 0 to RTP_CAPTURE_US_MAX */
	const uint8_t *payload; /* into the caller's bytes */
	size_t payload_bytes;   /* 1 to OPUS_PACKET_MAX */
};

/* Number of bytes used (all of them), or -EBADMSG: too short, version not 2, lengths that do not
 * add up, padding larger than the packet, payload empty or larger than OPUS_PACKET_MAX. Unknown
 * extensions are skipped; CSRCs too. After -EBADMSG *p means nothing. */
MUST_USE int rtp_parse(struct rtp_packet *p, const uint8_t *bytes, size_t length);

/* Writes the packet; returns its bytes, -ENOSPC, or -EINVAL when a field is out of its range.
 * Extensions are written where has_... says. RTP_PACKET_MAX bytes are always enough. */
RT MUST_USE int rtp_write(const struct rtp_packet *p, uint8_t *bytes, size_t capacity);

/* How far a lies after b; negative when before. Sequence numbers and timestamps wrap, so only the
 * difference means anything. */
static inline int rtp_sequence_diff(uint16_t a, uint16_t b)
{
	return (int16_t)(uint16_t)(a - b);
}

static inline int32_t rtp_timestamp_diff(uint32_t a, uint32_t b)
{
	return (int32_t)(a - b);
}

#endif
