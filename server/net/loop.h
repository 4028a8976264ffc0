// SPDX-License-Identifier: Apache-2.0
/*
 * One of the N threads that serve connections, and everything it owns. A loop sleeps in libev
 * until its bell rings (packets, events or new connections wait in its pipes), a socket is ready,
 * or a quarter of a second has passed; libwebsockets runs inside the same libev loop and does
 * HTTP, handshakes and frames. Loops share nothing but read-only set-up and counters.
 *
 * A turn of the bell: put packets on the shelves, do what control says, walk along the listeners
 * of every shelf that has something new, then take some of the connections that the acceptor
 * handed over.
 *
 * libev and not libwebsockets' own poll(): that one looks at every descriptor at every wake-up
 * (10 to 13 % of a core at 2,000 connections, and 500 wake-ups a second from microphones alone).
 *
 * Thread: loop_create(), loop_start(), loop_stop() and loop_destroy() on main's; the rest on its
 *         own.
 * Owns:   its libwebsockets context, connections, sessions, shelves. Not the ports' pipes.
 */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include <ev.h>
#include <libwebsockets.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "audio/ogg_opus.h"
#include "base/pipe.h"
#include "base/thread.h"
#include "net/connection.h"
#include "net/door.h"
#include "net/fanout.h"
#include "net/mailbox.h"
#include "net/net.h"
#include "net/session.h"
#include "net/site.h"
#include "net/tls.h"
#include "ports/event.h"
#include "ports/request.h"

enum {
	SWEEP_MS = 250,         /* how often deadlines are looked at */
	STOP_MS = 1000,         /* how long the last bytes may take when the server stops */
	ARRIVALS_RECORDS = 512, /* connections that wait for their loop */
	IDENTITIES_RECORDS = 4, /* certificates that wait to be used */
};

/* A connection on its way from the acceptor to its loop. */
struct arrival {
	int fd;
	bool loopback; /* the peer is on this machine */
	char address[48];
};

/* What all loops speak TLS with. */
struct loop_tls {
	struct tls_identity identity; /* the first */
	struct tls_tickets tickets;
};

struct loop_setup {
	uint32_t index;
	uint32_t sessions;           /* largest number at once, all loops together */
	uint32_t waiting;            /* connections that have not joined; see connection.h */
	const struct net_setup *net; /* with channels; outlives the loop */
	const struct site *site;
	const struct loop_tls *tls; /* NULL: none; outlives the loop */
	struct loop_ports ports;
};

struct loop_page {
	char *text;
	size_t bytes;
};

struct loop {
	struct loop_setup setup;
	struct counters *counters;
	struct thread thread;
	_Atomic bool stopping;
	_Atomic uint32_t connections; /* raised by the acceptor, lowered here */
	struct pipe arrivals, identities;

	struct ev_loop *events;
	ev_io bell;
	ev_timer sweeper;
	struct lws_context *context;
	struct lws_vhost *vhost;
	SSL_CTX *tls; /* the vhost's; NULL: none */

	int64_t now_ns;              /* when this turn began */
	int64_t stop_ns;             /* not 0: stopping, at the latest then */
	uint32_t sweeps;             /* how many so far */
	uint64_t dropped;            /* packets that the downlink pipe has, as last counted */
	bool sweeping;               /* more connections are to be ended than one turn may */
	struct connection *adopting; /* being handed to libwebsockets right now */
	struct waiting waiting;      /* connections that have not joined */
	struct doors doors;
	struct sessions sessions;
	struct http_stream *streams; /* a list */
	struct fanout fanout;
	struct board board;
	struct loop_page pages[EVENT_PAGES];
	struct loop_page parts[EVENT_PAGES]; /* of newer ones, still being told */

	/* too large for the stack */
	struct downlink downlink;
	struct event event;
	struct request request;
	uint8_t copy[BUNDLE_WIRE_MAX];
	uint8_t page[OGG_OPUS_PAGE_MAX];
};

/* 0 or negative errno, said in the log: -ENOMEM, or -ENOSYS when libwebsockets comes without its
 * libev part. One at a time. */
MUST_USE int loop_create(struct loop **out, const struct loop_setup *setup);
MUST_USE int loop_start(struct loop *l);

/* On main's thread: connections to come see this certificate. Keeps a copy. */
void loop_use_identity(struct loop *l, const struct tls_identity *i);

/* Asks it to close everything and end, and waits until it has; at most STOP_MS and a little. */
void loop_ask_to_stop(struct loop *l);
void loop_join(struct loop *l);
void loop_destroy(struct loop *l);

/* ---- on the loop's thread ---- */

/* Reads the clock once for all that follows. */
void loop_look_at_clock(struct loop *l);

static inline uint32_t loop_now_ms(const struct loop *l)
{
	return (uint32_t)(l->now_ns / NS_PER_MS);
}

#endif
