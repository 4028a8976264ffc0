// SPDX-License-Identifier: Apache-2.0
/* What sessions say: messages are put together, limited, and handed on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/loop.h"
#include "net/session.h"
#include "net/uplink.h"

enum {
	BINARY_BYTES_MAX = 2048, /* an RTP packet, with whatever extensions */
	ANSWER_BYTES = 1024,
};

static const struct rate_limit message_rate = { .per_second = 50, .burst = 100 };

/* ---- answers of our own ---- */

static void send_answer(struct session *s, const char *text, int bytes)
{
	struct loop *l = s->ear.connection->loop;
	if (bytes > 0 && mailbox_put(&s->mailbox, &l->board, text, (size_t)bytes))
		session_send_texts(s);
	else
		session_close(s, CLOSE_TOO_SLOW, "answers are not read");
}

static void send_error(struct session *s, const struct message_error *error)
{
	char text[ANSWER_BYTES];
	send_answer(s, text, message_write_error(text, sizeof text, error));
}

static void send_pong(struct session *s, double t)
{
	char text[ANSWER_BYTES];
	const struct loop *l = s->ear.connection->loop;
	double server_ms = (double)(l->now_ns - l->setup.net->epoch_ns) / (double)NS_PER_MS;
	send_answer(s, text, message_write_pong(text, sizeof text, t, server_ms));
}

static void refuse(struct session *s, const char *code, const char *re, const char *sentence)
{
	struct message_error error = { .code = code };
	snprintf(error.re, sizeof error.re, "%s", re);
	snprintf(error.text, sizeof error.text, "%s", sentence);
	send_error(s, &error);
}

/* ---- to control ---- */

/* Hands the message in l->request on. */
static void hand_on(struct session *s)
{
	const struct connection *c = s->ear.connection;
	struct loop *l = c->loop;
	struct request *r = &l->request;
	r->kind = REQUEST_MESSAGE;
	r->loop = l->setup.index;
	r->session = s->handle;
	r->loopback = c->loopback;
	memcpy(r->address, c->address, sizeof r->address);
	if (pipe_put(l->setup.ports.request, r, sizeof *r)) {
		s->owes_gone = true;
		bell_ring(l->setup.ports.control);
		return;
	}
	counter_add(l->counters, COUNTER_REQUESTS_DROPPED, 1);
	if (s->state == SESSION_JOINING)
		session_close(s, CLOSE_FULL, "the server is too busy");
	else
		refuse(s, "busy", "", "the server is too busy: say it again in a moment");
}

/* ---- messages ---- */

static void first_message(struct session *s, enum message_type type)
{
	if (type != MESSAGE_JOIN) {
		refuse(s, "not_joined", "", "the first message is a join");
		session_close(s, CLOSE_PROTOCOL, "the first message is a join");
		return;
	}
	s->state = SESSION_JOINING;
	connection_touch(s->ear.connection);
	hand_on(s);
}

static void take_text(struct session *s, const char *text, size_t count)
{
	struct loop *l = s->ear.connection->loop;
	struct message_error error;
	counter_add(l->counters, COUNTER_MESSAGES_IN, 1);
	if (!rate_take(&s->messages, message_rate, l->now_ns)) {
		counter_add(l->counters, COUNTER_MESSAGES_FLOOD, 1);
		session_close(s, CLOSE_TOO_MANY, "too many messages");
		return;
	}
	if (message_parse(&l->request.message, &error, text, count) < 0) {
		counter_add(l->counters, COUNTER_MESSAGES_BAD, 1);
		send_error(s, &error);
		if (s->state == SESSION_ARRIVED)
			session_close(s, CLOSE_PROTOCOL, "the first message is a join");
		return;
	}
	if (s->state == SESSION_ARRIVED)
		first_message(s, l->request.message.type);
	else if (l->request.message.type == MESSAGE_PING)
		send_pong(s, l->request.message.ping.t);
	else
		hand_on(s);
}

static void take(struct session *s, const uint8_t *bytes, size_t count, bool binary)
{
	if (binary)
		uplink_take(s, bytes, count);
	else
		take_text(s, (const char *)bytes, count);
}

/* ---- pieces ---- */

static void too_big(struct session *s, bool binary)
{
	struct loop *l = s->ear.connection->loop;
	s->inbox.too_big = true;
	if (binary) {
		counter_add(l->counters, COUNTER_UPLINK_BAD, 1);
		return;
	}
	counter_add(l->counters, COUNTER_MESSAGES_BAD, 1);
	session_close(s, CLOSE_TOO_BIG, "a message has at most 16384 bytes");
}

static void append(struct session *s, const uint8_t *bytes, size_t count, bool binary)
{
	struct session_inbox *in = &s->inbox;
	size_t most = binary ? BINARY_BYTES_MAX : MESSAGE_BYTES_MAX;
	if (in->too_big)
		return;
	if (!in->bytes)
		in->bytes = malloc(most);
	if (!in->bytes || in->count + count > most) {
		too_big(s, binary);
		return;
	}
	memcpy(in->bytes + in->count, bytes, count);
	in->count += (uint32_t)count;
}

void session_receive(struct session *s, const uint8_t *bytes, size_t count, bool binary, bool final)
{
	struct session_inbox *in = &s->inbox;
	session_heard(s);
	if (s->state == SESSION_LEAVING)
		return;
	if (final && !in->bytes && !in->too_big) { /* the usual one: whole, at once */
		take(s, bytes, count, binary);
		return;
	}
	append(s, bytes, count, binary);
	if (!final)
		return;
	if (!in->too_big)
		take(s, in->bytes, in->count, binary);
	free(in->bytes);
	*in = (struct session_inbox){ 0 };
}
