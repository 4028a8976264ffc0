// SPDX-License-Identifier: Apache-2.0
/* The truth behind the on-air sign: how many listen to each channel, and whether it is recorded.
 * To the staff, once a second at most, and only what has changed. */
#include <string.h>

#include "control/control_state.h"
#include "proto/live_message.h"

#define AUDIENCE_NS NS_PER_S

static uint32_t listeners_of(const struct control *c, uint32_t channel)
{
	const uint32_t *listeners = c->roster.listeners[channel];
	return listeners[RENDITION_HIGH] + listeners[RENDITION_LOW] +
	       counter_get_players(c->counters, channel);
}

static void count(struct control *c)
{
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		c->audience[i] = (struct audience){ .listeners = listeners_of(c, i),
			.recorded = control_is_recorded(c, i) };
}

static bool same(const struct audience *a, const struct audience *b)
{
	return a->listeners == b->listeners && a->recorded == b->recorded;
}

/* The channels in which it is not as it was told; or all of them, whatever was told. */
static int write_audience(struct control *c, const struct audience told[static CHANNELS_MAX],
		bool all)
{
	struct message_audience channels[CHANNELS_MAX];
	uint32_t changed = 0;
	for (uint32_t i = 0; i < c->plan->channel_count; i++) {
		const struct audience *now = &c->audience[i];
		if (!all && same(now, &told[i]))
			continue;
		channels[changed++] = (struct message_audience){ c->plan->channels[i].id,
			now->listeners, now->recorded };
	}
	if (!all && changed == 0)
		return 0;
	return message_write_audience(c->event.text, sizeof c->event.text, channels, changed);
}

void control_send_audience(struct control *c, struct session_ref who)
{
	count(c);
	control_send_text(c, who, write_audience(c, c->audience, true));
}

static void tell_loop(struct control *c, struct control_loop *loop)
{
	if (!outbox_clear(&loop->outbox))
		return;
	int bytes = write_audience(c, loop->told_audience, false);
	if (bytes != 0 && control_broadcast_to(c, loop, STAFF, bytes))
		memcpy(loop->told_audience, c->audience, sizeof loop->told_audience);
}

void control_tell_audience(struct control *c)
{
	if (c->now_ns < c->audience_due_ns)
		return;
	c->audience_due_ns = c->now_ns + AUDIENCE_NS;
	count(c);
	for (uint32_t i = 0; i < c->loop_count; i++)
		tell_loop(c, &c->loops[i]);
}
