// SPDX-License-Identifier: Apache-2.0
/*
 * How two interpreters of a booth swap who is on the air, as one table. One of them offers or
 * requests, the other accepts, a short countdown lets both know the moment, then both microphones
 * switch at once. Whoever stands by may also take the air without asking. What nobody answers
 * expires.
 *
 * Thread: any; pure.
 */
#ifndef CONTROL_HANDOVER_H
#define CONTROL_HANDOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "control/seat_table.h"

#define HANDOVER_EXPIRES_NS (60 * NS_PER_S)

enum handover_state {
	HANDOVER_NONE,
	HANDOVER_OFFERED,
	HANDOVER_REQUESTED,
	HANDOVER_COUNTDOWN, /* agreed */
	HANDOVER_STATES,
};

enum handover_event {
	HANDOVER_OFFER,
	HANDOVER_REQUEST,
	HANDOVER_ACCEPT,
	HANDOVER_CANCEL,
	HANDOVER_TAKE,
	HANDOVER_TIME,     /* the deadline has come */
	HANDOVER_FROM_OFF, /* who was to give the air no longer has it */
	HANDOVER_TO_GONE,  /* who was to get it is gone, or has come on the air without it */
	HANDOVER_EVENTS,
};

/* Whose word counts. */
enum handover_who {
	HANDOVER_NOBODY,  /* in this state it is refused */
	HANDOVER_LIVE,    /* who is on the air */
	HANDOVER_STANDBY, /* a colleague who is not */
	HANDOVER_PARTY,   /* one of the two it is about */
	HANDOVER_ANYBODY, /* nobody's word: time, and lines that break */
};

enum handover_effect {
	HANDOVER_STAYS,
	HANDOVER_BEGINS,
	HANDOVER_AGREED,
	HANDOVER_SWITCHES,
	HANDOVER_ENDS, /* without a switch */
};

struct handover_step {
	enum handover_who who;
	enum handover_state next;
	enum handover_effect effect;
};

struct handover {
	enum handover_state state;
	uint32_t from, to; /* seats; SEAT_NONE: not known yet */
	int64_t deadline_ns;
};

/* Who acts: a seat of the booth, and who has the air there (SEAT_NONE: nobody). */
struct handover_actor {
	uint32_t seat;
	bool live;
	uint32_t live_seat;
};

enum handover_verdict {
	HANDOVER_REFUSED, /* nothing has changed */
	HANDOVER_DONE,
	HANDOVER_SWITCH, /* now: `to` gets the air, everybody else in the booth is off */
};

struct handover_step handover_next(enum handover_state state, enum handover_event event);

/* One event. For HANDOVER_TIME and what follows it, `actor` is NULL. On HANDOVER_SWITCH, h->from
 * and h->to say between whom, and its state is HANDOVER_NONE already. */
enum handover_verdict handover_apply(struct handover *h, enum handover_event event,
		const struct handover_actor *actor, int64_t now_ns, int64_t countdown_ns);

/* "none" and so on. */
const char *handover_state_name(enum handover_state state);

#endif
