// SPDX-License-Identifier: Apache-2.0
/*
 * HTTP on a loop: takes a request apart, answers with a file, a page of control's, a word, or a
 * stream, and decides who may upgrade to a WebSocket. What the answers say is http_rules.h.
 *
 * Thread: the loop's.
 * Owns:   what is left to send of an answer.
 * Before: libwebsockets, which parsed the request. After: the socket.
 */
#ifndef NET_HTTP_H
#define NET_HTTP_H

#include <stddef.h>
#include <stdint.h>

struct connection;

/* The body of the answer that is being sent. */
struct http_reply {
	const uint8_t *body;
	size_t bytes, sent;
	uint8_t *owned; /* body, where it is not the site's */
};

/* Each returns what libwebsockets' callback is to return: 0, or -1 to close. */
int http_request(struct connection *c, const char *path, size_t path_bytes);
int http_writeable(struct connection *c);

/* 0 lets the upgrade happen, 1: refused and answered, -1: hang up. */
int http_confirm_upgrade(struct connection *c, const char *to);

void http_reply_finish(struct http_reply *r);

#endif
