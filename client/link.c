// SPDX-License-Identifier: Apache-2.0
#include "link.h"

#include <errno.h>
#include <libwebsockets.h>
#include <linux/sockios.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "backlog.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/thread.h"
#include "proto/framing.h"

enum {
	TURN_MS = 100,        /* the longest sleep between two looks at the session */
	LEAVE_MS = 500,       /* for the closing handshake */
	FRAME_BYTES = 8 + 22, /* WebSocket header with mask, and TLS 1.3's share */
	MESSAGE_CAPACITY = 16384 + 1,
};

struct link {
	struct link_setup setup;
	struct thread thread;
	struct lws_context *context;
	struct lws *wsi; /* the current connection; events of older ones are ignored */
	lws_sorted_usec_list_t turn;
	struct session session;
	struct backlog backlog;
	struct link_report report;
	enum session_state reported;
	uint32_t streams_version; /* as last told to playback */
	int64_t clock_offset_us;  /* as last told to capture and playback */
	int close_code;
	bool leaving, done;
	int64_t leave_ns;
	size_t message_bytes;
	bool message_too_big;
	uint8_t message[MESSAGE_CAPACITY];
	uint8_t out[LWS_PRE + MESSAGE_CAPACITY];
};

/* ---- to the other threads ---- */

static struct line_clock clock_of(const struct session *s)
{
	return (struct line_clock){ .known = s->clock.known, .offset_us = s->clock.offset_us };
}

static void report(struct link *l)
{
	struct link_report *r = &l->report;
	const struct session *s = &l->session;
	r->state = s->state;
	r->left = l->done;
	r->joins = s->joins;
	r->retry_ns = s->retry_ns;
	r->has_uplink = s->has_uplink;
	r->clock_known = s->clock.known;
	r->rtt_ns = s->clock.rtt_ns;
	r->view = s->view;
	memcpy(r->trouble, s->trouble, sizeof r->trouble);
	(void)pipe_put(l->setup.ports.reports, r, sizeof *r);
	bell_ring(l->setup.ports.main);
}

static void tell_capture(struct link *l)
{
	if (!l->setup.ports.terms)
		return;
	const struct session *s = &l->session;
	struct uplink_terms terms = {
		.open = s->state == SESSION_JOINED && s->has_uplink,
		.ssrc = s->uplink_ssrc,
		.bitrate_bps = s->uplink_bitrate_bps,
		.clock = clock_of(s),
	};
	(void)pipe_put(l->setup.ports.terms, &terms, sizeof terms);
	bell_ring(l->setup.ports.capture);
}

/* One packet, or none, with the terms of the moment. */
static void tell_playback(struct link *l, const uint8_t *rtp, size_t bytes)
{
	if (!l->setup.ports.arrivals)
		return;
	struct arrival a = {
		.arrival_ns = clock_now_ns(),
		.has_ssrc = l->session.stream_count > 0,
		.ssrc = l->session.streams[0].ssrc,
		.clock = clock_of(&l->session),
		.bytes = (uint32_t)bytes,
	};
	if (bytes > 0)
		memcpy(a.rtp, rtp, bytes);
	(void)pipe_put(l->setup.ports.arrivals, &a, arrival_bytes(&a));
	bell_ring(l->setup.ports.playback);
}

/* What the session learned since the last look goes to those who need it. */
static void spread(struct link *l)
{
	const struct session *s = &l->session;
	bool changed = s->state != l->reported || s->streams_version != l->streams_version ||
		       s->clock.offset_us != l->clock_offset_us;
	if (changed) {
		l->reported = s->state;
		l->streams_version = s->streams_version;
		l->clock_offset_us = s->clock.offset_us;
		tell_capture(l);
		tell_playback(l, NULL, 0);
	}
	report(l);
}

/* ---- the connection ---- */

static void connect_now(struct link *l)
{
	const struct url *u = &l->setup.url;
	int tls = 0;
	if (u->tls)
		tls = LCCSCF_USE_SSL;
	if (u->tls && l->setup.insecure_tls)
		tls |= LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
		       LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_INSECURE;
	char host[URL_HOST_BYTES + 8];
	snprintf(host, sizeof host, u->literal_ipv6 ? "[%s]:%u" : "%s:%u", u->host, u->port);

	struct lws_client_connect_info info = {
		.context = l->context,
		.address = u->host,
		.port = u->port,
		.path = u->path,
		.host = host,
		.origin = host,
		.ssl_connection = tls,
		.protocol = "tumen.v1",
		.local_protocol_name = "tumen.v1",
		.alpn = "http/1.1",
		.pwsi = &l->wsi,
	};
	l->close_code = 0;
	l->message_bytes = 0;
	l->message_too_big = false;
	backlog_init(&l->backlog);
	if (!lws_client_connect_via_info(&info)) {
		l->wsi = NULL; /* nothing more is said when an error callback came before */
		session_closed(&l->session, 0, "cannot connect", clock_now_ns());
	}
}

