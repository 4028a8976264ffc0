// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>
#include <stdio.h>

#include "base/log.h"
#include "control/control_state.h"

/* What a join comes to, once it is checked. */
struct admission {
	const struct message_join *join;
	bool needs_seat;
	uint32_t seat;  /* the one to come back to; SEAT_NONE: a new one */
	uint32_t booth; /* PLAN_NONE: the floor's, or not said */
	struct event_subscription subscription;
	char id[SESSION_ID_BYTES];
};

static void refuse(struct control *c, struct session_ref who, enum close_code code,
		const char *reason)
{
	log_info("control", "join refused loop=%" PRIu32 " slot=%" PRIu32 " reason=%s", who.loop,
			who.handle.slot, reason);
	control_close(c, who, code, reason);
}

bool control_streams(const struct control *c, const struct message_subscribe *m,
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

static bool check_role(struct control *c, struct session_ref who, const struct request *request)
{
	const struct message_join *join = &request->message.join;
	if (auth_allows(&c->auth, join, request->loopback))
		return true;
	control_error(c, who, "not_allowed", "join", "the role %s is not open from here",
			message_role_name(join->role));
	refuse(c, who, CLOSE_NOT_ALLOWED, "not allowed");
	return false;
}

static bool check_streams(struct control *c, struct session_ref who, struct admission *a)
{
	const char *unknown;
	if (control_streams(c, &a->join->subscribe, &a->subscription, &unknown))
		return true;
	control_error(c, who, "unknown_channel", "join", "there is no channel '%s'", unknown);
	refuse(c, who, CLOSE_PROTOCOL, "unknown channel");
	return false;
}

/* An interpreter names a booth, or comes back to a seat that has one. */
static bool check_seat(struct control *c, struct session_ref who, struct admission *a)
{
	const struct message_join *join = a->join;
	a->needs_seat = join->role == ROLE_INTERPRETER || join->role == ROLE_FLOOR;
	if (!a->needs_seat)
		return true;
	if (join->role == ROLE_INTERPRETER && join->booth[0]) {
		a->booth = plan_booth_from(c->plan, join->booth);
		if (a->booth == PLAN_NONE) {
			control_error(c, who, "unknown_booth", "join", "there is no booth '%s'",
					join->booth);
			refuse(c, who, CLOSE_PROTOCOL, "unknown booth");
			return false;
		}
	}
	a->seat = roster_seat_from(&c->roster, join->session, join->role, a->booth);
	if (a->seat == SEAT_NONE && join->role == ROLE_INTERPRETER && a->booth == PLAN_NONE) {
		control_error(c, who, "unknown_session", "join",
				"the session is not known any more: join with a booth");
		refuse(c, who, CLOSE_PROTOCOL, "unknown session");
		return false;
	}
	return true;
}

/* Into a new seat, on the air at once. */
static bool take_seat(struct control *c, struct session_ref who, struct admission *a)
{
	a->seat = roster_take_seat(&c->roster, a->join->role, a->booth, c->plan);
	if (a->seat == SEAT_NONE) {
		control_error(c, who, "full", "join", "all %d microphones are taken",
				MICROPHONES_MAX);
		refuse(c, who, CLOSE_FULL, "server full");
		return false;
	}
	struct seat *seat = &c->roster.seats[a->seat];
	snprintf(seat->id, sizeof seat->id, "%s", a->id);
	seat->console.microphone = MICROPHONE_ON;
	seat->console.order = ++c->order;
	return true;
}

static void sit(struct control *c, struct session_ref who, const struct admission *a)
{
	struct session_ref former = roster_sit(&c->roster, a->seat, who);
	if (handle_valid(former.handle))
		control_close(c, former, CLOSE_TAKEN_OVER, "taken over by a newer connection");
	struct seat *seat = &c->roster.seats[a->seat];
	if (a->join->name[0])
		snprintf(seat->name, sizeof seat->name, "%s", a->join->name);
	media_link_microphone(&c->media, a->seat, seat->microphone);
	c->routing_stale = true;
}

static bool check_id(struct control *c, struct session_ref who, struct admission *a)
{
	if (roster_new_id(a->id) == 0)
		return true;
	log_error("control", "no random numbers from the kernel");
	refuse(c, who, CLOSE_FULL, "server full");
	return false;
}

static void log_join(const struct session_ref *who, const struct admission *a,
		const struct request *request)
{
	enum log_level level = a->join->role == ROLE_LISTENER ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO;
	log_line(level, "control",
			"session joined loop=%" PRIu32 " slot=%" PRIu32
			" role=%s booth=%s seat=%d address=%s client=\"%s\" name=\"%s\"",
			who->loop, who->handle.slot, message_role_name(a->join->role),
			a->join->booth, a->needs_seat ? (int)a->seat : -1, request->address,
			a->join->client, a->join->name);
}

static void admit(struct control *c, struct session_ref who, struct session *s,
		const struct admission *a)
{
	roster_join(&c->roster, s, a->join->role);
	if (a->join->role == ROLE_LISTENER)
		counter_add(c->counters, COUNTER_LISTENERS, 1);
	if (a->needs_seat)
		sit(c, who, a);
	roster_subscribe(&c->roster, s, a->subscription);
	control_grant(c, who, s);
	control_welcome(c, who, s, a->needs_seat ? c->roster.seats[a->seat].id : a->id);
	control_send_subscription(c, who, s);
}

void control_join(struct control *c, struct session_ref who, struct session *s,
		const struct request *request)
{
	struct admission a = { .join = &request->message.join,
		.seat = SEAT_NONE,
		.booth = PLAN_NONE };
	if (!check_role(c, who, request) || !check_streams(c, who, &a) || !check_seat(c, who, &a) ||
			!check_id(c, who, &a))
		return;
	if (a.needs_seat && a.seat == SEAT_NONE && !take_seat(c, who, &a))
		return;
	log_join(&who, &a, request);
	admit(c, who, s, &a);
}
