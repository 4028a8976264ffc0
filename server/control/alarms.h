// SPDX-License-Identifier: Apache-2.0
/*
 * What needs the operator, kept until it was seen. An alarm is watched in many places (a seat, a
 * channel, the disk); each look at one of them is a sign: good, bad, or in doubt. Bad for long
 * enough raises it, good for long enough ends it, and doubt changes nothing, so that none flickers:
 * what stands between the two thresholds keeps an alarm that is up, and raises none. How long is
 * long enough stands in one table, alarm_figures.
 *
 * An alarm leaves the list when it is over and was seen. One that comes back before it was seen is
 * still the same one.
 *
 * Thread: control. Pure: time is an argument, no pointers inside.
 * Before: control_alarms.c, which looks. After: `alarms`, the audit log.
 */
#ifndef CONTROL_ALARMS_H
#define CONTROL_ALARMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum alarm_kind {
	ALARM_TWO_MICROPHONES, /* of different booths in one channel */
	ALARM_NOBODY,     /* interprets into a channel while the floor speaks another language */
	ALARM_SILENCE,    /* from a microphone that is on the air */
	ALARM_CLIPPING,   /* of a microphone */
	ALARM_LATE_TICKS, /* of the server */
	ALARM_FULL_DISK,  /* nearly */
	ALARM_LINE_LOST,  /* of a microphone that was on the air */
	ALARM_RECORDING_FAILED,
	ALARM_SLOW_DISK,    /* for recordings */
	ALARM_AUDIT_FAILED, /* the audit log cannot be written */
	ALARM_KINDS,
};

struct alarm_figures {
	const char *code; /* as told */
	int raise_ms;     /* bad for so long raises it, ALARM_NOBODY after the hold-off ... */
	int pause_ms;     /* ... pauses of at most this between bad and bad counted in */
	int over_ms;      /* good for so long ends it */
};

extern const struct alarm_figures alarm_figures[ALARM_KINDS];

enum alarm_sign { ALARM_GOOD, ALARM_DOUBT, ALARM_BAD };

/* ---- what can happen to an alarm, as one table ---- */

enum alarm_state {
	ALARM_QUIET,    /* nothing to tell */
	ALARM_STANDING, /* raised, not seen */
	ALARM_KNOWN,    /* standing, and seen */
	ALARM_PAST,     /* over, not seen */
	ALARM_STATES,
};

enum alarm_event { ALARM_RAISE, ALARM_CLEAR, ALARM_LOOK, ALARM_EVENTS };

enum alarm_effect {
	ALARM_NOTHING,
	ALARM_BEGINS,  /* a new one: a new id */
	ALARM_RETURNS, /* the same again, before anybody saw it */
	ALARM_ENDS,
	ALARM_IS_SEEN,
};

struct alarm_step {
	enum alarm_state next;
	enum alarm_effect effect;
};

struct alarm_step alarm_next(enum alarm_state state, enum alarm_event event);

/* ---- all of them ---- */

enum {
	/* Where a kind is looked for: a channel's or a seat's number, or 0. One more than seats:
	 * the floor's channel as a whole. */
	ALARM_PLACES = MICROPHONES_MAX + 1,
	ALARM_NOWHERE = -1, /* no channel, no seat */
};

struct alarm {
	enum alarm_state state;
	uint32_t id;
	int channel, seat; /* what it is about; ALARM_NOWHERE */
	int64_t since_ns;  /* when it became bad */
	int64_t until_ns;  /* ALARM_PAST: when it became good */
	bool bad, good;    /* it is, since ... */
	int64_t bad_ns, good_ns;
};

struct alarms {
	struct alarm places[ALARM_KINDS][ALARM_PLACES];
	uint32_t last_id;
	uint32_t version; /* rises when the list changes */
	int hold_off_ms;  /* of pass-through: before it nobody misses an interpreter */
};

/* One look at one place; what came of it, ALARM_IS_SEEN never. channel and seat name it. */
enum alarm_effect alarms_look_at(struct alarms *a, enum alarm_kind kind, uint32_t place,
		enum alarm_sign sign, int channel, int seat, int64_t now_ns);

/* It is seen; false when there is none with that id that was not seen before. */
bool alarms_seen(struct alarms *a, uint32_t id);

/* One in the list, oldest first. */
struct alarm_entry {
	enum alarm_kind kind;
	const struct alarm *alarm;
};

/* The newest `capacity` of the list, oldest first; returns how many there are in all. */
uint32_t alarms_list(const struct alarms *a, struct alarm_entry *entries, uint32_t capacity);

#endif
