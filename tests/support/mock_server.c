// SPDX-License-Identifier: Apache-2.0
#include "support/mock_server.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/pipe.h"
#include "base/thread.h"
#include "proto/message.h"

enum { ORDER_BYTES = MESSAGE_BYTES_MAX, TEXT_BYTES = 2 * MESSAGE_BYTES_MAX };

struct order {
	enum { SAY, SEND, CLOSE, BEHAVE, STOP } kind;
	int code;
	size_t bytes;
	struct mock_manners manners;
	char text[ORDER_BYTES];
};

struct mock_server {
	struct thread thread;
	struct lws_context *context;
	struct lws *wsi;
	struct mock_manners manners;
	struct pipe orders; /* test -> server */
	struct pipe counts; /* server -> test: the latest is what counts */
	struct mock_counts count, seen;
	struct order order; /* being carried out */
	bool order_waits;
	int closing;    /* close code to close with at the next chance */
	size_t pending; /* bytes of an answer in `text` */
	size_t received_bytes;
	bool done;
	char received[TEXT_BYTES];
	char text[TEXT_BYTES];
	uint8_t out[LWS_PRE + TEXT_BYTES];
};

static void put_order(struct mock_server *m, const struct order *o)
{
	while (!pipe_put(&m->orders, o, offsetof(struct order, text) + o->bytes))
		lws_cancel_service(m->context);
	lws_cancel_service(m->context);
}

static void publish(struct mock_server *m)
{
	(void)pipe_put(&m->counts, &m->count, sizeof m->count);
}

/* ---- on the server's thread ---- */

static void answer(struct mock_server *m, const char *text)
{
	m->pending = strlen(text);
	memcpy(m->text, text, m->pending);
	lws_callback_on_writable(m->wsi);
}

static void take_join(struct mock_server *m)
{
	m->count.joins++;
	snprintf(m->count.last_join, sizeof m->count.last_join, "%.*s", (int)m->received_bytes,
			m->received);
	if (m->manners.refusal) {
		answer(m, m->manners.refusal);
		m->closing = m->manners.refusal_code;
	} else if (m->manners.welcome) {
		answer(m, m->manners.welcome);
	}
}

static void take_text(struct mock_server *m)
{
	static struct message message;
	struct message_error error;
	if (message_parse(&message, &error, m->received, m->received_bytes))
		return;
	char pong[200];
	switch (message.type) {
	case MESSAGE_JOIN: take_join(m); break;
	case MESSAGE_PING:
		m->count.pings++;
		if (!m->manners.silent &&
				message_write_pong(pong, sizeof pong, message.ping.t, 5000) > 0)
			answer(m, pong);
		break;
	case MESSAGE_SUBSCRIBE: m->count.subscribes++; break;
	case MESSAGE_MICROPHONE:
		if (message.microphone.on)
			m->count.microphones_on++;
		else
			m->count.microphones_off++;
		break;
	default: break;
	}
}

static void receive(struct mock_server *m, const char *bytes, size_t length)
{
	if (lws_is_first_fragment(m->wsi))
		m->received_bytes = 0;
	if (m->received_bytes + length <= sizeof m->received)
		memcpy(m->received + m->received_bytes, bytes, length);
	m->received_bytes += length;
	if (!lws_is_final_fragment(m->wsi) || m->received_bytes > sizeof m->received)
		return;
	if (lws_frame_is_binary(m->wsi)) {
		m->count.packets++;
		m->count.packet_bytes += m->received_bytes;
	} else {
		take_text(m);
	}
	publish(m);
}

static int write_out(struct mock_server *m, const void *bytes, size_t count,
		enum lws_write_protocol kind)
{
	memcpy(m->out + LWS_PRE, bytes, count);
	lws_callback_on_writable(m->wsi);
	return lws_write(m->wsi, m->out + LWS_PRE, count, kind) < (int)count ? -1 : 0;
}

static int writeable(struct mock_server *m)
{
	if (m->pending > 0) {
		size_t bytes = m->pending;
		m->pending = 0;
		return write_out(m, m->text, bytes, LWS_WRITE_TEXT);
	}
	if (m->closing) {
		lws_close_reason(m->wsi, (enum lws_close_status)m->closing, NULL, 0);
		m->closing = 0;
		return -1;
	}
	if (m->order_waits) {
		m->order_waits = false;
		return write_out(m, m->order.text, m->order.bytes,
				m->order.kind == SAY ? LWS_WRITE_TEXT : LWS_WRITE_BINARY);
	}
	return 0;
}

