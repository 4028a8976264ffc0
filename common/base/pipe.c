// SPDX-License-Identifier: Apache-2.0
#include "base/pipe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint32_t power_of_two_from(uint32_t n)
{
	uint32_t size = 1;
	while (size < n)
		size *= 2;
	return size;
}

int pipe_init(struct pipe *p, size_t record_bytes, uint32_t records)
{
	if (record_bytes == 0 || records == 0 || records > 1u << 20)
		return -EINVAL;

	uint32_t slots = power_of_two_from(records);
	*p = (struct pipe){ .slot_bytes = record_bytes, .mask = slots - 1 };
	p->slots = calloc(slots, record_bytes);
	p->lengths = calloc(slots, sizeof *p->lengths);
	if (!p->slots || !p->lengths) {
		pipe_finish(p);
		return -ENOMEM;
	}
	return 0;
}

void pipe_finish(struct pipe *p)
{
	free(p->slots);
	free(p->lengths);
	p->slots = NULL;
	p->lengths = NULL;
}

bool pipe_put(struct pipe *p, const void *record, size_t bytes)
{
	assert(bytes > 0 && bytes <= p->slot_bytes);

	uint32_t put = atomic_load_explicit(&p->put, memory_order_relaxed); /* our own */
	/* pairs with the release in pipe_take(): the slot has been read before we write it again */
	uint32_t taken = atomic_load_explicit(&p->taken, memory_order_acquire);
	if (put - taken > p->mask) {
		uint64_t dropped = atomic_load_explicit(&p->dropped, memory_order_relaxed);
		atomic_store_explicit(&p->dropped, dropped + 1, memory_order_relaxed);
		return false;
	}
	uint32_t slot = put & p->mask;
	memcpy(p->slots + slot * p->slot_bytes, record, bytes);
	p->lengths[slot] = (uint32_t)bytes;
	/* pairs with the acquire in pipe_take(): the record is whole before it is seen */
	atomic_store_explicit(&p->put, put + 1, memory_order_release);
	return true;
}

size_t pipe_take(struct pipe *p, void *record)
{
	uint32_t taken = atomic_load_explicit(&p->taken, memory_order_relaxed); /* our own */
	/* pairs with the release in pipe_put() */
	uint32_t put = atomic_load_explicit(&p->put, memory_order_acquire);
	if (put == taken)
		return 0;

	uint32_t slot = taken & p->mask;
	size_t bytes = p->lengths[slot];
	memcpy(record, p->slots + slot * p->slot_bytes, bytes);
	/* pairs with the acquire in pipe_put() */
	atomic_store_explicit(&p->taken, taken + 1, memory_order_release);
	return bytes;
}

uint32_t pipe_waiting(const struct pipe *p)
{
	uint32_t taken = atomic_load_explicit(&p->taken, memory_order_acquire);
	uint32_t put = atomic_load_explicit(&p->put, memory_order_acquire);
	return put - taken;
}

uint64_t pipe_dropped(const struct pipe *p)
{
	return atomic_load_explicit(&p->dropped, memory_order_relaxed);
}
