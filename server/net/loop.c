// SPDX-License-Identifier: Apache-2.0
#include "net/loop.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "net/frame.h"
#include "net/http.h"
#include "net/http_stream.h"

enum {
	RX_BYTES = 512, /* per session: a microphone's packet fits, a longer message comes in pieces
			 */
	TX_BYTES = 1 << 17, /* longer writes would be cut */
	HANDSHAKE_S = 5,
	ARRIVALS_PER_TURN = 4,
};

static const char protocol_name[] = "tumen.v1";

void loop_look_at_clock(struct loop *l)
{
	l->now_ns = clock_now_ns();
}

/* ---- libwebsockets' calls ---- */

static int refuse_session(struct connection *c)
{
	uint8_t wire[FRAME_CLOSE_MAX];
	uint32_t bytes = frame_close(wire, CLOSE_FULL, "the server is full");
	if (c->kind != CONNECTION_REFUSED)
		return 0;
	c->kind = CONNECTION_TOLD;
	return lws_write(c->wsi, wire, bytes, LWS_WRITE_RAW) < 0 ? -1 : 0;
}

static int receive(struct connection *c, const void *in, size_t length)
{
	if (c->session)
		session_receive(c->session, in, length, lws_frame_is_binary(c->wsi),
				lws_is_final_fragment(c->wsi));
	return 0;
}

/* The vhost's TLS context is there, and empty. */
static int prepare_tls(struct loop *l, SSL_CTX *context)
{
	const struct loop_tls *tls = l->setup.tls;
	l->tls = context;
	return tls_prepare(context, &tls->tickets) && tls_use(context, &tls->identity) ? 0 : 1;
}

/* 0: libwebsockets answers; -1: it is the answer to ours, or may be taken for it. */
static int peer_closes(struct connection *c, const uint8_t *body, size_t bytes)
{
	if (!c->session || c->session->close_code)
		return -1;
	uint16_t code = 0;
	if (bytes >= 2)
		code = (uint16_t)(body[0] << 8 | body[1]);
	session_peer_closes(c->session, code);
	return 0;
}

/* One line per case; the work is in the rooms' own functions. */
static int called(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in,
		size_t length)
{
	struct connection *c = wsi ? lws_get_opaque_user_data(wsi) : NULL;
	if (why == LWS_CALLBACK_OPENSSL_LOAD_EXTRA_SERVER_VERIFY_CERTS)
		return prepare_tls(lws_context_user(lws_get_context(wsi)), user);
	if (!c)
		return 0;
	c->wsi = wsi;
	loop_look_at_clock(c->loop);
	switch ((int)why) {
	case LWS_CALLBACK_HTTP: return http_request(c, in, length);
	case LWS_CALLBACK_HTTP_WRITEABLE: return http_writeable(c);
	case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE: return http_confirm_upgrade(c, in);
	case LWS_CALLBACK_ESTABLISHED: session_open(c); return 0;
	case LWS_CALLBACK_RECEIVE: return receive(c, in, length);
	case LWS_CALLBACK_RECEIVE_PONG:
		if (c->session)
			session_heard(c->session);
		return 0;
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: return peer_closes(c, in, length);
	case LWS_CALLBACK_SERVER_WRITEABLE:
		return c->session ? session_writeable(c->session) : refuse_session(c);
	case LWS_CALLBACK_CLOSED_HTTP: connection_unguard(c); return 0;
	case LWS_CALLBACK_WSI_DESTROY: connection_closed(c); return 0;
	default: return 0;
	}
}

/* What libwebsockets has to say is about peers that misbehave: of interest when one looks for it.
 */
static void log_lws(int level, const char *line)
{
	(void)level;
	log_debug("net", "libwebsockets: %.*s", (int)strcspn(line, "\n"), line);
}

/* ---- turns ---- */

/* A few at a time: a flood of connections must not keep sound waiting. */
static void take_arrivals(struct loop *l)
{
	struct arrival a;
	for (int n = 0; n < ARRIVALS_PER_TURN && pipe_take(&l->arrivals, &a); n++)
		connection_open(l, &a);
	if (pipe_waiting(&l->arrivals))
		bell_ring(l->setup.ports.bell);
}

