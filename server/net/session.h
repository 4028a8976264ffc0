// SPDX-License-Identifier: Apache-2.0
/*
 * One WebSocket of tumen.v1, from its upgrade to its end. It knows how to be a good peer (limits,
 * deadlines, keepalive, texts in order) and nothing about the event: what a message means, who may
 * join and what is heard are control's, which grants and closes by event.
 *
 * Control knows a session by handle. The slots of this table are what handles name; a slot is
 * given to the next session only after control has been told that the last one is gone.
 *
 * Thread: the loop's.
 * Owns:   the slots, and what waits to be sent as text.
 * Before: connection.h. After: uplink.h, listener.h, ports/request.h.
 */
#ifndef NET_SESSION_H
#define NET_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/rate.h"
#include "base/units.h"
#include "net/frame.h"
#include "net/listener.h"
#include "net/mailbox.h"
#include "ports/event.h"
#include "proto/message.h"

struct connection;
struct loop;

enum {
	CLOSE_TOO_SLOW = 1013,       /* "try again later", in IANA's registry of close codes */
	SESSION_PING_MS = 5000,      /* nothing heard for so long: ask */
	SESSION_DEAD_MS = 15000,     /* and then: gone */
	SESSION_CLOSING_MS = 2000,   /* how long the peer may take to read its close */
	SESSION_TOO_SLOW_MS = 10000, /* of nothing but skipping */
};

enum session_state {
	SESSION_FREE,
	SESSION_ARRIVED, /* the first message has not come */
	SESSION_JOINING, /* it has; control decides */
	SESSION_JOINED,
	SESSION_LEAVING, /* its close is on the way, or its connection has ended */
};

/* A message that comes in pieces. */
struct session_inbox {
	uint8_t *bytes;
	uint32_t count;
	bool too_big; /* what is left of it is thrown away */
};

struct session {
	struct listener ear; /* first: what it hears; ear.connection is NULL once it has ended */
	enum session_state state;
	struct handle handle;
	enum message_role role;
	struct handle microphone; /* invalid: it may not send */
	uint32_t uplink_ssrc;
	bool path; /* the second one of a seat: what it brings are copies */
	struct event_subscription subscription;
	struct mailbox mailbox;
	struct session_inbox inbox;
	struct rate messages, packets;
	int64_t heard_ns; /* when anything came last */
	bool asked;       /* a ping is on the way */
	bool owes_gone;   /* control knows it and has not been told that it is gone */
	bool done;        /* the peer has closed with 1000: it does not come back */
	uint16_t close_code;
	char close_reason[FRAME_REASON_BYTES];
	bool close_sent;    /* and what comes until the peer's own close is thrown away */
	int64_t closing_ns; /* when it began to leave */
	uint32_t next_free; /* SESSION_FREE: the slot after this one, + 1 */
};

struct sessions {
	struct session *slots;
	uint32_t count;      /* slots there are */
	uint32_t used;       /* slots that ever had a tenant: no others need a look */
	uint32_t first_free; /* + 1; 0 none */
};

/* 0 or -ENOMEM. */
MUST_USE int sessions_init(struct sessions *t, uint32_t count);
void sessions_finish(struct sessions *t);

/* An upgrade is complete; false when the server is full of sessions that have joined. */
bool session_open(struct connection *c);

/* A piece of a message; final: its last. */
void session_receive(struct session *s, const uint8_t *bytes, size_t count, bool binary,
		bool final);

/* Something came that is not a message: the peer lives. */
void session_heard(struct session *s);

/* What libwebsockets' callback is to return: 0, or -1 to close. */
int session_writeable(struct session *s);

/* Begins to leave: no sound and no new message from now on, control is told, and the close frame
 * follows the texts that wait. Nothing happens when it is leaving already. */
void session_close(struct session *s, uint16_t code, const char *reason);

/* The peer's close has come, and libwebsockets answers it. code: 0 when there was none in it. */
void session_peer_closes(struct session *s, uint16_t code);

/* It sat in the waiting room for too long: closed for not joining. False when it is leaving
 * already. */
bool session_did_not_join(struct session *s);

/* Its connection has ended, with or without a close, or has nothing more to say: the slot is given
 * back as soon as control knows. */
void session_gone(struct session *s);

/* Its whole set of streams from now on; one it keeps goes on without a seam. */
void session_subscribe(struct loop *l, struct session *s, const struct event_subscription *wanted);

/* What control says. */
void session_event(struct loop *l, const struct event *e);

/* Sends the texts that wait; false when the socket takes no more for now or it leaves. */
bool session_send_texts(struct session *s);

/* Once per sweep: deadlines, keepalive, slots to be given back. */
void sessions_sweep(struct loop *l);

/* The server stops: everybody is told. */
void sessions_stop(struct loop *l);

#endif
