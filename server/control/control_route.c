// SPDX-License-Identifier: Apache-2.0
#include <inttypes.h>

#include "base/log.h"
#include "control/control_state.h"

void control_take_notes(struct control *c)
{
	while (pipe_take(c->media_note, &c->note) > 0)
		c->has_note = true;
}

static const char *booth_id(const struct control *c, uint32_t booth)
{
	return booth < c->plan->booth_count ? c->plan->booths[booth].id : "floor";
}

static void log_seat(const struct control *c, uint32_t number, bool on_air)
{
	const struct seat *seat = &c->roster.seats[number];
	uint32_t output = seat->console.output;
	log_info("control", "%s seat=%" PRIu32 " booth=%s channel=%s name=\"%s\"",
			on_air ? "on air" : "off air", number, booth_id(c, seat->console.booth),
			output < c->plan->channel_count ? c->plan->channels[output].id : "floor",
			seat->name);
}

static void log_channel(const struct control *c, uint32_t number)
{
	static const char *const states[] = { "idle", "live", "floor", "suspended" };
	const struct routing_channel *channel = &c->routing.channels[number];
	log_info("control",
			"route channel=%s state=%s depth=%" PRIu32 " booth=%s microphones=%" PRIu32,
			c->plan->channels[number].id, states[channel->state], channel->depth,
			booth_id(c, channel->booth), channel->on_air);
}

static void log_changes(const struct control *c, const struct routing_result *before)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		if (before->seats[i].on_air != c->routing.seats[i].on_air)
			log_seat(c, i, c->routing.seats[i].on_air);
	for (uint32_t i = 1; i < c->plan->channel_count; i++) {
		const struct routing_channel *was = &before->channels[i];
		const struct routing_channel *is = &c->routing.channels[i];
		if (was->state != is->state || was->depth != is->depth || was->booth != is->booth ||
				was->on_air != is->on_air)
			log_channel(c, i);
	}
}

/* Who was refused the channel, or lost it to another booth, is off the air and told why. */
static void switch_off_refused(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct routing_seat *result = &c->routing.seats[i];
		struct seat *seat = &c->roster.seats[i];
		if (result->refusal == REFUSAL_NONE)
			continue;
		seat->console.microphone = MICROPHONE_OFF;
		if (result->refusal == REFUSAL_NO_OUTPUT)
			control_error(c, seat->session, "no_output", "microphone",
					"no output is chosen");
		else
			control_error(c, seat->session, "interlock", "microphone",
					"booth %s has channel %s", booth_id(c, result->refused_for),
					c->plan->channels[seat->console.output].id);
	}
}

static void compute(struct control *c)
{
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		c->input.consoles[i] = c->roster.seats[i].taken ? c->roster.seats[i].console
								: (struct routing_console){ 0 };
	routing_compute(&c->routing, c->plan, &c->input);
}

void control_route(struct control *c)
{
	if (c->routing_stale) {
		struct routing_result before = c->routing;
		compute(c);
		switch_off_refused(c);
		c->routing_stale = false;
		log_changes(c, &before);
		media_link_route(&c->media, &c->routing.route);
	}
	media_link_flush(&c->media);
}
