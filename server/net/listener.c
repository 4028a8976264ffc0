// SPDX-License-Identifier: Apache-2.0
#include "net/listener.h"

#include <libwebsockets.h>
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "net/connection.h"
#include "net/http_stream.h"
#include "net/loop.h"
#include "net/session.h"

enum {
	NOTSENT_BYTES = 2048,  /* the socket is full when so much waits unsent in it */
	TLS_RECORD_BYTES = 22, /* RFC 8446 section 5.2: header, content type and tag */
};

/* Figures of pace.h. A lost segment of a path with a round trip of 50 ms costs about 250 ms. */
static const struct pace_limits session_limits = {
	.standing_ms = 150,
	.patience_ms = 500,
	.most_ms = 800,
};
static const struct pace_limits stream_limits = {
	.standing_ms = 1000,
	.patience_ms = 1000,
	.most_ms = 1000,
};

static const struct pace_limits *limits_of(const struct listener *who)
{
	return who->kind == LISTENER_SESSION ? &session_limits : &stream_limits;
}

void listener_open(struct listener *who, struct connection *c, enum listener_kind kind)
{
	int bytes = NOTSENT_BYTES;
	*who = (struct listener){ .connection = c, .kind = kind };
	setsockopt(lws_get_socket_fd(c->wsi), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &bytes, sizeof bytes);
	listener_measure(who);
}

void listener_measure(struct listener *who)
{
	struct tcp_info tcp = { 0 };
	socklen_t bytes = sizeof tcp;
	int fd = lws_get_socket_fd(who->connection->wsi);
	if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &tcp, &bytes) == 0)
		who->pace.round_trip_ms = tcp.tcpi_min_rtt / 1000;
}

void listener_wrote(struct listener *who, uint32_t bytes)
{
	struct connection *c = who->connection;
	uint32_t overhead = lws_is_ssl(c->wsi) ? TLS_RECORD_BYTES : 0;
	pace_sent(&who->pace, loop_now_ms(c->loop), bytes + overhead);
}

bool listener_is_lost(const struct listener *who, int64_t now_ns)
{
	return who->stalled_ns && now_ns - who->stalled_ns >= SESSION_TOO_SLOW_MS * NS_PER_MS;
}

static void stall(struct listener *who, int64_t now_ns)
{
	if (!who->stalled_ns)
		who->stalled_ns = now_ns;
}

bool listener_is_full(struct listener *who)
{
	struct connection *c = who->connection;
	uint32_t now_ms = loop_now_ms(c->loop);
	int backlog;
	if (pace_asks(&who->pace, limits_of(who), now_ms) &&
			ioctl(lws_get_socket_fd(c->wsi), SIOCOUTQ, &backlog) == 0)
		pace_backlog(&who->pace, limits_of(who), now_ms, (uint32_t)backlog);
	return who->pace.full;
}

/* False when the connection is broken. */
static bool write_frame(struct listener *who, const struct fanout_frame *frame,
		struct fanout_listener *place)
{
	struct connection *c = who->connection;
	if (who->kind == LISTENER_STREAM)
		return http_stream_write(c->stream, frame);
	/* RAW: the frame is only read, and a rest that does not fit is kept by libwebsockets */
	const uint8_t *wire = frame_bytes(frame, place, c->loop->copy);
	listener_wrote(who, frame->wire_bytes);
	return lws_write(c->wsi, (uint8_t *)wire, frame->wire_bytes, LWS_WRITE_RAW) >= 0;
}

/* Everything on the shelf that `who` wants and the socket takes. Returns the packets written. */
static uint32_t serve(struct listener *who, const struct shelf *s, struct fanout_listener *place)
{
	struct loop *l = who->connection->loop;
	struct lws *wsi = who->connection->wsi;
	uint32_t lag_max = who->kind == LISTENER_SESSION ? LISTENER_LAG_FRAMES
							 : LISTENER_STREAM_LAG_FRAMES;
	uint64_t skipped = 0;
	uint32_t sent = 0;
	const struct fanout_frame *frame;

	while (!lws_partial_buffered(wsi) && (frame = shelf_next(s, place, lag_max, &skipped))) {
		if (listener_is_full(who)) {
			skipped += frame->packets;
			place->owes_marker = true;
			stall(who, l->now_ns);
		} else if (write_frame(who, frame, place)) {
			sent += frame->packets;
			who->stalled_ns = 0;
		} else {
			who->broken = true;
			break;
		}
	}
	if (skipped)
		counter_add(l->counters, COUNTER_DOWNLINK_SKIPPED, (int64_t)skipped);
	return sent;
}

/* Texts go first; false when the socket takes no more for now. */
static bool is_ready(struct listener *who)
{
	if (!who->connection || who->broken)
		return false;
	if (who->kind == LISTENER_SESSION)
		return session_send_texts((struct session *)who);
	return !lws_partial_buffered(who->connection->wsi);
}

static uint32_t walk(struct loop *l, struct shelf *s, uint32_t first)
{
	uint32_t sent = 0;
	for (uint32_t n = 0; n < s->listener_count; n++) {
		struct fanout_listener *place = &s->listeners[(first + n) % s->listener_count];
		struct listener *who = place->owner;
		if (is_ready(who))
			sent += serve(who, s, place);
		else
			stall(who, l->now_ns);
	}
	return sent;
}

void listeners_serve(struct loop *l)
{
	uint32_t sent = 0;
	uint32_t first;
	for (uint32_t stream = 0; stream < l->fanout.streams; stream++)
		for (uint32_t packets = 1; packets <= BUNDLES; packets++) {
			struct shelf *s = fanout_shelf(&l->fanout, stream, packets);
			if (shelf_walk(s, &first))
				sent += walk(l, s, first);
		}
	if (sent)
		counter_add(l->counters, COUNTER_DOWNLINK_SENT, sent);
}

void listener_resume(struct listener *who, struct shelf *s)
{
	struct fanout_listener *place = shelf_find(s, who);
	if (!place || !is_ready(who))
		return;
	uint32_t sent = serve(who, s, place);
	if (sent)
		counter_add(who->connection->loop->counters, COUNTER_DOWNLINK_SENT, sent);
}
