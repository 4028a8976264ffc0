// SPDX-License-Identifier: Apache-2.0
/*
 * What control has to say to one loop, in order. Normally an event goes straight into the pipe;
 * when the loop is busy and the pipe full, events wait here, in memory of a fixed size. Texts may
 * be refused when that is full too; grants and closes have room set aside and never are, since a
 * session has at most one of each.
 *
 * Thread: control.
 * Owns:   the waiting bytes. Not the pipe, nor the bell.
 * After:  ports/event.h.
 */
#ifndef CONTROL_OUTBOX_H
#define CONTROL_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "ports/event.h"

enum {
	OUTBOX_TEXT_BYTES = 1 << 20, /* of texts and subscriptions that may wait */
	OUTBOX_UNREAD = 8,           /* events that a loop which keeps up may have before it */
	CLOSE_REASON_BYTES = 124,    /* RFC 6455 section 5.5: 123, and the zero */
};

struct outbox {
	struct pipe *pipe;
	struct bell *bell;
	uint8_t *waiting; /* a ring of {uint32_t length, event} */
	size_t capacity;
	size_t reserve; /* of it, for grants and closes */
	size_t first, used;
	uint32_t unread; /* events in the pipe at the last outbox_flush(), which begins a turn */
	bool ringing;    /* something was put since the last outbox_ring() */
};

/* sessions: the largest number at once on that loop. 0 or -ENOMEM. */
MUST_USE int outbox_init(struct outbox *o, struct pipe *pipe, struct bell *bell, uint32_t sessions);
void outbox_finish(struct outbox *o);

/* False when it has no room for this kind: nothing of the event is sent. */
bool outbox_put(struct outbox *o, const struct event *e);

/* Nothing waits and the pipe has room: the time for what may as well be said later. */
bool outbox_clear(const struct outbox *o);

/* The loop had taken nearly all of it when this turn began, and there is room: the time for what
 * is worth something only now. */
bool outbox_is_read(const struct outbox *o);

/* Moves what waits into the pipe as far as it goes. False when something still waits. */
bool outbox_flush(struct outbox *o, struct event *scratch);

/* Wakes the loop if something was put. */
void outbox_ring(struct outbox *o);

#endif
