// SPDX-License-Identifier: Apache-2.0
#include "proto/console_message.h"

#include <errno.h>
#include <string.h>

#include "proto/object.h"

static void set_known_text(struct object *o, const char *key, const char *text)
{
	if (text && text[0])
		object_set_text(o, key, text);
}

static void set_known_seat(struct object *o, const char *key, int seat)
{
	if (seat != SEAT_NOBODY)
		object_set_integer(o, key, seat);
}

static void set_handover(struct object *o, const struct message_handover_state *h)
{
	struct object handover = object_begin();
	object_set_text(&handover, "state", h->state);
	set_known_seat(&handover, "from", h->from);
	set_known_seat(&handover, "to", h->to);
	if (h->until_ms)
		object_set_integer(&handover, "until_ms", h->until_ms);
	object_set(o, "handover", object_end(&handover));
}

static void set_outputs(struct object *o, const struct message_console *c)
{
	static const char *const keys[CONSOLE_OUTPUTS_MAX] = { "a", "b", "c" };
	struct object outputs = object_begin();
	for (int i = 0; i < CONSOLE_OUTPUTS_MAX; i++)
		set_known_text(&outputs, keys[i], c->outputs[i]);
	object_set_text(o, "output", keys[c->output]);
	object_set(o, "outputs", object_end(&outputs));
}

int message_write_console(char *text, size_t capacity, const struct message_console *c)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "console");
	object_set_integer(&o, "seat", c->seat);
	object_set_text(&o, "microphone", c->microphone);
	object_set_boolean(&o, "on_air", c->on_air);
	set_outputs(&o, c);
	set_known_text(&o, "incoming", c->incoming);
	object_set_text(&o, "floor_key", c->floor_key);
	object_set_text(&o, "hears", c->hears);
	object_set_texts(&o, "offered", c->offered, c->offered_count);
	set_handover(&o, &c->handover);
	return object_write(text, capacity, object_end(&o));
}

static void set_seat(struct object *o, const struct message_seat_state *s)
{
	object_set_text(o, "role", s->role);
	set_known_text(o, "booth", s->booth);
	set_known_text(o, "name", s->name);
	object_set_text(o, "microphone", s->microphone);
	object_set_boolean(o, "on_air", s->on_air);
	if (s->turn_ms >= 0)
		object_set_integer(o, "turn_ms", s->turn_ms);
	set_known_text(o, "output", s->output);
	set_known_text(o, "hears", s->hears);
	set_known_text(o, "reason", s->reason);
	object_set_boolean(o, "slow_down", s->slow_down);
	object_set_text(o, "call", s->call);
	object_set_boolean(o, "consents", s->consents);
}

int message_write_seat(char *text, size_t capacity, const struct message_seat_state *s)
{
	struct object o = object_begin();
	object_set_integer(&o, "seat", s->seat);
	object_set_text(&o, "state", s->state);
	if (s->role)
		set_seat(&o, s);
	return object_write(text, capacity, object_end(&o));
}

/* Behind what is written already; false when it does not fit. */
static bool append(char *text, size_t capacity, size_t *used, const char *more)
{
	size_t bytes = strlen(more);
	if (*used + bytes >= capacity)
		return false;
	memcpy(text + *used, more, bytes + 1);
	*used += bytes;
	return true;
}

int message_write_seats(char *text, size_t capacity, const char *const *seats, uint32_t seat_count,
		const char *floor_by)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "seats");
	set_known_text(&o, "floor_language_by", floor_by);
	int head = object_write(text, capacity, object_end(&o));
	if (head < 0)
		return head;
	size_t used = (size_t)head - 1; /* its last brace comes after the list */
	bool fits = append(text, capacity, &used, ",\"seats\":[");
	for (uint32_t i = 0; i < seat_count && fits; i++) {
		fits = append(text, capacity, &used, i ? "," : "");
		fits = fits && append(text, capacity, &used, seats[i]);
	}
	fits = fits && append(text, capacity, &used, "]}");
	return fits ? (int)used : -ENOSPC;
}

int message_write_chat(char *text, size_t capacity, const struct message_chat_line *l)
{
	struct object from = object_begin();
	set_known_seat(&from, "seat", l->seat);
	object_set_text(&from, "role", l->role);
	set_known_text(&from, "name", l->name);
	set_known_text(&from, "booth", l->from_booth);

	struct object o = object_begin();
	object_set_text(&o, "type", "chat");
	object_set(&o, "from", object_end(&from));
	object_set_text(&o, "to", l->to);
	set_known_text(&o, "booth", l->booth);
	object_set_text(&o, "text", l->text);
	object_set_integer(&o, "server_ms", l->server_ms);
	return object_write(text, capacity, object_end(&o));
}

int message_write_alert(char *text, size_t capacity, const char *code, int seat,
		const char *message)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "alert");
	object_set_text(&o, "code", code);
	set_known_seat(&o, "seat", seat);
	object_set_text(&o, "message", message);
	return object_write(text, capacity, object_end(&o));
}
