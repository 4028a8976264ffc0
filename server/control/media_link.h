// SPDX-License-Identifier: Apache-2.0
/*
 * What media was told, against what is so. Instead of a queue of orders there is one comparison:
 * microphones that came or went and the newest route are put into the pipe as far as it goes, and
 * the rest on the next turn. A route never goes before the microphones that it names.
 *
 * Thread: control.
 * After:  ports/media_command.h.
 */
#ifndef CONTROL_MEDIA_LINK_H
#define CONTROL_MEDIA_LINK_H

#include <stdbool.h>

#include "base/pipe.h"
#include "ports/media_command.h"

struct media_link {
	struct pipe *command;
	struct handle wanted[MICROPHONES_MAX]; /* generation 0: closed */
	struct handle told[MICROPHONES_MAX];
	struct route route; /* the newest; number 0: none yet */
	bool route_waits;
};

void media_link_init(struct media_link *l, struct pipe *command);

/* The microphone in that slot from now on; an invalid handle closes it. */
void media_link_microphone(struct media_link *l, uint32_t slot, struct handle microphone);

/* The route from now on; its number is given here, a new one if anything differs. */
void media_link_route(struct media_link *l, const struct route *route);

/* Tells what is not told yet. */
void media_link_flush(struct media_link *l);

#endif
