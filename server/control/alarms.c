// SPDX-License-Identifier: Apache-2.0
#include "control/alarms.h"

/* clang-format off */

const struct alarm_figures alarm_figures[ALARM_KINDS] = {
	/*                          code                raise  pause   over   [ms] */
	[ALARM_TWO_MICROPHONES]  = { "two_microphones",  1000,     0,  1000 },
	/* when listeners have heard the floor for a second; speakers breathe */
	[ALARM_NOBODY]           = { "nobody",           1000,  2000,  1000 },
	[ALARM_SILENCE]          = { "silence",         10000,     0,   300 },
	/* more than one shout; loud speech pauses */
	[ALARM_CLIPPING]         = { "clipping",          300,  1000,  5000 },
	[ALARM_LATE_TICKS]       = { "late_ticks",          0,     0, 30000 },
	[ALARM_FULL_DISK]        = { "full_disk",           0,     0, 10000 },
	/* a page that is reloaded is back before */
	[ALARM_LINE_LOST]        = { "line_lost",        2000,     0,  1000 },
	[ALARM_RECORDING_FAILED] = { "recording_failed",    0,     0, 10000 },
	[ALARM_SLOW_DISK]        = { "slow_disk",           0,     0, 10000 },
	[ALARM_AUDIT_FAILED]     = { "audit_failed",        0,     0, 10000 },
};

static const struct alarm_step steps[ALARM_STATES][ALARM_EVENTS] = {
	/*                   RAISE                             CLEAR                           LOOK */
	[ALARM_QUIET] = {    { ALARM_STANDING, ALARM_BEGINS }, { ALARM_QUIET, ALARM_NOTHING }, { ALARM_QUIET, ALARM_NOTHING } },
	[ALARM_STANDING] = { { ALARM_STANDING, ALARM_NOTHING },{ ALARM_PAST, ALARM_ENDS },     { ALARM_KNOWN, ALARM_IS_SEEN } },
	[ALARM_KNOWN] = {    { ALARM_KNOWN, ALARM_NOTHING },   { ALARM_QUIET, ALARM_ENDS },    { ALARM_KNOWN, ALARM_NOTHING } },
	[ALARM_PAST] = {     { ALARM_STANDING, ALARM_RETURNS },{ ALARM_PAST, ALARM_NOTHING },  { ALARM_QUIET, ALARM_IS_SEEN } },
};

/* clang-format on */

struct alarm_step alarm_next(enum alarm_state state, enum alarm_event event)
{
	return steps[state][event];
}

static bool is_up(const struct alarm *m)
{
	return m->state == ALARM_STANDING || m->state == ALARM_KNOWN;
}

/* Since when it has been bad, pauses counted in, and since when good. */
static void note_sign(struct alarm *m, bool bad, int64_t pause_ns, int64_t now_ns)
{
	if (bad && !m->bad) {
		m->bad = true;
		m->bad_ns = now_ns;
	}
	if (!bad && !m->good)
		m->good_ns = now_ns;
	m->good = !bad;
	if (m->good && !is_up(m) && now_ns - m->good_ns >= pause_ns)
		m->bad = false;
}

static enum alarm_effect apply(struct alarms *a, struct alarm *m, enum alarm_event event)
{
	struct alarm_step step = alarm_next(m->state, event);
	m->state = step.next;
	if (step.effect == ALARM_BEGINS)
		m->id = ++a->last_id;
	if (step.effect == ALARM_BEGINS)
		m->since_ns = m->bad_ns;
	if (step.effect == ALARM_ENDS) {
		m->until_ns = m->good_ns;
		m->bad = false;
	}
	if (step.effect != ALARM_NOTHING)
		a->version++;
	return step.effect;
}

static int64_t raise_ns(const struct alarms *a, enum alarm_kind kind)
{
	int hold_off_ms = kind == ALARM_NOBODY ? a->hold_off_ms : 0;
	return (alarm_figures[kind].raise_ms + hold_off_ms) * NS_PER_MS;
}

enum alarm_effect alarms_look_at(struct alarms *a, enum alarm_kind kind, uint32_t place,
		enum alarm_sign sign, int channel, int seat, int64_t now_ns)
{
	const struct alarm_figures *f = &alarm_figures[kind];
	struct alarm *m = &a->places[kind][place];
	bool bad = sign == ALARM_BAD || (sign == ALARM_DOUBT && is_up(m));
	note_sign(m, bad, f->pause_ms * NS_PER_MS, now_ns);
	if (m->state == ALARM_QUIET) {
		m->channel = channel;
		m->seat = seat;
	}
	if (bad && !is_up(m) && now_ns - m->bad_ns >= raise_ns(a, kind))
		return apply(a, m, ALARM_RAISE);
	if (!bad && is_up(m) && now_ns - m->good_ns >= f->over_ms * NS_PER_MS)
		return apply(a, m, ALARM_CLEAR);
	return ALARM_NOTHING;
}

bool alarms_seen(struct alarms *a, uint32_t id)
{
	for (int kind = 0; kind < ALARM_KINDS; kind++)
		for (int place = 0; place < ALARM_PLACES; place++) {
			struct alarm *m = &a->places[kind][place];
			if (m->state != ALARM_QUIET && m->id == id)
				return apply(a, m, ALARM_LOOK) == ALARM_IS_SEEN;
		}
	return false;
}

/* Into its place by id; the oldest gives way when there is no room. */
static uint32_t insert(struct alarm_entry *entries, uint32_t count, uint32_t capacity,
		struct alarm_entry entry)
{
	uint32_t at = count;
	while (at > 0 && entries[at - 1].alarm->id > entry.alarm->id)
		at--;
	if (count == capacity) {
		if (at == 0)
			return count;
		at--;
		for (uint32_t i = 0; i < at; i++)
			entries[i] = entries[i + 1];
		entries[at] = entry;
		return count;
	}
	for (uint32_t i = count; i > at; i--)
		entries[i] = entries[i - 1];
	entries[at] = entry;
	return count + 1;
}

uint32_t alarms_list(const struct alarms *a, struct alarm_entry *entries, uint32_t capacity)
{
	uint32_t count = 0;
	uint32_t all = 0;
	for (int kind = 0; kind < ALARM_KINDS; kind++)
		for (int place = 0; place < ALARM_PLACES; place++) {
			const struct alarm *m = &a->places[kind][place];
			if (m->state == ALARM_QUIET)
				continue;
			all++;
			count = insert(entries, count, capacity,
					(struct alarm_entry){ (enum alarm_kind)kind, m });
		}
	return all;
}
