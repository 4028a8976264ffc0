// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"

enum { ROUNDS_MAX = 4 }; /* of routing and what it settles; two are usual, see control_route() */

const char *control_booth_id(const struct control *c, uint32_t booth)
{
	return booth < c->plan->booth_count ? c->plan->booths[booth].id : "floor";
}

static const char *channel_id(const struct control *c, uint32_t channel)
{
	return channel < c->plan->channel_count ? c->plan->channels[channel].id : "floor";
}

/* ---- turns on the air ---- */

/* What one could not interpret, a colleague does now: listeners need no reason any more. */
static void end_suspensions(struct control *c, uint32_t number)
{
	const struct seat *winner = &c->roster.seats[number];
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &c->roster.seats[i];
		if (seat->state == SEAT_EMPTY || seat->keys != CONSOLE_SUSPENDED ||
				seat->console.booth != winner->console.booth)
			continue;
		control_press(c, i, CONSOLE_CAN);
		control_audit_seat(c, "can_interpret", i);
		audit_end(&c->audit);
	}
}

static void begin_turn(struct control *c, uint32_t number)
{
	struct seat *seat = &c->roster.seats[number];
	seat->on_air = true;
	seat->on_air_ns = c->now_ns;
	seat->on_air_channel = seat->role == ROLE_FLOOR ? FLOOR : seat->console.output;
	log_info("control", "on air seat=%" PRIu32 " booth=%s channel=%s name=\"%s\"", number,
			control_booth_id(c, seat->console.booth),
			channel_id(c, seat->on_air_channel), seat->name);
	control_audit_seat(c, "on_air", number);
	audit_text(&c->audit, "channel", channel_id(c, seat->on_air_channel));
	audit_end(&c->audit);
	end_suspensions(c, number);
}

static void end_turn(struct control *c, uint32_t number)
{
	struct seat *seat = &c->roster.seats[number];
	seat->on_air = false;
	log_info("control", "off air seat=%" PRIu32 " booth=%s channel=%s name=\"%s\"", number,
			control_booth_id(c, seat->console.booth),
			channel_id(c, seat->on_air_channel), seat->name);
	control_audit_seat(c, "off_air", number);
	audit_text(&c->audit, "channel", channel_id(c, seat->on_air_channel));
	audit_time(&c->audit, "from", seat->on_air_ns - c->epoch_ns);
	audit_number(&c->audit, "ms", (c->now_ns - seat->on_air_ns) / NS_PER_MS);
	audit_end(&c->audit);
}

void control_end_turns(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (c->roster.seats[i].on_air)
			end_turn(c, i);
}

static bool moved(const struct seat *seat)
{
	return seat->role == ROLE_INTERPRETER && seat->on_air_channel != seat->console.output;
}

/* Whoever hands over is off before the other is on, also in the book. */
static void keep_turns(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct seat *seat = &c->roster.seats[i];
		if (seat->on_air && (!c->routing.seats[i].on_air || moved(seat)))
			end_turn(c, i);
	}
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (!c->roster.seats[i].on_air && c->routing.seats[i].on_air)
			begin_turn(c, i);
}

/* ---- channels ---- */

static void log_channel(const struct control *c, uint32_t number)
{
	static const char *const states[] = { "idle", "live", "floor", "suspended" };
	const struct routing_channel *channel = &c->routing.channels[number];
	log_info("control",
			"route channel=%s state=%s depth=%" PRIu32 " booth=%s microphones=%" PRIu32,
			c->plan->channels[number].id, states[channel->state], channel->depth,
			control_booth_id(c, channel->booth), channel->on_air);
}

static void log_channels(const struct control *c, const struct routing_result *before)
{
	for (uint32_t i = 1; i < c->plan->channel_count; i++) {
		const struct routing_channel *was = &before->channels[i];
		const struct routing_channel *is = &c->routing.channels[i];
		if (was->state != is->state || was->depth != is->depth || was->booth != is->booth ||
				was->on_air != is->on_air)
			log_channel(c, i);
	}
}

/* ---- computing ---- */

/* Who lost the channel to another booth, or may not have it under a new rule, is off the air. */
static void switch_off_refused(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct routing_seat *result = &c->routing.seats[i];
		if (result->refusal == REFUSAL_NONE)
			continue;
		control_press(c, i, CONSOLE_REFUSE);
		bool overridden = result->refusal == REFUSAL_OVERRIDDEN;
		control_alert(c, i, overridden ? "overridden" : "interlock", SEAT_NONE,
				"booth %s has channel %s", control_booth_id(c, result->refused_for),
				channel_id(c, c->roster.seats[i].console.output));
		control_audit_seat(c, overridden ? "overridden" : "refused", i);
		audit_text(&c->audit, "by_booth", control_booth_id(c, result->refused_for));
		audit_end(&c->audit);
	}
}

static void copy_consoles(struct routing_input *in, const struct roster *r)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		in->consoles[i] = r->seats[i].console;
}

void control_peek(const struct control *c, uint32_t seat, const struct routing_console *console,
		struct routing_result *result)
{
	struct routing_input in = c->input;
	copy_consoles(&in, &c->roster);
	in.consoles[seat] = *console;
	routing_compute(result, c->plan, &in);
}

/* A result may switch consoles (who was refused, handovers that it settles), and then it is
 * computed again, so that media gets one route with all of it. The bound is for a mistake in a
 * table only: each round can but switch somebody off, or end a handover. */
void control_route(struct control *c)
{
	struct routing_result before = c->routing;
	bool any = c->routing_stale;
	control_watch_handovers(c);
	for (int round = 0; c->routing_stale && round < ROUNDS_MAX; round++) {
		any = true;
		c->routing_stale = false;
		copy_consoles(&c->input, &c->roster);
		routing_compute(&c->routing, c->plan, &c->input);
		switch_off_refused(c);
		control_watch_handovers(c);
	}
	if (any) {
		keep_turns(c);
		log_channels(c, &before);
		media_link_route(&c->media, &c->routing.route);
		c->people_stale = true;
	}
	control_keep_consent(c);
	media_link_flush(&c->media);
}
