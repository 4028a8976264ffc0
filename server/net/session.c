// SPDX-License-Identifier: Apache-2.0
/* How sessions come, stay alive and go. What they say is session_in.c, what they are told
 * session_out.c. */
#include "net/session.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>

#include "net/frame.h"
#include "net/loop.h"

enum { MEASURE_SWEEPS = 16 }; /* a line is measured every 4 s */

/* ---- slots ---- */

int sessions_init(struct sessions *t, uint32_t count)
{
	*t = (struct sessions){ .count = count };
	t->slots = calloc(count, sizeof *t->slots); /* untouched until used: costs nothing */
	return t->slots ? 0 : -ENOMEM;
}

void sessions_finish(struct sessions *t)
{
	for (uint32_t i = 0; i < t->used; i++) {
		mailbox_finish(&t->slots[i].mailbox);
		free(t->slots[i].inbox.bytes);
	}
	free(t->slots);
	*t = (struct sessions){ 0 };
}

static struct session *take_slot(struct sessions *t)
{
	uint32_t slot = t->used;
	if (t->first_free) {
		slot = t->first_free - 1;
		t->first_free = t->slots[slot].next_free;
	} else if (t->used < t->count) {
		t->used++;
	} else {
		return NULL;
	}
	struct session *s = &t->slots[slot];
	uint32_t generation = s->handle.generation + 1;
	*s = (struct session){ .handle = { slot, generation ? generation : 1 } };
	return s;
}

/* Back to the free ones, once nobody knows it any more. */
static void give_back(struct loop *l, struct session *s)
{
	if (s->ear.connection || s->owes_gone)
		return;
	mailbox_finish(&s->mailbox);
	free(s->inbox.bytes);
	s->inbox = (struct session_inbox){ 0 };
	s->state = SESSION_FREE;
	s->next_free = l->sessions.first_free;
	l->sessions.first_free = s->handle.slot + 1;
}

/* ---- come ---- */

static bool is_full(const struct loop *l)
{
	return counter_get(l->counters, COUNTER_SESSIONS) +
			       counter_get(l->counters, COUNTER_STREAMS_HTTP) >=
	       l->setup.sessions;
}

/* Whoever has not joined makes place for whoever may. */
static void make_room(struct loop *l)
{
	struct connection *c = l->waiting.oldest;
	while (c && !c->session)
		c = c->newer;
	if (!c)
		return;
	counter_add(l->counters, COUNTER_CONNECTIONS_EVICTED, 1);
	connection_kill(c);
}

bool session_open(struct connection *c)
{
	struct loop *l = c->loop;
	if (is_full(l))
		make_room(l);
	struct session *s = is_full(l) ? NULL : take_slot(&l->sessions);
	if (!s) {
		counter_add(l->counters, COUNTER_SESSIONS_REFUSED, 1);
		c->kind = CONNECTION_REFUSED;
		lws_callback_on_writable(c->wsi);
		return false;
	}
	listener_open(&s->ear, c, LISTENER_SESSION);
	s->state = SESSION_ARRIVED;
	s->heard_ns = l->now_ns;
	c->session = s;
	c->kind = CONNECTION_SESSION;
	connection_touch(c);
	counter_add(l->counters, COUNTER_SESSIONS, 1);
	return true;
}

/* ---- go ---- */

/* Tells control that the handle names nobody; tried again while its pipe is full. */
static void announce_gone(struct loop *l, struct session *s)
{
	if (!s->owes_gone)
		return;
	l->request.kind = REQUEST_GONE;
	l->request.loop = l->setup.index;
	l->request.session = s->handle;
	l->request.done = s->done;
	if (!pipe_put(l->setup.ports.request, &l->request, sizeof l->request))
		return;
	s->owes_gone = false;
	bell_ring(l->setup.ports.control);
}

static void leave(struct session *s)
{
	struct connection *c = s->ear.connection;
	struct loop *l = c->loop;
	if (s->state == SESSION_LEAVING)
		return;
	s->state = SESSION_LEAVING;
	s->closing_ns = l->now_ns;
	connection_let_go(c);
	counter_add(l->counters, COUNTER_SESSIONS, -1);
	announce_gone(l, s);
}

