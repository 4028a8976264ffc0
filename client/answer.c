// SPDX-License-Identifier: Apache-2.0
#include "answer.h"

#include <errno.h>
#include <jansson.h>
#include <string.h>

#include "fields.h"
#include "proto/object.h"

/* ---- reading ---- */

static int take_ssrc(const json_t *object, uint32_t *to)
{
	const json_t *value = json_object_get(object, "ssrc");
	json_int_t ssrc = json_integer_value(value);
	if (!json_is_integer(value) || ssrc < 0 || ssrc > UINT32_MAX)
		return -EBADMSG;
	*to = (uint32_t)ssrc;
	return 0;
}

static enum message_channel_state state_from(const char *word)
{
	static const char *const words[] = {
		[CHANNEL_IDLE] = "idle",
		[CHANNEL_LIVE] = "live",
		[CHANNEL_FLOOR] = "floor",
		[CHANNEL_SUSPENDED] = "suspended",
	};
	for (int i = 0; i < (int)(sizeof words / sizeof words[0]); i++)
		if (strcmp(words[i], word) == 0)
			return (enum message_channel_state)i;
	return CHANNEL_IDLE; /* a later version's word */
}

static struct event_channel *channel_for(struct event_view *view, const char *id)
{
	for (uint32_t i = 0; i < view->channel_count; i++)
		if (strcmp(view->channels[i].id, id) == 0)
			return &view->channels[i];
	if (view->channel_count == CHANNELS_MAX)
		return NULL;
	struct event_channel *c = &view->channels[view->channel_count++];
	*c = (struct event_channel){ .delay_ms = -1 };
	fields_copy(c->id, sizeof c->id, id);
	fields_copy(c->name, sizeof c->name, id);
	return c;
}

static int take_channel(struct event_view *view, const json_t *object)
{
	char id[NAME_BYTES] = "";
	char state[NAME_BYTES] = "";
	if (!json_is_object(object) || fields_text(object, "id", id, sizeof id) || !id[0])
		return -EBADMSG;
	struct event_channel *c = channel_for(view, id);
	if (!c)
		return -EBADMSG;
	if (fields_text(object, "state", state, sizeof state))
		return -EBADMSG;
	if (state[0]) {
		c->state = state_from(state);
		c->reason[0] = '\0';
	}
	if (fields_text(object, "name", c->name, sizeof c->name) ||
			fields_text(object, "reason", c->reason, sizeof c->reason) ||
			fields_whole(object, "depth", 0, 100, &c->depth))
		return -EBADMSG;
	return fields_whole(object, "delay_ms", -1, 1e9, &c->delay_ms);
}

static int take_view(struct event_view *view, const json_t *root)
{
	const json_t *event = json_object_get(root, "event");
	if (event && (!json_is_object(event) ||
				     fields_text(event, "title", view->title, sizeof view->title) ||
				     fields_text(event, "floor_language", view->floor_language,
						     sizeof view->floor_language)))
		return -EBADMSG;
	const json_t *channels = json_object_get(root, "channels");
	if (channels && !json_is_array(channels))
		return -EBADMSG;
	for (size_t i = 0; i < json_array_size(channels); i++)
		if (take_channel(view, json_array_get(channels, i)))
			return -EBADMSG;
	return 0;
}

static int take_streams(struct answer *a, const json_t *root)
{
	const json_t *streams = json_object_get(root, "streams");
	if (streams && !json_is_array(streams))
		return -EBADMSG;
	if (json_array_size(streams) > CHANNELS_MAX)
		return -EBADMSG;
	for (size_t i = 0; i < json_array_size(streams); i++) {
		const json_t *object = json_array_get(streams, i);
		struct answer_stream *s = &a->streams[i];
		if (!json_is_object(object) || take_ssrc(object, &s->ssrc) ||
				fields_text(object, "channel", s->channel, sizeof s->channel))
			return -EBADMSG;
		s->boothmate = json_is_true(json_object_get(object, "boothmate"));
	}
	a->stream_count = (uint32_t)json_array_size(streams);
	return 0;
}

static int take_uplink(struct answer *a, const json_t *root)
{
	const json_t *uplink = json_object_get(root, "uplink");
	if (!uplink)
		return 0;
	if (!json_is_object(uplink) || take_ssrc(uplink, &a->uplink_ssrc))
		return -EBADMSG;
	a->has_uplink = true;
	return fields_whole(uplink, "bitrate", 0, 510000, &a->uplink_bitrate_bps);
}

static int take_welcome(struct answer *a, struct event_view *view, const json_t *root)
{
	*view = (struct event_view){ 0 };
	if (fields_text(root, "session", a->session, sizeof a->session) ||
			fields_number(root, "server_ms", &a->server_ms) || take_view(view, root) ||
			take_uplink(a, root))
		return -EBADMSG;
	return take_streams(a, root);
}

