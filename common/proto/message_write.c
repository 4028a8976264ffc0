// SPDX-License-Identifier: Apache-2.0
#include "proto/message.h"

#include <math.h>

#include "proto/object.h"

enum { PAYLOAD_TYPE = 111 };

/* ---- parts that several messages share ---- */

static json_t *channel_json(const struct message_channel *c)
{
	static const char *const states[] = {
		[CHANNEL_IDLE] = "idle",
		[CHANNEL_LIVE] = "live",
		[CHANNEL_FLOOR] = "floor",
		[CHANNEL_SUSPENDED] = "suspended",
	};
	struct object o = object_begin();
	object_set_text(&o, "id", c->id);
	object_set_text(&o, "lang", c->lang);
	object_set_text(&o, "name", c->name);
	object_set_text(&o, "state", states[c->state]);
	if (c->reason)
		object_set_text(&o, "reason", c->reason);
	object_set_integer(&o, "depth", c->depth);
	if (c->delay_ms >= 0)
		object_set_integer(&o, "delay_ms", c->delay_ms);
	return object_end(&o);
}

static void set_channels(struct object *o, const struct message_channel *channels, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, channel_json(&channels[i])) != 0)
			o->failed = true;
	object_set(o, "channels", list);
}

static json_t *stream_json(const struct message_stream *s)
{
	struct object o = object_begin();
	if (s->channel)
		object_set_text(&o, "channel", s->channel);
	else
		object_set_boolean(&o, "boothmate", true);
	object_set_text(&o, "rendition", s->low ? "low" : "high");
	object_set_integer(&o, "ssrc", s->ssrc);
	object_set_integer(&o, "payload_type", PAYLOAD_TYPE);
	object_set_integer(&o, "frame_ms", s->frame_ms);
	return object_end(&o);
}

static void set_streams(struct object *o, const struct message_stream *streams, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, stream_json(&streams[i])) != 0)
			o->failed = true;
	object_set(o, "streams", list);
}

static void set_announcement(struct object *o, const struct message_announcement *a)
{
	object_set_integer(o, "id", a->id);
	if (a->channel_count)
		object_set_texts(o, "channels", a->channels, a->channel_count);
	object_set_text(o, "text", a->text);
	object_set_integer(o, "server_ms", a->server_ms);
}

static void set_announcements(struct object *o, const struct message_announcement *a,
		uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++) {
		struct object one = object_begin();
		set_announcement(&one, &a[i]);
		if (json_array_append_new(list, object_end(&one)) != 0)
			o->failed = true;
	}
	object_set(o, "announcements", list);
}

static void set_event(struct object *o, const struct message_event *e)
{
	object_set_text(o, "id", e->id);
	object_set_text(o, "title", e->title);
	if (e->floor_language[0])
		object_set_text(o, "floor_language", e->floor_language);
	object_set_text(o, "access", e->access);
}

static json_t *booth_json(const struct message_booth *b)
{
	struct object o = object_begin();
	object_set_text(&o, "id", b->id);
	object_set_texts(&o, "outputs", b->outputs, b->output_count);
	return object_end(&o);
}

void object_set_booths(struct object *o, const struct message_booth *booths, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, booth_json(&booths[i])) != 0)
			o->failed = true;
	object_set(o, "booths", list);
}

static void set_uplink(struct object *o, const struct message_welcome *w)
{
	struct object uplink = object_begin();
	object_set_integer(&uplink, "ssrc", w->uplink_ssrc);
	object_set_integer(&uplink, "payload_type", PAYLOAD_TYPE);
	object_set_integer(&uplink, "frame_ms", TICK_MS);
	object_set_integer(&uplink, "bitrate", w->uplink_bitrate_bps);
	object_set(o, "uplink", object_end(&uplink));
}

/* ---- messages ---- */

int message_write_welcome(char *text, size_t capacity, const struct message_welcome *w)
{
	struct object event = object_begin();
	set_event(&event, &w->event);

	struct object o = object_begin();
	object_set_text(&o, "type", "welcome");
	object_set_text(&o, "protocol", "tumen.v1");
	object_set_text(&o, "role", message_role_name(w->role));
	object_set_text(&o, "session", w->session);
	object_set_integer(&o, "server_ms", w->server_ms);
	object_set(&o, "event", object_end(&event));
	set_channels(&o, w->channels, w->channel_count);
	set_streams(&o, w->streams, w->stream_count);
	if (w->announcement_count)
		set_announcements(&o, w->announcements, w->announcement_count);
	if (w->has_uplink)
		set_uplink(&o, w);
	return object_write(text, capacity, object_end(&o));
}

int message_write_subscribed(char *text, size_t capacity, const struct message_stream *streams,
		uint32_t stream_count)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "subscribed");
	set_streams(&o, streams, stream_count);
	return object_write(text, capacity, object_end(&o));
}

int message_write_state(char *text, size_t capacity, const struct message_channel *channels,
		uint32_t channel_count, const char *floor_language)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "state");
	if (floor_language) {
		struct object event = object_begin();
		object_set_text(&event, "floor_language", floor_language);
		object_set(&o, "event", object_end(&event));
	}
	if (channel_count)
		set_channels(&o, channels, channel_count);
	return object_write(text, capacity, object_end(&o));
}

int message_write_announcement(char *text, size_t capacity, const struct message_announcement *a)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "announcement");
	set_announcement(&o, a);
	return object_write(text, capacity, object_end(&o));
}

int message_write_announcement_over(char *text, size_t capacity, const uint32_t *ids,
		uint32_t count)
{
	struct object o = object_begin();
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, json_integer(ids[i])) != 0)
			o.failed = true;
	object_set_text(&o, "type", "announcement_over");
	object_set(&o, "ids", list);
	return object_write(text, capacity, object_end(&o));
}

int message_write_pong(char *text, size_t capacity, double t, double server_ms)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "pong");
	object_set_number(&o, "t", t);
	/* in eighths, which are short in binary and in decimals */
	object_set_number(&o, "server_ms", rint(server_ms * 8) / 8);
	return object_write(text, capacity, object_end(&o));
}

int message_write_error(char *text, size_t capacity, const struct message_error *e)
{
	struct object o = object_begin();
	object_set_text(&o, "type", "error");
	object_set_text(&o, "code", e->code);
	object_set_text(&o, "message", e->text);
	if (e->re[0])
		object_set_text(&o, "re", e->re);
	return object_write(text, capacity, object_end(&o));
}

int message_write_event(char *text, size_t capacity, const struct message_event_page *p)
{
	struct object o = object_begin();
	set_event(&o, &p->event);
	set_channels(&o, p->channels, p->channel_count);
	object_set_booths(&o, p->booths, p->booth_count);
	return object_write(text, capacity, object_end(&o));
}
