// SPDX-License-Identifier: Apache-2.0
/*
 * One client's dealings with the server, without the network: when to connect and when to give a
 * connection up, what to say on it, what was heard, and how long to wait before the next attempt.
 * A line that has been silent for SESSION_SILENCE_MS is given up: TCP alone would take longer to
 * come back from an outage than a new connection does.
 *
 * Pure: told the time, the events and the texts. Thread: one at a time.
 * Before and after: link.h, who owns the socket.
 */
#ifndef CLIENT_SESSION_H
#define CLIENT_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "answer.h"
#include "backoff.h"
#include "server_clock.h"

enum {
	SESSION_PING_MS = 1000,
	SESSION_QUICK_PINGS = 5, /* right after joining, so that the clock is known soon */
	SESSION_QUICK_PING_MS = 200,
	SESSION_SILENCE_MS = 2500, /* three pings unanswered: the line is dead */
	SESSION_ANSWER_MS = 4000,  /* from the first attempt to welcome; grows with failures */
	SESSION_ANSWER_MOST_MS = 12000,
	SESSION_FIRST_WAIT_MS = 500, /* before trying again: see backoff.h */
	SESSION_MOST_WAIT_MS = 10000,
	SESSION_TROUBLE_BYTES = 256,
};

enum session_state {
	SESSION_WAITING,    /* until the next attempt */
	SESSION_CONNECTING, /* TCP, TLS, upgrade */
	SESSION_JOINING,    /* join sent, welcome not here */
	SESSION_JOINED,
	SESSION_ENDED, /* for good: trouble says why */
};

/* What the owner of the socket is to do. */
enum session_wish { SESSION_NOTHING, SESSION_CONNECT, SESSION_HANG_UP };

struct session_setup {
	struct message_join join; /* its session is filled in after the first welcome; of a second
				     path, by session_key(): before that it does not connect */
	bool patient;             /* keep trying when the very first attempts fail */
	uint64_t seed;            /* for the back-off's randomness */
};

struct session {
	struct session_setup setup;
	enum session_state state;
	int64_t since_ns; /* of this state */
	int64_t heard_ns; /* last byte of a message from the server */
	int64_t retry_ns; /* SESSION_WAITING: the next attempt */
	int64_t ping_ns;  /* the next ping */
	uint32_t pings;   /* since joining */
	int64_t epoch_ns; /* zero of the pings' t */
	bool join_due, subscribe_due, microphone_due;
	bool microphone_on; /* as wanted here */
	bool refused;       /* an error came instead of a welcome */
	bool ponged;        /* the text that came last was a pong */
	uint32_t joins;     /* welcomes so far: more than one means reconnected */
	struct backoff backoff;

	struct server_clock clock;
	struct event_view view;
	uint32_t stream_count;
	struct answer_stream streams[CHANNELS_MAX];
	uint32_t streams_version; /* counts welcomes and subscribed messages */
	bool has_uplink;
	uint32_t uplink_ssrc;
	int uplink_bitrate_bps;
	char trouble[SESSION_TROUBLE_BYTES]; /* the latest: a sentence without a full stop, or "" */
};

void session_init(struct session *s, const struct session_setup *setup, int64_t now_ns);

/* What to do now. To be asked after every event and at session_deadline_ns(). SESSION_CONNECT and
 * SESSION_HANG_UP are each said once. */
MUST_USE enum session_wish session_turn(struct session *s, int64_t now_ns);
int64_t session_deadline_ns(const struct session *s);

/* The socket is open and upgraded. */
void session_opened(struct session *s, int64_t now_ns);

/* The attempt failed (code 0), or the connection is gone; code is the server's close code, 0 when
 * it said none. `why` is a clause for people. */
void session_closed(struct session *s, int code, const char *why, int64_t now_ns);

/* A text message came. false: it broke the protocol, hang up. */
MUST_USE bool session_text(struct session *s, const char *text, size_t bytes, int64_t now_ns);

/* A binary message came. */
void session_heard(struct session *s, int64_t now_ns);

/* The next message to send; its bytes (without terminating zero), or 0 when there is none. */
MUST_USE int session_say(struct session *s, char *text, size_t capacity, int64_t now_ns);
bool session_has_to_say(const struct session *s, int64_t now_ns);

/* Wishes of the user; kept across connections. */
void session_subscribe(struct session *s, const char *channel);
void session_microphone(struct session *s, bool on);

/* The microphone is so by the server's doing: nothing is said now, but a new seat begins so. */
void session_note_microphone(struct session *s, bool on);

/* For a second path: the session whose sound it brings; connects at once unless it is connected. */
void session_key(struct session *s, const char *id, int64_t now_ns);

#endif
