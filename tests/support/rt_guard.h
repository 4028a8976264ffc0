// SPDX-License-Identifier: Apache-2.0
/*
 * Trips when real-time work does what it must not. Linking this into a test replaces the empty
 * rt_enter() and rt_leave() of base/rt.h; between them, on the thread that called them, each of
 * these ends the test with a message, a backtrace and abort():
 *
 *   malloc, calloc, realloc, free, posix_memalign, aligned_alloc    also inside libraries
 *   pthread_mutex_lock, pthread_mutex_trylock
 *   clock_gettime, clock_nanosleep, and write of anything but a bell's 8 bytes
 *
 * The sanitizers own these calls in their builds; there only malloc and free are watched, through
 * the sanitizers' own hooks.
 *
 * In a test: tumen_test(name SOURCES ... SEES room rt_guard); the code under test makes the marks.
 *
 * Thread: any; each is watched by itself.
 */
#ifndef SUPPORT_RT_GUARD_H
#define SUPPORT_RT_GUARD_H

#include "base/rt.h"

/* How often rt_enter() was called since the start, on all threads: a test that asks can tell that
 * the code it ran was guarded at all. */
unsigned long rt_guard_rounds(void);

#endif
