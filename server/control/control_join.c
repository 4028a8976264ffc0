// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "control/control_path.h"
#include "control/control_state.h"

#define NOT_ALLOWED "not allowed: ask whoever runs the event for a link or its PIN"
#define TOO_MANY_GUESSES "too many wrong PINs have come from your network: wait half a minute"
#define NOT_ITS_CHANNEL "the token is for other channels"

/* What a join comes to, once it is checked. */
struct admission {
	const struct message_join *join;
	bool needs_seat;
	uint32_t seat;  /* the one to come back to; SEAT_NONE: a new one */
	uint32_t booth; /* PLAN_NONE: the floor's, or not said */
	struct auth_pass pass;
	struct event_subscription subscription;
	char id[SESSION_ID_BYTES];
};

/* Whom the log tells of: anybody may come as a listener, thousands a second. */
static enum log_level level_of(const struct message_join *join)
{
	return join->role == ROLE_LISTENER ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO;
}

static void refuse(struct control *c, struct session_ref who, const struct admission *a,
		enum close_code code, const char *reason)
{
	log_line(level_of(a->join), "control",
			"join refused loop=%" PRIu32 " slot=%" PRIu32 " reason=%s", who.loop,
			who.handle.slot, reason);
	control_close(c, who, code, reason);
}

/* The streams by name; false: one of them does not exist, and *unknown points at its name. */
static bool streams_named(const struct control *c, const struct message_subscribe *m,
		struct event_subscription *wanted, const char **unknown)
{
	*wanted = (struct event_subscription){
		/* auto begins high: the client asks for low when it needs it */
		.rendition = m->rendition == MESSAGE_LOW ? RENDITION_LOW : RENDITION_HIGH,
		.bundle = m->bundle,
	};
	for (uint32_t i = 0; i < m->count; i++) {
		uint32_t channel = plan_channel_from(c->plan, m->channels[i]);
		if (channel == PLAN_NONE) {
			*unknown = m->channels[i];
			return false;
		}
		wanted->channels |= UINT32_C(1) << channel;
	}
	return true;
}

static struct auth_question question_of(const struct control *c, const struct request *request)
{
	return (struct auth_question){ .join = &request->message.join,
		.address = request->address,
		.loopback = request->loopback,
		.now_ns = c->now_ns,
		.unix_s = c->unix_s };
}

static void note_refusal(struct control *c, const struct auth_question *q)
{
	counter_add(c->counters, COUNTER_JOINS_NOT_ALLOWED, 1);
	if (auth_refused(&c->auth, q))
		log_warning("control", "not allowed address=%s role=%s with_token=%s", q->address,
				message_role_name(q->join->role), q->join->token[0] ? "yes" : "no");
}

/* Whatever was wrong, the peer is told the same; what it sent as a token is nowhere repeated. */
static bool check_pass(struct control *c, struct session_ref who, const struct request *request,
		struct admission *a)
{
	const struct auth_question question = question_of(c, request);
	if (auth_allows(&c->auth, &question, &a->pass))
		return true;
	bool limited = auth_limited(&c->auth, &question);
	note_refusal(c, &question);
	if (limited)
		control_error(c, who, "too_many_guesses", "join", TOO_MANY_GUESSES);
	else
		control_error(c, who, "not_allowed", "join", NOT_ALLOWED);
	control_close(c, who, CLOSE_NOT_ALLOWED, "not allowed");
	return false;
}

static bool check_streams(struct control *c, struct session_ref who, struct admission *a)
{
	const char *unknown;
	bool known = streams_named(c, &a->join->subscribe, &a->subscription, &unknown);
	if (known && !(a->subscription.channels & ~a->pass.channels))
		return true;
	if (known) {
		control_error(c, who, "not_allowed", "join", NOT_ITS_CHANNEL);
		refuse(c, who, a, CLOSE_NOT_ALLOWED, "not allowed");
		return false;
	}
	control_error(c, who, "unknown_channel", "join", "there is no channel '%s'", unknown);
	refuse(c, who, a, CLOSE_PROTOCOL, "unknown channel");
	return false;
}

/* An interpreter names a booth, or has a token that does, or comes back to a seat that has one. */
static bool check_seat(struct control *c, struct session_ref who, struct admission *a)
{
	const struct message_join *join = a->join;
	a->needs_seat = join->role == ROLE_INTERPRETER || join->role == ROLE_FLOOR;
	if (!a->needs_seat)
		return true;
	const char *booth = join->booth[0] ? join->booth : a->pass.booth;
	if (join->role == ROLE_INTERPRETER && booth[0]) {
		a->booth = plan_booth_from(c->plan, booth);
		if (a->booth == PLAN_NONE) {
			control_error(c, who, "unknown_booth", "join", "there is no booth '%s'",
					booth);
			refuse(c, who, a, CLOSE_PROTOCOL, "unknown booth");
			return false;
		}
	}
	a->seat = roster_seat_from(&c->roster, join->session, join->role, a->booth);
	if (a->seat == SEAT_NONE && join->role == ROLE_INTERPRETER && a->booth == PLAN_NONE) {
		control_error(c, who, "unknown_session", "join",
				"the session is not known any more: join with a booth");
		refuse(c, who, a, CLOSE_PROTOCOL, "unknown session");
		return false;
	}
	return true;
}

