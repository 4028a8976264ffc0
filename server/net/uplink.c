// SPDX-License-Identifier: Apache-2.0
#include "net/uplink.h"

#include <string.h>

#include "net/loop.h"
#include "net/session.h"
#include "ports/uplink.h"
#include "proto/rtp.h"

static const struct rate_limit packet_rate = { UPLINK_PER_SECOND, UPLINK_BURST };

/* Length and form, then type, then right, then rate. */
static bool accept_packet(struct session *s, struct rtp_packet *rtp, const uint8_t *bytes,
		size_t count)
{
	if (!handle_valid(s->microphone))
		return false;
	if (rtp_parse(rtp, bytes, count) < 0)
		return false;
	if (rtp->payload_type != OPUS_PAYLOAD_TYPE || rtp->ssrc != s->uplink_ssrc)
		return false;
	return rate_take(&s->packets, packet_rate, s->ear.connection->loop->now_ns);
}

void uplink_take(struct session *s, const uint8_t *bytes, size_t count)
{
	struct loop *l = s->ear.connection->loop;
	struct rtp_packet rtp;
	if (!accept_packet(s, &rtp, bytes, count)) {
		counter_add(l->counters, COUNTER_UPLINK_BAD, 1);
		return;
	}
	struct uplink u = {
		.microphone = s->microphone,
		.arrival_ns = l->now_ns,
		.capture_us = rtp.capture_us,
		.timestamp = rtp.timestamp,
		.sequence = rtp.sequence,
		.opus_bytes = (uint16_t)rtp.payload_bytes,
		.marker = rtp.marker,
		.has_capture_time = rtp.has_capture_time,
	};
	memcpy(u.opus, rtp.payload, rtp.payload_bytes);
	enum counter taken = s->path ? COUNTER_UPLINK_COPIES : COUNTER_UPLINK_PACKETS;
	bool put = pipe_put(l->setup.ports.uplink, &u, UPLINK_BYTES(&u));
	counter_add(l->counters, put ? taken : COUNTER_UPLINK_DROPPED, 1);
}