static void sweep_connections(struct loop *l)
{
	l->sweeping = connections_sweep(l);
	if (l->sweeping)
		bell_ring(l->setup.ports.bell);
}

static void take_identities(struct loop *l)
{
	struct tls_identity i;
	while (pipe_take(&l->identities, &i)) {
		if (tls_use(l->tls, &i))
			log_info("net", "certificate in use loop=%" PRIu32, l->setup.index);
		tls_identity_free(&i);
	}
}

/* Media drops at the pipe, and has no counters of its own. */
static void count_dropped(struct loop *l)
{
	uint64_t dropped = pipe_dropped(l->setup.ports.downlink);
	if (dropped != l->dropped)
		counter_add(l->counters, COUNTER_DOWNLINK_DROPPED, (int64_t)(dropped - l->dropped));
	l->dropped = dropped;
}

static void take_packets(struct loop *l)
{
	int64_t tick_ns = 0;
	for (uint32_t n = pipe_waiting(l->setup.ports.downlink); n > 0; n--) {
		pipe_take(l->setup.ports.downlink, &l->downlink);
		tick_ns = l->downlink.tick_ns;
		fanout_put(&l->fanout, &l->downlink);
	}
	if (tick_ns)
		fanout_flush(&l->fanout, tick_ns);
	count_dropped(l);
}

static void take_events(struct loop *l)
{
	for (uint32_t n = pipe_waiting(l->setup.ports.event); n > 0; n--) {
		pipe_take(l->setup.ports.event, &l->event);
		if (l->event.kind == EVENT_DOOR)
			http_door_answered(l, &l->event);
		else
			session_event(l, &l->event);
	}
}

static void begin_to_stop(struct loop *l)
{
	l->stop_ns = l->now_ns + STOP_MS * NS_PER_MS;
	sessions_stop(l);
	http_streams_stop(l);
	connections_stop(l);
}

static void end_when_stopped(struct loop *l)
{
	uint32_t left = atomic_load_explicit(&l->connections, memory_order_relaxed);
	if (l->stop_ns && (left == 0 || l->now_ns >= l->stop_ns))
		ev_break(l->events, EVBREAK_ALL);
}

/* The bell: something waits in the pipes. */
static void bell_rings(struct ev_loop *events, ev_io *watcher, int what)
{
	struct loop *l = watcher->data;
	(void)events;
	(void)what;
	bell_hush(l->setup.ports.bell);
	loop_look_at_clock(l);
	take_packets(l);
	take_events(l);
	listeners_serve(l);
	take_identities(l);
	take_arrivals(l);
	if (l->sweeping)
		sweep_connections(l);
	/* pairs with the release in loop_ask_to_stop() */
	if (!l->stop_ns && atomic_load_explicit(&l->stopping, memory_order_acquire))
		begin_to_stop(l);
	end_when_stopped(l);
}

static void sweep(struct ev_loop *events, ev_timer *timer, int what)
{
	struct loop *l = timer->data;
	(void)events;
	(void)what;
	loop_look_at_clock(l);
	l->sweeps++;
	sweep_connections(l);
	sessions_sweep(l);
	http_streams_sweep(l);
	fanout_flush(&l->fanout, l->now_ns);
	listeners_serve(l);
	/* libwebsockets 4.1 under libev looks at its own timeouts only after a socket's event: this
	 * is one */
	lws_cancel_service(l->context);
	end_when_stopped(l);
}

static void run(void *arg)
{
	struct loop *l = arg;
	thread_expect(THREAD_LOOP);
	ev_run(l->events, 0);
	lws_context_destroy(l->context);
	l->context = NULL;
}

/* ---- set-up ---- */

/* With TLS: libwebsockets makes the context, and prepare_tls() fills it. */
static struct lws_vhost *create_vhost(struct loop *l)
{
	static const struct lws_protocols protocols[] = {
		{ .name = protocol_name,
				.callback = called,
				.rx_buffer_size = RX_BYTES,
				.tx_packet_size = TX_BYTES },
		{ 0 },
	};
	/* sessions ask for pongs themselves (session.c): one timer for all instead of one each */
	static const lws_retry_bo_t no_pings = { 0 };
	const uint64_t tls_options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT |
				     LWS_SERVER_OPTION_CREATE_VHOST_SSL_CTX;
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.protocols = protocols,
		.vhost_name = "tumen",
		.alpn = "http/1.1",
		.keepalive_timeout = CONNECTION_IDLE_MS / 1000,
		.retry_and_idle_policy = &no_pings,
		.options = l->setup.tls ? tls_options : 0,
	};
	return lws_create_vhost(l->context, &info);
}

