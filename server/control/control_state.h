// SPDX-License-Identifier: Apache-2.0
/*
 * Inside the room: the one state that control's files share, and what each of them does for the
 * others. A turn goes through them in this order:
 *
 *   control.c           the thread and the turn
 *   control_requests.c  what sessions want: finds the session, its right to say so, and hands on
 *   control_join.c      coming in and leaving
 *   control_path.c      second ways for a seat's sound, with a header of its own
 *   control_console.c   an interpreter's keys
 *   control_handover.c  swapping who is on the air
 *   control_desk.c      the operator's and the podium's keys
 *   control_invite.c    links for people who are to come in
 *   control_recording.c who agrees to be recorded, and how the recording goes
 *   control_words.c     chat and announcements
 *   control_line.c      lines that break, stall and come back
 *   control_route.c     routing computed anew, media told, turns on the air kept
 *   control_tell.c      answers, broadcasts and pages
 *   control_people.c    what consoles and the desk see of each other
 *   control_plan.c      booths and rules, for the desk
 *   control_live.h      what those who work at the event see of it live, and alarms
 *
 * Thread: control.
 */
#ifndef CONTROL_CONTROL_STATE_H
#define CONTROL_CONTROL_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/thread.h"
#include "control/announcements.h"
#include "control/audit.h"
#include "control/auth.h"
#include "control/control.h"
#include "control/control_live.h"
#include "control/handover.h"
#include "control/media_link.h"
#include "control/outbox.h"
#include "control/recording_state.h"
#include "control/roster.h"
#include "control/routing.h"
#include "control/status.h"
#include "ports/media_note.h"
#include "ports/request.h"

enum {
	PAGE_BYTES = 1 << 17, /* metrics of 64 microphones and 32 channels take three quarters */
	SEAT_TEXT_BYTES = 1024,
	CONSOLE_TEXT_BYTES = 3072,
};

#define ROLE_BIT(role) (UINT32_C(1) << (role))
#define EVERY_ROLE (ROLE_BIT(ROLE_COUNT) - 1)
#define STAFF (ROLE_BIT(ROLE_INTERPRETER) | ROLE_BIT(ROLE_OPERATOR) | ROLE_BIT(ROLE_PODIUM))

/* One loop as control sees it. What it was told is kept for each, so that a busy one gets less
 * often what is newer, instead of a queue of what is old. */
struct control_loop {
	struct pipe *request;
	struct outbox outbox;
	struct status told;
	uint32_t told_seats[MICROPHONES_MAX]; /* versions, see struct seat_text */
	uint32_t told_floor_by;
	uint32_t told_rules;
	uint32_t told_recording[RECORDING_TEXTS]; /* versions */
	uint32_t told_alarms, told_floor_sound;   /* versions */
	struct audience told_audience[CHANNELS_MAX];
	bool page_waits[EVENT_PAGES];
};

/* A seat as it is told to the staff. */
struct seat_text {
	uint32_t version; /* rises when the text changes */
	char text[SEAT_TEXT_BYTES];
};

/* Who wants something. */
struct actor {
	struct session_ref who;
	struct session *session;
	uint32_t seat;       /* SEAT_NONE */
	struct seat *seated; /* NULL */
};

struct control {
	const struct plan *plan;
	struct auth auth;
	struct counters *counters;
	struct bell *bell;
	struct pipe *media_note;
	int64_t epoch_ns;
	int64_t countdown_ns; /* of a handover */
	struct thread thread;
	_Atomic bool stopping, reloading;

	bool opened;    /* the audit log says that the event has begun */
	int64_t now_ns; /* of this turn */
	int64_t unix_s; /* the wall clock */
	struct roster roster;
	struct control_loop *loops;
	uint32_t loop_count;
	struct audit audit;

	struct routing_input input; /* its consoles are copies of the seats' */
	struct routing_result routing;
	bool routing_stale;
	uint32_t order; /* rises with each switch onto a channel */
	struct media_link media;
	struct handover handovers[BOOTHS_MAX];

	bool has_note;
	struct media_note note;
	struct status status;  /* now */
	struct status paged;   /* as GET /api/v1/event says it */
	int64_t tell_due_ns;   /* state changes are told no earlier */
	int64_t delay_due_ns;  /* moved delays neither */
	int64_t second_due_ns; /* pages and house-keeping */
	uint64_t late_ticks;   /* as last logged */
	int64_t late_due_ns;

