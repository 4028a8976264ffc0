// SPDX-License-Identifier: Apache-2.0
/*
 * The door: one listening socket and a thread that takes connections from it and hands each to the
 * loop that has fewest. Loops do not accept for themselves: libwebsockets' listener cannot be
 * shared by several contexts, and a flood of connections is best met by somebody who has nothing
 * else to do.
 *
 * When the server is full, a connection is answered with 503 and closed before it costs a loop
 * anything. When the process is out of descriptors, one kept in reserve is given up to accept and
 * close what waits, so that neither this thread spins nor the peer hangs.
 *
 * Thread: acceptor_listen(), acceptor_start() and acceptor_stop() on main's.
 * Owns:   the listening socket.
 * After:  loop.h.
 */
#ifndef NET_ACCEPTOR_H
#define NET_ACCEPTOR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/thread.h"
#include "ports/counters.h"

struct loop;

enum { LOOPS_MAX = 16 };

struct acceptor {
	int fd; /* -1: not listening */
	int reserve;
	uint16_t port;
	struct bell bell;
	struct thread thread;
	_Atomic bool stopping;
	struct loop *loops[LOOPS_MAX];
	uint32_t loop_count;
	uint32_t connections; /* largest number at once, all loops together */
	struct counters *counters;
};

/* Binds and listens; port 0: the kernel picks. 0 or negative errno: EADDRINUSE, EADDRNOTAVAIL,
 * EACCES, EINVAL for an address that is none. */
MUST_USE int acceptor_listen(struct acceptor *a, const char *address, uint16_t port);

/* After `loops`, `connections` and `counters` are set. */
MUST_USE int acceptor_start(struct acceptor *a);

/* No new connections from here on. */
void acceptor_stop(struct acceptor *a);

/* Closes what is open. A zeroed one with fd -1 is fine. */
void acceptor_finish(struct acceptor *a);

#endif
