// SPDX-License-Identifier: Apache-2.0
#include "net/http_rules.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- paths ---- */

#define RECORDINGS "/recordings"

static bool listen_route(const char *path, char *channel)
{
	static const char before[] = "/listen/";
	static const char after[] = ".opus";
	size_t length = strlen(path);
	size_t fixed = sizeof before - 1 + sizeof after - 1;
	if (length <= fixed || length - fixed >= NAME_BYTES)
		return false;
	if (strncmp(path, before, sizeof before - 1) != 0)
		return false;
	if (strcmp(path + length - (sizeof after - 1), after) != 0)
		return false;
	snprintf(channel, NAME_BYTES, "%.*s", (int)(length - fixed), path + sizeof before - 1);
	return true;
}

enum http_route http_route_of(const char *path, char *channel)
{
	static const struct {
		const char *path;
		enum http_route route;
	} routes[] = {
		{ "/ws", HTTP_ROUTE_SOCKET },
		{ "/api/v1/event", HTTP_ROUTE_EVENT },
		{ "/metrics", HTTP_ROUTE_METRICS },
		{ "/healthz", HTTP_ROUTE_HEALTHZ },
		{ "/readyz", HTTP_ROUTE_READYZ },
	};
	for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
		if (strcmp(path, routes[i].path) == 0)
			return routes[i].route;
	if (strncmp(path, RECORDINGS, sizeof RECORDINGS - 1) == 0 &&
			strchr("/", path[sizeof RECORDINGS - 1]))
		return HTTP_ROUTE_RECORDINGS;
	return listen_route(path, channel) ? HTTP_ROUTE_LISTEN : HTTP_ROUTE_FILE;
}

/* ---- heads ---- */

const char *http_status_text(int status)
{
	switch (status) {
	case 200: return "OK";
	case 206: return "Partial Content";
	case 304: return "Not Modified";
	case 400: return "Bad Request";
	case 403: return "Forbidden";
	case 404: return "Not Found";
	case 405: return "Method Not Allowed";
	case 416: return "Range Not Satisfiable";
	case 426: return "Upgrade Required";
	case 503: return "Service Unavailable";
	default: return "Internal Server Error";
	}
}

struct writer {
	char *text;
	size_t capacity;
	size_t used; /* capacity: it did not fit */
};

__attribute__((format(printf, 2, 3))) static void add(struct writer *w, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(w->text + w->used, w->capacity - w->used, format, args);
	va_end(args);
	bool fits = n >= 0 && (size_t)n < w->capacity - w->used;
	w->used = fits ? w->used + (size_t)n : w->capacity;
}

