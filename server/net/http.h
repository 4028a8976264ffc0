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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct connection;
struct event;
struct http_answer;
struct loop;

/* The body of the answer that is being sent. */
struct http_reply {
	const uint8_t *body;
	size_t bytes, sent;
	uint8_t *owned; /* body, where it is not the site's */
	bool from_file; /* instead of body: read as it goes */
	int file;
	size_t first; /* where in the file it begins */
};

/* Each returns what libwebsockets' callback is to return: 0, or -1 to close. */
int http_request(struct connection *c, const char *path, size_t path_bytes);
int http_writeable(struct connection *c);

/* 0 lets the upgrade happen, 1: refused and answered, -1: hang up. */
int http_confirm_upgrade(struct connection *c, const char *to);

void http_reply_finish(struct http_reply *r);

/* ---- http.c, for the files that answer particular requests ---- */

enum { HTTP_HEADER_MAX = 300 /* of one request header that we read */ };

/* Sends the head and begins with the body, which is the site's, or `owned`. */
int http_answer(struct connection *c, struct http_answer *a, const uint8_t *body, uint8_t *owned);

/* The same with so many bytes of a file from `first` on; takes over the descriptor. */
int http_answer_file(struct connection *c, struct http_answer *a, int file, size_t first);

/* A sentence instead of a page. */
int http_say(struct connection *c, int status, const char *sentence);
bool http_is_head(struct connection *c);

/* What comes over the loopback may still be somebody else's: then it is not of this machine. */
void http_distrust_strangers(struct connection *c);

/* ---- http_recordings.c ---- */

/* /recordings and what is below: asks control, and answers when it has. path: behind
 * "/recordings". */
int http_recordings(struct connection *c, const char *path);
void http_door_answered(struct loop *l, const struct event *e);

/* Its door has an answer, and the socket may be written to. */
int http_enter(struct connection *c);

#endif
