// SPDX-License-Identifier: Apache-2.0
#include "net/connection.h"

#include <libwebsockets.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/door.h"
#include "net/http_stream.h"
#include "net/loop.h"
#include "net/session.h"

/* ---- the waiting room ---- */

static void leave_waiting(struct connection *c)
{
	struct waiting *w = &c->loop->waiting;
	if (!c->waits)
		return;
	if (c->older)
		c->older->newer = c->newer;
	else
		w->oldest = c->newer;
	if (c->newer)
		c->newer->older = c->older;
	else
		w->newest = c->older;
	c->older = c->newer = NULL;
	c->waits = false;
	w->count--;
}

static void enter_waiting(struct connection *c)
{
	struct waiting *w = &c->loop->waiting;
	c->older = w->newest;
	if (w->newest)
		w->newest->newer = c;
	else
		w->oldest = c;
	w->newest = c;
	c->waits = true;
	c->active_ns = c->loop->now_ns;
	w->count++;
}

void connection_touch(struct connection *c)
{
	if (!c->waits)
		return;
	leave_waiting(c);
	enter_waiting(c);
}

void connection_settle(struct connection *c)
{
	leave_waiting(c);
}

void connection_let_go(struct connection *c)
{
	leave_waiting(c);
	enter_waiting(c);
}

void connections_stop(struct loop *l)
{
	for (struct connection *c = l->waiting.oldest; c;) {
		struct connection *newer = c->newer;
		if (c->kind == CONNECTION_HTTP)
			connection_kill(c);
		c = newer;
	}
}

static bool is_overdue(const struct loop *l, const struct connection *c)
{
	return c && l->now_ns - c->active_ns >= CONNECTION_IDLE_MS * NS_PER_MS;
}

/* A thin line may need many seconds for what one write left in the kernel: has any of it arrived
 * since we last asked? */
static bool takes_its_answer(struct connection *c)
{
	struct tcp_info tcp = { 0 };
	socklen_t bytes = sizeof tcp;
	int fd = lws_get_socket_fd(c->wsi);
	if (c->reply.sent == c->reply.bytes ||
			getsockopt(fd, IPPROTO_TCP, TCP_INFO, &tcp, &bytes) < 0)
		return false;
	bool some = tcp.tcpi_bytes_acked > c->acknowledged;
	c->acknowledged = tcp.tcpi_bytes_acked;
	return some;
}

static void end_overdue(struct connection *c)
{
	if (takes_its_answer(c))
		connection_touch(c);
	else if (!c->session || !session_did_not_join(c->session))
		connection_kill(c);
}

bool connections_sweep(struct loop *l)
{
	struct connection *c = l->waiting.oldest;
	for (int n = 0; n < CONNECTIONS_PER_SWEEP && is_overdue(l, c); n++) {
		struct connection *newer = c->newer;
		end_overdue(c);
		c = newer;
	}
	return is_overdue(l, c); /* the rest is younger */
}

/* ---- open and close ---- */

static void make_room(struct loop *l)
{
	if (l->waiting.count < l->setup.waiting)
		return;
	counter_add(l->counters, COUNTER_CONNECTIONS_EVICTED, 1);
	connection_kill(l->waiting.oldest);
}

void connection_open(struct loop *l, const struct arrival *a)
{
	struct connection *c = l->stop_ns ? NULL : calloc(1, sizeof *c);
	if (!c) {
		close(a->fd);
		atomic_fetch_sub_explicit(&l->connections, 1, memory_order_relaxed);
		return;
	}
	make_room(l);
	c->loop = l;
	c->loopback = a->loopback;
	snprintf(c->address, sizeof c->address, "%s", a->address);
	enter_waiting(c);

	lws_adopt_desc_t adopt = {
		.vh = l->vhost,
		.type = LWS_ADOPT_SOCKET | LWS_ADOPT_HTTP | LWS_ADOPT_ALLOW_SSL,
		.fd = { .sockfd = a->fd },
		.opaque = c,
	};
	/* when this fails the descriptor is closed, and c as well if it came far enough */
	l->adopting = c;
	struct lws *wsi = lws_adopt_descriptor_vhost_via_info(&adopt);
	if (wsi) {
		c->wsi = wsi;
		/* the waiting room is clock enough: libwebsockets' timers are one sorted list */
		lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
	} else if (l->adopting) {
		connection_closed(c);
	}
	l->adopting = NULL;
}

void connection_kill(struct connection *c)
{
	connection_unguard(c);
	leave_waiting(c);
	/* what the peer did not take would be kept for it a while longer */
	if (lws_partial_buffered(c->wsi))
		shutdown(lws_get_socket_fd(c->wsi), SHUT_RDWR);
	lws_set_timeout(c->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
}

void connection_closed(struct connection *c)
{
	struct loop *l = c->loop;
	if (l->adopting == c)
		l->adopting = NULL;
	connection_unguard(c);
	if (c->session)
		session_gone(c->session);
	if (c->stream)
		http_stream_close(c->stream);
	if (c->door)
		door_leave(c->door);
	leave_waiting(c);
	http_reply_finish(&c->reply);
	free(c);
	atomic_fetch_sub_explicit(&l->connections, 1, memory_order_relaxed);
}

/* ---- the guard ---- */

static void peer_speaks(struct ev_loop *events, ev_io *guard, int what)
{
	(void)events;
	(void)what;
	struct connection *c = guard->data;
	loop_look_at_clock(c->loop);
	connection_kill(c);
}

void connection_guard(struct connection *c)
{
	if (ev_is_active(&c->guard))
		return;
	ev_io_init(&c->guard, peer_speaks, lws_get_socket_fd(c->wsi), EV_READ);
	c->guard.data = c;
	ev_io_start(c->loop->events, &c->guard);
}

void connection_unguard(struct connection *c)
{
	if (ev_is_active(&c->guard))
		ev_io_stop(c->loop->events, &c->guard);
}
