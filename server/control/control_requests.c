// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"

static void leave(struct control *c, struct session_ref who)
{
	struct session *s = roster_find(&c->roster, who);
	if (!s)
		return;
	if (s->joined && s->role == ROLE_LISTENER)
		counter_add(c->counters, COUNTER_LISTENERS, -1);
	if (s->joined && s->role != ROLE_LISTENER)
		log_info("control", "session left loop=%" PRIu32 " slot=%" PRIu32 " role=%s",
				who.loop, who.handle.slot, message_role_name(s->role));
	uint32_t seat = roster_leave(&c->roster, who, c->now_ns);
	if (seat == SEAT_NONE)
		return;
	log_info("control", "seat lost seat=%" PRIu32 " name=\"%s\"", seat,
			c->roster.seats[seat].name);
	media_link_microphone(&c->media, seat, (struct handle){ 0 });
	c->routing_stale = true;
}

static void subscribe(struct control *c, struct session_ref who, struct session *s,
		const struct message_subscribe *m)
{
	struct event_subscription wanted;
	const char *unknown;
	if (!control_streams(c, m, &wanted, &unknown)) {
		control_error(c, who, "unknown_channel", "subscribe", "there is no channel '%s'",
				unknown);
		return;
	}
	roster_subscribe(&c->roster, s, wanted);
	control_subscribed(c, who, s);
	control_send_subscription(c, who, s);
}

static void switch_microphone(struct control *c, struct session_ref who, const struct session *s,
		const struct message_microphone *m)
{
	if (s->seat == SEAT_NONE) {
		control_error(c, who, "not_allowed", "microphone", "the role %s has no microphone",
				message_role_name(s->role));
		return;
	}
	struct routing_console *console = &c->roster.seats[s->seat].console;
	enum routing_microphone wanted = m->on ? MICROPHONE_ON : MICROPHONE_OFF;
	if (console->microphone == wanted)
		return; /* said again, it is no new coming */
	console->microphone = wanted;
	if (m->on)
		console->order = ++c->order;
	c->routing_stale = true;
}

static void obey(struct control *c, struct session_ref who, struct session *s,
		const struct message *m)
{
	switch (m->type) {
	case MESSAGE_JOIN:
		control_error(c, who, "already_joined", "join", "a connection joins once");
		return;
	case MESSAGE_SUBSCRIBE: subscribe(c, who, s, &m->subscribe); return;
	case MESSAGE_PING: control_pong(c, who, m->ping.t); return;
	case MESSAGE_MICROPHONE: switch_microphone(c, who, s, &m->microphone); return;
	case MESSAGE_TYPE_COUNT: return;
	}
}

static void begin(struct control *c, struct session_ref who, const struct request *request)
{
	/* its GONE may still wait at the loop, while its place has a new tenant already */
	leave(c, roster_tenant(&c->roster, who));
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
	if (request->kind == REQUEST_GONE) {
		leave(c, who);
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