static int take_pong(struct answer *a, const json_t *root)
{
	if (!json_object_get(root, "t") || !json_object_get(root, "server_ms"))
		return -EBADMSG;
	if (fields_number(root, "t", &a->t))
		return -EBADMSG;
	return fields_number(root, "server_ms", &a->server_ms);
}

static int take_error(struct answer *a, const json_t *root)
{
	if (fields_text(root, "code", a->code, sizeof a->code) ||
			fields_text(root, "message", a->text, sizeof a->text))
		return -EBADMSG;
	return fields_text(root, "re", a->re, sizeof a->re);
}

static int take_answer(struct answer *a, struct event_view *view, const json_t *root)
{
	static const char *const words[] = { "welcome", "subscribed", "state", "pong", "error" };
	const char *type = json_string_value(json_object_get(root, "type"));
	if (!type)
		return -EBADMSG;
	a->type = ANSWER_OTHER;
	for (int i = 0; i < ANSWER_OTHER; i++)
		if (strcmp(words[i], type) == 0)
			a->type = (enum answer_type)i;

	switch (a->type) {
	case ANSWER_WELCOME: return take_welcome(a, view, root);
	case ANSWER_SUBSCRIBED: return take_streams(a, root);
	case ANSWER_STATE: return take_view(view, root);
	case ANSWER_PONG: return take_pong(a, root);
	case ANSWER_ERROR: return take_error(a, root);
	case ANSWER_OTHER: return 0;
	}
	return -EBADMSG;
}

int answer_parse(struct answer *a, struct event_view *view, const char *text, size_t bytes)
{
	*a = (struct answer){ 0 };
	if (bytes > MESSAGE_BYTES_MAX)
		return -EBADMSG;
	json_t *root = json_loadb(text, bytes, 0, NULL);
	if (!root)
		return -EBADMSG;
	struct event_view changed = *view;
	int err = take_answer(a, &changed, root);
	if (!err)
		*view = changed;
	json_decref(root);
	return err;
}

const struct event_channel *event_view_find(const struct event_view *view, const char *id)
{
	for (uint32_t i = 0; i < view->channel_count; i++)
		if (strcmp(view->channels[i].id, id) == 0)
			return &view->channels[i];
	return NULL;
}

/* ---- writing ---- */

static json_t *text_unless_empty(const char *text)
{
	return text[0] ? json_string(text) : NULL; /* "s*" and "o*" leave NULL out */
}

static void add_subscription(json_t *object, const struct message_subscribe *s)
{
	static const char *const renditions[] = { "high", "low", "auto" };
	json_t *channels = json_array();
	for (uint32_t i = 0; i < s->count; i++)
		json_array_append_new(channels, json_string(s->channels[i]));
	json_object_set_new(object, "channels", channels);
	json_object_set_new(object, "rendition", json_string(renditions[s->rendition]));
	if (s->bundle > 1)
		json_object_set_new(object, "bundle", json_integer(s->bundle));
	if (s->incoming)
		json_object_set_new(object, "incoming", json_true());
	if (s->boothmate)
		json_object_set_new(object, "boothmate", json_true());
}

int answer_write_join(char *text, size_t capacity, const struct message_join *join)
{
	json_t *object = json_pack("{s:s, s:s, s:o*, s:o*, s:o*, s:o*, s:o*}", "type", "join",
			"role", message_role_name(join->role), "token",
			text_unless_empty(join->token), "booth", text_unless_empty(join->booth),
			"name", text_unless_empty(join->name), "client",
			text_unless_empty(join->client), "session",
			text_unless_empty(join->session));
	if (object && join->has_channels)
		add_subscription(object, &join->subscribe);
	if (object && join->microphone == SWITCH_OFF)
		json_object_set_new(object, "microphone", json_string("off"));
	if (object && join->path)
		json_object_set_new(object, "path", json_true());
	return object_write(text, capacity, object);
}

int answer_write_subscribe(char *text, size_t capacity, const struct message_subscribe *subscribe)
{
	json_t *object = json_pack("{s:s}", "type", "subscribe");
	if (object)
		add_subscription(object, subscribe);
	return object_write(text, capacity, object);
}

int answer_write_ping(char *text, size_t capacity, double t)
{
	return object_write(text, capacity, json_pack("{s:s, s:f}", "type", "ping", "t", t));
}

int answer_write_microphone(char *text, size_t capacity, bool on)
{
	return object_write(text, capacity,
			json_pack("{s:s, s:b}", "type", "microphone", "on", on));
}
