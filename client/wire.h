// SPDX-License-Identifier: Apache-2.0
/*
 * One WebSocket from the client's side, through libwebsockets: connect, hang up, whole messages in
 * and out, how long what was sent stands in the socket. What is said on it is link.h's.
 *
 * Thread: all on the one that calls wire_service(); wire_ring() on any.
 * Owns:   the socket and its buffers. At most one connection at a time; nothing is heard of an
 *         older one.
 */
#ifndef CLIENT_WIRE_H
#define CLIENT_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "url.h"

enum { WIRE_MESSAGE_MAX = 16384 }; /* bytes of a message, in or out */

struct wire;

/* Told to whoever owns the wire, all on its thread. */
struct wire_events {
	void (*opened)(void *user);
	/* A whole message. false: it breaks the protocol, hang up. */
	bool (*message)(void *user, const uint8_t *bytes, size_t count, bool binary);
	/* wire_wants_to_write() was called and there is room: one wire_write(), or none. */
	void (*writeable)(void *user);
	/* The attempt failed, or the connection is gone. code: the peer's, 0 when it said none. */
	void (*ended)(void *user, int code, const char *why);
	/* wire_ring() was called, or the time of wire_wake_in() has come. */
	void (*woken)(void *user);
};

struct wire_setup {
	struct url url;
	bool insecure_tls; /* take any certificate */
	const char *local; /* address or network device to go out by; NULL: any. Must outlive it */
	struct wire_events events;
	void *user;
};

/* 0, or -ENOMEM. */
MUST_USE int wire_create(struct wire **out, const struct wire_setup *setup);
void wire_destroy(struct wire *w); /* nothing is told any more; NULL is fine */

/* Begins an attempt. `ended` may be told before it returns. */
void wire_connect(struct wire *w);

/* Drops the connection without a word; `ended` is not told. */
void wire_hang_up(struct wire *w);

/* Closes it politely with code 1000; `ended` is told when that is done. */
void wire_leave(struct wire *w);

bool wire_is_up(const struct wire *w);
void wire_wants_to_write(struct wire *w);
void wire_write(struct wire *w, const void *bytes, size_t count, bool binary);

/* Age of the oldest byte that the peer has not acknowledged, in ns. */
int64_t wire_standing_ns(const struct wire *w);

/* Waits for the next event and tells it. false: it cannot go on. */
bool wire_service(struct wire *w);
void wire_wake_in(struct wire *w, int64_t ns);
void wire_ring(struct wire *w);

#endif
