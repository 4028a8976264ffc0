// SPDX-License-Identifier: Apache-2.0
#include "net/door.h"

#include <stddef.h>

struct door *door_take(struct doors *all, struct connection *c)
{
	for (uint32_t i = 0; i < DOORS; i++) {
		struct door *d = &all->doors[i];
		if (d->connection)
			continue;
		*d = (struct door){ .connection = c, .generation = d->generation + 1 };
		d->generation += d->generation == 0; /* 0 names nobody */
		return d;
	}
	return NULL;
}

void door_leave(struct door *d)
{
	d->connection = NULL;
}

struct handle door_handle(const struct doors *all, const struct door *d)
{
	return (struct handle){ .slot = (uint32_t)(d - all->doors), .generation = d->generation };
}

struct door *door_find(struct doors *all, struct handle h)
{
	struct door *d = h.slot < DOORS ? &all->doors[h.slot] : NULL;
	return d && d->connection && d->generation == h.generation ? d : NULL;
}
