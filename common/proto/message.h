// SPDX-License-Identifier: Apache-2.0
/*
 * The text messages of tumen.v1: what a client may say, parsed completely into a struct or
 * refused with a reason that names the field; and what the server says, written as JSON.
 * docs/protocol.md is normative; the fields themselves are one table, message_table.h. JSON is
 * jansson's; it allocates, so this is for control, net and set-up, never for the tick.
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
	MESSAGE_DEPTH_MAX = 16,    /* of arrays and objects inside each other */
	TOKEN_BYTES = 1024,
	SESSION_ID_BYTES = 40,
	ERROR_TEXT_BYTES = 160,
	CHAT_BYTES = 1024, /* of one chat message or announcement, terminating zero included */
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

/* 2^53 - 1: whole numbers up to here keep their value in a double, and in JavaScript. */
#define MESSAGE_NUMBER_MAX 9007199254740991.0

/* A set of streams as asked for. It is a set: the same name twice is fine. Names are checked for
 * form here, for existence by control. */
struct message_subscribe {
	uint32_t count;
	char channels[CHANNELS_MAX][NAME_BYTES];
	enum message_rendition rendition;
	uint8_t bundle; /* 1, 2 or 3 packets per binary message */
	bool incoming;  /* interpreter: also what the console hears, whatever that becomes */
	bool boothmate; /* interpreter: also what colleagues in the booth say */
};

enum message_switch { SWITCH_ON, SWITCH_OFF };

struct message_join {
	enum message_role role;
	enum message_switch microphone; /* on: on the air at once, in a new seat */
	bool path; /* a second way for the sound of the seat that `session` names */
	bool has_channels;
	struct message_subscribe subscribe;
	/* Texts are "" when left out. An interpreter has a booth, or a session to come back to. */
	char token[TOKEN_BYTES];
	char booth[NAME_BYTES];
	char name[NAME_BYTES];
	char client[NAME_BYTES];
	char session[SESSION_ID_BYTES];
};

struct message_ping {
	double t; /* the client's own clock, at most MESSAGE_NUMBER_MAX either way; comes back as it
		     was */
};

struct message_microphone {
	bool on;
};

/* A key that is held or toggled: cough, slow_down, call_operator. */
struct message_key {
	bool on;
};

struct message_output {
	uint32_t output; /* 0 A, 1 B, 2 C */
};

struct message_incoming {
	char channel[NAME_BYTES]; /* "": the floor key, with auto-relay; "floor": the floor itself
				   */
};

struct message_floor_language {
	char language[NAME_BYTES]; /* as in `welcome`, or a channel's id; "": unknown */
};

enum message_reason { REASON_OTHER, REASON_SOUND, REASON_TOO_FAST, REASON_UNSEEN_TEXT };

struct message_cannot_interpret {
	bool on;
	enum message_reason reason;
};

enum message_handover_step {
	STEP_OFFER,   /* who is on the air: take over, please */
	STEP_REQUEST, /* who stands by: let me take over */
	STEP_ACCEPT,  /* the other one; again, by either, while it counts down: now */
	STEP_CANCEL,
	STEP_TAKE, /* who stands by, without asking */
};

struct message_handover {
	enum message_handover_step step;
};

enum message_chat_to { CHAT_BOOTH, CHAT_BOOTHS, CHAT_OPERATOR };

struct message_chat {
	enum message_chat_to to;
	char booth[NAME_BYTES]; /* CHAT_BOOTH: "" is the own one */
	char text[CHAT_BYTES];
};

struct message_consent {
	bool recording;
};

struct message_announce {
	uint32_t count; /* channels whose listeners it is for; 0: all */
	char channels[CHANNELS_MAX][NAME_BYTES];
	char text[CHAT_BYTES];
};

struct message_announce_over {
	uint32_t id; /* 0: all of them */
};

struct message_seat {
	uint32_t seat; /* answer, mute: whose */
	bool on;       /* mute */
};

struct message_alarm_seen {
	uint32_t id; /* 0: all of them */
};

/* Zero in each: stays as it is. */
enum message_interlock { RULE_INTERLOCK_KEEP, RULE_NONE, RULE_INTERLOCK, RULE_OVERRIDE };
enum message_pass { RULE_PASS_KEEP, RULE_NEVER, RULE_LANGUAGE, RULE_IDLE };

struct message_rule {
	char channel[NAME_BYTES];
	enum message_interlock interlock;
	enum message_pass pass_through;
};

enum {
	INVITE_VALID_DEFAULT_S = 12 * 3600,
	INVITE_VALID_MIN_S = 60,
	INVITE_VALID_MAX_S = 366 * 24 * 3600,
	ADDRESS_BYTES = 256,
};

struct message_record {
	bool on;
	uint32_t count; /* the channels to record; 0: all */
	char channels[CHANNELS_MAX][NAME_BYTES];
};

/* A link for somebody who is to come in. */
struct message_invite {
	enum message_role role;
	char booth[NAME_BYTES]; /* interpreter */
	uint32_t count;         /* listener: the only channels; 0: all */
	char channels[CHANNELS_MAX][NAME_BYTES];
	uint32_t valid_s;
	char name[NAME_BYTES];       /* interpreter, floor: what colleagues see; "" */
	char address[ADDRESS_BYTES]; /* what the link begins with; "": a path is enough */
};

/* Takes effect as one change, or not at all. */
struct message_rules {
	uint32_t count;
	struct message_rule channels[CHANNELS_MAX];
};

