// SPDX-License-Identifier: Apache-2.0
#include "session.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

__attribute__((format(printf, 2, 3))) static void note_trouble(struct session *s,
		const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(s->trouble, sizeof s->trouble, format, args);
	va_end(args);
}

static void enter(struct session *s, enum session_state state, int64_t now_ns)
{
	s->state = state;
	s->since_ns = now_ns;
}

void session_init(struct session *s, const struct session_setup *setup, int64_t now_ns)
{
	*s = (struct session){ .setup = *setup,
		.epoch_ns = now_ns,
		.retry_ns = setup->join.path ? INT64_MAX : now_ns,
		.microphone_on = setup->join.microphone == SWITCH_ON };
	backoff_init(&s->backoff, SESSION_FIRST_WAIT_MS, SESSION_MOST_WAIT_MS, setup->seed);
	enter(s, SESSION_WAITING, now_ns);
}

/* ---- when to do what ---- */

static int64_t answer_limit_ns(const struct session *s)
{
	int64_t limit_ms = SESSION_ANSWER_MS + (int64_t)s->backoff.failures * 2000;
	if (limit_ms > SESSION_ANSWER_MOST_MS)
		limit_ms = SESSION_ANSWER_MOST_MS;
	return limit_ms * NS_PER_MS;
}

int64_t session_deadline_ns(const struct session *s)
{
	switch (s->state) {
	case SESSION_WAITING: return s->retry_ns;
	case SESSION_CONNECTING:
	case SESSION_JOINING: return s->since_ns + answer_limit_ns(s);
	case SESSION_JOINED: {
		int64_t silent_ns = s->heard_ns + SESSION_SILENCE_MS * NS_PER_MS;
		return silent_ns < s->ping_ns ? silent_ns : s->ping_ns;
	}
	case SESSION_ENDED: return INT64_MAX;
	}
	return INT64_MAX;
}

static enum session_wish give_up(struct session *s, const char *why, int64_t now_ns)
{
	session_closed(s, 0, why, now_ns);
	return SESSION_HANG_UP;
}

enum session_wish session_turn(struct session *s, int64_t now_ns)
{
	switch (s->state) {
	case SESSION_WAITING:
		if (now_ns < s->retry_ns)
			return SESSION_NOTHING;
		enter(s, SESSION_CONNECTING, now_ns);
		return SESSION_CONNECT;
	case SESSION_CONNECTING:
	case SESSION_JOINING:
		if (now_ns < s->since_ns + answer_limit_ns(s))
			return SESSION_NOTHING;
		return give_up(s, "the server does not answer", now_ns);
	case SESSION_JOINED:
		if (now_ns < s->heard_ns + SESSION_SILENCE_MS * NS_PER_MS)
			return SESSION_NOTHING;
		return give_up(s, "nothing heard from the server", now_ns);
	case SESSION_ENDED: return SESSION_NOTHING;
	}
	return SESSION_NOTHING;
}

/* ---- what happened ---- */

void session_opened(struct session *s, int64_t now_ns)
{
	enter(s, SESSION_JOINING, now_ns);
	s->heard_ns = now_ns;
	s->join_due = true;
	s->refused = false;
}

/* Closings after which coming back would only repeat the answer. */
static bool is_final(const struct session *s, int code)
{
	if (s->refused)
		return code != CLOSE_FULL && code != CLOSE_GOING_AWAY;
	return code == CLOSE_PROTOCOL || code == CLOSE_NOT_ALLOWED || code == CLOSE_TAKEN_OVER;
}

static const char *reason_of(int code)
{
	switch (code) {
	case CLOSE_DONE: return "the server ended the session";
	case CLOSE_GOING_AWAY: return "the server is shutting down";
	case CLOSE_PROTOCOL: return "the server says that we broke the protocol";
	case CLOSE_NOT_ALLOWED: return "not allowed here";
	case CLOSE_TAKEN_OVER: return "this seat was taken over by a newer connection";
	case CLOSE_FULL: return "the server is full";
	default: return NULL;
	}
}

void session_closed(struct session *s, int code, const char *why, int64_t now_ns)
{
	if (s->state == SESSION_ENDED || s->state == SESSION_WAITING)
		return;

	const char *reason = reason_of(code);
	if (!s->refused) /* then the error's own words say more */
		note_trouble(s, "%s", reason ? reason : why);
	bool second = s->setup.join.path; /* the first one decides about the end */
	bool never_joined = s->joins == 0 && !s->setup.patient;
	s->clock.known = false;
	s->join_due = s->subscribe_due = s->microphone_due = false;
	if (!second && (never_joined || is_final(s, code))) {
		enter(s, SESSION_ENDED, now_ns);
		return;
	}
	enter(s, SESSION_WAITING, now_ns);
	s->retry_ns = now_ns + backoff_next_ms(&s->backoff) * NS_PER_MS;
}

void session_heard(struct session *s, int64_t now_ns)
{
	s->heard_ns = now_ns;
}

