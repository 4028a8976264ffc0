// SPDX-License-Identifier: Apache-2.0
/*
 * The monotonic clock. Only threads' main loops and net ask it; everything below them is told.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds of CLOCK_MONOTONIC. */
int64_t clock_now_ns(void);

/* Nanoseconds of CLOCK_REALTIME since 1970, UTC: for what people read, never for intervals. */
int64_t clock_unix_ns(void);

/* Sleeps until an absolute time of clock_now_ns(); returns at once when it has passed. */
void clock_sleep_until_ns(int64_t deadline_ns);

#endif
