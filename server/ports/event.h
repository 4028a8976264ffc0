// SPDX-License-Identifier: Apache-2.0
/*
 * What control tells a loop: control -> net, one pipe per loop.
 * When the pipe is full: control keeps what it has to say to that loop in order and tries again
 * on its next turn; it never drops a GRANT or CLOSE.
 */
#ifndef PORTS_EVENT_H
#define PORTS_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/units.h"
#include "ports/stream.h"

enum event_kind {
	EVENT_TEXT,      /* one text message to one session */
	EVENT_BROADCAST, /* the same to every joined session whose role is in `roles` */
	EVENT_FLEETING,  /* the same, and worth something only now: who has anything waiting to be
			    sent goes without it */
	EVENT_GRANT,     /* the session has joined: its role and its uplink, if any */
	EVENT_SUBSCRIBE, /* the session's whole set of streams from now on */
	EVENT_CLOSE,     /* close with a code and a reason, after the texts before it */
	EVENT_DOOR,      /* the answer to REQUEST_DOOR; `session` is the door */
	EVENT_PAGE,      /* a new body for an HTTP page that control writes */
};

enum event_page { EVENT_PAGE_EVENT, EVENT_PAGE_METRICS, EVENT_PAGES };

/* The set of streams as a bit per channel, all in one rendition. */
struct event_subscription {
	uint32_t channels;
	bool monitor; /* and what its boothmates say: a session with a microphone */
	enum rendition rendition;
	uint8_t bundle; /* packets per message: 1, 2 or 3 */
};

struct event {
	enum event_kind kind;
	struct handle session;    /* not for BROADCAST, FLEETING, PAGE */
	uint32_t roles;           /* BROADCAST, FLEETING: bit 1 << enum message_role */
	uint32_t role;            /* GRANT: enum message_role */
	struct handle microphone; /* GRANT: invalid where the role has no uplink */
	uint32_t uplink_ssrc;     /* GRANT */
	bool opens;               /* DOOR */
	bool path;                /* GRANT: brings sound, and is told nothing */
	struct event_subscription subscription; /* SUBSCRIBE */
	uint16_t close_code;                    /* CLOSE */
	enum event_page page;                   /* PAGE: this text is of it ... */
	uint32_t page_offset;                   /* ... from here on ... */
	bool page_goes_on;                      /* ... and the next event has more of it */
	uint32_t text_bytes; /* TEXT, BROADCAST, FLEETING, PAGE; CLOSE: the reason, at most 123 */
	char text[32768];    /* last: only the used part is copied */
};

#define EVENT_BYTES(e) (offsetof(struct event, text) + (e)->text_bytes + 1)

enum { EVENT_PIPE_RECORDS = 512 };

#endif
