// SPDX-License-Identifier: Apache-2.0
/*
 * Orders for a console without a screen: JSON objects, one a line, as an automaton writes them to
 * standard input. They are the protocol's own messages, checked here as the server would, and a few
 * that only concern this machine:
 *
 *   {"type":"volume","incoming":100,"boothmate":80,"own":0}   percent, 0 to 150; each may be left
 * out
 *   {"type":"tone","bass":-3,"treble":2}                      dB, -12 to 12; likewise
 *   {"type":"incidents","file":"incidents.csv"}               written anew with all so far
 *   {"type":"quit"}
 *
 * What is wrong with a line is one sentence, in the form of the server's `error`.
 *
 * Thread: main's. order_parse() is pure.
 */
#ifndef CLIENT_BOOTH_ORDERS_H
#define CLIENT_BOOTH_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"
#include "ear.h"
#include "proto/message.h"

enum { ORDERS_FILE_BYTES = 1024 };

enum order_kind {
	ORDER_SAY, /* the line itself, to the server */
	ORDER_MICROPHONE,
	ORDER_COUGH,
	ORDER_CONSENT, /* to the server too */
	ORDER_EAR,
	ORDER_INCIDENTS,
	ORDER_QUIT,
};

struct order {
	enum order_kind kind;
	bool on;                      /* microphone, cough, consent */
	struct ear_settings ear;      /* with what was left out as it was */
	char file[ORDERS_FILE_BYTES]; /* incidents */
};

/* 0, or -EBADMSG with *error filled. now: the ear as it is. */
MUST_USE int order_parse(struct order *o, struct message_error *error,
		const struct ear_settings *now, const char *line, size_t bytes);

/* Lines of a descriptor that does not block. */
struct orders {
	int fd; /* -1: at its end */
	size_t count;
	bool too_long; /* what is left of this line is thrown away */
	char bytes[MESSAGE_BYTES_MAX + 2];
};

/* Makes the descriptor non-blocking. */
void orders_begin(struct orders *o, int fd);

/* Reads what is there. */
void orders_read(struct orders *o);

/* The next whole line, without its end, into line (MESSAGE_BYTES_MAX + 1 bytes, no zero behind);
 * its length, 0 when there is none. A line that is too long comes cut, as long as that. Empty lines
 * are skipped. */
size_t orders_next(struct orders *o, char *line);

#endif
