// SPDX-License-Identifier: Apache-2.0
/*
 * The event as its organiser planned it: channels, booths, rules. Filled once from the config (or
 * built in), read by control and main, never changed while the server runs.
 *
 * Thread: written before threads start, then read-only everywhere.
 */
#ifndef CONTROL_PLAN_H
#define CONTROL_PLAN_H

#include <stdint.h>

#include "base/units.h"

enum {
	FLOOR = 0, /* the floor's channel number */
	BOOTHS_MAX = 31,
	BOOTH_OUTPUTS = 3, /* A home language, B pivot, C spare */
	BOOTH_SEATS = 3,   /* two work in turns, a third in long meetings */
	FLOOR_SEATS = 16,
};

#define PLAN_NONE UINT32_MAX /* no channel, no booth */

/* May two booths be on one channel? */
enum interlock {
	INTERLOCK_NONE,     /* both are mixed */
	INTERLOCK_REFUSE,   /* config word "interlock": the second is refused, told why */
	INTERLOCK_OVERRIDE, /* the second takes over */
};

/* When may a channel carry the floor? Interpreters fear a floor that bursts in when they pause. */
enum plan_pass_through {
	PLAN_PASS_NEVER,    /* silence when nobody interprets */
	PLAN_PASS_LANGUAGE, /* only while the floor speaks its language */
	PLAN_PASS_IDLE,     /* also, after the hold-off, while nobody interprets */
};

struct plan_channel {
	char id[NAME_BYTES];   /* "floor", "zh" ...: [a-z0-9-], starts with a letter */
	char lang[NAME_BYTES]; /* BCP 47; "" for the floor */
	char name[NAME_BYTES]; /* endonym in its own script */
	enum plan_pass_through pass_through;
	enum interlock interlock;
	int bitrate_bps; /* high rendition */
};

struct plan_booth {
	char id[NAME_BYTES];
	uint32_t outputs[BOOTH_OUTPUTS]; /* channel numbers, PLAN_NONE where there is none */
	uint32_t understands;            /* set of channel numbers whose languages it works from */
	int seats;                       /* consoles that may be in it at once */
};

struct plan {
	char id[NAME_BYTES];
	char title[NAME_BYTES * 2];
	uint32_t channel_count;
	struct plan_channel channels[CHANNELS_MAX]; /* [0] is the floor */
	uint32_t booth_count;
	struct plan_booth booths[BOOTHS_MAX];
	int floor_seats;         /* microphones that may be on the floor at once */
	uint32_t pivot;          /* channel number */
	uint32_t floor_language; /* at the start: channel number, PLAN_NONE unknown */
};

/* The built-in event: floor, zh, ko, mn, ru, en; four two-way booths with an English pivot;
 * English on the floor. */
void plan_built_in(struct plan *p);

/* How many may sit there at once; PLAN_NONE: on the floor. */
uint32_t plan_seats(const struct plan *p, uint32_t booth);

/* The number of a channel or booth by id; PLAN_NONE when there is none. */
uint32_t plan_channel_from(const struct plan *p, const char *id);
uint32_t plan_booth_from(const struct plan *p, const char *id);

#endif
