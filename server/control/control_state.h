// SPDX-License-Identifier: Apache-2.0
/*
 * Inside the room: the one state that control's files share, and what each of them does for the
 * others. A turn goes through them in this order:
 *
 *   control.c           the thread and the turn
 *   control_requests.c  what sessions want: finds the session and hands on
 *   control_join.c      coming in
 *   control_route.c     routing computed anew, media told, who is on the air logged
 *   control_tell.c      answers, broadcasts and pages
 *
 * Thread: control.
 */
#ifndef CONTROL_CONTROL_STATE_H
#define CONTROL_CONTROL_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/thread.h"
#include "control/auth.h"
#include "control/control.h"
#include "control/media_link.h"
#include "control/outbox.h"
#include "control/roster.h"
#include "control/routing.h"
#include "control/status.h"
#include "ports/media_note.h"
#include "ports/request.h"

enum {
	PAGE_BYTES = sizeof((struct event *)NULL)->text,
	UPLINK_BITRATE_BPS = 64000, /* what welcome asks of consoles and the floor */
};

#define EVERY_ROLE ((UINT32_C(1) << ROLE_COUNT) - 1)

/* One loop as control sees it. What it was told is kept for each, so that a busy one gets less
 * often what is newer, instead of a queue of what is old. */
struct control_loop {
	struct pipe *request;
	struct outbox outbox;
	struct status told;
	bool page_waits[EVENT_PAGES];
};

struct control {
	const struct plan *plan;
	struct auth_rules auth;
	struct counters *counters;
	struct bell *bell;
	struct pipe *media_note;
	int64_t epoch_ns;
	struct thread thread;
	_Atomic bool stopping;

	int64_t now_ns; /* of this turn */
	struct roster roster;
	struct control_loop *loops;
	uint32_t loop_count;

	struct routing_input input; /* its consoles are copies of the seats' */
	struct routing_result routing;
	bool routing_stale;
	uint32_t order; /* rises with each switch onto a channel */
	struct media_link media;

	bool has_note;
	struct media_note note;
	struct status status;  /* now */
	struct status paged;   /* as GET /api/v1/event says it */
	int64_t tell_due_ns;   /* state changes are told no earlier */
	int64_t delay_due_ns;  /* moved delays neither */
	int64_t second_due_ns; /* pages and house-keeping */
	uint64_t late_ticks;   /* as last logged */
	int64_t late_due_ns;

	char pages[EVENT_PAGES][PAGE_BYTES];
	uint32_t page_bytes[EVENT_PAGES];
	struct request request; /* scratch */
	struct event event;     /* scratch */
	struct event flushed;   /* scratch */
};

/* ---- control_requests.c ---- */

void control_take_requests(struct control *c);

/* ---- control_join.c ---- */

/* The session is here and has not joined. It has after this, or is closing. */
void control_join(struct control *c, struct session_ref who, struct session *s,
		const struct request *request);

/* The streams by name; false: one of them does not exist, and *unknown points at its name. */
bool control_streams(const struct control *c, const struct message_subscribe *m,
		struct event_subscription *wanted, const char **unknown);

/* ---- control_route.c ---- */

/* Takes the newest note of media. */
void control_take_notes(struct control *c);

/* Computes routing anew if anything has changed, and tells media. */
void control_route(struct control *c);

/* ---- control_tell.c ---- */

/* Sends c->event, its text being `bytes` long, to a session that is here. A session whose loop
 * has no room left is closed instead. */
void control_send_text(struct control *c, struct session_ref who, int bytes);

__attribute__((format(printf, 5, 6))) void control_error(struct control *c, struct session_ref who,
		const char *code, const char *re, const char *format, ...);

/* Closes after what was said before; nothing is said to it from now on. */
void control_close(struct control *c, struct session_ref who, enum close_code code,
		const char *reason);

void control_grant(struct control *c, struct session_ref who, const struct session *s);
void control_welcome(struct control *c, struct session_ref who, const struct session *s,
		const char *id);
void control_subscribed(struct control *c, struct session_ref who, const struct session *s);
void control_send_subscription(struct control *c, struct session_ref who, const struct session *s);
void control_pong(struct control *c, struct session_ref who, double t);

/* Tells every loop what has changed, when it is due. */
void control_tell_status(struct control *c);

/* Writes that page anew. */
void control_write_page(struct control *c, enum event_page page);

/* Gives the loops the pages that they do not have yet. */
void control_tell_pages(struct control *c);

#endif
