// SPDX-License-Identifier: Apache-2.0
/*
 * What the operator has announced and still stands, for whoever joins later. A newer announcement
 * for the same listeners, or for more, takes the place of the former; else one stands until the
 * operator ends it. All of them fit into a `welcome`: where they would not, the oldest give way.
 *
 * Thread: control. Pure: time is an argument, no pointers inside.
 * After:  `welcome`, `announcement`, `announcement_over`.
 */
#ifndef CONTROL_ANNOUNCEMENTS_H
#define CONTROL_ANNOUNCEMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/message.h"

enum {
	ANNOUNCEMENTS_MAX = 16,
	ANNOUNCEMENTS_BYTES = 6144, /* of a welcome, about */
};

#define ANNOUNCED_TO_ALL UINT32_MAX

struct announcement {
	uint32_t id;
	uint32_t channels; /* whose listeners it is for: bits, or ANNOUNCED_TO_ALL */
	int64_t said_ms;   /* server clock */
	char text[CHAT_BYTES];
};

struct announcements {
	struct announcement standing[ANNOUNCEMENTS_MAX]; /* oldest first */
	uint32_t count;
	uint32_t last_id;
};

/* Those that do not stand any more, by id. */
struct announcements_over {
	uint32_t ids[ANNOUNCEMENTS_MAX];
	uint32_t count;
};

/* Adds one, the last of `standing`, and says which are over by it. */
void announcements_add(struct announcements *a, uint32_t channels, const char *text,
		int64_t said_ms, struct announcements_over *over);

/* Ends that one; 0: all of them. */
void announcements_end(struct announcements *a, uint32_t id, struct announcements_over *over);

#endif
