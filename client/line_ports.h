// SPDX-License-Identifier: Apache-2.0
/*
 * The records between the native client's threads. Sound runs one way each: capture -> link ->
 * (server) and (server) -> link -> playback; orders run from main to the others, reports back.
 */
#ifndef CLIENT_LINE_PORTS_H
#define CLIENT_LINE_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "base/units.h"
#include "session.h"

/* capture -> link: one RTP packet to send. */
struct uplink_packet {
	int64_t made_ns; /* too old by the time the socket takes it: dropped */
	uint32_t bytes;
	uint8_t rtp[RTP_PACKET_MAX];
};

/* The server's clock as it is handed from thread to thread. */
struct line_clock {
	bool known;
	int64_t offset_us; /* add to local microseconds */
};

/* link -> capture: on what terms sound may be sent; put whenever one changes. */
struct uplink_terms {
	bool open; /* joined, with an uplink */
	uint32_t ssrc;
	int bitrate_bps; /* 0: the client's own default */
	struct line_clock clock;
};

/* What may be heard at once. */
enum line_voice {
	VOICE_CHANNEL,   /* a listener's channel, a console's incoming */
	VOICE_BOOTHMATE, /* a console's colleagues */
	LINE_VOICES,
};

/* link -> playback: one RTP packet that came, or none (bytes 0) when only the terms changed. */
struct arrival {
	int64_t arrival_ns;
	uint32_t ssrc[LINE_VOICES]; /* the streams to play; other packets are to be dropped */
	bool has_ssrc[LINE_VOICES];
	struct line_clock clock;
	uint32_t bytes;
	uint8_t rtp[RTP_PACKET_MAX];
};

/* Only what is used of a record with bytes at its end crosses the pipe. */
static inline size_t uplink_packet_bytes(const struct uplink_packet *p)
{
	return offsetof(struct uplink_packet, rtp) + p->bytes;
}

static inline size_t arrival_bytes(const struct arrival *a)
{
	return offsetof(struct arrival, rtp) + a->bytes;
}

/* main -> link */
struct link_order {
	enum { LINK_SUBSCRIBE, LINK_MICROPHONE, LINK_NOTE_MICROPHONE, LINK_KEY } kind;
	char channel[NAME_BYTES];
	char session[SESSION_ID_BYTES]; /* LINK_KEY: see session_key() */
	bool on;
};

/* A text message of the protocol: main -> link, sent when joined, else dropped; and link -> main,
 * as it came, all but pongs. */
struct line_text {
	uint32_t bytes;
	char text[MESSAGE_BYTES_MAX + 1]; /* with a terminating zero */
};

static inline size_t line_text_bytes(const struct line_text *t)
{
	return offsetof(struct line_text, text) + t->bytes + 1;
}

/* link -> main: the whole picture, after each change and at least every second. */
struct link_report {
	enum session_state state;
	bool left; /* the answer to link_stop(), or SESSION_ENDED: nothing follows */
	uint32_t joins;
	int64_t retry_ns; /* SESSION_WAITING: on the local clock */
	bool has_uplink;
	bool clock_known;
	int64_t clock_offset_us; /* of the server's, as in line_clock */
	int64_t rtt_ns;
	uint64_t packets_in, bytes_in, packets_out, bytes_out;
	uint64_t uplink_dropped; /* too old, or more than 100 ms stood in the socket */
	uint64_t malformed;      /* binary messages that were no packets */
	char trouble[SESSION_TROUBLE_BYTES];
	char session[SESSION_ID_BYTES]; /* the key to the seat; "" before the first welcome */
	struct event_view view;
};

#endif