static int create_context(struct loop *l)
{
	void *loops[] = { l->events };
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN_SERVER,
		.options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_LIBEV |
			   (l->setup.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0),
		.foreign_loops = loops,
		.timeout_secs = HANDSHAKE_S,
		.user = l,
	};
	lws_set_log_level(LLL_ERR | LLL_WARN, log_lws);
	l->context = lws_create_context(&info);
	l->vhost = l->context ? create_vhost(l) : NULL;
	if (l->vhost)
		return 0;
	log_error("net", "libwebsockets does not start: is its libev part there "
			 "(libwebsockets-evlib-ev)?");
	return -ENOSYS;
}

static int create_events(struct loop *l)
{
	l->events = ev_loop_new(EVFLAG_NOENV);
	if (!l->events)
		return -ENOMEM;
	ev_io_init(&l->bell, bell_rings, l->setup.ports.bell->fd, EV_READ);
	ev_set_priority(&l->bell, EV_MAXPRI); /* sound before anything else of this turn */
	l->bell.data = l;
	ev_io_start(l->events, &l->bell);
	ev_timer_init(&l->sweeper, sweep, 0.0, SWEEP_MS / 1000.0);
	l->sweeper.data = l;
	ev_timer_start(l->events, &l->sweeper);
	return 0;
}

int loop_create(struct loop **out, const struct loop_setup *setup)
{
	struct loop *l = calloc(1, sizeof *l);
	if (!l)
		return -ENOMEM;
	l->setup = *setup;
	l->counters = setup->net->counters;
	loop_look_at_clock(l);

	int err = sessions_init(&l->sessions, setup->sessions);
	if (!err)
		err = pipe_init(&l->arrivals, sizeof(struct arrival), ARRIVALS_RECORDS);
	if (!err)
		err = pipe_init(&l->identities, sizeof(struct tls_identity), IDENTITIES_RECORDS);
	if (!err)
		err = fanout_init(&l->fanout, STREAMS_MAX, setup->sessions);
	if (!err)
		err = create_events(l);
	if (!err)
		err = create_context(l);
	if (err) {
		loop_destroy(l);
		return err;
	}
	*out = l;
	return 0;
}

int loop_start(struct loop *l)
{
	char name[16];
	snprintf(name, sizeof name, "net-%" PRIu32, l->setup.index);
	return thread_start(&l->thread, THREAD_LOOP, name, run, l);
}

void loop_use_identity(struct loop *l, const struct tls_identity *i)
{
	struct tls_identity copy = tls_identity_copy(i);
	if (!pipe_put(&l->identities, &copy, sizeof copy)) { /* it has enough new ones */
		tls_identity_free(&copy);
		log_warning("net", "certificate not taken loop=%" PRIu32, l->setup.index);
	}
	bell_ring(l->setup.ports.bell);
}

void loop_ask_to_stop(struct loop *l)
{
	/* pairs with the acquire in bell_rings() */
	atomic_store_explicit(&l->stopping, true, memory_order_release);
	bell_ring(l->setup.ports.bell);
}

void loop_join(struct loop *l)
{
	thread_join(&l->thread);
}

void loop_destroy(struct loop *l)
{
	if (!l)
		return;
	if (l->context) /* it never ran */
		lws_context_destroy(l->context);
	if (l->events)
		ev_loop_destroy(l->events);
	struct arrival a;
	while (l->arrivals.slots && pipe_take(&l->arrivals, &a))
		close(a.fd);
	pipe_finish(&l->arrivals);
	struct tls_identity i;
	while (l->identities.slots && pipe_take(&l->identities, &i))
		tls_identity_free(&i);
	pipe_finish(&l->identities);
	fanout_finish(&l->fanout);
	sessions_finish(&l->sessions);
	board_finish(&l->board);
	for (int page = 0; page < EVENT_PAGES; page++) {
		free(l->pages[page].text);
		free(l->parts[page].text);
	}
	free(l);
}
