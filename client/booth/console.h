// SPDX-License-Identifier: Apache-2.0
/*
 * What a console knows of where it stands and of the people at work, put together from the server's
 * messages: its own keys, the handover, every seat, who is told what, what is recorded. Channels
 * are in the event's view (answer.h). A message is taken whole or not at all; those of no use here
 * are ignored, so that a server may be older or newer.
 *
 * Pure. Thread: one at a time.
 * Before: link.h (texts). After: desk.h, face.h.
 */
#ifndef CLIENT_BOOTH_CONSOLE_H
#define CLIENT_BOOTH_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "base/units.h"

enum {
	CONSOLE_OUTPUTS = 3,
	CONSOLE_LINES = 64, /* of chat and what else was said, kept; the oldest goes */
	CONSOLE_LINE_BYTES = 512,
	CONSOLE_NOBODY = -1,
};

enum console_microphone {
	MICROPHONE_OFF,
	MICROPHONE_ON,
	MICROPHONE_COUGH,
	MICROPHONE_SUSPENDED, /* cannot interpret */
	MICROPHONE_MUTED,     /* by the operator */
	MICROPHONE_STATES,
};

enum console_handover_state {
	CONSOLE_HANDOVER_NONE,
	CONSOLE_HANDOVER_OFFERED,
	CONSOLE_HANDOVER_REQUESTED,
	CONSOLE_HANDOVER_COUNTDOWN,
};

struct console_handover {
	enum console_handover_state state;
	int from, to;     /* seats; CONSOLE_NOBODY */
	int64_t until_ms; /* server clock */
};

enum console_call { CONSOLE_QUIET, CONSOLE_CALLING, CONSOLE_ANSWERED };

struct console_seat {
	bool taken, here; /* here: its line stands and brings something */
	bool interpreter;
	char booth[NAME_BYTES], name[NAME_BYTES];
	enum console_microphone microphone;
	bool on_air;
	int64_t turn_ms; /* server clock: since when; -1 while not on the air */
	char output[NAME_BYTES], hears[NAME_BYTES];
	char reason[NAME_BYTES]; /* suspended: why */
	bool slow_down, consents;
	enum console_call call;
};

/* What somebody said. */
enum console_line_kind {
	CONSOLE_CHAT,
	CONSOLE_ALERT,
	CONSOLE_ANNOUNCEMENT,
	CONSOLE_REFUSAL, /* an `error` to one of our messages */
};

struct console_line {
	enum console_line_kind kind;
	bool own;               /* chat: said here */
	char from[NAME_BYTES];  /* chat: a name, or the booth's, or "operator" */
	char booth[NAME_BYTES]; /* chat: whose, when it is another than the own; else "" */
	char to[NAME_BYTES]; /* chat: "booth", another's id, "booths", "operator"; refusal: of what
			      */
	char code[NAME_BYTES]; /* alert, refusal */
	char text[CONSOLE_LINE_BYTES];
};

struct console_audience {
	char channel[NAME_BYTES];
	int listeners;
	bool recorded;
};

struct console {
	bool known; /* `console` has come since the last welcome */
	int seat;
	enum console_microphone microphone;
	bool on_air;
	int output;                                /* 0 A, 1 B, 2 C */
	char outputs[CONSOLE_OUTPUTS][NAME_BYTES]; /* "": there is none */
	char incoming[NAME_BYTES];                 /* "": the floor key */
	char floor_key[NAME_BYTES], hears[NAME_BYTES];
	uint32_t offered_count;
	char offered[CHANNELS_MAX][NAME_BYTES];
	struct console_handover handover;
	struct console_seat seats[MICROPHONES_MAX];
	char floor_by[NAME_BYTES]; /* who set the floor language; "": the plan */
	bool recording;
	uint32_t audience_count;
	struct console_audience audience[CHANNELS_MAX];
	struct console_line lines[CONSOLE_LINES]; /* a ring */
	uint32_t lines_said;                      /* since the start */
	uint32_t alerts, refusals;                /* of them */
	uint32_t welcomes;
};

void console_init(struct console *c);

/* A text message of the server. 0, or -EBADMSG with nothing changed. */
MUST_USE int console_take(struct console *c, const char *text, size_t bytes);

/* The own seat, and a colleague of the same booth: the one of the handover, or on the air, or the
 * first. NULL when not known. */
const struct console_seat *console_own(const struct console *c);
const struct console_seat *console_mate(const struct console *c);

/* The booth with somebody in it that comes next after this id, in the order of ids, the own left
 * out; NULL behind the last. After "" comes the first. */
const char *console_next_booth(const struct console *c, const char *after);

/* The channel that is spoken into; "" when none. */
const char *console_output(const struct console *c);

bool console_offers(const struct console *c, const char *channel);

/* NULL: nothing is known of that channel. */
const struct console_audience *console_audience(const struct console *c, const char *channel);

/* A handover waits or counts down, and this console is part of it or may be. */
bool console_handover_pending(const struct console *c);

/* The back-th line before the newest, 0 the newest; NULL when there are not so many. */
const struct console_line *console_line(const struct console *c, uint32_t back);

#endif