/* A Host header is the client's to choose: only what a host and port are made of. */
static bool host_is_plain(const char *host)
{
	return *host && host[strspn(host, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789.-:[]")] == '\0';
}

/* What a page may do. Sockets are named by host, since older Safari does not take them for
 * 'self'; 'wasm-unsafe-eval' lets the sound engine be compiled and nothing else. */
static void add_page_policy(struct writer *w, const char *host)
{
	add(w, "Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
	       "connect-src 'self'");
	if (host_is_plain(host))
		add(w, " ws://%s wss://%s", host, host);
	add(w, "; worker-src 'self'; media-src 'self' blob:; style-src 'self'; "
	       "img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; "
	       "base-uri 'none'; form-action 'none'\r\n"
	       "Cross-Origin-Opener-Policy: same-origin\r\n"
	       "Permissions-Policy: microphone=(self), camera=(), geolocation=()\r\n");
}

static const char *cache_text(enum http_cache cache)
{
	switch (cache) {
	case HTTP_FOR_EVER: return "public, max-age=31536000, immutable";
	case HTTP_REVALIDATE: return "no-cache";
	default: return "no-store";
	}
}

/* RFC 9110 sections 14.3 and 14.4. */
static void add_ranges(struct writer *w, const struct http_answer *a)
{
	if (a->ranges)
		add(w, "Accept-Ranges: bytes\r\n");
	if (a->status == 206)
		add(w, "Content-Range: bytes %zu-%zu/%zu\r\n", a->part_first,
				a->part_first + a->body_bytes - 1, a->whole_bytes);
	if (a->status == 416)
		add(w, "Content-Range: bytes */%zu\r\n", a->whole_bytes);
}

int http_write_head(char *text, size_t capacity, const struct http_answer *a, const char *host)
{
	struct writer w = { .text = text, .capacity = capacity };
	add(&w, "HTTP/1.1 %d %s\r\n", a->status, http_status_text(a->status));
	if (a->status != 304)
		add(&w, "Content-Type: %s\r\n", a->type);
	if (a->status != 304 && !a->endless)
		add(&w, "Content-Length: %zu\r\n", a->body_bytes);
	add_ranges(&w, a);
	add(&w, "Cache-Control: %s\r\n", cache_text(a->cache));
	if (*a->etag)
		add(&w, "ETag: %s\r\n", a->etag);
	if (a->gzip && a->status != 304)
		add(&w, "Content-Encoding: gzip\r\n");
	if (a->varies)
		add(&w, "Vary: Accept-Encoding\r\n");
	if (a->allows_get)
		add(&w, "Allow: GET, HEAD\r\n");
	if (a->status == 426)
		add(&w, "Upgrade: websocket\r\n");
	if (a->status == 503)
		add(&w, "Retry-After: 5\r\n");
	if (a->closes || a->endless)
		add(&w, "Connection: close\r\n");
	add(&w, "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
	if (a->secure)
		add(&w, "Strict-Transport-Security: max-age=2592000\r\n");
	if (a->is_page)
		add_page_policy(&w, host);
	add(&w, "\r\n");
	return w.used < capacity ? (int)w.used : -ENOSPC;
}

/* ---- headers of requests ---- */

/* The next element of a comma-separated list, without the blanks around it; false at its end. */
static bool next_element(const char **list, const char **element, size_t *length)
{
	const char *begin = *list + strspn(*list, ", \t");
	if (*begin == '\0')
		return false;
	size_t n = strcspn(begin, ",");
	*list = begin + n;
	while (n > 0 && isspace((unsigned char)begin[n - 1]))
		n--;
	*element = begin;
	*length = n;
	return true;
}

/* Digits, at least one, to a number that fits. */
static bool take_number(const char **text, size_t *number)
{
	char *end;
	if (!isdigit((unsigned char)**text))
		return false;
	errno = 0;
	unsigned long long value = strtoull(*text, &end, 10);
	*number = errno || value > SIZE_MAX ? SIZE_MAX : (size_t)value;
	*text = end;
	return true;
}

/* "10-19", "10-" or "-10" as the first and the last byte; false for anything else. */
static bool read_range(const char *text, size_t whole, size_t *from, size_t *to)
{
	bool has_from = take_number(&text, from);
	if (*text++ != '-')
		return false;
	bool has_to = take_number(&text, to);
	if (*text || (!has_from && !has_to) || (has_from && has_to && *to < *from))
		return false;
	if (!has_from) { /* the last so many bytes */
		*from = *to < whole ? whole - *to : 0;
		has_to = false;
	}
	if (!has_to || *to >= whole)
		*to = whole - 1;
	return true;
}

int http_range(const char *range, size_t whole, size_t *first, size_t *count)
{
	static const char unit[] = "bytes=";
	size_t from;
	size_t to;
	*first = 0;
	*count = whole;
	if (strncasecmp(range, unit, sizeof unit - 1) != 0 ||
			!read_range(range + sizeof unit - 1, whole, &from, &to))
		return 200;
	if (from >= whole)
		return 416;
	*first = from;
	*count = to - from + 1;
	return 206;
}

const char *http_bearer(const char *authorization)
{
	static const char scheme[] = "Bearer ";
	return strncasecmp(authorization, scheme, sizeof scheme - 1) == 0
			       ? authorization + sizeof scheme - 1
			       : "";
}

bool http_accepts_gzip(const char *accept_encoding)
{
	const char *element;
	size_t length;
	while (next_element(&accept_encoding, &element, &length)) {
		size_t name = strcspn(element, "; \t,");
		if (name > length)
			name = length;
		if (name != 4 || strncasecmp(element, "gzip", 4) != 0)
			continue;
		const char *q = memchr(element, '=', length);
		return !q || strtod(q + 1, NULL) > 0;
	}
	return false;
}

bool http_etag_matches(const char *if_none_match, const char *etag)
{
	const char *element;
	size_t length;
	size_t wanted = strlen(etag);
	while (wanted && next_element(&if_none_match, &element, &length)) {
		if (length == 1 && *element == '*')
			return true;
		if (length > 2 && strncmp(element, "W/", 2) == 0) {
			element += 2;
			length -= 2;
		}
		if (length == wanted && strncmp(element, etag, wanted) == 0)
			return true;
	}
	return false;
}

bool http_offers(const char *list, const char *protocol)
{
	const char *element;
	size_t length;
	while (next_element(&list, &element, &length))
		if (length == strlen(protocol) && strncmp(element, protocol, length) == 0)
			return true;
	return false;
}

bool http_origin_allowed(const char *origin, const char *host)
{
	if (*origin == '\0')
		return true;
	const char *authority = NULL;
	if (strncasecmp(origin, "http://", 7) == 0)
		authority = origin + 7;
	else if (strncasecmp(origin, "https://", 8) == 0)
		authority = origin + 8;
	return authority && *host && strcasecmp(authority, host) == 0;
}

bool http_host_is_here(const char *host)
{
	static const char *const names[] = { "localhost", "127.0.0.1", "[::1]" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		size_t length = strlen(names[i]);
		if (strncasecmp(host, names[i], length) != 0)
			continue;
		const char *port = host + length;
		size_t digits = *port == ':' ? strspn(port + 1, "0123456789") : 0;
		return *port == '\0' || (digits > 0 && port[1 + digits] == '\0');
	}
	return false;
}
