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
static const char *const switch_words[] = { [SWITCH_ON] = "on", [SWITCH_OFF] = "off", NULL };
static const char *const output_words[] = { "a", "b", "c", NULL };
static const char *const reason_words[] = {
	[REASON_OTHER] = "other",
	[REASON_SOUND] = "sound",
	[REASON_TOO_FAST] = "too_fast",
	[REASON_UNSEEN_TEXT] = "unseen_text",
	NULL,
};
static const char *const step_words[] = {
	[STEP_OFFER] = "offer",
	[STEP_REQUEST] = "request",
	[STEP_ACCEPT] = "accept",
	[STEP_CANCEL] = "cancel",
	[STEP_TAKE] = "take",
	NULL,
};
static const char *const chat_words[] = {
	[CHAT_BOOTH] = "booth",
	[CHAT_BOOTHS] = "booths",
	[CHAT_OPERATOR] = "operator",
	NULL,
};
static const char *const interlock_words[] = {
	[RULE_INTERLOCK_KEEP] = "keep",
	[RULE_NONE] = "none",
	[RULE_INTERLOCK] = "interlock",
	[RULE_OVERRIDE] = "override",
	NULL,
};
static const char *const pass_words[] = {
	[RULE_PASS_KEEP] = "keep",
	[RULE_NEVER] = "never",
	[RULE_LANGUAGE] = "language",
	[RULE_IDLE] = "idle",
	NULL,
};

/* clang-format off */

/* What to send: the same fields in join and subscribe. */
#define SUBSCRIBE_FIELDS(where) \
	{ "rendition", FIELD_WORD, AT(where.rendition), .words = rendition_words }, \
	{ "bundle", FIELD_INTEGER, AT(where.bundle), .min = 1, .max = 3, .fallback = 1 }, \
	{ "incoming", FIELD_BOOLEAN, AT(where.incoming) }, \
	{ "boothmate", FIELD_BOOLEAN, AT(where.boothmate) }

