// SPDX-License-Identifier: Apache-2.0
/* /recordings: whoever asks waits at a door until control has looked at the token. */
#include <errno.h>
#include <libwebsockets.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net/archive.h"
#include "net/door.h"
#include "net/http.h"
#include "net/http_rules.h"
#include "net/loop.h"

enum { CREDENTIALS_BYTES = TOKEN_BYTES + 16 /* "Bearer " or "token=" before it */ };

#define NOT_YOURS                                                                                  \
	"Recordings are the operators': send an operator's token, as \"Authorization: Bearer\" "   \
	"or "                                                                                      \
	"behind \"?token=\".\n"

/* ---- asking ---- */

/* The request's token in `token`; "" where there is none, or one too long to be any. */
static void read_token(struct connection *c, char token[static TOKEN_BYTES])
{
	char text[CREDENTIALS_BYTES];
	const char *found = "";
	token[0] = '\0';
	if (lws_hdr_copy(c->wsi, text, sizeof text, WSI_TOKEN_HTTP_AUTHORIZATION) > 0)
		found = http_bearer(text);
	if (!found[0])
		found = lws_get_urlarg_by_name(c->wsi, "token=", text, sizeof text);
	if (found && strlen(found) < TOKEN_BYTES)
		memcpy(token, found, strlen(found) + 1);
	explicit_bzero(text, sizeof text);
}

/* False when control's pipe is full. */
static bool ask(struct connection *c, const struct door *d)
{
	struct loop *l = c->loop;
	struct request *r = &l->request;
	*r = (struct request){ .kind = REQUEST_DOOR,
		.loop = l->setup.index,
		.session = door_handle(&l->doors, d),
		.loopback = c->loopback,
		.message = { .type = MESSAGE_JOIN, .join = { .role = ROLE_OPERATOR } } };
	snprintf(r->address, sizeof r->address, "%s", c->address);
	read_token(c, r->message.join.token);
	bool put = pipe_put(l->setup.ports.request, r, sizeof *r);
	explicit_bzero(r->message.join.token, sizeof r->message.join.token);
	if (!put)
		counter_add(l->counters, COUNTER_REQUESTS_DROPPED, 1);
	bell_ring(l->setup.ports.control);
	return put;
}

int http_recordings(struct connection *c, const char *path)
{
	const char *dir = c->loop->setup.net->recordings;
	if (!dir || !dir[0] || strlen(path) >= DOOR_PATH_BYTES)
		return http_say(c, 404, "There is nothing here.\n");
	http_distrust_strangers(c);
	struct door *d = door_take(&c->loop->doors, c);
	if (d && !ask(c, d)) {
		door_leave(d);
		d = NULL;
	}
	if (!d)
		return http_say(c, 503, "The server is busy. Try again in a moment.\n");
	d->headless = http_is_head(c);
	snprintf(d->path, sizeof d->path, "%s", path);
	if (lws_hdr_copy(c->wsi, d->range, sizeof d->range, WSI_TOKEN_HTTP_RANGE) <= 0)
		d->range[0] = '\0';
	c->door = d;
	connection_guard(c);
	return 0;
}

void http_door_answered(struct loop *l, const struct event *e)
{
	struct door *d = door_find(&l->doors, e->session);
	if (!d)
		return; /* who asked has gone */
	d->answered = true;
	d->opens = e->opens;
	lws_callback_on_writable(d->connection->wsi);
}

/* ---- answering ---- */

static int send_part(struct connection *c, const struct door *d, int file, size_t whole)
{
	size_t first;
	size_t count;
	struct http_answer a = { .type = "audio/ogg",
		.etag = "",
		.headless = d->headless,
		.ranges = true,
		.whole_bytes = whole };
	a.status = http_range(d->range, whole, &first, &count);
	a.part_first = first;
	a.body_bytes = a.status == 416 ? 0 : count;
	return http_answer_file(c, &a, file, first);
}

static int send_list(struct connection *c, const struct door *d, const char *dir)
{
	char *text = malloc(ARCHIVE_LIST_BYTES);
	int bytes = text ? archive_list(dir, d->path, text) : -ENOMEM;
	if (bytes < 0) {
		free(text);
		return http_say(c, bytes == -ENOENT ? 404 : 503, "There is nothing here.\n");
	}
	struct http_answer a = { .status = 200,
		.type = "application/json",
		.etag = "",
		.headless = d->headless,
		.body_bytes = (size_t)bytes };
	/* NOLINTNEXTLINE(clang-analyzer-unix.Malloc): it takes the text */
	return http_answer(c, &a, (uint8_t *)text, (uint8_t *)text);
}

int http_enter(struct connection *c)
{
	const char *dir = c->loop->setup.net->recordings;
	if (!c->door->answered)
		return 0; /* libwebsockets may call without being asked */
	const struct door d = *c->door;
	size_t whole;
	door_leave(c->door);
	c->door = NULL;
	if (!d.opens)
		return http_say(c, 403, NOT_YOURS);
	int file = archive_open(dir, d.path, &whole);
	return file >= 0 ? send_part(c, &d, file, whole) : send_list(c, &d, dir);
}
