// SPDX-License-Identifier: Apache-2.0
/*
 * One finished packet of one stream: media -> net, one pipe per loop. `wire` is a complete
 * WebSocket frame (server to client: not masked, RFC 6455 section 5.2) around one RTP packet, so
 * a loop sends it as it is to every listener, and finds the RTP packet at wire + header_bytes.
 * When the pipe is full: dropped by pipe_put(), counted by the loop; listeners see a sequence gap.
 */
#ifndef PORTS_DOWNLINK_H
#define PORTS_DOWNLINK_H

#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "ports/stream.h"

enum {
	WS_HEADER_MAX = 4, /* a binary frame of up to 65,535 bytes from a server */
	WIRE_MAX = WS_HEADER_MAX + RTP_PACKET_MAX,
	DOWNLINK_PIPE_RECORDS = 4096, /* 64 streams for more than a second */
};

struct downlink {
	int64_t tick_ns;    /* the tick's deadline: when it was made */
	uint32_t number;    /* rises by one per packet of the stream; its low 16 bits are RTP's */
	uint32_t timestamp; /* RTP, 48 kHz */
	uint16_t stream;    /* see ports/stream.h */
	uint16_t wire_bytes;
	uint16_t opus_offset; /* where in wire the Opus packet begins */
	uint8_t header_bytes; /* 2 or 4: the WebSocket header */
	uint8_t wire[WIRE_MAX];
};

#define DOWNLINK_BYTES(d) (offsetof(struct downlink, wire) + (d)->wire_bytes)

#endif
