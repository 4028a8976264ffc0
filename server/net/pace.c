// SPDX-License-Identifier: Apache-2.0
#include "net/pace.h"

bool pace_asks(const struct pace *p, const struct pace_limits *limits, uint32_t now_ms)
{
	bool clear = !p->full && p->age_ms <= p->round_trip_ms + limits->standing_ms / 2;
	return !clear || now_ms - p->asked_ms >= PACE_ASK_MS;
}

/* How long ago the byte was sent that has `backlog` bytes from it to the end. Marks older than
 * the ring can tell only say "at least this old". */
static uint32_t age_of(const struct pace *p, uint32_t now_ms, uint32_t backlog_bytes)
{
	if (backlog_bytes == 0 || p->mark_count == 0)
		return 0;

	uint32_t kept = p->mark_count < PACE_MARKS ? p->mark_count : PACE_MARKS;
	uint32_t age_ms = 0;
	for (uint32_t i = 1; i <= kept; i++) {
		const struct pace_mark *m = &p->marks[(p->mark_count - i) % PACE_MARKS];
		age_ms = now_ms - m->time_ms;
		if (p->sent_bytes - m->bytes >= backlog_bytes)
			break;
	}
	return age_ms;
}

void pace_backlog(struct pace *p, const struct pace_limits *limits, uint32_t now_ms,
		uint32_t backlog_bytes)
{
	p->asked_ms = now_ms;
	p->age_ms = age_of(p, now_ms, backlog_bytes);

	bool behind = p->age_ms > p->round_trip_ms + limits->standing_ms;
	if (behind && !p->behind)
		p->behind_since_ms = now_ms;
	p->behind = behind;

	/* a line that was full a moment ago gets no patience, or its queue would swing */
	bool again = p->was_full && now_ms - p->full_ms < PACE_MEMORY_MS;
	bool stands = behind && (again || now_ms - p->behind_since_ms >= limits->patience_ms);
	bool too_old = p->age_ms > p->round_trip_ms + limits->most_ms;
	p->full = too_old || stands;
	if (p->full) {
		p->was_full = true;
		p->full_ms = now_ms;
	}
}

void pace_sent(struct pace *p, uint32_t now_ms, uint32_t bytes)
{
	const struct pace_mark *last = &p->marks[(p->mark_count - 1) % PACE_MARKS];
	if (p->mark_count == 0 || now_ms - last->time_ms >= PACE_MARK_MS) {
		p->marks[p->mark_count % PACE_MARKS] =
				(struct pace_mark){ .time_ms = now_ms, .bytes = p->sent_bytes };
		p->mark_count++;
	}
	p->sent_bytes += bytes;
}
