// SPDX-License-Identifier: Apache-2.0
/*
 * What needs a token over HTTP: the recordings. Only control knows who may enter, so a request
 * waits at a door, of which a loop has a few, until control has answered; the loop goes on in the
 * meantime. A file is then sent a piece at a time, as the peer takes it.
 *
 * The token is in the request's Authorization (Bearer), or behind "?token=". It goes to control and
 * is nowhere kept.
 *
 * Thread: the loop's.
 * Owns:   the doors.
 * Before: http.h, which knows the route. After: ports/request.h; then archive.h.
 */
#ifndef NET_DOOR_H
#define NET_DOOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/units.h"
#include "ports/event.h"

struct connection;
struct loop;

enum { DOORS = 32, DOOR_PATH_BYTES = 2 * NAME_BYTES + 2, DOOR_RANGE_BYTES = 64 };

struct door {
	struct connection *connection; /* who waits; NULL: nobody */
	uint32_t generation;           /* of the one who does, or did last */
	bool answered, opens;
	bool headless;              /* HEAD */
	char path[DOOR_PATH_BYTES]; /* behind "/recordings" */
	char range[DOOR_RANGE_BYTES];
};

struct doors {
	struct door doors[DOORS];
};

/* A place for the connection; NULL when all are taken. */
struct door *door_take(struct doors *d, struct connection *c);
void door_leave(struct door *d);

struct handle door_handle(const struct doors *all, const struct door *d);

/* Who waits there for that answer; NULL when they have left. */
struct door *door_find(struct doors *d, struct handle h);

#endif
