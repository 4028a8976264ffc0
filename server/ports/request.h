// SPDX-License-Identifier: Apache-2.0
/*
 * What a session asks of control: net -> control, one pipe per loop.
 * When the pipe is full: the message is dropped and counted; a GONE is kept by the loop and put
 * again until it is taken, so that no ghost stays.
 */
#ifndef PORTS_REQUEST_H
#define PORTS_REQUEST_H

#include <stdbool.h>

#include "base/handle.h"
#include "proto/message.h"

enum request_kind {
	REQUEST_MESSAGE, /* a whole, valid message; the first of a session is a join */
	REQUEST_GONE,    /* the connection is closed; its handle names nobody from now on */
	REQUEST_DOOR,    /* may who sends this token over HTTP enter? `message` is the join that it
			    stands for, `session` a door of that loop: EVENT_DOOR answers */
};

struct request {
	enum request_kind kind;
	uint32_t loop;
	struct handle session;  /* of that loop */
	bool done;              /* GONE: by the peer's own close 1000, it does not come back */
	bool loopback;          /* the peer is on this machine */
	char address[48];       /* the peer's, as text */
	struct message message; /* MESSAGE, DOOR */
};

enum { REQUEST_PIPE_RECORDS = 512 };

#endif