static void take_streams(struct session *s, const struct answer *a)
{
	s->stream_count = a->stream_count;
	memcpy(s->streams, a->streams, sizeof s->streams);
	s->streams_version++;
}

static void welcomed(struct session *s, const struct answer *a, int64_t now_ns)
{
	enter(s, SESSION_JOINED, now_ns);
	s->joins++;
	backoff_reset(&s->backoff);
	s->trouble[0] = '\0';
	s->pings = 0;
	s->ping_ns = now_ns;
	server_clock_init(&s->clock);
	snprintf(s->setup.join.session, sizeof s->setup.join.session, "%s", a->session);
	s->has_uplink = a->has_uplink;
	s->uplink_ssrc = a->uplink_ssrc;
	s->uplink_bitrate_bps = a->uplink_bitrate_bps;
	/* a microphone that joins is on the air: say so at once when it is not */
	s->microphone_due = a->has_uplink && !s->microphone_on && !s->setup.join.path;
	take_streams(s, a);
}

static void ponged(struct session *s, const struct answer *a, int64_t now_ns)
{
	int64_t sent_ns = s->epoch_ns + (int64_t)(a->t * (double)NS_PER_MS);
	if (a->t >= 0 && a->t < 1e13)
		server_clock_pong(&s->clock, sent_ns, now_ns, a->server_ms);
}

static void refused(struct session *s, const struct answer *a)
{
	if (s->state == SESSION_JOINING)
		s->refused = true;
	note_trouble(s, "%s", a->text[0] ? a->text : a->code);
}

bool session_text(struct session *s, const char *text, size_t bytes, int64_t now_ns)
{
	struct answer a;
	s->heard_ns = now_ns;
	if (answer_parse(&a, &s->view, text, bytes))
		return false;

	bool joined = s->state == SESSION_JOINED;
	s->ponged = a.type == ANSWER_PONG;
	switch (a.type) {
	case ANSWER_WELCOME:
		if (s->state != SESSION_JOINING)
			return false;
		welcomed(s, &a, now_ns);
		return true;
	case ANSWER_SUBSCRIBED:
		if (joined)
			take_streams(s, &a);
		return joined;
	case ANSWER_PONG: ponged(s, &a, now_ns); return true;
	case ANSWER_ERROR: refused(s, &a); return true;
	case ANSWER_STATE: return true; /* merged while parsing */
	case ANSWER_OTHER: return true;
	}
	return true;
}

/* ---- what to say ---- */

static bool ping_due(const struct session *s, int64_t now_ns)
{
	return s->state == SESSION_JOINED && now_ns >= s->ping_ns;
}

bool session_has_to_say(const struct session *s, int64_t now_ns)
{
	return s->join_due || s->subscribe_due || s->microphone_due || ping_due(s, now_ns);
}

static int say_ping(struct session *s, char *text, size_t capacity, int64_t now_ns)
{
	int every_ms = s->pings < SESSION_QUICK_PINGS ? SESSION_QUICK_PING_MS : SESSION_PING_MS;
	s->pings++;
	s->ping_ns = now_ns + every_ms * NS_PER_MS;
	return answer_write_ping(text, capacity,
			(double)(now_ns - s->epoch_ns) / (double)NS_PER_MS);
}

int session_say(struct session *s, char *text, size_t capacity, int64_t now_ns)
{
	int bytes = 0;
	if (s->join_due) {
		s->join_due = false;
		bytes = answer_write_join(text, capacity, &s->setup.join);
	} else if (s->microphone_due) {
		s->microphone_due = false;
		bytes = answer_write_microphone(text, capacity, s->microphone_on);
	} else if (s->subscribe_due) {
		s->subscribe_due = false;
		bytes = answer_write_subscribe(text, capacity, &s->setup.join.subscribe);
	} else if (ping_due(s, now_ns)) {
		bytes = say_ping(s, text, capacity, now_ns);
	}
	return bytes > 0 ? bytes : 0;
}

void session_subscribe(struct session *s, const char *channel)
{
	struct message_subscribe *subscribe = &s->setup.join.subscribe;
	s->setup.join.has_channels = true;
	subscribe->count = 1;
	snprintf(subscribe->channels[0], sizeof subscribe->channels[0], "%s", channel);
	s->subscribe_due = s->state == SESSION_JOINED;
}

void session_microphone(struct session *s, bool on)
{
	session_note_microphone(s, on);
	s->microphone_due = s->state == SESSION_JOINED && s->has_uplink;
}

void session_note_microphone(struct session *s, bool on)
{
	s->microphone_on = on;
	s->setup.join.microphone = on ? SWITCH_ON : SWITCH_OFF;
}

void session_key(struct session *s, const char *id, int64_t now_ns)
{
	snprintf(s->setup.join.session, sizeof s->setup.join.session, "%s", id);
	if (s->state == SESSION_WAITING)
		s->retry_ns = now_ns;
}
