// SPDX-License-Identifier: Apache-2.0
#include "control/status.h"

#include <stdlib.h>
#include <string.h>

/* Media knows better whether the floor is passing, since it keeps the hold-off; routing knows
 * better whether an interpreter is there, since interpreters pause. */
static enum message_channel_state state_of(const struct routing_result *routing, uint32_t channel,
		const struct media_note *note)
{
	bool passing = note && note->channels[channel].sound == CHANNEL_SOUND_FLOOR;
	switch (routing->channels[channel].state) {
	case ROUTING_SUSPENDED: return CHANNEL_SUSPENDED;
	case ROUTING_LIVE: return passing ? CHANNEL_FLOOR : CHANNEL_LIVE;
	case ROUTING_IDLE: return passing ? CHANNEL_FLOOR : CHANNEL_IDLE;
	case ROUTING_FLOOR:
		if (passing || (!note && routing->channels[FLOOR].on_air > 0))
			return CHANNEL_FLOOR;
		return CHANNEL_IDLE;
	}
	return CHANNEL_IDLE;
}

static int delay_of(enum message_channel_state state, uint32_t channel,
		const struct media_note *note)
{
	if (!note || state == CHANNEL_IDLE || state == CHANNEL_SUSPENDED)
		return -1;
	return note->channels[channel].delay_ms;
}

void status_compute(struct status *s, const struct plan *p, uint32_t floor_language,
		const struct routing_result *routing, const struct media_note *note)
{
	memset(s, 0, sizeof *s);
	s->floor_language = floor_language;
	s->channel_count = p->channel_count;
	for (uint32_t i = 0; i < p->channel_count; i++) {
		struct status_channel *c = &s->channels[i];
		c->state = state_of(routing, i, note);
		c->depth = c->state == CHANNEL_LIVE ? routing->channels[i].depth : 0;
		c->delay_ms = delay_of(c->state, i, note);
	}
}

static bool channel_changed(const struct status_channel *told, const struct status_channel *now,
		bool delays)
{
	if (told->state != now->state || told->depth != now->depth ||
			strcmp(told->reason, now->reason) != 0)
		return true;
	if (!delays || now->delay_ms < 0) /* unknown for a moment: the last one told stands */
		return false;
	return told->delay_ms < 0 || abs(told->delay_ms - now->delay_ms) >= STATUS_DELAY_STEP_MS;
}

uint32_t status_changes(const struct status *told, const struct status *now, bool delays)
{
	uint32_t changed = 0;
	for (uint32_t i = 0; i < now->channel_count; i++)
		if (channel_changed(&told->channels[i], &now->channels[i], delays))
			changed |= UINT32_C(1) << i;
	return changed;
}

uint32_t status_channels(const struct status *s, const struct plan *p, uint32_t set,
		struct message_channel channels[static CHANNELS_MAX])
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < s->channel_count; i++) {
		if (!(set >> i & 1))
			continue;
		const struct status_channel *c = &s->channels[i];
		channels[count++] = (struct message_channel){ .id = p->channels[i].id,
			.lang = p->channels[i].lang,
			.name = p->channels[i].name,
			.state = c->state,
			.reason = c->reason[0] ? c->reason : NULL,
			.depth = (int)c->depth,
			.delay_ms = c->delay_ms };
	}
	return count;
}

const char *status_floor_language(const struct status *s, const struct plan *p)
{
	return s->floor_language < p->channel_count ? p->channels[s->floor_language].lang : "";
}
