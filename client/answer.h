// SPDX-License-Identifier: Apache-2.0
/*
 * The client's half of tumen.v1's text messages: what it says, written as JSON, and what the
 * server says, parsed into structs and merged into the client's picture of the event. A message is
 * taken in completely or refused; unknown fields are ignored. docs/protocol.md is normative.
 *
 * Whatever the server sends ends up on a terminal: control characters become '?' here.
 *
 * Thread: any; no state. JSON is jansson's; it allocates.
 */
#ifndef CLIENT_ANSWER_H
#define CLIENT_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "proto/message.h"

enum { EVENT_TEXT_BYTES = 128 };

struct event_channel {
	char id[NAME_BYTES];
	char name[NAME_BYTES]; /* endonym, in UTF-8 */
	enum message_channel_state state;
	char reason[NAME_BYTES]; /* suspended, or "" */
	int depth;               /* interpretations between floor and listener */
	int delay_ms;            /* as the server knows it; -1 unknown */
};

/* What the client knows of the event. */
struct event_view {
	char title[EVENT_TEXT_BYTES];
	char floor_language[NAME_BYTES]; /* "" unknown */
	uint32_t channel_count;
	struct event_channel channels[CHANNELS_MAX];
};

struct answer_stream {
	char channel[NAME_BYTES]; /* "" for the boothmates' */
	bool boothmate;
	uint32_t ssrc;
};

enum answer_type {
	ANSWER_WELCOME,
	ANSWER_SUBSCRIBED,
	ANSWER_STATE,
	ANSWER_PONG,
	ANSWER_ERROR,
	ANSWER_OTHER, /* a type that we do not know: nothing to do */
};

struct answer {
	enum answer_type type;
	char session[SESSION_ID_BYTES]; /* welcome */
	double server_ms;               /* welcome, pong */
	double t;                       /* pong: what the ping said */
	uint32_t stream_count;          /* welcome, subscribed */
	struct answer_stream streams[CHANNELS_MAX];
	bool has_uplink; /* welcome */
	uint32_t uplink_ssrc;
	int uplink_bitrate_bps;
	char code[NAME_BYTES]; /* error */
	char text[ERROR_TEXT_BYTES];
	char re[NAME_BYTES];
};

/* 0, or -EBADMSG: not JSON, not an object, or a field that is missing or of the wrong type. The
 * view changes only when 0 comes back: `welcome` replaces it, `state` merges what it brings. */
MUST_USE int answer_parse(struct answer *a, struct event_view *view, const char *text,
		size_t bytes);

/* The channel of that id in the view, or NULL. */
const struct event_channel *event_view_find(const struct event_view *view, const char *id);

/* ---- what a client says: each returns the bytes written, without the terminating zero, or
 *      -ENOSPC, -ENOMEM; an id that is not UTF-8 is -ENOMEM's like ---- */

MUST_USE int answer_write_join(char *text, size_t capacity, const struct message_join *join);
MUST_USE int answer_write_subscribe(char *text, size_t capacity,
		const struct message_subscribe *subscribe);
MUST_USE int answer_write_ping(char *text, size_t capacity, double t);
MUST_USE int answer_write_microphone(char *text, size_t capacity, bool on);

#endif
