// SPDX-License-Identifier: Apache-2.0
/*
 * A wake-up for a thread that sleeps in poll(): an eventfd without data. Rings may coalesce, so
 * nothing ever depends on how often it was rung; what woke us lies in the pipes.
 *
 * Thread: bell_ring() on any; bell_hush() on the owner's.
 */
#ifndef BASE_BELL_H
#define BASE_BELL_H

#include "base/units.h"

struct bell {
	int fd; /* readable while it rings; give it to poll() or to an event loop */
};

/* 0 or negative errno (EMFILE, ENFILE, ENOMEM). */
MUST_USE int bell_init(struct bell *b);

/* Closes the descriptor; a zeroed bell is fine (descriptor 0 is never one of ours). */
void bell_finish(struct bell *b);

/* Never blocks: the one system call that the tick makes, once per turn and reader. */
RT void bell_ring(const struct bell *b);

/* Makes it silent again; call before draining the pipes, so that no record is missed. */
void bell_hush(const struct bell *b);

#endif
