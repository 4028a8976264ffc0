// SPDX-License-Identifier: Apache-2.0
/*
 * A one-way pipe of records between two threads: one writer, one reader, by value, no lock.
 * Records have a largest size; a shorter one costs only its own bytes to copy. When the pipe is
 * full the record is dropped here and counted, and the writer is told.
 *
 * Thread: pipe_put() on the writer's thread only, pipe_take() on the reader's only,
 *         pipe_dropped() and pipe_waiting() on any.
 * Owns:   the slots, from pipe_init() to pipe_finish().
 */
#ifndef BASE_PIPE_H
#define BASE_PIPE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum { PIPE_LINE_BYTES = 64 }; /* writer's and reader's counters never share a cache line */

struct pipe {
	uint8_t *slots;
	uint32_t *lengths;
	size_t slot_bytes;
	uint32_t mask;
	_Alignas(PIPE_LINE_BYTES) _Atomic uint32_t put;   /* written by the writer only */
	_Atomic uint64_t dropped;                         /* written by the writer only */
	_Alignas(PIPE_LINE_BYTES) _Atomic uint32_t taken; /* written by the reader only */
};

/* record_bytes: the largest record; records: at least this many fit (rounded up to a power of
 * two, at most 2^20). 0, -EINVAL or -ENOMEM. */
MUST_USE int pipe_init(struct pipe *p, size_t record_bytes, uint32_t records);

/* Frees the slots. A zeroed pipe is fine. */
void pipe_finish(struct pipe *p);

/* Copies the first `bytes` of a record in; false when full (counted). */
RT bool pipe_put(struct pipe *p, const void *record, size_t bytes);

/* Copies the oldest record out into memory of at least record_bytes; returns its length in bytes,
 * 0 when the pipe is empty. What lies behind that length is left as it was. */
RT size_t pipe_take(struct pipe *p, void *record);

/* Records waiting, as the caller's thread sees it now. */
RT uint32_t pipe_waiting(const struct pipe *p);

/* Records dropped since the start. */
RT uint64_t pipe_dropped(const struct pipe *p);

#endif
