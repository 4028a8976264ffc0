// SPDX-License-Identifier: Apache-2.0
#include "control/announcements.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS_BYTES = 64, CHANNEL_BYTES = 35 }; /* an id has 32 at most */

/* About as many as it takes in a message. */
static uint32_t bytes_of(uint32_t channels, const char *text)
{
	uint32_t named = channels == ANNOUNCED_TO_ALL ? 0 : (uint32_t)__builtin_popcount(channels);
	return FIELDS_BYTES + (uint32_t)strlen(text) + named * CHANNEL_BYTES;
}

static uint32_t bytes_of_all(const struct announcements *a)
{
	uint32_t bytes = 0;
	for (uint32_t i = 0; i < a->count; i++)
		bytes += bytes_of(a->standing[i].channels, a->standing[i].text);
	return bytes;
}

static void end_at(struct announcements *a, uint32_t at, struct announcements_over *over)
{
	over->ids[over->count++] = a->standing[at].id;
	a->count--;
	memmove(&a->standing[at], &a->standing[at + 1], (a->count - at) * sizeof a->standing[0]);
}

void announcements_add(struct announcements *a, uint32_t channels, const char *text,
		int64_t said_ms, struct announcements_over *over)
{
	over->count = 0;
	for (uint32_t i = a->count; i-- > 0;)
		if ((a->standing[i].channels & ~channels) == 0)
			end_at(a, i, over);
	while (a->count == ANNOUNCEMENTS_MAX ||
			(a->count > 0 && bytes_of_all(a) + bytes_of(channels, text) >
							 ANNOUNCEMENTS_BYTES))
		end_at(a, 0, over);

	struct announcement *new = &a->standing[a->count++];
	*new = (struct announcement){ .id = ++a->last_id,
		.channels = channels,
		.said_ms = said_ms };
	snprintf(new->text, sizeof new->text, "%s", text);
}

void announcements_end(struct announcements *a, uint32_t id, struct announcements_over *over)
{
	over->count = 0;
	for (uint32_t i = a->count; i-- > 0;)
		if (id == 0 || a->standing[i].id == id)
			end_at(a, i, over);
}
