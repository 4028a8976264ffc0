// SPDX-License-Identifier: Apache-2.0
/*
 * The part of control that looks at the event while it runs, and tells those who work at it: what
 * each of its files keeps, and does for the turn.
 *
 *   control_live.c      levels and figures, for operators
 *   control_floor.c     the verdict on the floor's sound
 *   control_alarms.c    what needs the operator
 *   control_audience.c  who hears what, for whoever speaks
 *
 * Thread: control.
 */
#ifndef CONTROL_CONTROL_LIVE_H
#define CONTROL_CONTROL_LIVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "control/alarms.h"
#include "control/roster.h"
#include "ports/media_note.h"
#include "proto/message.h"

struct actor;
struct control;

enum { FLOOR_TEXT_BYTES = 256 };

/* What operators see live, between two times that it is told. */
struct control_live {
	bool fresh;                   /* a note of media that no `levels` has told */
	uint32_t longest_us;          /* tick since the last `figures` */
	int64_t due_ns;               /* `figures` */
	uint64_t ticks;               /* of media, skipped ones included, at the last `figures` */
	uint64_t bytes[CHANNELS_MAX]; /* of each channel then */
};

/* The verdict as it is told. */
struct control_floor {
	uint32_t version; /* rises when the text changes */
	int64_t due_ns;
	char text[FLOOR_TEXT_BYTES];
};

/* Ticks of media, at the last look. */
struct control_ticks {
	uint64_t late, skipped;
};

/* Who hears a channel, as whoever speaks into it may know. */
struct audience {
	uint32_t listeners;
	bool recorded;
};

/* ---- control_live.c ---- */

/* Tells operators what media's newest note says, and once a second the figures. */
void control_tell_live(struct control *c);

/* What media says of the seat's present line; NULL when it has none, or media not heard of it. */
const struct microphone_note *control_line_note(const struct control *c, uint32_t seat);

/* ---- control_floor.c ---- */

/* Tells operators when it has changed; and one of them as it is. */
void control_tell_floor_sound(struct control *c);
void control_send_floor_sound(struct control *c, struct session_ref who);

/* ---- control_alarms.c ---- */

/* Looks at what media's newest note, routing and the seats say, and tells operators what has
 * changed. */
void control_watch_alarms(struct control *c);
void control_send_alarms(struct control *c, struct session_ref who);
void control_alarm_seen(struct control *c, const struct actor *a, const struct message *m);

/* ---- control_audience.c ---- */

/* Tells the staff who hears what, when it is due; and one of them all of it. */
void control_tell_audience(struct control *c);
void control_send_audience(struct control *c, struct session_ref who);

#endif