	struct control_live live;
	struct control_recording recording;
	struct alarms alarms;
	struct control_ticks alarm_ticks;
	struct control_floor floor_sound;
	struct audience audience[CHANNELS_MAX]; /* now */
	int64_t audience_due_ns;
	bool people_stale;
	int64_t people_due_ns;
	struct seat_text seats[MICROPHONES_MAX];
	char consoles[MICROPHONES_MAX][CONSOLE_TEXT_BYTES]; /* as each was told */
	char floor_by[NAME_BYTES]; /* who set the floor language; "": the plan */
	uint32_t floor_by_version;
	uint32_t rules_version; /* rises when an operator changes them */
	struct announcements announcements;

	char pages[EVENT_PAGES][PAGE_BYTES];
	uint32_t page_bytes[EVENT_PAGES];
	struct request request; /* scratch */
	struct event event;     /* scratch */
	struct event flushed;   /* scratch */
};

typedef void (*control_order)(struct control *c, const struct actor *a, const struct message *m);

/* Since server time 0, in ns and in ms. */
static inline int64_t control_server_ns(const struct control *c)
{
	return c->now_ns - c->epoch_ns;
}

static inline int64_t control_server_ms(const struct control *c)
{
	return control_server_ns(c) / NS_PER_MS;
}

/* "floor" for PLAN_NONE. */
const char *control_booth_id(const struct control *c, uint32_t booth);

/* Something that routing or the staff must see has changed. */
static inline void control_touch(struct control *c)
{
	c->routing_stale = true;
	c->people_stale = true;
}

/* ---- control_requests.c ---- */

void control_take_requests(struct control *c);

/* ---- control_join.c ---- */

/* The session is here and has not joined. It has after this, or is closing. */
void control_join(struct control *c, struct session_ref who, struct session *s,
		const struct request *request);
void control_leave(struct control *c, struct session_ref who, bool done);

/* Somebody at a door of HTTP, which `door` names: opens it for who could join so. */
void control_door(struct control *c, struct session_ref door, const struct request *request);

/* Whoever came in with a token that is revoked is put out. */
void control_expel(struct control *c);
void control_subscribe(struct control *c, const struct actor *a, const struct message *m);

/* Consoles that follow what they hear get it. */
void control_follow(struct control *c);

/* ---- control_console.c ---- */

void control_microphone(struct control *c, const struct actor *a, const struct message *m);
void control_cough(struct control *c, const struct actor *a, const struct message *m);
void control_output(struct control *c, const struct actor *a, const struct message *m);
void control_incoming(struct control *c, const struct actor *a, const struct message *m);
void control_cannot_interpret(struct control *c, const struct actor *a, const struct message *m);
void control_slow_down(struct control *c, const struct actor *a, const struct message *m);
void control_call_operator(struct control *c, const struct actor *a, const struct message *m);
void control_consent(struct control *c, const struct actor *a, const struct message *m);
void control_floor_language(struct control *c, const struct actor *a, const struct message *m);

/* One event at a console's keys; routing is computed anew before the turn ends. */
enum console_effect control_press(struct control *c, uint32_t seat, enum console_event event);

/* Lamps that go out by themselves. */
void control_dim_lamps(struct control *c);

/* ---- control_handover.c ---- */

void control_handover(struct control *c, const struct actor *a, const struct message *m);

/* After routing: deadlines, and handovers that somebody's going on or off the air has settled. */
void control_watch_handovers(struct control *c);

/* ---- control_desk.c ---- */

void control_answer(struct control *c, const struct actor *a, const struct message *m);
void control_mute(struct control *c, const struct actor *a, const struct message *m);
void control_rules(struct control *c, const struct actor *a, const struct message *m);
void control_seen(struct control *c, const struct actor *a, const struct message *m);

/* As the protocol and the config call them. */
const char *control_interlock_name(enum interlock interlock);
const char *control_pass_through_name(enum plan_pass_through pass_through);

/* ---- control_plan.c ---- */

/* All booths of the plan, in the form that message.h writes; returns how many. */
uint32_t control_booths(const struct control *c, struct message_booth booths[static BOOTHS_MAX]);

/* To an operator who has come in, and to all of them when a rule has changed. */
void control_send_plan(struct control *c, struct session_ref who);
void control_tell_plan(struct control *c);

/* ---- control_invite.c ---- */

