// SPDX-License-Identifier: Apache-2.0
/*
 * Threads by name. Each room's state belongs to one of them; entry points say so with
 * thread_expect(), which is checked in every build and costs one compare.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "base/units.h"

enum thread_role {
	THREAD_NONE, /* main before start, and tests: every thread_expect() passes */
	THREAD_MEDIA,
	THREAD_CONTROL,
	THREAD_LOOP,
	THREAD_ACCEPTOR,
	THREAD_SINK,
	THREAD_LINK, /* the native clients' four */
	THREAD_CAPTURE,
	THREAD_PLAYBACK,
	THREAD_DEVICES,
};

struct thread {
	pthread_t id;
	bool started;
	enum thread_role role;
	char name[16];
	void (*run)(void *arg);
	void *arg;
};

/* Starts run(arg) on a thread with that role and name (at most 15 bytes, seen in top -H). All
 * signals are blocked in it. `t` must live until thread_join(). 0 or negative errno. */
MUST_USE int thread_start(struct thread *t, enum thread_role role, const char *name,
		void (*run)(void *), void *arg);

/* Waits for its end; a zeroed thread is fine. */
void thread_join(struct thread *t);

/* On the thread itself: asks for real-time scheduling (SCHED_FIFO, priority 1 to 99) and, on x86,
 * where denormals are slow, flushes them to zero. 0, or -EPERM where the system does not allow it:
 * sound still works, later under load. */
int thread_make_realtime(int priority);

/* Asserts that the caller runs on a thread of this role. */
void thread_expect(enum thread_role role);

#endif
