// SPDX-License-Identifier: Apache-2.0
/*
 * The clock that drives media: absolute deadlines 20 ms apart. A few late turns are made up at
 * once; more than that are skipped and counted, so that delay never stays.
 *
 * Thread: start and stop on main's.
 */
#ifndef MEDIA_MEDIA_THREAD_H
#define MEDIA_MEDIA_THREAD_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/thread.h"

struct media;

struct media_thread {
	struct thread thread;
	struct media *media;
	_Atomic bool stopping;
};

MUST_USE int media_thread_start(struct media_thread *t, struct media *m);
void media_thread_stop(struct media_thread *t);

#endif
