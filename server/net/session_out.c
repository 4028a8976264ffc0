// SPDX-License-Identifier: Apache-2.0
/* What sessions are told: texts, sound, and the end. */
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "net/loop.h"
#include "net/session.h"

/* ---- texts ---- */

static void write_text(struct session *s, const struct text *text)
{
	listener_wrote(&s->ear, text->wire_bytes);
	s->ear.broken = lws_write(s->ear.connection->wsi, (uint8_t *)text->wire, text->wire_bytes,
					LWS_WRITE_RAW) < 0;
}

/* Writes the texts that wait; false when the socket takes no more for now, or it is broken. */
static bool write_texts(struct session *s)
{
	struct loop *l = s->ear.connection->loop;
	struct lws *wsi = s->ear.connection->wsi;
	const struct text *text;
	while (!lws_partial_buffered(wsi) && !s->ear.broken) {
		switch (mailbox_peek(&s->mailbox, &l->board, &text)) {
		case MAILBOX_EMPTY: return true;
		case MAILBOX_LOST:
			session_close(s, CLOSE_TOO_SLOW, "messages are not read");
			s->mailbox.role = 0; /* of the board it gets nothing more */
			continue;
		case MAILBOX_TEXT: break;
		}
		write_text(s, text);
		mailbox_drop(&s->mailbox, &l->board);
	}
	return false;
}

bool session_send_texts(struct session *s)
{
	return s->state != SESSION_LEAVING && write_texts(s) && s->state != SESSION_LEAVING;
}

/* ---- sound ---- */

/* How many streams a session may choose from: the channels, then its monitor. */
static uint32_t choices(const struct session *s)
{
	return s->ear.connection->loop->setup.net->channel_count + 1;
}

/* The i-th of them in a set; STREAMS_MAX when it is not in it. */
static uint32_t chosen(const struct session *s, const struct event_subscription *set, uint32_t i)
{
	if (i + 1 < choices(s))
		return set->channels >> i & 1 ? stream_of(i, set->rendition) : STREAMS_MAX;
	bool heard = set->monitor && handle_valid(s->microphone);
	return heard ? stream_of_monitor(s->microphone.slot) : STREAMS_MAX;
}

/* One stream of the set: in front of a shelf, or away from it. */
static bool hear(struct loop *l, struct session *s, uint32_t i, const struct event_subscription *to)
{
	const struct event_subscription *from = &s->subscription;
	uint32_t was = chosen(s, from, i);
	uint32_t is = chosen(s, to, i);
	if (was == is && from->bundle == to->bundle)
		return true; /* it goes on without a seam */
	if (was < STREAMS_MAX)
		fanout_remove(&l->fanout, was, from->bundle, &s->ear);
	return is == STREAMS_MAX || fanout_add(&l->fanout, is, to->bundle, &s->ear) == 0;
}

void session_subscribe(struct loop *l, struct session *s, const struct event_subscription *wanted)
{
	bool all = true;
	for (uint32_t i = 0; i < choices(s); i++)
		all &= hear(l, s, i, wanted);
	s->subscription = *wanted;
	s->ear.stalled_ns = 0;
	if (!all) {
		log_error("net", "out of memory for a subscription");
		session_close(s, CLOSE_FULL, "the server is full");
	}
}

static void resume(struct session *s)
{
	struct loop *l = s->ear.connection->loop;
	for (uint32_t i = 0; i < choices(s); i++) {
		uint32_t stream = chosen(s, &s->subscription, i);
		if (stream == STREAMS_MAX)
			continue;
		listener_resume(&s->ear, fanout_shelf(&l->fanout, stream, s->subscription.bundle));
	}
}

/* The close frame is ours, not libwebsockets': that one hangs up on whoever is still saying
 * something, and what the peer has not read by then, the close among it, is lost. With it the
 * session has ended; its connection waits for the peer to hang up. */
static void write_close(struct session *s)
{
	struct connection *c = s->ear.connection;
	uint8_t wire[FRAME_CLOSE_MAX];
	if (s->close_code) {
		uint32_t bytes = frame_close(wire, s->close_code, s->close_reason);
		c->kind = CONNECTION_TOLD;
		lws_write(c->wsi, wire, bytes, LWS_WRITE_RAW); /* it ends in any case */
	}
	session_gone(s);
}

