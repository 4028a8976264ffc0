// SPDX-License-Identifier: Apache-2.0
/*
 * Who is here. A session is a connection that has joined; a seat is a place at a microphone: an
 * interpreter's in a booth, or the floor's. A seat outlives its session, so that whoever lost the
 * line comes back as the same person and not as a ghost beside the old one: the id from the
 * welcome is the key to it. A seat's number is its microphone's slot, and each connection that
 * takes it gets a new generation, so that late packets of the former one name nobody; but while a
 * second path brings the same sound, the microphone goes on.
 *
 * Thread: control.
 * Owns:   the table of sessions, sized at roster_init(). Nothing grows after it.
 */
#ifndef CONTROL_ROSTER_H
#define CONTROL_ROSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/rate.h"
#include "base/units.h"
#include "control/console_table.h"
#include "control/plan.h"
#include "control/routing.h"
#include "control/seat_table.h"
#include "ports/event.h"
#include "proto/message.h"
#include "proto/token.h"

/* An hour: a lunch break with the laptop closed. Sooner when somebody needs the place. */
#define SEAT_KEEP_NS (INT64_C(3600) * NS_PER_S)

/* Of who has said good-bye: for the time being on the air to be booked. */
#define SEAT_LEFT_NS NS_PER_S

/* A session as control names it: the loop and the handle there. */
struct session_ref {
	uint32_t loop;
	struct handle handle;
};

struct session {
	uint32_t generation; /* 0: nobody */
	bool joined;
	bool closing; /* told to go: nothing more is said to it */
	bool follows; /* gets what its console hears */
	enum message_role role;
	uint32_t seat;                          /* SEAT_NONE */
	uint32_t path_of;                       /* the seat it is the second path of; SEAT_NONE */
	uint32_t asked;                         /* set of channels it subscribed by name */
	struct event_subscription subscription; /* all that it gets */
	char name[NAME_BYTES];
	uint32_t may_hear;             /* set of channels */
	char token_id[TOKEN_ID_BYTES]; /* what it came in with; "" nothing */
	struct rate words;             /* of chat and announcements, which go to many */
};

enum seat_call { CALL_NONE, CALL_RINGING, CALL_ANSWERED };

struct seat {
	enum seat_state state;
	struct session_ref session; /* its line, while the seat is here or stalled */
	int64_t lost_ns;            /* when that broke */
	bool left;                  /* it was ended, rather */
	uint32_t lost_order;        /* whoever has a later order came on the air since */
	struct handle microphone;   /* slot: the seat's number; generation: the latest line's */
	uint32_t packets;           /* from it, as media last said */
	int64_t flow_ns;            /* when that last rose, or the microphone came on */

	enum message_role role;    /* ROLE_INTERPRETER or ROLE_FLOOR */
	char id[SESSION_ID_BYTES]; /* the key, a secret between server and client */
	char name[NAME_BYTES];
	bool consents; /* to being recorded */

	enum console_state keys;
	struct routing_console
			console;    /* its microphone follows from the keys, see roster_press() */
	enum message_reason reason; /* why suspended */
	bool on_air;
	int64_t on_air_ns;       /* since when, this turn */
	uint32_t on_air_channel; /* and where */
	bool slow_down;
	int64_t slow_down_ns;
	enum seat_call call;
};

struct roster {
	struct session *sessions; /* of all loops, one after the other */
	uint32_t loops;
	uint32_t sessions_per_loop;
	struct seat seats[MICROPHONES_MAX];
	uint32_t joined[ROLE_COUNT];
	uint32_t streams[CHANNELS_MAX][RENDITIONS];   /* subscriptions of every role */
	uint32_t listeners[CHANNELS_MAX][RENDITIONS]; /* of the role listener alone */
};

/* 0, -EINVAL or -ENOMEM. */
MUST_USE int roster_init(struct roster *r, uint32_t loops, uint32_t sessions_per_loop);
void roster_finish(struct roster *r);

/* A new session id in `id`: 160 random bits in base32. 0 or negative errno. */
MUST_USE int roster_new_id(char id[static SESSION_ID_BYTES]);

/* The session, or NULL for one that is not here (any more). */
struct session *roster_find(struct roster *r, struct session_ref who);

/* A connection's first message: makes its place, which must be empty (roster_tenant()). NULL when
 * its handle lies outside the table. */
struct session *roster_enter(struct roster *r, struct session_ref who);

/* Who sits in the place that `who` names, of whatever generation; generation 0 when nobody does. */
struct session_ref roster_tenant(const struct roster *r, struct session_ref who);

/* Joined, in that role; before it subscribes to anything. */
void roster_join(struct roster *r, struct session *s, enum message_role role);

/* Joined as the second path of a seat: nobody new is here. */
void roster_join_path(struct session *s, enum message_role role, uint32_t seat);

/* The second path of that seat in *path; false when it has none that is not closing. */
bool roster_find_path(const struct roster *r, uint32_t seat, struct session_ref *path);

/* Replaces its whole set of streams. */
void roster_subscribe(struct roster *r, struct session *s, struct event_subscription wanted);

/* The connection is gone, a seat's line or second path perhaps. Returns the seat that is lost or
 * carried from now on, else SEAT_NONE. */
uint32_t roster_leave(struct roster *r, struct session_ref who, int64_t now_ns);

/* Whether somebody sits there with a connection, even a silent one. */
bool roster_is_here(const struct seat *seat);

/* Whether there is a way for its sound: such a connection, or its second path alone. */
bool roster_has_way(const struct seat *seat);

/* The seat that roster_take_seat() would give: a free one while the booth has fewer than the plan
 * allows, else the one that was lost longest ago, in that booth or, when there is no seat left at
 * all, anywhere. SEAT_NONE when everybody is here. PLAN_NONE: the floor. */
uint32_t roster_seat_to_give(const struct roster *r, uint32_t booth, const struct plan *p);

/* That seat, its console off the air and on its first output. The id is the caller's. */
uint32_t roster_take_seat(struct roster *r, enum message_role role, uint32_t booth,
		const struct plan *p);

/* The seat with that id and role, and in that booth unless PLAN_NONE; SEAT_NONE. Takes the same
 * time whatever the id is. */
uint32_t roster_seat_from(const struct roster *r, const char *id, enum message_role role,
		uint32_t booth);

/* From now on the session is the seat's line. Its microphone is a new one, unless a second path is
 * bringing sound to the one there is. Returns the line that it takes over from, with generation 0
 * when there was none: the caller closes it. */
struct session_ref roster_sit(struct roster *r, uint32_t seat, struct session_ref who);

/* The microphone stalls or flows again; returns what that asks for. */
enum seat_effect roster_line(struct roster *r, uint32_t seat, enum seat_event event,
		int64_t now_ns);

/* One event at the console's keys. */
enum console_effect roster_press(struct seat *seat, enum console_event event);

/* Frees the seats that were lost too long ago, and those that were left. True: there were some. */
bool roster_expire(struct roster *r, int64_t now_ns);

#endif