static const struct field join_fields[] = {
	{ "role", FIELD_WORD, true, AT(join.role), .words = role_words },
	{ "channels", FIELD_IDS, AT(join.subscribe.count), .max = CHANNELS_MAX,
		.present = offsetof(struct message, join.has_channels) },
	SUBSCRIBE_FIELDS(join.subscribe),
	{ "microphone", FIELD_WORD, AT(join.microphone), .words = switch_words },
	{ "token", FIELD_ASCII, AT(join.token) },
	{ "booth", FIELD_ID, AT(join.booth) },
	{ "name", FIELD_LINE, AT(join.name) },
	{ "client", FIELD_LINE, AT(join.client) },
	{ "session", FIELD_ASCII, AT(join.session) },
	{ "path", FIELD_BOOLEAN, AT(join.path) },
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

static const struct field key_fields[] = {
	{ "on", FIELD_BOOLEAN, true, AT(key.on) },
};

static const struct field output_fields[] = {
	{ "output", FIELD_WORD, true, AT(output.output), .words = output_words },
};

static const struct field incoming_fields[] = {
	{ "channel", FIELD_ID, AT(incoming.channel) },
};

static const struct field cannot_interpret_fields[] = {
	{ "on", FIELD_BOOLEAN, true, AT(cannot_interpret.on) },
	{ "reason", FIELD_WORD, AT(cannot_interpret.reason), .words = reason_words },
};

static const struct field handover_fields[] = {
	{ "step", FIELD_WORD, true, AT(handover.step), .words = step_words },
};

static const struct field consent_fields[] = {
	{ "recording", FIELD_BOOLEAN, true, AT(consent.recording) },
};

static const struct field floor_language_fields[] = {
	{ "language", FIELD_ASCII, AT(floor_language.language) },
};

static const struct field chat_fields[] = {
	{ "to", FIELD_WORD, true, AT(chat.to), .words = chat_words },
	{ "booth", FIELD_ID, AT(chat.booth) },
	{ "text", FIELD_LINE, true, AT(chat.text) },
};

static const struct field announce_fields[] = {
	{ "channels", FIELD_IDS, AT(announce.count), .max = CHANNELS_MAX },
	{ "text", FIELD_LINE, true, AT(announce.text) },
};

static const struct field announce_over_fields[] = {
	{ "id", FIELD_INTEGER, AT(announce_over.id), .min = 1, .max = UINT32_MAX },
};

static const struct field answer_fields[] = {
	{ "seat", FIELD_INTEGER, true, AT(seat.seat), .max = MICROPHONES_MAX - 1 },
};

static const struct field mute_fields[] = {
	{ "seat", FIELD_INTEGER, true, AT(seat.seat), .max = MICROPHONES_MAX - 1 },
	{ "on", FIELD_BOOLEAN, true, AT(seat.on) },
};

static const struct field alarm_seen_fields[] = {
	{ "id", FIELD_INTEGER, AT(alarm_seen.id), .min = 1, .max = UINT32_MAX },
};

#define IN_RULE(member) .offset = offsetof(struct message_rule, member), \
	.bytes = sizeof(((struct message_rule *)0)->member)

static const struct field rule_fields[] = {
	{ "id", FIELD_ID, true, IN_RULE(channel) },
	{ "interlock", FIELD_WORD, IN_RULE(interlock), .words = interlock_words },
	{ "pass_through", FIELD_WORD, IN_RULE(pass_through), .words = pass_words },
};

static const struct row_shape rule_rows = { FIELDS(rule_fields),
	.bytes = sizeof(struct message_rule),
	.offset = offsetof(struct message_rules, channels) };

static const struct field rules_fields[] = {
	{ "channels", FIELD_ROWS, true, AT(rules.count), .max = CHANNELS_MAX, .rows = &rule_rows },
};

static const struct field record_fields[] = {
	{ "on", FIELD_BOOLEAN, true, AT(record.on) },
	{ "channels", FIELD_IDS, AT(record.count), .max = CHANNELS_MAX },
};

static const struct field invite_fields[] = {
	{ "role", FIELD_WORD, true, AT(invite.role), .words = role_words },
	{ "booth", FIELD_ID, AT(invite.booth) },
	{ "channels", FIELD_IDS, AT(invite.count), .max = CHANNELS_MAX },
	{ "valid_s", FIELD_INTEGER, AT(invite.valid_s), .min = INVITE_VALID_MIN_S,
		.max = INVITE_VALID_MAX_S, .fallback = INVITE_VALID_DEFAULT_S },
	{ "name", FIELD_LINE, AT(invite.name) },
	{ "address", FIELD_ASCII, AT(invite.address) },
};

/* clang-format on */

/* An interpreter says which booth, or which seat to come back to. */
static const char *join_missing(const struct message *m)
{
	bool needs_booth = m->join.role == ROLE_INTERPRETER && !m->join.session[0];
	return needs_booth && !m->join.booth[0] ? "booth" : NULL;
}

static const char *invite_missing(const struct message *m)
{
	return m->invite.role == ROLE_INTERPRETER && !m->invite.booth[0] ? "booth" : NULL;
}

static_assert(offsetof(struct message_invite, channels) == offsetof(struct message_invite, count) +
									   sizeof(uint32_t) &&
				offsetof(struct message_record, channels) ==
						offsetof(struct message_record, count) +
								sizeof(uint32_t),
		"FIELD_IDS is a count with its ids behind it");

const struct message_shape message_shapes[MESSAGE_TYPE_COUNT] = {
	[MESSAGE_JOIN] = { "join", FIELDS(join_fields), .missing = join_missing },
	[MESSAGE_SUBSCRIBE] = { "subscribe", FIELDS(subscribe_fields) },
	[MESSAGE_PING] = { "ping", FIELDS(ping_fields) },
	[MESSAGE_MICROPHONE] = { "microphone", FIELDS(microphone_fields) },
	[MESSAGE_COUGH] = { "cough", FIELDS(key_fields) },
	[MESSAGE_OUTPUT] = { "output", FIELDS(output_fields) },
	[MESSAGE_INCOMING] = { "incoming", FIELDS(incoming_fields) },
	[MESSAGE_CANNOT_INTERPRET] = { "cannot_interpret", FIELDS(cannot_interpret_fields) },
	[MESSAGE_SLOW_DOWN] = { "slow_down", FIELDS(key_fields) },
	[MESSAGE_CALL_OPERATOR] = { "call_operator", FIELDS(key_fields) },
	[MESSAGE_HANDOVER] = { "handover", FIELDS(handover_fields) },
	[MESSAGE_CONSENT] = { "consent", FIELDS(consent_fields) },
	[MESSAGE_FLOOR_LANGUAGE] = { "floor_language", FIELDS(floor_language_fields) },
	[MESSAGE_CHAT] = { "chat", FIELDS(chat_fields) },
	[MESSAGE_ANNOUNCE] = { "announce", FIELDS(announce_fields) },
	[MESSAGE_ANNOUNCE_OVER] = { "announce_over", FIELDS(announce_over_fields) },
	[MESSAGE_ANSWER] = { "answer", FIELDS(answer_fields) },
	[MESSAGE_MUTE] = { "mute", FIELDS(mute_fields) },
	[MESSAGE_RULES] = { "rules", FIELDS(rules_fields) },
	[MESSAGE_RECORD] = { "record", FIELDS(record_fields) },
	[MESSAGE_ALARM_SEEN] = { "alarm_seen", FIELDS(alarm_seen_fields) },
	[MESSAGE_INVITE] = { "invite", FIELDS(invite_fields), .missing = invite_missing },
	[MESSAGE_SEEN] = { "seen", NULL, 0, NULL },
};

const char *message_role_name(enum message_role role)
{
	assert(role < ROLE_COUNT);
	return role_words[role];
}

const char *message_reason_name(enum message_reason reason)
{
	return reason_words[reason];
}

const char *message_type_name(enum message_type type)
{
	assert(type < MESSAGE_TYPE_COUNT);
	return message_shapes[type].name;
}

int message_role_from(const char *name)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		if (!strcmp(role_words[i], name))
			return i;
	return -1;
}
