// SPDX-License-Identifier: Apache-2.0
#include "proto/desk_message.h"

#include "proto/object.h"

static void set_known_text(struct object *o, const char *key, const char *text)
{
	if (text[0])
		object_set_text(o, key, text);
}

int message_write_invitation(char *text, size_t capacity, const struct message_invitation *i)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "invitation");
	object_set_text(&o, "role", message_role_name(i->role));
	set_known_text(&o, "booth", i->booth);
	object_set_text(&o, "path", i->path);
	if (i->token[0]) {
		object_set_text(&o, "token", i->token);
		object_set_text(&o, "jti", i->jti);
		object_set_integer(&o, "expires_unix_s", i->expires_unix_s);
	}
	set_known_text(&o, "link", i->link);
	if (i->qr_rows)
		object_set_texts(&o, "qr", i->qr, i->qr_rows);
	return object_write(text, capacity, object_end(&o));
}

static void set_operators_part(struct object *o, const struct message_recording *r)
{
	if (r->on) {
		object_set_text(o, "folder", r->folder);
		object_set_integer(o, "bytes", (int64_t)r->bytes);
		object_set_integer(o, "lost", (int64_t)r->lost);
	}
	if (r->free_bytes >= 0)
		object_set_integer(o, "free_bytes", r->free_bytes);
	set_known_text(o, "error", r->error);
}

int message_write_recording(char *text, size_t capacity, const struct message_recording *r)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "recording");
	object_set_boolean(&o, "on", r->on);
	if (r->on) {
		object_set_integer(&o, "since_ms", r->since_ms);
		object_set_texts(&o, "channels", r->channels, r->channel_count);
	}
	if (r->for_operators)
		set_operators_part(&o, r);
	return object_write(text, capacity, object_end(&o));
}

static json_t *plan_channel(const struct message_plan_channel *c)
{
	struct object o = object_begin();
	object_set_text(&o, "id", c->id);
	object_set_text(&o, "interlock", c->interlock);
	object_set_text(&o, "pass_through", c->pass_through);
	return object_end(&o);
}

/* Takes over the element, which may be NULL: then the list is given up. */
static json_t *appended(json_t *list, json_t *element)
{
	if (list && json_array_append_new(list, element) == 0)
		return list;
	json_decref(list);
	return NULL;
}

int message_write_plan(char *text, size_t capacity, const struct message_plan *p)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "plan");
	object_set_text(&o, "pivot", p->pivot);
	object_set_booths(&o, p->booths, p->booth_count);
	json_t *channels = json_array();
	for (uint32_t i = 0; i < p->channel_count; i++)
		channels = appended(channels, plan_channel(&p->channels[i]));
	object_set(&o, "channels", channels);
	return object_write(text, capacity, object_end(&o));
}