/* Into a new seat, on the air at once unless the client wants to be off. One that was lost in this
 * very turn is seen off first: its time on the air booked, its handover settled. */
static bool take_seat(struct control *c, struct session_ref who, struct admission *a)
{
	uint32_t next = roster_seat_to_give(&c->roster, a->booth, c->plan);
	if (next != SEAT_NONE && c->roster.seats[next].on_air)
		control_route(c);
	a->seat = roster_take_seat(&c->roster, a->join->role, a->booth, c->plan);
	if (a->seat == SEAT_NONE) {
		control_error(c, who, "full", "join",
				"no seat is left: '%s' has %" PRIu32 ", and all together %d",
				control_booth_id(c, a->booth), plan_seats(c->plan, a->booth),
				MICROPHONES_MAX);
		refuse(c, who, a, CLOSE_FULL, "no seat left");
		return false;
	}
	control_close_path(c, a->seat); /* of who had the seat before */
	struct seat *seat = &c->roster.seats[a->seat];
	snprintf(seat->id, sizeof seat->id, "%s", a->id);
	seat->flow_ns = c->now_ns;
	if (a->join->microphone == SWITCH_ON)
		control_press(c, a->seat, CONSOLE_PRESS_ON);
	return true;
}

static void sit(struct control *c, struct session_ref who, const struct admission *a)
{
	struct seat *seat = &c->roster.seats[a->seat];
	enum seat_state before = seat->state;
	struct session_ref former = roster_sit(&c->roster, a->seat, who);
	if (handle_valid(former.handle))
		control_close(c, former, CLOSE_TAKEN_OVER, "taken over by a newer connection");
	if (a->join->name[0])
		snprintf(seat->name, sizeof seat->name, "%s", a->join->name);
	c->consoles[a->seat][0] = '\0'; /* the new line knows nothing */
	media_link_microphone(&c->media, a->seat, seat->microphone);
	control_renew_path(c, a->seat);
	control_touch(c);
	if (before != SEAT_EMPTY && before != SEAT_HERE)
		control_seat_back(c, a->seat, before);
}

static bool check_id(struct control *c, struct session_ref who, struct admission *a)
{
	if (roster_new_id(a->id) == 0)
		return true;
	log_error("control", "no random numbers from the kernel");
	refuse(c, who, a, CLOSE_FULL, "server full");
	return false;
}

static void log_join(const struct session_ref *who, const struct admission *a,
		const struct request *request)
{
	log_line(level_of(a->join), "control",
			"session joined loop=%" PRIu32 " slot=%" PRIu32
			" role=%s booth=%s seat=%d token=%s address=%s client=\"%s\" "
			"name=\"%s\"",
			who->loop, who->handle.slot, message_role_name(a->join->role),
			a->join->booth, a->needs_seat ? (int)a->seat : -1, a->pass.token_id,
			request->address, a->join->client, a->join->name);
}

static void audit_join(struct control *c, struct session_ref who, struct session *s,
		const struct request *request)
{
	if (s->role == ROLE_LISTENER)
		return;
	struct actor a = { .who = who, .session = s, .seat = s->seat };
	control_audit_actor(c, "joined", &a);
	audit_text(&c->audit, "address", request->address);
	audit_text(&c->audit, "client", request->message.join.client);
	audit_end(&c->audit);
}

/* What is for consoles only: to hear what the console hears, and the boothmates. */
static void take_wishes(struct session *s, const struct message_subscribe *m,
		struct event_subscription *wanted)
{
	bool console = s->role == ROLE_INTERPRETER;
	s->asked = wanted->channels;
	s->follows = console && m->incoming;
	wanted->monitor = console && m->boothmate;
}

static void admit(struct control *c, struct session_ref who, struct session *s,
		const struct admission *a)
{
	roster_join(&c->roster, s, a->join->role);
	if (a->join->role == ROLE_LISTENER)
		counter_add(c->counters, COUNTER_LISTENERS, 1);
	if (a->needs_seat)
		sit(c, who, a);
	snprintf(s->name, sizeof s->name, "%s",
			a->needs_seat ? c->roster.seats[a->seat].name : a->join->name);
	s->may_hear = a->pass.channels;
	memcpy(s->token_id, a->pass.token_id, sizeof s->token_id);
	struct event_subscription wanted = a->subscription;
	take_wishes(s, &a->join->subscribe, &wanted);
	roster_subscribe(&c->roster, s, wanted);
	control_grant(c, who, s);
	control_welcome(c, who, s, a->needs_seat ? c->roster.seats[a->seat].id : a->id);
	control_send_subscription(c, who, s);
	if (STAFF & ROLE_BIT(s->role)) {
		control_send_seats(c, who);
		control_send_recording(c, who, s->role);
		control_send_audience(c, who);
	}
	if (s->role == ROLE_OPERATOR) {
		control_send_plan(c, who);
		control_send_alarms(c, who);
		control_send_floor_sound(c, who);
	}
}

