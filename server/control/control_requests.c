// SPDX-License-Identifier: Apache-2.0
#include "control/control_state.h"

static const control_order orders[MESSAGE_TYPE_COUNT] = {
	[MESSAGE_SUBSCRIBE] = control_subscribe,
	[MESSAGE_PING] = control_ping,
	[MESSAGE_MICROPHONE] = control_microphone,
	[MESSAGE_COUGH] = control_cough,
	[MESSAGE_OUTPUT] = control_output,
	[MESSAGE_INCOMING] = control_incoming,
	[MESSAGE_CANNOT_INTERPRET] = control_cannot_interpret,
	[MESSAGE_SLOW_DOWN] = control_slow_down,
	[MESSAGE_CALL_OPERATOR] = control_call_operator,
	[MESSAGE_HANDOVER] = control_handover,
	[MESSAGE_CONSENT] = control_consent,
	[MESSAGE_FLOOR_LANGUAGE] = control_floor_language,
	[MESSAGE_CHAT] = control_chat,
	[MESSAGE_ANNOUNCE] = control_announce,
	[MESSAGE_ANNOUNCE_OVER] = control_announce_over,
	[MESSAGE_ANSWER] = control_answer,
	[MESSAGE_MUTE] = control_mute,
	[MESSAGE_RULES] = control_rules,
	[MESSAGE_RECORD] = control_record,
	[MESSAGE_ALARM_SEEN] = control_alarm_seen,
	[MESSAGE_INVITE] = control_invite,
	[MESSAGE_SEEN] = control_seen,
};

static void obey(struct control *c, struct session_ref who, struct session *s,
		const struct message *m)
{
	if (m->type == MESSAGE_JOIN) {
		control_error(c, who, "already_joined", "join", "a connection joins once");
		return;
	}
	bool seated = s->seat != SEAT_NONE;
	if (s->path_of != SEAT_NONE && m->type != MESSAGE_PING) {
		control_error(c, who, "not_allowed", message_type_name(m->type),
				"a second path only brings sound");
		return;
	}
	if (!auth_may_say(s->role, m->type)) {
		control_error(c, who, "not_allowed", message_type_name(m->type),
				"this is not for the role %s", message_role_name(s->role));
		return;
	}
	struct actor a = { .who = who,
		.session = s,
		.seat = s->seat,
		.seated = seated ? &c->roster.seats[s->seat] : NULL };
	orders[m->type](c, &a, m);
}

static void begin(struct control *c, struct session_ref who, const struct request *request)
{
	/* its GONE may still wait at the loop, while its place has a new tenant already */
	control_leave(c, roster_tenant(&c->roster, who), false);
	struct session *s = roster_enter(&c->roster, who);
	if (!s)
		return;
	if (request->message.type == MESSAGE_JOIN) {
		control_join(c, who, s, request);
		return;
	}
	control_error(c, who, "not_joined", "", "the first message is a join");
	control_close(c, who, CLOSE_PROTOCOL, "not joined");
}

static void take(struct control *c, uint32_t loop, const struct request *request)
{
	struct session_ref who = { .loop = loop, .handle = request->session };
	if (request->kind == REQUEST_DOOR) {
		control_door(c, who, request);
		return;
	}
	if (request->kind == REQUEST_GONE) {
		control_leave(c, who, request->done);
		return;
	}
	struct session *s = roster_find(&c->roster, who);
	if (!s)
		begin(c, who, request);
	else if (!s->closing)
		obey(c, who, s, &request->message);
}

void control_take_requests(struct control *c)
{
	for (uint32_t i = 0; i < c->loop_count; i++) {
		uint32_t waiting = pipe_waiting(c->loops[i].request);
		for (uint32_t n = 0; n < waiting; n++) {
			pipe_take(c->loops[i].request, &c->request);
			take(c, i, &c->request);
		}
	}
}
