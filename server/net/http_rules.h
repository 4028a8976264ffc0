// SPDX-License-Identifier: Apache-2.0
/*
 * What HTTP requests mean and how answers begin (protocol.md section 1): which path is what, which
 * headers every answer has, who may upgrade to a WebSocket. Pure: texts in, texts out.
 *
 * Thread: any; no state.
 * Before: site.h, whose files are answered with. After: http.h, which talks to the socket.
 */
#ifndef NET_HTTP_RULES_H
#define NET_HTTP_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum { HTTP_HEAD_MAX = 2048 };

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_OTHER };

enum http_route {
	HTTP_ROUTE_FILE, /* a file of the site, or nothing */
	HTTP_ROUTE_EVENT,
	HTTP_ROUTE_METRICS,
	HTTP_ROUTE_HEALTHZ,
	HTTP_ROUTE_READYZ,
	HTTP_ROUTE_LISTEN,     /* /listen/CHANNEL.opus */
	HTTP_ROUTE_SOCKET,     /* /ws, without the upgrade */
	HTTP_ROUTE_RECORDINGS, /* /recordings and what is below */
};

enum http_cache {
	HTTP_NO_STORE,
	HTTP_REVALIDATE, /* keep, but ask each time: an upgrade must not mix with old scripts */
	HTTP_FOR_EVER,   /* the name changes with the content */
};

/* Everything that the beginning of an answer says. */
struct http_answer {
	int status;
	const char *type;
	enum http_cache cache;
	const char *etag; /* "" none */
	bool gzip;
	bool varies;     /* another client may get it packed, or not */
	bool secure;     /* over TLS: come back only so */
	bool is_page;    /* HTML: with the policies that browsers act on */
	bool closes;     /* no further request on this connection */
	bool endless;    /* no length: the body ends with the connection */
	bool allows_get; /* 405: say what would have been right */
	bool headless;   /* HEAD: what is asked for is the head alone */
	size_t body_bytes;
	bool ranges;                    /* a part may be asked for */
	size_t part_first, whole_bytes; /* 206, and 416: what the body is a part of */
};

/* channel, of NAME_BYTES, is set for HTTP_ROUTE_LISTEN. */
enum http_route http_route_of(const char *path, char *channel);

/* Writes the head up to and with the empty line; host is the request's, for the page's policy on
 * where it may connect ("" unknown). Returns the bytes, or -ENOSPC. */
MUST_USE int http_write_head(char *text, size_t capacity, const struct http_answer *a,
		const char *host);

/* "Not Found" and so on. */
const char *http_status_text(int status);

/* What a Range header asks for of a body of so many bytes: 206 with the part in *first and *count;
 * 416 when it lies outside; 200, the whole, where there is none, or several (RFC 9110 section 14.2:
 * one may ignore it). */
int http_range(const char *range, size_t whole, size_t *first, size_t *count);

/* The token of an Authorization header of the scheme Bearer (RFC 6750); "" where there is none. */
const char *http_bearer(const char *authorization);

/* Does an Accept-Encoding header take gzip? */
bool http_accepts_gzip(const char *accept_encoding);

/* Does an If-None-Match header name this etag? */
bool http_etag_matches(const char *if_none_match, const char *etag);

/* Is `protocol` in a Sec-WebSocket-Protocol list? */
bool http_offers(const char *list, const char *protocol);

/* May a page of this origin open a WebSocket here? Only one that came from the same host; "" is a
 * client that is not a browser, which no page can pretend to be. */
bool http_origin_allowed(const char *origin, const char *host);

/* Does Host name this machine as only it can be named: localhost, 127.0.0.1, [::1], with a port or
 * without? Any other name may be a stranger's that points here for a moment (DNS rebinding), and
 * that passes for the same origin. */
bool http_host_is_here(const char *host);

#endif
