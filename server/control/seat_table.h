// SPDX-License-Identifier: Apache-2.0
/*
 * What can happen to a seat, as one table: a seat outlives its line, and a line that says nothing
 * is as good as lost until it speaks again.
 *
 * Thread: any; pure.
 */
#ifndef CONTROL_SEAT_TABLE_H
#define CONTROL_SEAT_TABLE_H

#include <stdint.h>

#define SEAT_NONE UINT32_MAX /* no seat */

enum seat_state {
	SEAT_EMPTY,
	SEAT_HERE,
	SEAT_STALLED, /* the connection stands, but its microphone, being on, brings nothing */
	SEAT_CARRIED, /* the connection is gone, and a second path goes on bringing the sound */
	SEAT_LOST,    /* waits for whoever has the key */
	SEAT_STATES,
};

enum seat_event {
	SEAT_TAKE,   /* somebody new sits down */
	SEAT_RETURN, /* a connection that has the key */
	SEAT_STALL,
	SEAT_FLOW,  /* packets again */
	SEAT_LEAVE, /* the connection is gone, and with it all ways for its sound */
	SEAT_CARRY, /* the connection is gone, but a second path stands */
	SEAT_DROP,  /* the second path is gone */
	SEAT_CLEAR, /* kept long enough, or needed by somebody else */
	SEAT_EVENTS,
};

/* What the change asks of the caller. */
enum seat_effect {
	SEAT_NOTHING,
	SEAT_REFUSED, /* this cannot happen in that state; nothing changes */
	SEAT_OPEN,    /* a new line: its microphone opens */
	SEAT_REPLACE, /* the former line is closed, the new one opens */
	SEAT_SILENCE, /* off the air for the time being */
	SEAT_RESUME,  /* on the air again */
	SEAT_GO_ON,   /* on the same microphone, whatever becomes of the connection */
	SEAT_CLOSE,   /* its microphone closes */
	SEAT_FORGET,  /* everything about the tenant */
};

struct seat_step {
	enum seat_state next;
	enum seat_effect effect;
};

struct seat_step seat_next(enum seat_state state, enum seat_event event);

/* "here" and so on. */
const char *seat_state_name(enum seat_state state);

#endif
