// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"

/* An open microphone sends a packet every 20 ms, at the least every 400 ms (Opus DTX). Before the
 * first one a sound card may have to be opened. */
#define STALL_NS (800 * NS_PER_MS)
#define STALL_FIRST_NS (3 * NS_PER_S)

static void audit_line_event(struct control *c, const char *event, uint32_t number)
{
	log_info("control", "%s seat=%" PRIu32 " booth=%s name=\"%s\"", event, number,
			control_booth_id(c, c->roster.seats[number].console.booth),
			c->roster.seats[number].name);
	control_audit_seat(c, event, number);
	audit_end(&c->audit);
}

/* A colleague of a console that was live must know at once. One that was switched off in this very
 * turn still counts as on the air, and has lost nothing. */
static void ring_colleagues(struct control *c, uint32_t number)
{
	const struct seat *lost = &c->roster.seats[number];
	if (lost->role != ROLE_INTERPRETER || !lost->on_air || lost->keys == CONSOLE_OFF)
		return;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (i != number && c->roster.seats[i].console.booth == lost->console.booth)
			control_alert(c, i, "colleague_lost", number,
					"your colleague was on the air and has lost the line");
}

static void note_loss(struct control *c, const char *event, uint32_t number)
{
	c->roster.seats[number].lost_order = c->order;
	control_touch(c);
	ring_colleagues(c, number);
	audit_line_event(c, event, number);
}

void control_line_lost(struct control *c, uint32_t number)
{
	media_link_microphone(&c->media, number, (struct handle){ 0 });
	note_loss(c, c->roster.seats[number].left ? "seat_left" : "seat_lost", number);
}

void control_line_carried(struct control *c, uint32_t number)
{
	audit_line_event(c, "seat_carried", number);
}

/* Has somebody of the same booth come on the air since this seat's line broke? */
static bool was_replaced(const struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	if (seat->role != ROLE_INTERPRETER)
		return false;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *other = &c->roster.seats[i];
		if (i != number && other->on_air && other->console.booth == seat->console.booth &&
				(int32_t)(other->console.order - seat->lost_order) > 0)
			return true;
	}
	return false;
}

static void line_flows(struct control *c, uint32_t number, enum seat_state former)
{
	struct seat *seat = &c->roster.seats[number];
	seat->flow_ns = c->now_ns;
	control_touch(c);
	audit_line_event(c, "seat_back", number);
	bool was_silent = former != SEAT_CARRIED;
	if (was_silent && seat->keys != CONSOLE_OFF && was_replaced(c, number))
		control_press(c, number, CONSOLE_TAKE);
}

void control_seat_back(struct control *c, uint32_t number, enum seat_state former)
{
	line_flows(c, number, former);
	if (former != SEAT_CARRIED && c->roster.seats[number].keys == CONSOLE_ON)
		roster_line(&c->roster, number, SEAT_STALL, c->now_ns);
}

/* Who switches off is not away for want of packets. A cough is short, and has its own. */
static bool owes_nothing(const struct seat *seat)
{
	return seat->keys != CONSOLE_ON && seat->keys != CONSOLE_COUGH;
}

static bool brings_nothing(const struct control *c, const struct seat *seat)
{
	int64_t patience_ns = seat->packets ? STALL_NS : STALL_FIRST_NS;
	return seat->keys == CONSOLE_ON && c->now_ns - seat->flow_ns >= patience_ns;
}

static void watch_line(struct control *c, uint32_t number)
{
	struct seat *seat = &c->roster.seats[number];
	const struct microphone_note *m = &c->note.microphones[number];
	enum seat_state former = seat->state;
	if (!roster_has_way(seat) || !handle_equal(m->microphone, seat->microphone))
		return;
	bool flows = m->packets != seat->packets;
	if (flows) {
		seat->packets = m->packets;
		seat->flow_ns = c->now_ns;
	}
	if (flows || owes_nothing(seat)) {
		if (roster_line(&c->roster, number, SEAT_FLOW, c->now_ns) == SEAT_RESUME)
			line_flows(c, number, former);
	} else if (brings_nothing(c, seat)) {
		enum seat_effect effect = roster_line(&c->roster, number, SEAT_STALL, c->now_ns);
		if (effect == SEAT_SILENCE)
			note_loss(c, "seat_stalled", number);
		if (effect == SEAT_CLOSE)
			control_line_lost(c, number);
	}
}

void control_take_notes(struct control *c)
{
	bool any = false;
	while (pipe_take(c->media_note, &c->note) > 0) {
		any = true;
		if (c->note.tick_max_us > c->live.longest_us)
			c->live.longest_us = c->note.tick_max_us;
	}
	if (!any)
		return;
	c->has_note = true;
	c->live.fresh = true;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		watch_line(c, i);
}
