// SPDX-License-Identifier: Apache-2.0
#include "proto/message.h"

#include <errno.h>
#include <jansson.h>
#include <math.h>
#include <string.h>

#include "proto/text.h"

enum { PAYLOAD_TYPE = 111 };

/* ---- building ---- */

/* jansson's setters accept the NULL of a constructor that found no memory, and fail; so building
 * runs through to the end, where one check is enough. */
struct object {
	json_t *json;
	bool failed;
};

static struct object object_begin(void)
{
	json_t *json = json_object();
	return (struct object){ json, !json };
}

/* The finished object, or NULL and everything freed. */
static json_t *object_end(struct object *o)
{
	if (!o->failed)
		return o->json;
	json_decref(o->json);
	return NULL;
}

static void set(struct object *o, const char *key, json_t *value)
{
	if (json_object_set_new(o->json, key, value) != 0)
		o->failed = true;
}

static void set_text(struct object *o, const char *key, const char *text)
{
	set(o, key, json_stringn(text, text_utf8_prefix(text, strlen(text))));
}

static void set_integer(struct object *o, const char *key, int64_t value)
{
	set(o, key, json_integer(value));
}

/* A whole number as one, so that what a client sent as 5 does not come back as 5.0. */
static void set_number(struct object *o, const char *key, double value)
{
	if (value == rint(value) && fabs(value) <= MESSAGE_NUMBER_MAX)
		set_integer(o, key, (int64_t)value);
	else
		set(o, key, json_real(value));
}

/* Text of a finished object, or of NULL, which is a failed one; frees it. */
static int write_object(char *text, size_t capacity, json_t *json)
{
	if (!json)
		return -ENOMEM;
	size_t bytes = json_dumpb(json, text, capacity, JSON_COMPACT);
	json_decref(json);
	if (bytes == 0)
		return -ENOMEM;
	if (bytes >= capacity)
		return -ENOSPC;
	text[bytes] = '\0';
	return (int)bytes;
}

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
	set_text(&o, "id", c->id);
	set_text(&o, "lang", c->lang);
	set_text(&o, "name", c->name);
	set_text(&o, "state", states[c->state]);
	if (c->reason)
		set_text(&o, "reason", c->reason);
	set_integer(&o, "depth", c->depth);
	if (c->delay_ms >= 0)
		set_integer(&o, "delay_ms", c->delay_ms);
	return object_end(&o);
}

static void set_channels(struct object *o, const struct message_channel *channels, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, channel_json(&channels[i])) != 0)
			o->failed = true;
	set(o, "channels", list);
}

static json_t *stream_json(const struct message_stream *s)
{
	struct object o = object_begin();
	set_text(&o, "channel", s->channel);
	set_text(&o, "rendition", s->low ? "low" : "high");
	set_integer(&o, "ssrc", s->ssrc);
	set_integer(&o, "payload_type", PAYLOAD_TYPE);
	set_integer(&o, "frame_ms", s->frame_ms);
	return object_end(&o);
}

static void set_streams(struct object *o, const struct message_stream *streams, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, stream_json(&streams[i])) != 0)
			o->failed = true;
	set(o, "streams", list);
}

/* id, title and, where it is known, the language of the floor. */
static void set_event(struct object *o, const char *id, const char *title, const char *language)
{
	set_text(o, "id", id);
	set_text(o, "title", title);
	if (language[0])
		set_text(o, "floor_language", language);
}

static void set_uplink(struct object *o, const struct message_welcome *w)
{
	struct object uplink = object_begin();
	set_integer(&uplink, "ssrc", w->uplink_ssrc);
	set_integer(&uplink, "payload_type", PAYLOAD_TYPE);
	set_integer(&uplink, "frame_ms", TICK_MS);
	set_integer(&uplink, "bitrate", w->uplink_bitrate_bps);
	set(o, "uplink", object_end(&uplink));
}

/* ---- messages ---- */

int message_write_welcome(char *text, size_t capacity, const struct message_welcome *w)
{
	struct object event = object_begin();
	set_event(&event, w->event_id, w->event_title, w->floor_language);

	struct object o = object_begin();
	set_text(&o, "type", "welcome");
	set_text(&o, "protocol", "tumen.v1");
	set_text(&o, "role", message_role_name(w->role));
	set_text(&o, "session", w->session);
	set_integer(&o, "server_ms", w->server_ms);
	set(&o, "event", object_end(&event));
	set_channels(&o, w->channels, w->channel_count);
	set_streams(&o, w->streams, w->stream_count);
	if (w->has_uplink)
		set_uplink(&o, w);
	return write_object(text, capacity, object_end(&o));
}

int message_write_subscribed(char *text, size_t capacity, const struct message_stream *streams,
		uint32_t stream_count)
{
	struct object o = object_begin();
	set_text(&o, "type", "subscribed");
	set_streams(&o, streams, stream_count);
	return write_object(text, capacity, object_end(&o));
}

int message_write_state(char *text, size_t capacity, const struct message_channel *channels,
		uint32_t channel_count, const char *floor_language)
{
	struct object o = object_begin();
	set_text(&o, "type", "state");
	if (floor_language) {
		struct object event = object_begin();
		set_text(&event, "floor_language", floor_language);
		set(&o, "event", object_end(&event));
	}
	if (channel_count)
		set_channels(&o, channels, channel_count);
	return write_object(text, capacity, object_end(&o));
}

int message_write_pong(char *text, size_t capacity, double t, double server_ms)
{
	struct object o = object_begin();
	set_text(&o, "type", "pong");
	set_number(&o, "t", t);
	set_number(&o, "server_ms", server_ms);
	return write_object(text, capacity, object_end(&o));
}

int message_write_error(char *text, size_t capacity, const struct message_error *e)
{
	struct object o = object_begin();
	set_text(&o, "type", "error");
	set_text(&o, "code", e->code);
	set_text(&o, "message", e->text);
	if (e->re[0])
		set_text(&o, "re", e->re);
	return write_object(text, capacity, object_end(&o));
}

int message_write_event(char *text, size_t capacity, const char *id, const char *title,
		const char *floor_language, const struct message_channel *channels,
		uint32_t channel_count)
{
	struct object o = object_begin();
	set_event(&o, id, title, floor_language);
	set_channels(&o, channels, channel_count);
	return write_object(text, capacity, object_end(&o));
}
