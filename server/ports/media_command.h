// SPDX-License-Identifier: Apache-2.0
/*
 * What control tells media: who may be heard where. A route is the whole plan at once, so that a
 * handover switches both microphones in the same tick.
 * When the pipe is full: control keeps the newest route and tries again.
 */
#ifndef PORTS_MEDIA_COMMAND_H
#define PORTS_MEDIA_COMMAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/units.h"

enum pass_through {
	PASS_THROUGH_NEVER, /* silence when the channel has nobody */
	PASS_THROUGH_IDLE,  /* the floor after the hold-off, while nobody interprets */
	PASS_THROUGH_FLOOR, /* the channel is the floor now: its language is being spoken there */
};

/* What one channel carries. */
struct route_channel {
	uint64_t microphones; /* set of slots that are mixed into it */
	enum pass_through pass_through;
	bool suspended; /* cannot interpret: clean silence, no pass-through */
};

struct route {
	uint32_t number; /* rises with each route; comes back in media_note */
	struct route_channel channels[CHANNELS_MAX]; /* [0] is the floor */
	uint64_t monitors[MICROPHONES_MAX]; /* per slot: the set of boothmates that it hears */
};

enum media_command_kind {
	MEDIA_OPEN_MICROPHONE,  /* a new tenant in its slot: playout starts from nothing */
	MEDIA_CLOSE_MICROPHONE, /* gone: what is still inside is faded out */
	MEDIA_ROUTE,
};

struct media_command {
	enum media_command_kind kind;
	struct handle microphone; /* OPEN and CLOSE */
	struct route route;       /* ROUTE */
};

enum { MEDIA_COMMAND_PIPE_RECORDS = 256 };

#endif
