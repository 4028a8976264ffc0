// SPDX-License-Identifier: Apache-2.0
#include "wire.h"

#include <errno.h>
#include <libwebsockets.h>
#include <linux/sockios.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "backlog.h"
#include "base/clock.h"

enum { FRAME_BYTES = 8 + 22 }; /* WebSocket header with mask, and TLS 1.3's share */

struct wire {
	struct wire_setup setup;
	struct lws_context *context;
	struct lws *wsi; /* the current connection; events of older ones are ignored */
	lws_sorted_usec_list_t wake;
	struct backlog backlog;
	bool finished, leaving, broken;
	bool distrusted; /* the server's certificate was looked at, and not verified */
	int close_code;
	size_t in_bytes; /* of the message being received; over WIRE_MESSAGE_MAX: too big */
	uint8_t in[WIRE_MESSAGE_MAX];
	uint8_t out[LWS_PRE + WIRE_MESSAGE_MAX];
};

/* ---- going ---- */

static int tls_flags(const struct wire *w)
{
	if (!w->setup.url.tls)
		return 0;
	if (!w->setup.insecure_tls)
		return LCCSCF_USE_SSL;
	return LCCSCF_USE_SSL | LCCSCF_ALLOW_SELFSIGNED | LCCSCF_SKIP_SERVER_CERT_HOSTNAME_CHECK |
	       LCCSCF_ALLOW_EXPIRED | LCCSCF_ALLOW_INSECURE;
}

void wire_connect(struct wire *w)
{
	const struct url *u = &w->setup.url;
	char host[URL_HOST_BYTES + 16];
	snprintf(host, sizeof host, u->literal_ipv6 ? "[%s]:%u" : "%s:%u", u->host, u->port);

	struct lws_client_connect_info info = {
		.context = w->context,
		.address = u->host,
		.port = u->port,
		.path = u->path,
		.host = host,
		.origin = host,
		.ssl_connection = tls_flags(w),
		.protocol = "tumen.v1",
		.local_protocol_name = "tumen.v1",
		.alpn = "http/1.1",
		.iface = w->setup.local,
		.pwsi = &w->wsi,
	};
	w->close_code = 0;
	w->in_bytes = 0;
	w->leaving = w->broken = w->distrusted = false;
	backlog_init(&w->backlog);
	if (lws_client_connect_via_info(&info))
		return;
	w->wsi = NULL;
	w->setup.events.ended(w->setup.user, 0, "this host is not known");
}

void wire_hang_up(struct wire *w)
{
	if (w->wsi)
		lws_set_timeout(w->wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC);
	w->wsi = NULL;
}

void wire_leave(struct wire *w)
{
	w->leaving = true;
	wire_wants_to_write(w);
}

bool wire_is_up(const struct wire *w)
{
	return w->wsi != NULL;
}

/* ---- sending ---- */

void wire_wants_to_write(struct wire *w)
{
	if (w->wsi)
		lws_callback_on_writable(w->wsi);
}

void wire_write(struct wire *w, const void *bytes, size_t count, bool binary)
{
	assert(w->wsi && count <= WIRE_MESSAGE_MAX);
	memcpy(w->out + LWS_PRE, bytes, count);
	int done = lws_write(w->wsi, w->out + LWS_PRE, count,
			binary ? LWS_WRITE_BINARY : LWS_WRITE_TEXT);
	backlog_wrote(&w->backlog, (uint32_t)count + FRAME_BYTES, clock_now_ns());
	w->broken = done < (int)count;
}

int64_t wire_standing_ns(const struct wire *w)
{
	int bytes = 0;
	if (!w->wsi || ioctl(lws_get_socket_fd(w->wsi), SIOCOUTQ, &bytes) || bytes < 0)
		return 0;
	return backlog_age_ns(&w->backlog, (uint32_t)bytes, clock_now_ns());
}

/* -1 tells libwebsockets to close. */
static int on_writeable(struct wire *w)
{
	if (w->leaving) {
		lws_close_reason(w->wsi, LWS_CLOSE_STATUS_NORMAL, NULL, 0);
		return -1;
	}
	w->setup.events.writeable(w->setup.user);
	return w->broken ? -1 : 0;
}

/* ---- receiving ---- */

static int take_message(struct wire *w)
{
	if (w->in_bytes > sizeof w->in) {
		lws_close_reason(w->wsi, LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE, NULL, 0);
		return -1;
	}
	bool binary = lws_frame_is_binary(w->wsi);
	return w->setup.events.message(w->setup.user, w->in, w->in_bytes, binary) ? 0 : -1;
}

