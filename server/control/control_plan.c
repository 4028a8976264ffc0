// SPDX-License-Identifier: Apache-2.0
/* The plan, for operators: which booths there are, and the channels' rules as they stand now. */
#include "control/control_state.h"
#include "proto/desk_message.h"

static uint32_t outputs_of(const struct control *c, const struct plan_booth *booth,
		const char *outputs[static BOOTH_OUTPUTS])
{
	uint32_t count = 0;
	for (int i = 0; i < BOOTH_OUTPUTS; i++)
		if (booth->outputs[i] != PLAN_NONE)
			outputs[count++] = c->plan->channels[booth->outputs[i]].id;
	return count;
}

uint32_t control_booths(const struct control *c, struct message_booth booths[static BOOTHS_MAX])
{
	for (uint32_t i = 0; i < c->plan->booth_count; i++) {
		booths[i].id = c->plan->booths[i].id;
		booths[i].output_count = outputs_of(c, &c->plan->booths[i], booths[i].outputs);
	}
	return c->plan->booth_count;
}

static int write_plan(struct control *c)
{
	struct message_booth booths[BOOTHS_MAX];
	struct message_plan_channel channels[CHANNELS_MAX];
	for (uint32_t i = FLOOR + 1; i < c->plan->channel_count; i++)
		channels[i - 1] = (struct message_plan_channel){ c->plan->channels[i].id,
			control_interlock_name(c->input.rules[i].interlock),
			control_pass_through_name(c->input.rules[i].pass_through) };
	struct message_plan plan = { .pivot = c->plan->channels[c->plan->pivot].id,
		.booths = booths,
		.booth_count = control_booths(c, booths),
		.channels = channels,
		.channel_count = c->plan->channel_count - 1 };
	return message_write_plan(c->event.text, sizeof c->event.text, &plan);
}

void control_send_plan(struct control *c, struct session_ref who)
{
	control_send_text(c, who, write_plan(c));
}

/* Every loop until it has room: an operator must not look at rules that are not in force. */
void control_tell_plan(struct control *c)
{
	for (uint32_t i = 0; i < c->loop_count; i++) {
		struct control_loop *loop = &c->loops[i];
		if (loop->told_rules == c->rules_version || !outbox_clear(&loop->outbox))
			continue;
		int bytes = write_plan(c);
		if (bytes < 0)
			return; /* told next time */
		c->event.kind = EVENT_BROADCAST;
		c->event.roles = ROLE_BIT(ROLE_OPERATOR);
		c->event.text_bytes = (uint32_t)bytes;
		outbox_put(&loop->outbox, &c->event);
		loop->told_rules = c->rules_version;
	}
}
