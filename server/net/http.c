// SPDX-License-Identifier: Apache-2.0
#include "net/http.h"

#include <fcntl.h>
#include <libwebsockets.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/http_rules.h"
#include "net/http_stream.h"
#include "net/loop.h"
#include "net/metrics.h"

enum {
	WRITE_BYTES = 65536,
	PIECE_BYTES = 32768, /* of a file */
};

#define PROTOCOL "tumen.v1"

/* ---- headers of the request ---- */

/* A header's text; "" when it is missing, "?" when it is too long to mean anything to us. */
static const char *header(struct connection *c, enum lws_token_indexes token,
		char text[HTTP_HEADER_MAX])
{
	int n = lws_hdr_copy(c->wsi, text, HTTP_HEADER_MAX, token);
	if (n <= 0)
		strcpy(text, n < 0 ? "?" : "");
	return text;
}

static enum http_method method_of(struct connection *c)
{
	if (lws_hdr_total_length(c->wsi, WSI_TOKEN_GET_URI))
		return HTTP_GET;
	if (lws_hdr_total_length(c->wsi, WSI_TOKEN_HEAD_URI))
		return HTTP_HEAD;
	return HTTP_OTHER;
}

/* ---- sending ---- */

void http_reply_finish(struct http_reply *r)
{
	free(r->owned);
	if (r->from_file)
		close(r->file);
	*r = (struct http_reply){ 0 };
}

static int finish(struct connection *c, bool closes)
{
	http_reply_finish(&c->reply);
	connection_unguard(c);
	connection_touch(c);
	if (closes)
		return -1;
	return lws_http_transaction_completed(c->wsi) ? -1 : 0;
}

static int wait_for_room(struct connection *c)
{
	connection_guard(c);
	lws_callback_on_writable(c->wsi);
	return 0;
}

/* One piece of the file, and none before the last has gone: disk and memory stay bounded. */
static int send_piece(struct connection *c)
{
	struct http_reply *r = &c->reply;
	uint8_t *piece = c->loop->page;
	if (lws_partial_buffered(c->wsi))
		return wait_for_room(c);
	size_t n = r->bytes - r->sent < PIECE_BYTES ? r->bytes - r->sent : PIECE_BYTES;
	ssize_t got = pread(r->file, piece, n, (off_t)(r->first + r->sent));
	if (got <= 0)
		return -1; /* the length is promised already */
	r->sent += (size_t)got;
	/* so that the next piece need not wait for the disk */
	(void)posix_fadvise(r->file, (off_t)(r->first + r->sent), 2 * PIECE_BYTES,
			POSIX_FADV_WILLNEED);
	if (lws_write(c->wsi, piece, (size_t)got, LWS_WRITE_HTTP) < 0)
		return -1;
	connection_touch(c);
	return r->sent == r->bytes ? finish(c, false) : wait_for_room(c);
}

int http_writeable(struct connection *c)
{
	struct http_reply *r = &c->reply;
	if (c->kind == CONNECTION_STREAM)
		return http_stream_writeable(c->stream);
	if (c->door)
		return http_enter(c);
	if (r->from_file)
		return send_piece(c);
	if (!r->body)
		return 0; /* libwebsockets may call without being asked */
	while (r->sent < r->bytes && !lws_partial_buffered(c->wsi)) {
		size_t n = r->bytes - r->sent < WRITE_BYTES ? r->bytes - r->sent : WRITE_BYTES;
		/* HTTP/1.1 bodies are only read: the shared bytes of the site stay as they are */
		if (lws_write(c->wsi, (uint8_t *)r->body + r->sent, n, LWS_WRITE_HTTP) < 0)
			return -1;
		r->sent += n;
		connection_touch(c);
	}
	return r->sent == r->bytes ? finish(c, false) : wait_for_room(c);
}

bool http_is_head(struct connection *c)
{
	return method_of(c) == HTTP_HEAD;
}

