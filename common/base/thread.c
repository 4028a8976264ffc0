// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* pthread_setname_np */
#include "base/thread.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#if defined(__SSE__)
#include <xmmintrin.h>
#endif

static _Thread_local enum thread_role current;

static void *enter(void *arg)
{
	struct thread *t = arg;
	current = t->role;
	pthread_setname_np(pthread_self(), t->name);
	t->run(t->arg);
	return NULL;
}

int thread_start(struct thread *t, enum thread_role role, const char *name, void (*run)(void *),
		void *arg)
{
	t->role = role;
	t->run = run;
	t->arg = arg;
	snprintf(t->name, sizeof t->name, "%s", name);

	sigset_t all;
	sigset_t before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int err = pthread_create(&t->id, NULL, enter, t);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	t->started = err == 0;
	return -err;
}

void thread_join(struct thread *t)
{
	if (!t->started)
		return;
	pthread_join(t->id, NULL);
	t->started = false;
}

int thread_make_realtime(int priority)
{
#if defined(__SSE__)
	_mm_setcsr(_mm_getcsr() | 0x8040); /* flush-to-zero, denormals-are-zero */
#endif
	struct sched_param p = { .sched_priority = priority };
	return -pthread_setschedparam(pthread_self(), SCHED_FIFO, &p);
}

void thread_expect(enum thread_role role)
{
	assert(current == role || current == THREAD_NONE);
}
