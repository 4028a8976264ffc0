// SPDX-License-Identifier: Apache-2.0
/*
 * What the server says to those who work at the event: interpreters, operators, the podium.
 * docs/protocol.md is normative. As in message.h each writer returns the bytes written without
 * the terminating zero, -ENOSPC, or -ENOMEM.
 *
 * Thread: any; no state.
 */
#ifndef PROTO_CONSOLE_MESSAGE_H
#define PROTO_CONSOLE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "proto/message.h"

enum { CONSOLE_OUTPUTS_MAX = 3, SEAT_NOBODY = -1 };

/* The handover in a booth, as each of its consoles sees it. */
struct message_handover_state {
	const char *state; /* "none", "offered", "requested", "countdown" */
	int from, to;      /* seats; SEAT_NOBODY: not known yet, left out */
	int64_t until_ms;  /* server clock: expires, or switches; left out in "none" */
};

/* `console`: what only the console itself needs to know. */
struct message_console {
	uint32_t seat;
	const char *microphone; /* "off", "on", "cough", "suspended", "muted" */
	bool on_air;
	uint32_t output;                          /* 0 A, 1 B, 2 C */
	const char *outputs[CONSOLE_OUTPUTS_MAX]; /* channel ids; NULL: there is none */
	const char *incoming;                     /* channel id; NULL: the floor key */
	const char *floor_key, *hears;            /* channel ids */
	const char *const *offered;               /* channel ids */
	uint32_t offered_count;
	struct message_handover_state handover;
};

/* `seats`: one seat, as colleagues, operators and the podium see it. */
struct message_seat_state {
	uint32_t seat;
	const char *state;      /* "empty", "here", "stalled", "lost"; empty: nothing else counts */
	const char *role;       /* "interpreter" or "floor" */
	const char *booth;      /* id; NULL for the floor */
	const char *name;       /* "" unknown: left out */
	const char *microphone; /* as in message_console */
	bool on_air;
	int64_t turn_ms;    /* server clock: on the air since; -1: is not, left out */
	const char *output; /* channel id; NULL: none */
	const char *hears;  /* channel id; NULL for the floor */
	const char *reason; /* suspended: why; NULL */
	bool slow_down;
	const char *call; /* "none", "calling", "answered" */
	bool consents;    /* to being recorded */
};

struct message_chat_line {
	int seat;               /* SEAT_NOBODY: an operator */
	const char *role;       /* of who says it */
	const char *name;       /* "": left out */
	const char *from_booth; /* id; NULL for an operator */
	const char *to;         /* "booth", "booths", "operator" */
	const char *booth;      /* id, when to is "booth" */
	const char *text;
	int64_t server_ms;
};

MUST_USE int message_write_console(char *text, size_t capacity, const struct message_console *c);

/* One element of `seats`, alone: whoever tells them keeps the texts, and so knows which of them
 * have changed. */
MUST_USE int message_write_seat(char *text, size_t capacity, const struct message_seat_state *s);

/* `seats`, of such elements. floor_by: who set the floor language; "": left out. */
MUST_USE int message_write_seats(char *text, size_t capacity, const char *const *seats,
		uint32_t seat_count, const char *floor_by);

MUST_USE int message_write_chat(char *text, size_t capacity, const struct message_chat_line *l);

/* Something that needs ears or eyes at once. seat: whose it is; SEAT_NOBODY. */
MUST_USE int message_write_alert(char *text, size_t capacity, const char *code, int seat,
		const char *message);

#endif
