// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"

static bool in_booth(const struct control *c, uint32_t seat, uint32_t booth)
{
	const struct seat *s = &c->roster.seats[seat];
	return s->state != SEAT_EMPTY && s->console.booth == booth;
}

/* Who has the air there; of several the one who came last. SEAT_NONE. */
static uint32_t live_seat_of(const struct control *c, uint32_t booth)
{
	uint32_t live = SEAT_NONE;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		if (!in_booth(c, i, booth) || !c->routing.seats[i].on_air)
			continue;
		int32_t later = live == SEAT_NONE ? 1
						  : (int32_t)(c->roster.seats[i].console.order -
								    c->roster.seats[live]
										    .console.order);
		if (later > 0)
			live = i;
	}
	return live;
}

/* Everybody else in the booth goes off, lost lines included, and `to` comes on where `from` was:
 * one route, one tick. */
static void switch_over(struct control *c, uint32_t booth, uint32_t from, uint32_t to, bool forced)
{
	struct seat *winner = &c->roster.seats[to];
	if (from != SEAT_NONE)
		winner->console.output = c->roster.seats[from].console.output;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (i != to && in_booth(c, i, booth))
			control_press(c, i, CONSOLE_TAKE);
	control_press(c, to, CONSOLE_GIVE);
	control_touch(c);
	log_info("control", "handover booth=%s from=%d to=%" PRIu32 " forced=%d",
			control_booth_id(c, booth), (int)from, to, forced);
	control_audit_seat(c, "handover", to);
	if (from != SEAT_NONE)
		audit_number(&c->audit, "from_seat", from);
	audit_boolean(&c->audit, "forced", forced);
	audit_end(&c->audit);
	if (forced && from != SEAT_NONE)
		control_alert(c, from, "taken", to, "a colleague has taken the air");
}

static void settle(struct control *c, uint32_t booth, enum handover_event event)
{
	struct handover *h = &c->handovers[booth];
	enum handover_verdict verdict = handover_apply(h, event, NULL, c->now_ns, c->countdown_ns);
	if (verdict == HANDOVER_SWITCH)
		switch_over(c, booth, h->from, h->to, false);
	if (verdict != HANDOVER_REFUSED)
		c->people_stale = true;
}

/* A console on the air by interlock's leave only may not be given it by a colleague either. */
static bool may_get_air(struct control *c, const struct actor *a, enum handover_event event)
{
	bool wants = event == HANDOVER_TAKE || event == HANDOVER_REQUEST ||
		     event == HANDOVER_ACCEPT;
	if (!wants || a->seated->keys != CONSOLE_MUTED)
		return true;
	control_error(c, a->who, "muted", "handover", "the operator has muted this microphone");
	return false;
}

void control_handover(struct control *c, const struct actor *a, const struct message *m)
{
	static const enum handover_event events[] = {
		[STEP_OFFER] = HANDOVER_OFFER,
		[STEP_REQUEST] = HANDOVER_REQUEST,
		[STEP_ACCEPT] = HANDOVER_ACCEPT,
		[STEP_CANCEL] = HANDOVER_CANCEL,
		[STEP_TAKE] = HANDOVER_TAKE,
	};
	enum handover_event event = events[m->handover.step];
	uint32_t booth = a->seated->console.booth;
	struct handover *h = &c->handovers[booth];
	struct handover_actor actor = { .seat = a->seat,
		.live = c->routing.seats[a->seat].on_air,
		.live_seat = live_seat_of(c, booth) };
	if (!may_get_air(c, a, event))
		return;
	enum handover_verdict verdict =
			handover_apply(h, event, &actor, c->now_ns, c->countdown_ns);
	c->people_stale = true;
	if (verdict == HANDOVER_SWITCH)
		switch_over(c, booth, h->from, h->to, event == HANDOVER_TAKE);
	if (verdict == HANDOVER_REFUSED)
		control_error(c, a->who, "handover", "handover",
				"that is not possible now (%s, %s)", handover_state_name(h->state),
				actor.live ? "on the air" : "off the air");
}

static bool from_is_off(const struct control *c, const struct handover *h)
{
	return h->from != SEAT_NONE && !c->routing.seats[h->from].on_air;
}

static bool to_is_gone(const struct control *c, const struct handover *h)
{
	return h->to != SEAT_NONE &&
	       (c->roster.seats[h->to].state != SEAT_HERE || c->routing.seats[h->to].on_air);
}

void control_watch_handovers(struct control *c)
{
	for (uint32_t booth = 0; booth < c->plan->booth_count; booth++) {
		struct handover *h = &c->handovers[booth];
		if (h->state != HANDOVER_NONE && to_is_gone(c, h))
			settle(c, booth, HANDOVER_TO_GONE);
		if (h->state != HANDOVER_NONE && from_is_off(c, h))
			settle(c, booth, HANDOVER_FROM_OFF);
		if (h->state != HANDOVER_NONE && c->now_ns >= h->deadline_ns)
			settle(c, booth, HANDOVER_TIME);
	}
}
