// SPDX-License-Identifier: Apache-2.0
/*
 * The public state of the event: what routing decided and what media hears, brought together, as
 * every listener may know it. Two of them can be compared, so that only what changed is told:
 * with thousands of listeners, each word costs thousands of messages. A delay is told when it has
 * moved by more than its jitter, and no more often than the caller allows.
 *
 * Thread: control. Pure.
 * Before: routing.h, ports/media_note.h. After: the `state` messages.
 */
#ifndef CONTROL_STATUS_H
#define CONTROL_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "control/plan.h"
#include "control/routing.h"
#include "ports/media_note.h"
#include "proto/message.h"

enum {
	STATUS_DELAY_STEP_MS = 20, /* smaller moves are not told */
	REASON_BYTES = 32,
};

struct status_channel {
	enum message_channel_state state;
	uint32_t depth;
	int delay_ms; /* -1 unknown */
	char reason[REASON_BYTES];
};

struct status {
	uint32_t floor_language;
	uint32_t channel_count;
	struct status_channel channels[CHANNELS_MAX];
};

/* What is so now. note: media's latest, or NULL when there is none of the route in force. */
void status_compute(struct status *s, const struct plan *p, uint32_t floor_language,
		const struct routing_result *routing, const struct media_note *note);

/* The set of channels whose state differs from what was told; delays count only if wanted. */
uint32_t status_changes(const struct status *told, const struct status *now, bool delays);

/* The channels of the set, in the form that message.h writes; returns how many. The strings are
 * the plan's and the status's. */
uint32_t status_channels(const struct status *s, const struct plan *p, uint32_t set,
		struct message_channel channels[static CHANNELS_MAX]);

/* The floor language's tag; "" when unknown. */
const char *status_floor_language(const struct status *s, const struct plan *p);

#endif
