// SPDX-License-Identifier: Apache-2.0
#include "control/outbox.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	LENGTH_BYTES = sizeof(uint32_t),
	GRANT_BYTES = LENGTH_BYTES + offsetof(struct event, text) + 1,
	CLOSE_BYTES = LENGTH_BYTES + offsetof(struct event, text) + CLOSE_REASON_BYTES,
};

int outbox_init(struct outbox *o, struct pipe *pipe, struct bell *bell, uint32_t sessions)
{
	*o = (struct outbox){ .pipe = pipe, .bell = bell };
	o->reserve = (size_t)sessions * (GRANT_BYTES + CLOSE_BYTES);
	o->capacity = OUTBOX_TEXT_BYTES + o->reserve;
	o->waiting = malloc(o->capacity);
	return o->waiting ? 0 : -ENOMEM;
}

void outbox_finish(struct outbox *o)
{
	free(o->waiting);
	o->waiting = NULL;
}

static bool pipe_has_room(const struct pipe *p)
{
	return pipe_waiting(p) <= p->mask;
}

static void append(struct outbox *o, const void *bytes, size_t length)
{
	size_t at = (o->first + o->used) % o->capacity;
	size_t before_end = o->capacity - at < length ? o->capacity - at : length;
	memcpy(o->waiting + at, bytes, before_end);
	memcpy(o->waiting, (const uint8_t *)bytes + before_end, length - before_end);
	o->used += length;
}

static void peek(const struct outbox *o, size_t offset, void *bytes, size_t length)
{
	size_t at = (o->first + offset) % o->capacity;
	size_t before_end = o->capacity - at < length ? o->capacity - at : length;
	memcpy(bytes, o->waiting + at, before_end);
	memcpy((uint8_t *)bytes + before_end, o->waiting, length - before_end);
}

bool outbox_put(struct outbox *o, const struct event *e)
{
	uint32_t length = (uint32_t)EVENT_BYTES(e);
	if (o->used == 0 && pipe_has_room(o->pipe)) {
		pipe_put(o->pipe, e, length);
		o->ringing = true;
		return true;
	}
	bool has_reserve = e->kind == EVENT_GRANT || e->kind == EVENT_CLOSE;
	size_t limit = has_reserve ? o->capacity : o->capacity - o->reserve;
	if (o->used + LENGTH_BYTES + length > limit)
		return false;
	append(o, &length, sizeof length);
	append(o, e, length);
	return true;
}

bool outbox_clear(const struct outbox *o)
{
	return o->used == 0 && pipe_has_room(o->pipe);
}

bool outbox_is_read(const struct outbox *o)
{
	return o->unread < OUTBOX_UNREAD && outbox_clear(o);
}

bool outbox_flush(struct outbox *o, struct event *scratch)
{
	while (o->used > 0 && pipe_has_room(o->pipe)) {
		uint32_t length;
		peek(o, 0, &length, sizeof length);
		peek(o, sizeof length, scratch, length);
		pipe_put(o->pipe, scratch, length);
		o->first = (o->first + sizeof length + length) % o->capacity;
		o->used -= sizeof length + length;
		o->ringing = true;
	}
	o->unread = pipe_waiting(o->pipe);
	return o->used == 0;
}

void outbox_ring(struct outbox *o)
{
	if (o->ringing)
		bell_ring(o->bell);
	o->ringing = false;
}
