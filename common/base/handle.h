// SPDX-License-Identifier: Apache-2.0
/*
 * How a thing that lives in one thread is named in another: the slot it sits in and the
 * generation of its tenant. A record that arrives late for a former tenant does not match.
 */
#ifndef BASE_HANDLE_H
#define BASE_HANDLE_H

#include <stdbool.h>
#include <stdint.h>

/* generation 0 names nothing: a zeroed handle is no handle. */
struct handle {
	uint32_t slot;
	uint32_t generation;
};

static inline bool handle_valid(struct handle h)
{
	return h.generation != 0;
}

static inline bool handle_equal(struct handle a, struct handle b)
{
	return a.slot == b.slot && a.generation == b.generation;
}

#endif
