// SPDX-License-Identifier: Apache-2.0
/*
 * Makes the n-th allocation fail, so that each way out of a constructor is walked: no leak, no
 * crash, -ENOMEM. It reaches what our own code allocates (by the linker's --wrap, so it works
 * under the sanitizers too), not what libraries do inside.
 *
 * In a test: tumen_test(name SOURCES ... SEES room alloc_fail), then
 *
 *   static int create(void *thing) { return media_create(thing, &setup); }
 *   static void destroy(void *thing) { media_destroy(*(struct media **)thing); }
 *   ...
 *   alloc_fail_replay(create, destroy, &m);
 *
 * Thread: any; each has its own count.
 */
#ifndef SUPPORT_ALLOC_FAIL_H
#define SUPPORT_ALLOC_FAIL_H

#include <stdbool.h>

/* Of this thread's allocations from now on the n-th fails, once; 1 is the next, 0 none. */
void alloc_fail_at(unsigned n);

/* Ends that; whether an allocation was failed. */
bool alloc_fail_stop(void);

/* Calls create(thing) with the first, second, third ... allocation failing until it gets by
 * without one failing. Each call but the last must return -ENOMEM, the last 0, after which
 * destroy(thing) is called; fails the cmocka test otherwise. Returns how many allocations
 * create() makes: 0 would mean that nothing was tested. */
unsigned alloc_fail_replay(int (*create)(void *thing), void (*destroy)(void *thing), void *thing);

#endif
