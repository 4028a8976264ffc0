// SPDX-License-Identifier: Apache-2.0
#include "control/media_link.h"

#include <string.h>

void media_link_init(struct media_link *l, struct pipe *command)
{
	memset(l, 0, sizeof *l);
	l->command = command;
}

void media_link_microphone(struct media_link *l, uint32_t slot, struct handle microphone)
{
	l->wanted[slot] = microphone;
}

static bool same_channel(const struct route_channel *a, const struct route_channel *b)
{
	return a->microphones == b->microphones && a->pass_through == b->pass_through &&
	       a->suspended == b->suspended;
}

static bool same_route(const struct route *a, const struct route *b)
{
	if (memcmp(a->monitors, b->monitors, sizeof a->monitors) != 0)
		return false;
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		if (!same_channel(&a->channels[i], &b->channels[i]))
			return false;
	return true;
}

void media_link_route(struct media_link *l, const struct route *route)
{
	if (l->route.number != 0 && same_route(&l->route, route))
		return;
	uint32_t number = l->route.number + 1;
	l->route = *route;
	l->route.number = number ? number : 1;
	l->route_waits = true;
}

static bool put(struct media_link *l, const struct media_command *command)
{
	return pipe_waiting(l->command) <= l->command->mask &&
	       pipe_put(l->command, command, sizeof *command);
}

/* One slot: out with the former tenant, then in with the new. */
static bool tell_microphone(struct media_link *l, uint32_t slot)
{
	struct handle *told = &l->told[slot];
	struct handle wanted = l->wanted[slot];
	if (handle_equal(*told, wanted))
		return true;
	if (handle_valid(*told)) {
		struct media_command close = { .kind = MEDIA_CLOSE_MICROPHONE,
			.microphone = *told };
		if (!put(l, &close))
			return false;
		*told = (struct handle){ 0 };
	}
	if (handle_valid(wanted)) {
		struct media_command open = { .kind = MEDIA_OPEN_MICROPHONE, .microphone = wanted };
		if (!put(l, &open))
			return false;
	}
	*told = wanted;
	return true;
}

void media_link_flush(struct media_link *l)
{
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		if (!tell_microphone(l, slot))
			return;
	if (!l->route_waits)
		return;
	struct media_command command = { .kind = MEDIA_ROUTE, .route = l->route };
	l->route_waits = !put(l, &command);
}
