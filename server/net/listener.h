// SPDX-License-Identifier: Apache-2.0
/*
 * The last step of a syllable's way: from the shelf to the socket. Finished frames are written as
 * they are, straight from the shelf, whenever the socket has nothing left of the last one. A line
 * that cannot keep up gets fewer packets instead of older ones (pace.h), and one that takes
 * nothing at all for ten seconds is given up.
 *
 * Thread: the loop's.
 * Before: fanout.h, pace.h. After: the ear.
 */
#ifndef NET_LISTENER_H
#define NET_LISTENER_H

#include <stdbool.h>
#include <stdint.h>

#include "net/pace.h"

struct connection;
struct loop;
struct shelf;

/* Who is further behind jumps to live: a session when it is later than a player's buffer is long,
 * an Ogg player, which keeps seconds anyway, later. */
enum { LISTENER_LAG_FRAMES = 16, LISTENER_STREAM_LAG_FRAMES = 50 };

enum listener_kind {
	LISTENER_SESSION, /* the first member of struct session */
	LISTENER_STREAM,  /* the first member of struct http_stream */
};

struct listener {
	struct connection *connection; /* NULL: gone, or leaving */
	enum listener_kind kind;
	bool broken; /* a write failed: to be killed at the next sweep */
	struct pace pace;
	int64_t stalled_ns; /* since when it got nothing of what there was; 0: it got something */
};

/* It begins to hear: the socket is told that we care about delay. */
void listener_open(struct listener *who, struct connection *c, enum listener_kind kind);

/* Writes what is new on every shelf to everyone who wants it. */
void listeners_serve(struct loop *l);

/* The socket has room again: what `who` wants of one shelf. */
void listener_resume(struct listener *who, struct shelf *s);

/* Now and then: asks the kernel for the smallest round trip of its path. */
void listener_measure(struct listener *who);

/* Counts what a write of so many bytes puts on the line. */
void listener_wrote(struct listener *who, uint32_t bytes);

/* Is the line so far behind that what could be said now is to be left out? */
bool listener_is_full(struct listener *who);

/* Has it got nothing for too long? */
bool listener_is_lost(const struct listener *who, int64_t now_ns);

#endif