void control_join(struct control *c, struct session_ref who, struct session *s,
		const struct request *request)
{
	struct admission a = { .join = &request->message.join,
		.seat = SEAT_NONE,
		.booth = PLAN_NONE };
	if (!check_pass(c, who, request, &a) || !check_streams(c, who, &a) ||
			!check_seat(c, who, &a))
		return;
	if (a.join->path) {
		memcpy(s->token_id, a.pass.token_id, sizeof s->token_id);
		control_join_path(c, who, s, a.join, a.seat);
		return;
	}
	if (!check_id(c, who, &a))
		return;
	if (a.needs_seat && a.seat == SEAT_NONE && !take_seat(c, who, &a))
		return;
	log_join(&who, &a, request);
	admit(c, who, s, &a);
	audit_join(c, who, s, request);
}

void control_door(struct control *c, struct session_ref door, const struct request *request)
{
	const struct auth_question question = question_of(c, request);
	struct auth_pass pass;
	bool opens = auth_allows(&c->auth, &question, &pass);
	if (opens)
		log_info("control", "door opened role=%s token=%s address=%s",
				message_role_name(question.join->role), pass.token_id,
				request->address);
	else
		note_refusal(c, &question);
	control_open_door(c, door, opens);
}

/* ---- later ---- */

void control_leave(struct control *c, struct session_ref who, bool done)
{
	struct session *s = roster_find(&c->roster, who);
	if (!s)
		return;
	if (s->joined && s->role == ROLE_LISTENER)
		counter_add(c->counters, COUNTER_LISTENERS, -1);
	if (s->joined && s->role != ROLE_LISTENER && s->path_of == SEAT_NONE)
		log_info("control", "session left loop=%" PRIu32 " slot=%" PRIu32 " role=%s",
				who.loop, who.handle.slot, message_role_name(s->role));
	uint32_t seat = roster_leave(&c->roster, who, c->now_ns);
	if (seat == SEAT_NONE)
		return;
	if (c->roster.seats[seat].state == SEAT_CARRIED) {
		control_line_carried(c, seat);
		return;
	}
	c->roster.seats[seat].left = done;
	control_line_lost(c, seat);
}

void control_expel(struct control *c)
{
	struct roster *r = &c->roster;
	for (uint32_t i = 0; i < r->loops * r->sessions_per_loop; i++) {
		struct session *s = &r->sessions[i];
		if (!s->generation || !s->joined || s->closing || !s->token_id[0] ||
				!keyring_is_revoked(&c->auth.keyring, s->token_id))
			continue;
		const struct session_ref who = { .loop = i / r->sessions_per_loop,
			.handle = { i % r->sessions_per_loop, s->generation } };
		log_warning("control", "session put out token=%s role=%s", s->token_id,
				message_role_name(s->role));
		control_close(c, who, CLOSE_NOT_ALLOWED, "not allowed");
	}
}

/* What it asked for by name, and what its console hears. */
static uint32_t channels_of(const struct control *c, const struct session *s)
{
	if (!s->follows || s->seat == SEAT_NONE)
		return s->asked;
	return s->asked | UINT32_C(1) << c->routing.seats[s->seat].hears;
}

static void send_streams(struct control *c, struct session_ref who, const struct session *s)
{
	control_subscribed(c, who, s);
	control_send_subscription(c, who, s);
}

void control_subscribe(struct control *c, const struct actor *a, const struct message *m)
{
	struct event_subscription wanted;
	const char *unknown;
	if (!streams_named(c, &m->subscribe, &wanted, &unknown)) {
		control_error(c, a->who, "unknown_channel", "subscribe", "there is no channel '%s'",
				unknown);
		return;
	}
	if (wanted.channels & ~a->session->may_hear) {
		control_error(c, a->who, "not_allowed", "subscribe", NOT_ITS_CHANNEL);
		return;
	}
	take_wishes(a->session, &m->subscribe, &wanted);
	wanted.channels = channels_of(c, a->session);
	roster_subscribe(&c->roster, a->session, wanted);
	send_streams(c, a->who, a->session);
}

void control_follow(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &c->roster.seats[i];
		struct session *s = roster_is_here(seat) ? roster_find(&c->roster, seat->session)
							 : NULL;
		if (!s || channels_of(c, s) == s->subscription.channels)
			continue;
		struct event_subscription wanted = s->subscription;
		wanted.channels = channels_of(c, s);
		roster_subscribe(&c->roster, s, wanted);
		send_streams(c, seat->session, s);
	}
}
