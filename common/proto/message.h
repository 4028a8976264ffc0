// SPDX-License-Identifier: Apache-2.0
/*
 * The text messages of tumen.v1: what a client may say, parsed completely into a struct or
 * refused with a reason that names the field; and what the server says, written as JSON.
 * docs/protocol.md is normative. JSON is jansson's; it allocates, so this is for control, net and
 * set-up, never for the tick.
 *
 * Thread: any; no state.
 */
#ifndef PROTO_MESSAGE_H
#define PROTO_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	MESSAGE_BYTES_MAX = 16384, /* of one text message */
	TOKEN_BYTES = 1024,
	SESSION_ID_BYTES = 40,
	ERROR_TEXT_BYTES = 160,
};

enum message_role {
	ROLE_LISTENER,
	ROLE_INTERPRETER,
	ROLE_FLOOR,
	ROLE_OPERATOR,
	ROLE_PODIUM,
	ROLE_COUNT,
};

enum message_rendition { MESSAGE_HIGH, MESSAGE_LOW, MESSAGE_AUTO };

/* Close codes of the protocol. */
enum close_code {
	CLOSE_DONE = 1000,
	CLOSE_GOING_AWAY = 1001,
	CLOSE_TOO_BIG = 1009,
	CLOSE_PROTOCOL = 4000,
	CLOSE_NO_JOIN = 4001,
	CLOSE_NOT_ALLOWED = 4003,
	CLOSE_TOO_MANY = 4008,
	CLOSE_TAKEN_OVER = 4009,
	CLOSE_FULL = 4013,
};

/* A set of streams as asked for. Names are checked for form here, for existence by control. */
struct message_subscribe {
	uint32_t count;
	char channels[CHANNELS_MAX][NAME_BYTES];
	enum message_rendition rendition;
	uint8_t bundle; /* 1, 2 or 3 packets per binary message */
};

struct message_join {
	enum message_role role;
	bool has_channels;
	struct message_subscribe subscribe;
	char token[TOKEN_BYTES];
	char booth[NAME_BYTES];
	char name[NAME_BYTES];
	char client[NAME_BYTES];
	char session[SESSION_ID_BYTES];
};

struct message_ping {
	double t; /* the client's own clock; comes back as it was */
};

struct message_microphone {
	bool on;
};

enum message_type {
	MESSAGE_JOIN,
	MESSAGE_SUBSCRIBE,
	MESSAGE_PING,
	MESSAGE_MICROPHONE, /* {"type":"microphone","on":true}: interpreter and floor */
	MESSAGE_TYPE_COUNT,
};

struct message {
	enum message_type type;
	union {
		struct message_join join;
		struct message_subscribe subscribe;
		struct message_ping ping;
		struct message_microphone microphone;
	};
};

/* Why a message was refused; becomes an `error` message. */
struct message_error {
	const char *code; /* stable word: "not_json", "unknown_type", "missing", "wrong_type", ...
			   */
	char re[NAME_BYTES];         /* the type of the message it answers, or "" */
	char text[ERROR_TEXT_BYTES]; /* one sentence that names the field and what is allowed */
};

/* 0; or -EBADMSG with *error filled. Unknown fields are ignored. */
MUST_USE int message_parse(struct message *m, struct message_error *error, const char *text,
		size_t bytes);

/* "listener" and so on; and back, -1 for a stranger. */
const char *message_role_name(enum message_role role);
int message_role_from(const char *name);

/* ---- what the server says: each returns the bytes written without the terminating zero, or
 *      -ENOSPC ---- */

enum message_channel_state { CHANNEL_IDLE, CHANNEL_LIVE, CHANNEL_FLOOR, CHANNEL_SUSPENDED };

struct message_channel {
	const char *id;
	const char *lang; /* BCP 47; "" for the floor */
	const char *name; /* endonym */
	enum message_channel_state state;
	const char *reason; /* suspended; may be NULL */
	int depth;
	int delay_ms; /* -1: unknown, left out */
};

struct message_stream {
	const char *channel;
	bool low;
	uint32_t ssrc;
	int frame_ms;
};

struct message_welcome {
	enum message_role role;
	const char *session;
	int64_t server_ms;
	const char *event_id;
	const char *event_title;
	const char *floor_language; /* "" unknown: left out */
	const struct message_channel *channels;
	uint32_t channel_count;
	const struct message_stream *streams;
	uint32_t stream_count;
	bool has_uplink;
	uint32_t uplink_ssrc;
	int uplink_bitrate_bps;
};

MUST_USE int message_write_welcome(char *text, size_t capacity, const struct message_welcome *w);
MUST_USE int message_write_subscribed(char *text, size_t capacity,
		const struct message_stream *streams, uint32_t stream_count);
/* Only the channels given; each with all its fields. floor_language NULL: left out. */
MUST_USE int message_write_state(char *text, size_t capacity,
		const struct message_channel *channels, uint32_t channel_count,
		const char *floor_language);
MUST_USE int message_write_pong(char *text, size_t capacity, double t, double server_ms);
MUST_USE int message_write_error(char *text, size_t capacity, const struct message_error *e);
/* The body of GET /api/v1/event. */
MUST_USE int message_write_event(char *text, size_t capacity, const char *id, const char *title,
		const char *floor_language, const struct message_channel *channels,
		uint32_t channel_count);

#endif