void control_invite(struct control *c, const struct actor *a, const struct message *m);

/* ---- control_recording.c ---- */

void control_record(struct control *c, const struct actor *a, const struct message *m);

/* Tells the recorder who agrees, before media can act on the route that was just computed. */
void control_keep_consent(struct control *c);
void control_take_recording_notes(struct control *c);

/* A recording runs, and this channel's sound goes into it now. */
bool control_is_recorded(const struct control *c, uint32_t channel);

/* How it goes: to the staff, when it has changed; and to one of them. */
void control_tell_recording(struct control *c);
void control_send_recording(struct control *c, struct session_ref who, enum message_role role);

/* ---- control_words.c ---- */

void control_chat(struct control *c, const struct actor *a, const struct message *m);
void control_announce(struct control *c, const struct actor *a, const struct message *m);
void control_announce_over(struct control *c, const struct actor *a, const struct message *m);

/* As it is told; channels is room for their ids, and must outlive it. */
struct message_announcement control_announcement(const struct control *c,
		const struct announcement *a, const char *channels[static CHANNELS_MAX]);

/* ---- control_line.c ---- */

/* Takes the newest note of media, and looks which microphones bring nothing. */
void control_take_notes(struct control *c);

/* The seat has lost its line, or has it again: on the air only once sound comes. */
void control_line_lost(struct control *c, uint32_t seat);
void control_seat_back(struct control *c, uint32_t seat, enum seat_state former);

/* It has lost its line, but its second path goes on: nobody hears a difference. */
void control_line_carried(struct control *c, uint32_t seat);

/* ---- control_route.c ---- */

/* Computes routing anew if anything has changed, and tells media. */
void control_route(struct control *c);

/* The event is over: what was on the air until now is booked. */
void control_end_turns(struct control *c);

/* What routing would be if that seat's console were so. */
void control_peek(const struct control *c, uint32_t seat, const struct routing_console *console,
		struct routing_result *result);

/* ---- control_tell.c ---- */

/* Sends c->event, its text being `bytes` long, to a session that is here. A session whose loop
 * has no room left is closed instead. */
void control_send_text(struct control *c, struct session_ref who, int bytes);

/* The same to everybody of these roles; false when a loop was too busy to take it. */
bool control_broadcast(struct control *c, uint32_t roles, int bytes);

/* The same to one loop. */
bool control_broadcast_to(struct control *c, struct control_loop *loop, uint32_t roles, int bytes);

/* The same for what is worth something only now: whoever is busy goes without. */
void control_broadcast_fleeting(struct control *c, uint32_t roles, int bytes);

__attribute__((format(printf, 5, 6))) void control_error(struct control *c, struct session_ref who,
		const char *code, const char *re, const char *format, ...);

/* To a seat, if somebody is there. about: whose doing it is; SEAT_NONE. */
__attribute__((format(printf, 5, 6))) void control_alert(struct control *c, uint32_t seat,
		const char *code, uint32_t about, const char *format, ...);

/* Closes after what was said before; nothing is said to it from now on. */
void control_close(struct control *c, struct session_ref who, enum close_code code,
		const char *reason);

void control_grant(struct control *c, struct session_ref who, const struct session *s);
void control_welcome(struct control *c, struct session_ref who, const struct session *s,
		const char *id);
void control_subscribed(struct control *c, struct session_ref who, const struct session *s);
void control_send_subscription(struct control *c, struct session_ref who, const struct session *s);
void control_open_door(struct control *c, struct session_ref door, bool opens);
void control_ping(struct control *c, const struct actor *a, const struct message *m);

/* Tells every loop what has changed, when it is due. */
void control_tell_status(struct control *c);

/* Writes that page anew. */
void control_write_page(struct control *c, enum event_page page);

/* Gives the loops the pages that they do not have yet. */
void control_tell_pages(struct control *c);

/* ---- control_people.c ---- */

/* Tells consoles what has changed for them at once, and the staff who is where, when it is due. */
void control_tell_people(struct control *c);

/* All seats to one session, as an interpreter, operator or podium begins with. */
void control_send_seats(struct control *c, struct session_ref who);

/* ---- control.c: audit lines that several files write ---- */

/* Begins a line about a seat: number, booth, name. */
void control_audit_seat(struct control *c, const char *event, uint32_t seat);

/* Begins a line about what somebody did. */
void control_audit_actor(struct control *c, const char *event, const struct actor *a);

#endif
