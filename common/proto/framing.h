// SPDX-License-Identifier: Apache-2.0
/*
 * Bundles: two or three RTP packets in one binary message, each behind its length as 16 bits in
 * network order (RFC 4571 section 2), for phones on busy Wi-Fi. A bundle is read completely or
 * refused; nothing is copied when reading. Pure: no state, no allocation.
 *
 * Thread: any, real-time ones too.
 * Before: rtp.h, who wrote the packets. After: the WebSocket; and the same way back.
 */
#ifndef PROTO_FRAMING_H
#define PROTO_FRAMING_H

#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	FRAMING_PACKETS_MAX = 3,
	FRAMING_LENGTH_BYTES = 2,
	FRAMING_BUNDLE_MAX = FRAMING_PACKETS_MAX * (FRAMING_LENGTH_BYTES + RTP_PACKET_MAX),
};

struct framing_packet {
	const uint8_t *bytes; /* into the message when read; the caller's when written */
	size_t length;        /* 1 to 65535 */
};

struct framing_bundle {
	uint32_t count; /* 1 to FRAMING_PACKETS_MAX */
	struct framing_packet packets[FRAMING_PACKETS_MAX];
};

/* Number of bytes used (all of them), or -EBADMSG: no packet, an empty one, more than
 * FRAMING_PACKETS_MAX, or lengths that do not add up. */
MUST_USE int framing_parse(struct framing_bundle *b, const uint8_t *bytes, size_t length);

/* Writes the bundle; returns its bytes, -ENOSPC, or -EINVAL when a count or length is out of
 * range. */
RT MUST_USE int framing_write(const struct framing_bundle *b, uint8_t *bytes, size_t capacity);

#endif
