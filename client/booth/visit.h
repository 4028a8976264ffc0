// SPDX-License-Identifier: Apache-2.0
/*
 * A visit at the console, from sitting down to leaving: what the threads report, what the server
 * says, what hands or an automaton want, one after the other, and what follows from it.
 *
 * Thread: main's.
 * Owns:   the state of the whole program; one struct.
 */
#ifndef CLIENT_BOOTH_VISIT_H
#define CLIENT_BOOTH_VISIT_H

#include <stdbool.h>
#include <stdint.h>

#include "booth/booth.h"
#include "booth/console.h"
#include "booth/desk.h"
#include "booth/incidents.h"
#include "booth/orders.h"

enum { VISIT_NOTICE_BYTES = 256, VISIT_NOTICE_S = 8 };

struct visit {
	struct booth booth;
	struct console console;
	struct desk desk;
	struct incidents incidents;
	struct orders orders;        /* of standard input; fd -1: nobody gives any */
	bool json;                   /* what the server says goes to standard output */
	bool quit;                   /* asked for by hand */
	struct ear_settings ear;     /* as playback was told */
	uint32_t welcomes, refusals; /* as acted upon */
	float loudest_dbfs;          /* of the microphone, in the last seconds: the level check */
	bool level_checked;          /* it has been right once */
	int64_t ended_ns;            /* when the input file was at its end; 0 while it is not */
	char notice[VISIT_NOTICE_BYTES]; /* of this machine, to be shown for a while */
	int64_t notice_ns;
	struct line_text text;
};

/* Before the threads start. */
void visit_begin(struct visit *v, const struct booth_wish *wish);

/* One turn: everything that waits is taken and done. */
void visit_turn(struct visit *v, int64_t now_ns);

/* A key, as desk_key() takes it. */
void visit_key(struct visit *v, int key);

/* What ends it against its will, in words, or NULL. */
const char *visit_fault(const struct visit *v);

/* The notice, while it is fresh; else "". */
const char *visit_notice(const struct visit *v);

#endif
