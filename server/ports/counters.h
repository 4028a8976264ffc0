// SPDX-License-Identifier: Apache-2.0
/*
 * Counters and gauges that any thread of the server may raise and that /metrics shows. One place
 * names them all; a room gets the pointer at set-up and never keeps counts of its own besides.
 *
 * Thread: any; relaxed atomics, a count may be seen a moment late.
 */
#ifndef PORTS_COUNTERS_H
#define PORTS_COUNTERS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/units.h"

/* X(NAME, "type", "what it counts") */
#define COUNTERS(X)                                                                                \
	X(CONNECTIONS, "counter", "TCP connections taken")                                         \
	X(CONNECTIONS_REFUSED, "counter", "connections refused because the server was full")       \
	X(CONNECTIONS_EVICTED, "counter",                                                          \
			"connections closed before joining, to make room for newer ones")          \
	X(SESSIONS_REFUSED, "counter", "WebSocket sessions refused because the server was full")   \
	X(SESSIONS, "gauge", "WebSocket sessions open now")                                        \
	X(LISTENERS, "gauge", "listeners joined now")                                              \
	X(STREAMS_HTTP, "gauge", "Ogg Opus streams open now")                                      \
	X(JOIN_TIMEOUTS, "counter", "sessions closed because no join came in time")                \
	X(JOINS_NOT_ALLOWED, "counter", "joins refused: no token, or a bad one, or a wrong PIN")   \
	X(MESSAGES_IN, "counter", "text messages received")                                        \
	X(MESSAGES_BAD, "counter",                                                                 \
			"text messages refused: not JSON, too big, wrong type or range")           \
	X(MESSAGES_FLOOD, "counter", "sessions closed for too many messages")                      \
	X(UPLINK_PACKETS, "counter", "RTP packets taken from microphones")                         \
	X(UPLINK_COPIES, "counter", "RTP packets that came over a second path")                    \
	X(UPLINK_BAD, "counter",                                                                   \
			"binary messages dropped: broken RTP, wrong SSRC, no right to send")       \
	X(UPLINK_DROPPED, "counter", "RTP packets dropped because media's pipe was full")          \
	X(DOWNLINK_SENT, "counter", "RTP packets written to listeners")                            \
	X(DOWNLINK_SKIPPED, "counter", "packets that slow listeners were jumped past")             \
	X(DOWNLINK_DROPPED, "counter", "packets dropped because a loop's pipe was full")           \
	X(LISTENERS_TOO_SLOW, "counter", "listeners closed after nothing but skipping")            \
	X(HTTP_REQUESTS, "counter", "HTTP requests answered")                                      \
	X(REQUESTS_DROPPED, "counter", "messages dropped because control's pipe was full")         \
	X(EVENTS_LATE, "counter", "turns in which a loop's event pipe was full")

enum counter {
#define COUNTER_ENUM(name, type, help) COUNTER_##name,
	COUNTERS(COUNTER_ENUM)
#undef COUNTER_ENUM
			COUNTER_COUNT
};

struct counters {
	_Atomic int64_t values[COUNTER_COUNT];
	_Atomic int64_t players[CHANNELS_MAX]; /* gauge: of COUNTER_STREAMS_HTTP, by channel */
};

static inline void counter_add(struct counters *c, enum counter which, int64_t amount)
{
	atomic_fetch_add_explicit(&c->values[which], amount, memory_order_relaxed);
}

static inline int64_t counter_get(const struct counters *c, enum counter which)
{
	return atomic_load_explicit(&c->values[which], memory_order_relaxed);
}

static inline void counter_add_players(struct counters *c, uint32_t channel, int64_t amount)
{
	atomic_fetch_add_explicit(&c->players[channel], amount, memory_order_relaxed);
}

static inline uint32_t counter_get_players(const struct counters *c, uint32_t channel)
{
	return (uint32_t)atomic_load_explicit(&c->players[channel], memory_order_relaxed);
}

#endif
