// SPDX-License-Identifier: Apache-2.0
/*
 * A listener that came by plain HTTP: GET /listen/CHANNEL.opus is answered with an Ogg Opus stream
 * (RFC 7845) that has no end, made from the same packets that everybody else gets. Such players
 * buffer for themselves, so this line may be a second behind before packets are left out.
 *
 * Thread: the loop's.
 * Owns:   struct http_stream, from http_stream_open() to http_stream_close().
 * Before: http.h, listener.h. After: a player.
 */
#ifndef NET_HTTP_STREAM_H
#define NET_HTTP_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "net/fanout.h"

struct connection;
struct loop;
struct http_stream;

/* The head of the answer has been sent. 0, or -1 to close the connection. */
int http_stream_open(struct connection *c, uint32_t channel);

/* Its connection is closed. */
void http_stream_close(struct http_stream *s);

/* One packet, as a page of its own. False when the connection is broken. */
bool http_stream_write(struct http_stream *s, const struct fanout_frame *frame);

/* The socket takes more again. 0, or -1 to close. */
int http_stream_writeable(struct http_stream *s);

/* Once per sweep: those that are broken or take nothing are closed. */
void http_streams_sweep(struct loop *l);

/* The server stops. */
void http_streams_stop(struct loop *l);

#endif
