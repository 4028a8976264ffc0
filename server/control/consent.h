// SPDX-License-Identifier: Apache-2.0
/*
 * Whose voices are in which channel, for recording: a channel may be recorded while every
 * interpreter whose voice may be in it agrees. A route does not take effect at the moment it is
 * computed, so from there until media says that it has, the channel has the voices of both the old
 * one and the new. The floor is public: its microphones ask nobody.
 *
 * Thread: control. Flat: no pointers inside.
 * Before: routing.h. After: control_recording.c.
 */
#ifndef CONTROL_CONSENT_H
#define CONTROL_CONSENT_H

#include <stdint.h>

#include "base/units.h"
#include "ports/media_command.h"

struct consent {
	uint64_t voices[CHANNELS_MAX]; /* sets of slots; none of the floor's channel */
};

/* That route is on its way to media. */
void consent_route(struct consent *c, const struct route *route);

/* And no other but that one is heard from now on. */
void consent_in_force(struct consent *c, const struct route *route);

/* The set of channels in which nobody of `refusing` (a set of slots) may be heard. */
uint32_t consent_channels(const struct consent *c, uint64_t refusing);

#endif