static bool send_head(struct connection *c, struct http_answer *a)
{
	char host[HTTP_HEADER_MAX];
	uint8_t head[LWS_PRE + HTTP_HEAD_MAX];
	a->secure = c->loop->setup.tls != NULL;
	a->headless |= http_is_head(c) || a->status == 304;
	int n = http_write_head((char *)head + LWS_PRE, HTTP_HEAD_MAX, a,
			header(c, WSI_TOKEN_HOST, host));
	counter_add(c->loop->counters, COUNTER_HTTP_REQUESTS, 1);
	return n >= 0 && lws_write(c->wsi, head + LWS_PRE, (size_t)n, LWS_WRITE_HTTP_HEADERS) >= 0;
}

int http_answer(struct connection *c, struct http_answer *a, const uint8_t *body, uint8_t *owned)
{
	http_reply_finish(&c->reply);
	c->reply.owned = owned;
	if (!send_head(c, a))
		return -1;
	if (a->endless && !a->headless)
		return 0; /* the body is a stream's */
	if (a->headless || a->body_bytes == 0)
		return finish(c, a->closes);
	if (a->closes) { /* a few words: they fit behind the head */
		lws_write(c->wsi, (uint8_t *)body, a->body_bytes, LWS_WRITE_HTTP);
		return finish(c, true);
	}
	c->reply.body = body;
	c->reply.bytes = a->body_bytes;
	return http_writeable(c);
}

int http_answer_file(struct connection *c, struct http_answer *a, int file, size_t first)
{
	http_reply_finish(&c->reply);
	c->reply = (struct http_reply){ .from_file = true,
		.file = file,
		.first = first,
		.bytes = a->body_bytes };
	if (!send_head(c, a))
		return -1;
	return a->headless || a->body_bytes == 0 ? finish(c, false) : send_piece(c);
}

int http_say(struct connection *c, int status, const char *sentence)
{
	size_t bytes = strlen(sentence);
	struct http_answer a = {
		.status = status,
		.type = "text/plain; charset=utf-8",
		.etag = "",
		.body_bytes = bytes,
		.closes = status != 200 && status != 404,
		.allows_get = status == 405,
	};
	return http_answer(c, &a, (const uint8_t *)sentence, NULL);
}

/* ---- what is asked for ---- */

static int send_file(struct connection *c, const struct site_file *f)
{
	char text[HTTP_HEADER_MAX];
	bool gzip = f->gzip.bytes &&
		    http_accepts_gzip(header(c, WSI_TOKEN_HTTP_ACCEPT_ENCODING, text));
	const struct site_body *body = gzip ? &f->gzip : &f->plain;
	struct http_answer a = {
		.status = 200,
		.type = f->type,
		.cache = f->is_hashed ? HTTP_FOR_EVER : HTTP_REVALIDATE,
		.etag = body->etag,
		.gzip = gzip,
		.varies = f->gzip.bytes,
		.is_page = f->is_page,
		.body_bytes = body->count,
	};
	if (http_etag_matches(header(c, WSI_TOKEN_HTTP_IF_NONE_MATCH, text), body->etag))
		a.status = 304;
	return http_answer(c, &a, body->bytes, NULL);
}

/* A page that control wrote; metrics has the counters behind it. */
static int send_page(struct connection *c, enum event_page which, const char *type)
{
	const struct loop_page *page = &c->loop->pages[which];
	size_t extra = which == EVENT_PAGE_METRICS ? METRICS_BYTES_MAX : 0;
	uint8_t *body = malloc(page->bytes + extra + 1);
	if (!body)
		return -1;
	if (page->bytes)
		memcpy(body, page->text, page->bytes);
	size_t bytes = page->bytes;
	if (extra)
		bytes += metrics_write((char *)body + bytes, extra, c->loop->counters);
	struct http_answer a = { .status = 200, .type = type, .etag = "", .body_bytes = bytes };
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it takes the body */
	return http_answer(c, &a, body, body);
}

static int send_stream(struct connection *c, const char *channel)
{
	struct loop *l = c->loop;
	const struct net_setup *net = l->setup.net;
	uint32_t number = 0;
	while (number < net->channel_count && strcmp(net->channels[number].id, channel) != 0)
		number++;
	if (number == net->channel_count)
		return http_say(c, 404, "There is no such channel.\n");
	if (net->no_streams)
		return http_say(c, 403, "This event asks for a PIN or a token: open its page.\n");
	if (counter_get(l->counters, COUNTER_SESSIONS) +
					counter_get(l->counters, COUNTER_STREAMS_HTTP) >=
			l->setup.sessions)
		return http_say(c, 503, "The server is full. Try again in a moment.\n");

	struct http_answer a = { .status = 200, .type = "audio/ogg", .etag = "", .endless = true };
	bool only_head = method_of(c) == HTTP_HEAD;
	a.closes = only_head;
	if (http_answer(c, &a, NULL, NULL) < 0 || only_head)
		return -1;
	return http_stream_open(c, number);
}