static void hang_up(struct link *l)
{
	if (l->wsi)
		lws_set_timeout(l->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	l->wsi = NULL;
}

static void drop_waiting_uplink(struct link *l)
{
	struct uplink_packet p;
	while (l->setup.ports.uplink && pipe_take(l->setup.ports.uplink, &p))
		;
}

static void take_orders(struct link *l)
{
	struct link_order o;
	while (l->setup.ports.orders && pipe_take(l->setup.ports.orders, &o)) {
		switch (o.kind) {
		case LINK_SUBSCRIBE: session_subscribe(&l->session, o.channel); break;
		case LINK_MICROPHONE: session_microphone(&l->session, o.on); break;
		case LINK_LEAVE:
			l->leaving = true;
			l->leave_ns = clock_now_ns() + LEAVE_MS * NS_PER_MS;
			break;
		}
	}
}

static void finish_when_due(struct link *l, int64_t now_ns)
{
	if (l->session.state == SESSION_ENDED)
		l->done = true;
	if (l->leaving && (!l->wsi || l->session.state != SESSION_JOINED || now_ns >= l->leave_ns))
		l->done = true;
}

static void turn(lws_sorted_usec_list_t *sul);

static void look(struct link *l)
{
	int64_t now_ns = clock_now_ns();
	take_orders(l);
	enum session_wish wish = SESSION_NOTHING;
	if (!l->leaving)
		wish = session_turn(&l->session, now_ns);
	if (wish == SESSION_CONNECT)
		connect_now(l);
	if (wish == SESSION_HANG_UP)
		hang_up(l);
	if (l->session.state != SESSION_JOINED)
		drop_waiting_uplink(l);
	bool wants = session_has_to_say(&l->session, now_ns) || l->leaving ||
		     (l->setup.ports.uplink && pipe_waiting(l->setup.ports.uplink) > 0);
	if (l->wsi && wants)
		lws_callback_on_writable(l->wsi);
	finish_when_due(l, now_ns);

	int64_t wait_ns = session_deadline_ns(&l->session) - now_ns;
	if (wait_ns > TURN_MS * NS_PER_MS)
		wait_ns = TURN_MS * NS_PER_MS;
	if (wait_ns < NS_PER_MS)
		wait_ns = NS_PER_MS;
	lws_sul_schedule(l->context, 0, &l->turn, turn, wait_ns / 1000);
}

static void turn(lws_sorted_usec_list_t *sul)
{
	struct link *l = lws_container_of(sul, struct link, turn);
	look(l);
	spread(l);
}

/* ---- sending ---- */

/* How long the oldest byte has waited for the peer's acknowledgement. */
static int64_t standing_ns(struct link *l, int64_t now_ns)
{
	int bytes = 0;
	if (ioctl(lws_get_socket_fd(l->wsi), SIOCOUTQ, &bytes) || bytes < 0)
		return 0;
	return backlog_age_ns(&l->backlog, (uint32_t)bytes, now_ns);
}

static int write_message(struct link *l, size_t bytes, enum lws_write_protocol kind)
{
	int done = lws_write(l->wsi, l->out + LWS_PRE, bytes, kind);
	backlog_wrote(&l->backlog, (uint32_t)bytes + FRAME_BYTES, clock_now_ns());
	return done < (int)bytes ? -1 : 0;
}

/* The next packet that is still fresh, if the socket is not standing. */
static int write_packet(struct link *l)
{
	struct uplink_packet p;
	int64_t now_ns = clock_now_ns();
	int64_t limit_ns = LINK_STANDING_MS * NS_PER_MS;
	bool stands = standing_ns(l, now_ns) > limit_ns + l->session.clock.min_rtt_ns;
	while (pipe_take(l->setup.ports.uplink, &p)) {
		if (stands || now_ns - p.made_ns > limit_ns) {
			l->report.uplink_dropped++;
			continue;
		}
		memcpy(l->out + LWS_PRE, p.rtp, p.bytes);
		l->report.packets_out++;
		l->report.bytes_out += p.bytes;
		return write_message(l, p.bytes, LWS_WRITE_BINARY);
	}
	return 0;
}

static int on_writeable(struct link *l)
{
	int64_t now_ns = clock_now_ns();
	if (l->leaving) {
		lws_close_reason(l->wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	int bytes = session_say(&l->session, (char *)l->out + LWS_PRE, MESSAGE_CAPACITY, now_ns);
	int err = 0;
	if (bytes > 0)
		err = write_message(l, (size_t)bytes, LWS_WRITE_TEXT);
	else if (l->setup.ports.uplink && l->session.state == SESSION_JOINED)
		err = write_packet(l);
	if (session_has_to_say(&l->session, now_ns) ||
			(l->setup.ports.uplink && pipe_waiting(l->setup.ports.uplink) > 0))
		lws_callback_on_writable(l->wsi);
	return err;
}

/* ---- receiving ---- */

static void take_packet(struct link *l, const uint8_t *rtp, size_t bytes)
{
	if (bytes == 0 || bytes > RTP_PACKET_MAX) {
		l->report.malformed++;
		return;
	}
	l->report.packets_in++;
	l->report.bytes_in += bytes;
	tell_playback(l, rtp, bytes);
}

static void take_binary(struct link *l)
{
	session_heard(&l->session, clock_now_ns());
	if (l->setup.bundle < 2) {
		take_packet(l, l->message, l->message_bytes);
		return;
	}
	struct framing_bundle b;
	if (framing_parse(&b, l->message, l->message_bytes) < 0) {
		l->report.malformed++;
		return;
	}
	for (uint32_t i = 0; i < b.count; i++)
		take_packet(l, b.packets[i].bytes, b.packets[i].length);
}

static int take_message(struct link *l, bool binary)
{
	if (l->message_too_big) {
		lws_close_reason(l->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
		return -1;
	}
	if (binary) {
		take_binary(l);
		return 0;
	}
	bool fine = session_text(&l->session, (const char *)l->message, l->message_bytes,
			clock_now_ns());
	look(l);
	spread(l);
	if (fine)
		return 0;
	log_warning("link", "the server sent a message that is not tumen.v1");
	return -1;
}

static int on_receive(struct link *l, const void *bytes, size_t length)
{
	if (lws_is_first_fragment(l->wsi)) {
		l->message_bytes = 0;
		l->message_too_big = false;
	}
	if (l->message_bytes + length > sizeof l->message)
		l->message_too_big = true;
	else
		memcpy(l->message + l->message_bytes, bytes, length);
	l->message_bytes += length;
	if (!lws_is_final_fragment(l->wsi) || lws_remaining_packet_payload(l->wsi) > 0)
		return 0;
	return take_message(l, lws_frame_is_binary(l->wsi));
}

/* ---- the callback ---- */

static void on_open(struct link *l)
{
	session_opened(&l->session, clock_now_ns());
	lws_callback_on_writable(l->wsi);
}

static void on_peer_close(struct link *l, const uint8_t *bytes, size_t length)
{
	if (length >= 2)
		l->close_code = bytes[0] << 8 | bytes[1];
}

static void on_end(struct link *l, const char *why)
{
	l->wsi = NULL;
	session_closed(&l->session, l->close_code, why, clock_now_ns());
	look(l);
	spread(l);
}

static int callback(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in,
		size_t length)
{
	(void)user;
	struct link *l = lws_context_user(lws_get_context(wsi));
	if (l->done)
		return 0;
	if (why == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
		look(l);
		return 0;
	}
	if (wsi != l->wsi)
		return 0; /* given up before */

	switch ((int)why) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED: on_open(l); return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE: return on_receive(l, in, length);
	case LWS_CALLBACK_CLIENT_WRITEABLE: return on_writeable(l);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: on_peer_close(l, in, length); return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: on_end(l, in ? in : "no answer"); return 0;
	case LWS_CALLBACK_CLIENT_CLOSED: on_end(l, "connection lost"); return 0;
	default: return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "tumen.v1", .callback = callback, .rx_buffer_size = MESSAGE_CAPACITY },
	{ 0 },
};

/* ---- life ---- */

static void run(void *arg)
{
	struct link *l = arg;
	look(l);
	while (!l->done)
		if (lws_service(l->context, 0) < 0)
			break;
	l->done = true;
	report(l);
}

static int create_context(struct link *l)
{
	lws_set_log_level(0, NULL);
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.options = l->setup.url.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
		.gid = -1,
		.uid = -1,
		.user = l,
	};
	l->context = lws_create_context(&info);
	return l->context ? 0 : -ENOMEM;
}

int link_create(struct link **out, const struct link_setup *setup)
{
	struct link *l = calloc(1, sizeof *l);
	if (!l)
		return -ENOMEM;
	l->setup = *setup;
	session_init(&l->session, &setup->session, clock_now_ns());
	int err = create_context(l);
	if (!err)
		err = thread_start(&l->thread, THREAD_LINK, "link", run, l);
	if (err) {
		link_destroy(l);
		return err;
	}
	*out = l;
	return 0;
}

void link_ring(struct link *l)
{
	lws_cancel_service(l->context);
}

void link_stop(struct link *l)
{
	struct link_order leave = { .kind = LINK_LEAVE };
	(void)pipe_put(l->setup.ports.orders, &leave, sizeof leave);
	link_ring(l);
	thread_join(&l->thread);
}

void link_destroy(struct link *l)
{
	if (!l)
		return;
	if (l->context)
		lws_context_destroy(l->context);
	free(l);
}
