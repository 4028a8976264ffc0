// SPDX-License-Identifier: Apache-2.0
/*
 * Who hears what. One pure function from the event as it stands (floor language, consoles, rules)
 * to the route for media, the state and relay depth of each channel, and what each console hears
 * and may be offered. No state, no time, no I/O: the same question has the same answer.
 *
 * The rules, in the order in which they are applied:
 *  1. A console is on the air when its line and its microphone are, unless the interlock of the
 *     channel it speaks into gives the channel to another booth. Colleagues of one booth never
 *     lock each other out.
 *  2. A console hears what it chose. The floor key gives the pivot channel by itself when the
 *     floor speaks a language that the booth does not understand (auto-relay).
 *  3. Nobody hears the channel it speaks into, neither directly nor around a circle of relays:
 *     who came on the air later gets the floor instead.
 *  4. A channel's depth is one more than the deepest of what its interpreters hear.
 *  5. A channel without an interpreter carries the floor as far as its rule allows, and at once
 *     while the floor speaks its language; if its interpreter cannot interpret, or coughs, it is
 *     silent.
 *
 * Thread: any.
 */
#ifndef CONTROL_ROUTING_H
#define CONTROL_ROUTING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "control/plan.h"
#include "ports/media_command.h"

enum routing_microphone {
	MICROPHONE_OFF,
	MICROPHONE_ON,
	MICROPHONE_MUTED,     /* has its channel, is not heard: cough key */
	MICROPHONE_SUSPENDED, /* cannot interpret; its channel is free for another booth */
};

#define INCOMING_FLOOR_KEY PLAN_NONE

/* One seat. Its place in the array is its microphone's slot. */
struct routing_console {
	bool present; /* somebody sits there and the line brings sound: may be on the air */
	enum routing_microphone microphone;
	uint32_t booth;    /* PLAN_NONE: a microphone of the floor, and nothing below matters */
	uint32_t output;   /* channel number, never FLOOR; PLAN_NONE: none chosen */
	uint32_t incoming; /* INCOMING_FLOOR_KEY, or a channel; FLOOR overrides auto-relay */
	uint32_t order;    /* rises with each switch onto a channel: who came first */
};

/* What the operator has left of the plan's rules, or put in their place. */
struct routing_rule {
	enum interlock interlock;
	enum plan_pass_through pass_through;
};

struct routing_input {
	uint32_t floor_language; /* channel number; PLAN_NONE unknown */
	struct routing_rule rules[CHANNELS_MAX];
	struct routing_console consoles[MICROPHONES_MAX];
};

enum routing_channel_state {
	ROUTING_IDLE,
	ROUTING_LIVE,
	ROUTING_FLOOR, /* its language is being spoken there */
	ROUTING_SUSPENDED,
};

struct routing_channel {
	enum routing_channel_state state;
	uint32_t depth;  /* interpretations between floor and listener; 0 without any */
	uint32_t booth;  /* that has it: live, of several who came first; or suspended it */
	uint32_t slot;   /* and which of its consoles; only with a booth */
	uint32_t on_air; /* microphones on the air in it, muted ones included */
	uint32_t booths; /* set of booths on the air in it: two are worth an alarm */
};

enum routing_refusal {
	REFUSAL_NONE,
	REFUSAL_NO_OUTPUT,  /* no channel chosen */
	REFUSAL_INTERLOCK,  /* another booth has the channel */
	REFUSAL_OVERRIDDEN, /* another booth took it over */
};

/* What one console gets, present or not: a line may be broken one way only. Zero without a booth.
 */
struct routing_seat {
	bool on_air;
	enum routing_refusal refusal; /* microphone on, yet not on the air */
	uint32_t refused_for;         /* the booth that has the channel; PLAN_NONE */
	uint32_t floor_key;           /* what the floor key gives: FLOOR, or the pivot */
	uint32_t hears;               /* now: its choice, or the floor where that is impossible */
	uint32_t offered;             /* set of channels that it may choose as incoming */
};

struct routing_result {
	struct route route; /* its number is 0: the sender counts */
	struct routing_channel channels[CHANNELS_MAX];
	struct routing_seat seats[MICROPHONES_MAX];
};

/* The plan's own rules and floor language, and nobody there. */
void routing_input_init(struct routing_input *in, const struct plan *p);

void routing_compute(struct routing_result *r, const struct plan *p,
		const struct routing_input *in);

#endif
