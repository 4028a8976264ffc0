// SPDX-License-Identifier: Apache-2.0
/*
 * What an interpreter's hands do at the console: a command, at this moment, becomes a message to
 * the server, or something that happens here: a volume, a question that waits for its answer, a
 * text being written. While a text is written no key is a command, so nobody goes on the air by
 * chatting.
 *
 * Pure: told the times. Thread: one at a time.
 * Before: key_map.h, orders.h. After: main.c sends and lets it happen; face.h shows it.
 */
#ifndef CLIENT_BOOTH_DESK_H
#define CLIENT_BOOTH_DESK_H

#include <stdbool.h>
#include <stdint.h>

#include "booth/console.h"
#include "booth/gate.h"
#include "booth/key_map.h"
#include "cough.h"
#include "ear.h"

enum {
	DESK_VOLUME_STEP = 5, /* percent */
	DESK_SAY_BYTES = 2048,
	DESK_DRAFT_BYTES = 512,
	DESK_KEYS = 9,
};

enum desk_asking {
	ASK_NOTHING,
	ASK_REASON,   /* why it cannot interpret: a digit */
	ASK_LANGUAGE, /* what the floor speaks: a digit, or 0 for not known */
	ASK_CONSENT,  /* to being recorded, on joining: a digit */
	ASK_QUIT,     /* on the air: once more */
};

enum desk_chat_to { DESK_TO_BOOTH, DESK_TO_OTHER, DESK_TO_BOOTHS, DESK_TO_OPERATOR };

struct desk {
	struct gate gate;
	struct cough cough;
	bool coughing;           /* held, as told to the server */
	bool consents;           /* to being recorded */
	struct ear_settings ear; /* as set by hand */
	enum desk_asking asking;
	bool writing, help;
	enum desk_chat_to to;
	char to_booth[NAME_BYTES];    /* DESK_TO_OTHER: which */
	char draft[DESK_DRAFT_BYTES]; /* UTF-8 */
};

/* What is to be done. */
struct desk_effect {
	char say[DESK_SAY_BYTES]; /* a message to the server, or "" */
	bool microphone;          /* the gate's key has moved */
	bool ear;                 /* desk_ear() has changed */
	bool export, quit;
};

/* microphone_on: as it joins. */
void desk_init(struct desk *d, bool microphone_on, const struct ear_settings *ear);

/* A key, of key_map.h or any character. */
void desk_key(struct desk *d, const struct console *c, const struct event_view *view, int key,
		int64_t now_ns, struct desk_effect *effect);

/* The microphone's key, and the cough key of those that know when it is let go. */
void desk_microphone(struct desk *d, bool on, struct desk_effect *effect);
void desk_cough(struct desk *d, bool held, struct desk_effect *effect);

/* To be asked at every turn: a cough that is over. */
void desk_turn(struct desk *d, int64_t now_ns, struct desk_effect *effect);

/* The server knows us anew: what it must hear. */
void desk_greet(struct desk *d, struct desk_effect *effect);

/* The ear as it is to be now: while a handover is pending, who stands by hears the boothmate louder
 * than the incoming channel. */
struct ear_settings desk_ear(const struct desk *d, const struct console *c);

/* The channel behind a digit: all but the floor, as the event has them, so that a key never changes
 * its meaning; the floor last. NULL: none. */
const struct event_channel *desk_channel(const struct event_view *view, int digit);

/* What the handover key does now: "offer", "request", "accept"; NULL: it waits for the other. */
const char *desk_handover_step(const struct console *c);

/* "sound" and so on, as the digits of ASK_REASON choose them; NULL behind the last. */
const char *desk_reason(int digit);

/* "booth", "booths", "operator", or the other booth's id. */
const char *desk_to_word(const struct desk *d);

#endif