static int on_receive(struct wire *w, const void *bytes, size_t count)
{
	if (lws_is_first_fragment(w->wsi))
		w->in_bytes = 0;
	if (w->in_bytes + count <= sizeof w->in)
		memcpy(w->in + w->in_bytes, bytes, count);
	w->in_bytes += count;
	if (!lws_is_final_fragment(w->wsi) || lws_remaining_packet_payload(w->wsi) > 0)
		return 0;
	return take_message(w);
}

/* ---- the callback ---- */

static void on_peer_close(struct wire *w, const uint8_t *bytes, size_t count)
{
	if (count >= 2)
		w->close_code = bytes[0] << 8 | bytes[1];
}

/* Of an attempt that failed: libwebsockets' words where they say something, ours where not. */
static const char *reason_of(const struct wire *w, const char *why)
{
	if (w->distrusted)
		return "its certificate cannot be verified; --insecure-tls takes it all the same";
	if (!why || strcmp(why, "Unable to connect") == 0)
		return "nobody answers there";
	if (strstr(why, "SSL"))
		return "it does not speak TLS as we do; ws:// is without";
	if (strncmp(why, "HS:", 3) == 0)
		return "what answers there is no Tumen server";
	return why;
}

/* Only listens: that preverified is 0 already decides. */
static void on_certificate(struct wire *w, size_t preverified)
{
	if (!preverified && !w->setup.insecure_tls)
		w->distrusted = true;
}

static void on_end(struct wire *w, const char *why)
{
	w->wsi = NULL;
	w->setup.events.ended(w->setup.user, w->close_code, why);
}

static int callback(struct lws *wsi, enum lws_callback_reasons why, void *user, void *in,
		size_t count)
{
	(void)user;
	struct wire *w = lws_context_user(lws_get_context(wsi));
	if (w->finished)
		return 0;
	if (why == LWS_CALLBACK_EVENT_WAIT_CANCELLED) {
		w->setup.events.woken(w->setup.user);
		return 0;
	}
	if (wsi != w->wsi)
		return 0;

	switch ((int)why) {
	case LWS_CALLBACK_CLIENT_ESTABLISHED: w->setup.events.opened(w->setup.user); return 0;
	case LWS_CALLBACK_CLIENT_RECEIVE: return on_receive(w, in, count);
	case LWS_CALLBACK_CLIENT_WRITEABLE: return on_writeable(w);
	case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: on_peer_close(w, in, count); return 0;
	case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: on_end(w, reason_of(w, in)); return 0;
	case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
		on_certificate(w, count);
		return 0;
	case LWS_CALLBACK_CLIENT_CLOSED: on_end(w, "the connection was lost"); return 0;
	default: return 0;
	}
}

static const struct lws_protocols protocols[] = {
	{ .name = "tumen.v1", .callback = callback, .rx_buffer_size = WIRE_MESSAGE_MAX },
	{ 0 },
};

/* ---- time ---- */

static void on_wake(lws_sorted_usec_list_t *wake)
{
	struct wire *w = lws_container_of(wake, struct wire, wake);
	w->setup.events.woken(w->setup.user);
}

void wire_wake_in(struct wire *w, int64_t ns)
{
	if (ns < NS_PER_MS)
		ns = NS_PER_MS; /* libwebsockets sleeps in milliseconds */
	lws_sul_schedule(w->context, 0, &w->wake, on_wake, ns / 1000);
}

void wire_ring(struct wire *w)
{
	lws_cancel_service(w->context);
}

bool wire_service(struct wire *w)
{
	return lws_service(w->context, 0) >= 0;
}

/* ---- life ---- */

int wire_create(struct wire **out, const struct wire_setup *setup)
{
	struct wire *w = calloc(1, sizeof *w);
	if (!w)
		return -ENOMEM;
	w->setup = *setup;
	lws_set_log_level(0, NULL); /* what matters comes as events */
	struct lws_context_creation_info info = {
		.port = CONTEXT_PORT_NO_LISTEN,
		.protocols = protocols,
		.options = setup->url.tls ? LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT : 0,
		.user = w,
	};
	w->context = lws_create_context(&info);
	if (!w->context) {
		free(w);
		return -ENOMEM;
	}
	*out = w;
	return 0;
}

void wire_destroy(struct wire *w)
{
	if (!w)
		return;
	w->finished = true;
	lws_context_destroy(w->context);
	free(w);
}