void session_close(struct session *s, uint16_t code, const char *reason)
{
	if (s->state == SESSION_LEAVING)
		return;
	s->close_code = code;
	snprintf(s->close_reason, sizeof s->close_reason, "%s", reason);
	leave(s);
	lws_callback_on_writable(s->ear.connection->wsi);
}

void session_peer_closes(struct session *s, uint16_t code)
{
	s->done = code == CLOSE_DONE;
	leave(s);
}

bool session_did_not_join(struct session *s)
{
	if (s->state == SESSION_LEAVING)
		return false;
	counter_add(s->ear.connection->loop->counters, COUNTER_JOIN_TIMEOUTS, 1);
	session_close(s, CLOSE_NO_JOIN, "no join in time");
	return true;
}

static void stop_hearing(struct loop *l, struct session *s)
{
	const struct event_subscription none = { 0 };
	session_subscribe(l, s, &none);
}

void session_gone(struct session *s)
{
	struct loop *l = s->ear.connection->loop;
	leave(s);
	stop_hearing(l, s);
	s->ear.connection->session = NULL;
	s->ear.connection = NULL;
	give_back(l, s);
}

/* ---- stay ---- */

void session_heard(struct session *s)
{
	s->heard_ns = s->ear.connection->loop->now_ns;
	s->asked = false;
}

/* The ping has a byte in it: libwebsockets 4.1 says nothing of a pong without. */
static void ask(struct session *s)
{
	struct lws *wsi = s->ear.connection->wsi;
	uint8_t wire[FRAME_HEADER_MAX + 1] = { 0 };
	if (lws_partial_buffered(wsi))
		return; /* it has something to acknowledge already */
	uint32_t bytes = frame_header(wire, FRAME_PING, 1) + 1;
	listener_wrote(&s->ear, bytes);
	s->ear.broken = lws_write(wsi, wire, bytes, LWS_WRITE_RAW) < 0;
	s->asked = true;
}

static void sweep_leaving(struct loop *l, struct session *s)
{
	announce_gone(l, s);
	if (!s->ear.connection) {
		give_back(l, s);
		return;
	}
	stop_hearing(l, s);
	if (s->ear.broken || l->now_ns - s->closing_ns >= SESSION_CLOSING_MS * NS_PER_MS)
		connection_kill(s->ear.connection);
}

static void sweep_present(struct loop *l, struct session *s)
{
	int64_t silent_ns = l->now_ns - s->heard_ns;
	if (s->ear.broken || silent_ns >= SESSION_DEAD_MS * NS_PER_MS) {
		connection_kill(s->ear.connection);
		return;
	}
	if (listener_is_lost(&s->ear, l->now_ns)) {
		counter_add(l->counters, COUNTER_LISTENERS_TOO_SLOW, 1);
		session_close(s, CLOSE_TOO_SLOW, "the line is too slow for the sound");
		return;
	}
	if (silent_ns >= SESSION_PING_MS * NS_PER_MS && !s->asked)
		ask(s);
	if (s->subscription.channels && (l->sweeps + s->handle.slot) % MEASURE_SWEEPS == 0)
		listener_measure(&s->ear);
}

void sessions_sweep(struct loop *l)
{
	for (uint32_t i = 0; i < l->sessions.used; i++) {
		struct session *s = &l->sessions.slots[i];
		if (s->state == SESSION_LEAVING)
			sweep_leaving(l, s);
		else if (s->state != SESSION_FREE)
			sweep_present(l, s);
	}
}

void sessions_stop(struct loop *l)
{
	for (uint32_t i = 0; i < l->sessions.used; i++) {
		struct session *s = &l->sessions.slots[i];
		if (s->state != SESSION_FREE && s->ear.connection)
			session_close(s, CLOSE_GOING_AWAY, "the server is going away");
	}
}