enum message_type {
	MESSAGE_JOIN,
	MESSAGE_SUBSCRIBE,
	MESSAGE_PING,
	MESSAGE_MICROPHONE, /* {"type":"microphone","on":true}: interpreter and floor */
	/* interpreter */
	MESSAGE_COUGH,
	MESSAGE_OUTPUT,
	MESSAGE_INCOMING,
	MESSAGE_CANNOT_INTERPRET,
	MESSAGE_SLOW_DOWN,
	MESSAGE_CALL_OPERATOR,
	MESSAGE_HANDOVER,
	MESSAGE_CONSENT,
	MESSAGE_FLOOR_LANGUAGE, /* operator too */
	MESSAGE_CHAT,           /* operator too */
	/* operator */
	MESSAGE_ANNOUNCE,
	MESSAGE_ANNOUNCE_OVER,
	MESSAGE_ANSWER,
	MESSAGE_MUTE,
	MESSAGE_RULES,
	MESSAGE_RECORD,
	MESSAGE_ALARM_SEEN,
	MESSAGE_INVITE,
	/* podium */
	MESSAGE_SEEN, /* the slow-down lamp; operator too */
	MESSAGE_TYPE_COUNT,
};

struct message {
	enum message_type type;
	union {
		struct message_join join;
		struct message_subscribe subscribe;
		struct message_ping ping;
		struct message_microphone microphone;
		struct message_key key;
		struct message_output output;
		struct message_incoming incoming;
		struct message_cannot_interpret cannot_interpret;
		struct message_handover handover;
		struct message_consent consent;
		struct message_floor_language floor_language;
		struct message_chat chat;
		struct message_announce announce;
		struct message_announce_over announce_over;
		struct message_seat seat;
		struct message_rules rules;
		struct message_record record;
		struct message_alarm_seen alarm_seen;
		struct message_invite invite;
	};
};

/* The stable words of refusals; control has its own beside them (docs/protocol.md has all). */
#define MESSAGE_TOO_BIG "too_big"           /* longer than MESSAGE_BYTES_MAX */
#define MESSAGE_NOT_UTF8 "not_utf8"         /* a byte that is not UTF-8 */
#define MESSAGE_NOT_JSON "not_json"         /* not JSON, or something behind it */
#define MESSAGE_NOT_OBJECT "not_object"     /* JSON, but not an object */
#define MESSAGE_TOO_DEEP "too_deep"         /* nested deeper than MESSAGE_DEPTH_MAX */
#define MESSAGE_DUPLICATE "duplicate"       /* the same field twice */
#define MESSAGE_UNKNOWN_TYPE "unknown_type" /* no such message */
#define MESSAGE_MISSING "missing"           /* a field that must be there is not */
#define MESSAGE_WRONG_TYPE "wrong_type"     /* a number for a text, and so on */
#define MESSAGE_TOO_LONG "too_long"         /* too many bytes, or elements of a list */
#define MESSAGE_BAD_FORM "bad_form"         /* a text with characters it must not have */
#define MESSAGE_OUT_OF_RANGE "out_of_range" /* a number too small or too large */
#define MESSAGE_UNKNOWN_WORD "unknown_word" /* a text that is none of the words allowed */

/* Why a message was refused; becomes an `error` message. */
struct message_error {
	const char *code;            /* a stable word, static */
	char re[NAME_BYTES];         /* the type of the message it answers, or "" */
	char text[ERROR_TEXT_BYTES]; /* one sentence that names the field and what is allowed */
};

/* 0; or -EBADMSG with *error filled, and *m means nothing. Unknown fields are ignored. What the
 * client sent is never echoed, except a type of good form. */
MUST_USE int message_parse(struct message *m, struct message_error *error, const char *text,
		size_t bytes);

/* "listener" and so on; and back, -1 for a stranger. */
const char *message_role_name(enum message_role role);
int message_role_from(const char *name);

/* "sound" and so on. */
const char *message_reason_name(enum message_reason reason);

/* "join" and so on. */
const char *message_type_name(enum message_type type);

/* ---- what the server says ---- */

/* Each writer returns the bytes written without the terminating zero, -ENOSPC, or -ENOMEM. A text
 * that is not UTF-8 (an error's, cut in the middle of a character) ends before the bad byte. */

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
	const char *channel; /* NULL: the boothmates' */
	bool low;
	uint32_t ssrc;
	int frame_ms;
};

struct message_event {
	const char *id;
	const char *title;
	const char *floor_language; /* "" unknown: left out */
	const char *access;         /* what a listener needs: "open" (nothing), "pin" */
};

struct message_announcement {
	uint32_t id;
	const char *const *channels; /* whose listeners it is for; none: all */
	uint32_t channel_count;
	const char *text;
	int64_t server_ms; /* when it was said */
};

struct message_booth {
	const char *id;
	const char *outputs[3]; /* channels' ids, `output_count` of them */
	uint32_t output_count;
};

struct message_welcome {
	enum message_role role;
	const char *session;
	int64_t server_ms;
	struct message_event event;
	const struct message_channel *channels;
	uint32_t channel_count;
	const struct message_stream *streams;
	uint32_t stream_count;
	const struct message_announcement *announcements; /* that stand; none: left out */
	uint32_t announcement_count;
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
MUST_USE int message_write_announcement(char *text, size_t capacity,
		const struct message_announcement *a);
MUST_USE int message_write_announcement_over(char *text, size_t capacity, const uint32_t *ids,
		uint32_t count);
MUST_USE int message_write_pong(char *text, size_t capacity, double t, double server_ms);
MUST_USE int message_write_error(char *text, size_t capacity, const struct message_error *e);
/* The body of GET /api/v1/event. */
struct message_event_page {
	struct message_event event;
	const struct message_channel *channels;
	uint32_t channel_count;
	const struct message_booth *booths;
	uint32_t booth_count;
};

MUST_USE int message_write_event(char *text, size_t capacity, const struct message_event_page *p);

#endif