/* The kernel would go on taking megabytes for it. */
static void stop_reading(struct mock_server *m)
{
	int bytes = 1;
	(void)lws_rx_flow_control(m->wsi, 0);
	(void)setsockopt(lws_get_socket_fd(m->wsi), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
}

static void behave(struct mock_server *m, const struct mock_manners *manners)
{
	m->manners = *manners;
	if (manners->deaf && m->wsi)
		stop_reading(m);
}

static void take_orders(struct mock_server *m)
{
	while (!m->order_waits && pipe_take(&m->orders, &m->order)) {
		switch (m->order.kind) {
		case STOP: m->done = true; break;
		case BEHAVE: behave(m, &m->order.manners); break;
		case CLOSE: m->closing = m->order.code; break;
		case SAY:
		case SEND: m->order_waits = m->wsi != NULL; break;
		}
	}
	if (m->wsi && (m->order_waits || m->closing))
		lws_callback_on_writable(m->wsi);
}

static void opened(struct mock_server *m, struct lws *wsi)
{
	m->wsi = wsi;
	m->pending = 0;
	m->closing = 0;
	m->count.opened++;
	publish(m);
}

static int callback(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in,
		size_t length)
{
	(void)user;
	struct mock_server *m = lws_context_user(lws_get_context(wsi));
	if (why == LWS_CALLBACK_EVENT_WAIT_CANCELLED)
		take_orders(m);
	if (why == LWS_CALLBACK_ESTABLISHED)
		opened(m, wsi);
	if (m->done || wsi != m->wsi)
		return 0;

	switch ((int)why) {
	case LWS_CALLBACK_RECEIVE: receive(m, in, length); return 0;
	case LWS_CALLBACK_SERVER_WRITEABLE: {
		int err = writeable(m);
		take_orders(m);
		return err;
	}
	case LWS_CALLBACK_CLOSED: m->wsi = NULL; return 0;
	default: return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "tumen.v1", .callback = callback, .rx_buffer_size = TEXT_BYTES },
	{ 0 },
};

static void run(void *arg)
{
	struct mock_server *m = arg;
	while (!m->done)
		lws_service(m->context, 0);
}

/* ---- on the test's thread ---- */

static int start(struct mock_server *m)
{
	bool tls = m->manners.certificate != NULL;
	struct lws_context_creation_info info = {
		.port = 0,
		.iface = "127.0.0.1",
		.protocols = protocols,
		.ssl_cert_filepath = m->manners.certificate,
		.ssl_private_key_filepath = m->manners.key,
		.options = tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
		.gid = -1,
		.uid = -1,
		.user = m,
	};
	lws_set_log_level(0, NULL);
	m->context = lws_create_context(&info);
	if (!m->context)
		return -EADDRNOTAVAIL;
	return thread_start(&m->thread, THREAD_LOOP, "mock", run, m);
}

int mock_server_create(struct mock_server **out, const struct mock_manners *manners)
{
	struct mock_server *m = calloc(1, sizeof *m);
	if (!m)
		return -ENOMEM;
	m->manners = *manners;
	int err = pipe_init(&m->orders, sizeof(struct order), 16);
	if (!err)
		err = pipe_init(&m->counts, sizeof m->count, 1024);
	if (!err)
		err = start(m);
	if (err) {
		mock_server_destroy(m);
		return err;
	}
	*out = m;
	return 0;
}

uint16_t mock_server_port(const struct mock_server *m)
{
	return (uint16_t)lws_get_vhost_listen_port(lws_get_vhost_by_name(m->context, "default"));
}

void mock_server_behave(struct mock_server *m, const struct mock_manners *manners)
{
	struct order o = { .kind = BEHAVE, .manners = *manners };
	put_order(m, &o);
}

void mock_server_say(struct mock_server *m, const char *text)
{
	struct order o = { .kind = SAY, .bytes = strlen(text) };
	memcpy(o.text, text, o.bytes);
	put_order(m, &o);
}

void mock_server_send(struct mock_server *m, const void *bytes, size_t count)
{
	struct order o = { .kind = SEND, .bytes = count };
	memcpy(o.text, bytes, count);
	put_order(m, &o);
}

void mock_server_close(struct mock_server *m, int code)
{
	struct order o = { .kind = CLOSE, .code = code };
	put_order(m, &o);
}

void mock_server_counts(struct mock_server *m, struct mock_counts *counts)
{
	while (pipe_take(&m->counts, &m->seen))
		;
	*counts = m->seen;
}

void mock_server_destroy(struct mock_server *m)
{
	if (!m)
		return;
	if (m->thread.started) {
		struct order o = { .kind = STOP };
		put_order(m, &o);
		thread_join(&m->thread);
	}
	if (m->context)
		lws_context_destroy(m->context);
	pipe_finish(&m->orders);
	pipe_finish(&m->counts);
	free(m);
}