int session_writeable(struct session *s)
{
	if (s->state == SESSION_LEAVING) { /* texts first; a full socket calls again */
		if (write_texts(s))
			write_close(s);
		return 0;
	}
	if (session_send_texts(s))
		resume(s);
	return 0;
}

/* ---- events ---- */

static struct session *find(struct loop *l, struct handle h)
{
	if (!handle_valid(h) || h.slot >= l->sessions.used)
		return NULL;
	struct session *s = &l->sessions.slots[h.slot];
	bool present = s->state != SESSION_FREE && s->state != SESSION_LEAVING;
	return present && handle_equal(s->handle, h) ? s : NULL;
}

static void grant(struct session *s, const struct event *e)
{
	struct loop *l = s->ear.connection->loop;
	if (s->state == SESSION_ARRIVED || e->role >= ROLE_COUNT)
		return;
	s->state = SESSION_JOINED;
	s->role = (enum message_role)e->role;
	s->microphone = e->microphone;
	s->uplink_ssrc = e->uplink_ssrc;
	s->path = e->path;
	if (!s->mailbox.role && !s->path)
		mailbox_join(&s->mailbox, &l->board, UINT32_C(1) << s->role);
	connection_settle(s->ear.connection);
}

static void tell(struct session *s, const struct event *e)
{
	struct loop *l = s->ear.connection->loop;
	if (mailbox_put(&s->mailbox, &l->board, e->text, e->text_bytes))
		session_send_texts(s);
	else
		session_close(s, CLOSE_TOO_SLOW, "messages are not read");
}

static void tell_all(struct loop *l, const struct event *e)
{
	if (!board_put(&l->board, e->roles, e->text, e->text_bytes)) {
		log_error("net", "out of memory for a message to all");
		return;
	}
	for (uint32_t i = 0; i < l->sessions.used; i++)
		if (l->sessions.slots[i].state == SESSION_JOINED)
			session_send_texts(&l->sessions.slots[i]);
}

/* Only to those with nothing in front of it, in the mailbox, the socket or the line. */
static void tell_now(struct loop *l, const struct event *e)
{
	struct text *t = text_create(e->text, e->text_bytes);
	for (uint32_t i = 0; t && i < l->sessions.used; i++) {
		struct session *s = &l->sessions.slots[i];
		if (s->state == SESSION_JOINED && e->roles & s->mailbox.role &&
				session_send_texts(s) && !listener_is_full(&s->ear))
			write_text(s, t);
	}
	text_destroy(t);
}

static void keep_page(struct loop *l, const struct event *e)
{
	if (e->page >= EVENT_PAGES)
		return;
	struct loop_page *part = &l->parts[e->page];
	if (e->page_offset == 0)
		part->bytes = 0;
	if (e->page_offset != part->bytes)
		return; /* something before it is missing: the former page stays */
	char *text = realloc(part->text, part->bytes + e->text_bytes + 1);
	if (!text)
		return;
	memcpy(text + part->bytes, e->text, e->text_bytes);
	*part = (struct loop_page){ .text = text, .bytes = part->bytes + e->text_bytes };
	if (e->page_goes_on)
		return;
	free(l->pages[e->page].text);
	l->pages[e->page] = *part;
	*part = (struct loop_page){ 0 };
}

void session_event(struct loop *l, const struct event *e)
{
	struct session *s = find(l, e->session);
	switch (e->kind) {
	case EVENT_BROADCAST: tell_all(l, e); return;
	case EVENT_FLEETING: tell_now(l, e); return;
	case EVENT_PAGE: keep_page(l, e); return;
	default: break;
	}
	if (!s)
		return; /* it is gone, and control will hear of it */
	switch (e->kind) {
	case EVENT_TEXT: tell(s, e); return;
	case EVENT_GRANT: grant(s, e); return;
	case EVENT_SUBSCRIBE: session_subscribe(l, s, &e->subscription); return;
	case EVENT_CLOSE: session_close(s, e->close_code, e->text); return;
	default: return;
	}
}
