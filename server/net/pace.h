// SPDX-License-Identifier: Apache-2.0
/*
 * When a listener's line cannot keep up: how old is the oldest sound that it has not acknowledged,
 * and is it time to leave packets out? TCP takes whatever it is given and delivers it late, for
 * minutes (measured: 8.7 s of delay on a line that carries 40 of the 69 kbit/s it is offered), so
 * somebody has to look at what lies between send() and the far end.
 *
 * The kernel says how many bytes are unacknowledged (SIOCOUTQ); the marks kept here turn bytes
 * into time, whatever the bitrate, the number of channels or the silence in them. On a healthy
 * path that time is the round trip and a delayed acknowledgement, so everything is measured above
 * the path's own smallest round trip. As in CoDel (RFC 8289) a queue is bad when it stands, not
 * when it is long for a moment: a lost segment holds everything back for a few hundred ms and then
 * all of it arrives; leaving packets out would only add to the loss. So packets are left out when
 *
 *   the age stays above `standing_ms` for `patience_ms`, until it falls below again (and at once
 *   when that was the case within the last PACE_MEMORY_MS), or
 *   the age passes `most_ms`, at once: this much sound may lie in the kernel, no more.
 *
 * Asking costs a system call, so it is done rarely while the line is clear and with every packet
 * while it is not.
 *
 * Thread: the loop's. No clock: time is an argument.
 * Before: fanout.h, which has the packet. After: listener.h, which writes it or not.
 */
#ifndef NET_PACE_H
#define NET_PACE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	PACE_MARKS = 32,
	PACE_MARK_MS = 40, /* least time between marks: they reach 1.2 s back */
	PACE_ASK_MS = 200, /* how often to ask about a clear line */
	PACE_MEMORY_MS = 2000,
};

struct pace_limits {
	uint32_t standing_ms; /* above the smallest round trip */
	uint32_t patience_ms;
	uint32_t most_ms; /* above the smallest round trip; at most a second */
};

struct pace_mark {
	uint32_t time_ms;
	uint32_t bytes; /* sent before it */
};

/* Zeroed is ready. Times are in ms on the caller's clock and wrap; only differences count. */
struct pace {
	uint32_t round_trip_ms; /* the path's smallest, set by the owner; 0 unknown */
	uint32_t sent_bytes;    /* since the start; wraps */
	uint32_t age_ms;        /* of the oldest unacknowledged byte, when last asked */
	uint32_t asked_ms;
	uint32_t behind_since_ms;
	bool behind; /* the age was above standing_ms when last asked */
	bool full;   /* packets are to be left out */
	bool was_full;
	uint32_t full_ms; /* when last, if was_full */
	uint32_t mark_count;
	struct pace_mark marks[PACE_MARKS];
};

/* Is it time to tell pace_backlog()? Once per packet. */
bool pace_asks(const struct pace *p, const struct pace_limits *limits, uint32_t now_ms);

/* The answer: bytes that were sent and are not acknowledged. */
void pace_backlog(struct pace *p, const struct pace_limits *limits, uint32_t now_ms,
		uint32_t backlog_bytes);

/* After each write, with what the wire takes. */
void pace_sent(struct pace *p, uint32_t now_ms, uint32_t bytes);

#endif
