// SPDX-License-Identifier: Apache-2.0
#include "proto/message_table.h"

#include <string.h>

/* The value of a field: where, and how large. */
#define AT(member) .offset = offsetof(struct message, member), .bytes = MEMBER_BYTES(member)
#define MEMBER_BYTES(member) sizeof(((struct message *)0)->member)
#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define FIELDS(array) .fields = (array), .field_count = COUNT(array)

static_assert(offsetof(struct message_subscribe, channels) ==
				offsetof(struct message_subscribe, count) + sizeof(uint32_t),
		"FIELD_IDS is a count with its ids behind it");

static const char *const role_words[] = {
	[ROLE_LISTENER] = "listener",
	[ROLE_INTERPRETER] = "interpreter",
	[ROLE_FLOOR] = "floor",
	[ROLE_OPERATOR] = "operator",
	[ROLE_PODIUM] = "podium",
	[ROLE_COUNT] = NULL,
};
static const char *const rendition_words[] = {
	[MESSAGE_HIGH] = "high",
	[MESSAGE_LOW] = "low",
	[MESSAGE_AUTO] = "auto",
	NULL,
};

/* clang-format off */

/* What to send: the same fields in join and subscribe. */
#define SUBSCRIBE_FIELDS(where) \
	{ "rendition", FIELD_WORD, AT(where.rendition), .words = rendition_words }, \
	{ "bundle", FIELD_INTEGER, AT(where.bundle), .min = 1, .max = 3, .fallback = 1 }

static const struct field join_fields[] = {
	{ "role", FIELD_WORD, true, AT(join.role), .words = role_words },
	{ "channels", FIELD_IDS, AT(join.subscribe.count), .max = CHANNELS_MAX,
		.present = offsetof(struct message, join.has_channels) },
	SUBSCRIBE_FIELDS(join.subscribe),
	{ "token", FIELD_ASCII, AT(join.token) },
	{ "booth", FIELD_ID, AT(join.booth) },
	{ "name", FIELD_LINE, AT(join.name) },
	{ "client", FIELD_LINE, AT(join.client) },
	{ "session", FIELD_ASCII, AT(join.session) },
};

static const struct field subscribe_fields[] = {
	{ "channels", FIELD_IDS, true, AT(subscribe.count), .max = CHANNELS_MAX },
	SUBSCRIBE_FIELDS(subscribe),
};

static const struct field ping_fields[] = {
	{ "t", FIELD_NUMBER, true, AT(ping.t), .min = -MESSAGE_NUMBER_MAX,
		.max = MESSAGE_NUMBER_MAX },
};

static const struct field microphone_fields[] = {
	{ "on", FIELD_BOOLEAN, true, AT(microphone.on) },
};

/* clang-format on */

/* An interpreter says which booth, or which seat to come back to. */
static const char *join_missing(const struct message *m)
{
	bool needs_booth = m->join.role == ROLE_INTERPRETER && !m->join.session[0];
	return needs_booth && !m->join.booth[0] ? "booth" : NULL;
}

const struct message_shape message_shapes[MESSAGE_TYPE_COUNT] = {
	[MESSAGE_JOIN] = { "join", FIELDS(join_fields), .missing = join_missing },
	[MESSAGE_SUBSCRIBE] = { "subscribe", FIELDS(subscribe_fields) },
	[MESSAGE_PING] = { "ping", FIELDS(ping_fields) },
	[MESSAGE_MICROPHONE] = { "microphone", FIELDS(microphone_fields) },
};

const char *message_role_name(enum message_role role)
{
	assert(role < ROLE_COUNT);
	return role_words[role];
}

int message_role_from(const char *name)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (!strcmp(role_words[i], name))
			return i;
	return -1;
}
