// SPDX-License-Identifier: Apache-2.0
/*
 * One TCP connection of a loop, from the acceptor's hand to its end: first it speaks HTTP, then it
 * becomes a session (WebSocket), an endless Ogg stream, or ends after a page or two.
 *
 * Until somebody has joined, and again when it is leaving, a connection sits in the waiting room,
 * ordered by when it last did something useful. The room is bounded: the one that has been silent
 * longest makes place, so a flood of connections that never join cannot keep out one that does,
 * which takes milliseconds.
 *
 * Thread: the loop's.
 * Owns:   struct connection, from connection_open() to connection_closed(); the socket is
 *         libwebsockets'.
 * Before: acceptor.h. After: http.h, session.h, http_stream.h.
 */
#ifndef NET_CONNECTION_H
#define NET_CONNECTION_H

#include <ev.h>
#include <stdbool.h>
#include <stdint.h>

#include "net/http.h"

struct arrival;
struct door;
struct loop;
struct lws;
struct http_stream;
struct session;

enum {
	CONNECTION_IDLE_MS = 5000, /* without a request, or upgraded without a join */
	CONNECTIONS_PER_SWEEP = 16,
};

enum connection_kind {
	CONNECTION_HTTP,
	CONNECTION_SESSION,
	CONNECTION_REFUSED, /* upgraded, but the server is full: to be told so */
	CONNECTION_TOLD,    /* a close frame has been sent: the peer's is awaited */
	CONNECTION_STREAM,
};

struct connection {
	struct loop *loop;
	struct lws *wsi;
	enum connection_kind kind;
	bool loopback;    /* the peer is on this machine, and speaks for itself */
	char address[48]; /* the peer's */

	bool waits; /* in the waiting room */
	int64_t active_ns;
	uint64_t acknowledged; /* bytes, when last asked; see connections_sweep() */
	struct connection *older, *newer;

	ev_io guard; /* see connection_guard() */
	struct http_reply reply;
	struct door *door; /* at which its request waits; NULL */
	struct session *session;
	struct http_stream *stream;
};

/* The waiting room. */
struct waiting {
	struct connection *oldest, *newest;
	uint32_t count;
};

/* Takes over what the acceptor accepted. Whatever fails, the descriptor is closed. */
void connection_open(struct loop *l, const struct arrival *a);

/* It has done something useful: to the end of the queue. */
void connection_touch(struct connection *c);

/* Its session or stream has nothing more to do with it: back into the waiting room, until the
 * peer hangs up. */
void connection_let_go(struct connection *c);

/* It has joined: out of the waiting room. */
void connection_settle(struct connection *c);

/* Watches for anything the peer says while it is being answered, and hangs up then: either it is
 * gone, or it does not wait for answers. (libwebsockets 4.1 does not read in that state, and would
 * be woken again and again by what it leaves unread.) */
void connection_guard(struct connection *c);
void connection_unguard(struct connection *c);

/* Closes it at once. Not from inside one of its own callbacks. */
void connection_kill(struct connection *c);

/* libwebsockets is done with it: everything of it is freed. */
void connection_closed(struct connection *c);

/* The server stops: whoever speaks only HTTP is closed. */
void connections_stop(struct loop *l);

/* Ends those who have sat in the waiting room for too long, a few at a time: a thousand at once
 * would keep sound waiting. Who goes on taking its answer, however slowly, may stay. True: there
 * are more. */
bool connections_sweep(struct loop *l);

#endif