int http_request(struct connection *c, const char *path, size_t path_bytes)
{
	char text[256];
	char channel[NAME_BYTES] = "";
	bool ready = c->loop->pages[EVENT_PAGE_EVENT].bytes > 0;

	/* our own clocks watch it from here */
	lws_set_timeout(c->wsi, NO_PENDING_TIMEOUT, 0);
	connection_touch(c);
	if (method_of(c) == HTTP_OTHER)
		return http_say(c, 405, "Only GET and HEAD are answered here.\n");
	if (path_bytes >= sizeof text || memchr(path, '\0', path_bytes))
		return http_say(c, 404, "There is nothing here.\n");
	memcpy(text, path, path_bytes);
	text[path_bytes] = '\0';

	switch (http_route_of(text, channel)) {
	case HTTP_ROUTE_EVENT:
		return ready ? send_page(c, EVENT_PAGE_EVENT, "application/json")
			     : http_say(c, 503, "The server is starting.\n");
	case HTTP_ROUTE_METRICS:
		return send_page(c, EVENT_PAGE_METRICS, "text/plain; version=0.0.4; charset=utf-8");
	case HTTP_ROUTE_HEALTHZ: return http_say(c, 200, "alive\n");
	case HTTP_ROUTE_READYZ:
		return ready ? http_say(c, 200, "ready\n")
			     : http_say(c, 503, "The server is starting.\n");
	case HTTP_ROUTE_LISTEN: return send_stream(c, channel);
	case HTTP_ROUTE_SOCKET:
		return http_say(c, 426,
				"This is a WebSocket: connect with subprotocol " PROTOCOL ".\n");
	case HTTP_ROUTE_RECORDINGS: return http_recordings(c, text + strlen("/recordings"));
	case HTTP_ROUTE_FILE: break;
	}
	const struct site_file *f = site_find(c->loop->setup.site, text);
	return f ? send_file(c, f) : http_say(c, 404, "There is nothing here.\n");
}

/* Behind a proxy on this machine everybody looks local, and so does a page of anywhere whose name
 * was made to point here. */
void http_distrust_strangers(struct connection *c)
{
	char host[HTTP_HEADER_MAX];
	if (!http_host_is_here(header(c, WSI_TOKEN_HOST, host)) ||
			lws_hdr_total_length(c->wsi, WSI_TOKEN_X_FORWARDED_FOR) ||
			lws_hdr_custom_length(c->wsi, "forwarded:", 10) >= 0)
		c->loopback = false;
}

/* ---- upgrades ---- */

/* The whole refusal; the connection ends with it. */
static int refuse(struct connection *c, int status, const char *sentence)
{
	http_say(c, status, sentence);
	return 1;
}

int http_confirm_upgrade(struct connection *c, const char *to)
{
	char text[HTTP_HEADER_MAX];
	char host[HTTP_HEADER_MAX];
	if (strcasecmp(to, "websocket") != 0)
		return -1; /* h2c: one listener is one TCP connection here */
	connection_touch(c);
	if (strcmp(header(c, WSI_TOKEN_GET_URI, text), "/ws") != 0)
		return refuse(c, 404, "WebSockets are at /ws.\n");
	if (strcmp(header(c, WSI_TOKEN_VERSION, text), "13") != 0)
		return refuse(c, 400, "Only WebSocket version 13 (RFC 6455) is spoken here.\n");
	if (!http_offers(header(c, WSI_TOKEN_PROTOCOL, text), PROTOCOL))
		return refuse(c, 400, "Offer the subprotocol " PROTOCOL ".\n");
	header(c, WSI_TOKEN_HOST, host);
	if (!http_origin_allowed(header(c, WSI_TOKEN_ORIGIN, text), host))
		return refuse(c, 403, "Pages of other sites may not connect.\n");
	http_distrust_strangers(c);
	return 0;
}
