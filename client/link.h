// SPDX-License-Identifier: Apache-2.0
/*
 * The line to the server: one WebSocket (tumen.v1), kept up as session.h says, on a thread of its
 * own. Packets from capture go out at once, or are dropped when more than LINK_STANDING_MS of
 * sound stands in the socket; packets that come in go to playback with their arrival time.
 *
 * Thread: link_create(), link_stop() and link_destroy() on main's; link_ring() on any.
 * Owns:   its thread, the socket, the session. Not the pipes, which must outlive it.
 * Before: capture.h. After: playback.h.
 */
#ifndef CLIENT_LINK_H
#define CLIENT_LINK_H

#include "base/bell.h"
#include "base/pipe.h"
#include "line_ports.h"
#include "session.h"
#include "url.h"

enum {
	LINK_STANDING_MS = 100, /* and LINK_MEND_ROUNDS round trips */
	LINK_MEND_ROUNDS = 3,
};

struct link;

/* The ends of the pipes that the link holds; each pair may be NULL where a program has no use. */
struct link_ports {
	struct pipe *uplink;   /* struct uplink_packet: read */
	struct pipe *orders;   /* struct link_order: read */
	struct pipe *says;     /* struct line_text: read */
	struct pipe *heard;    /* struct line_text: written */
	struct pipe *terms;    /* struct uplink_terms: written */
	struct pipe *arrivals; /* struct arrival: written */
	struct pipe *reports;  /* struct link_report: written */
	struct bell *capture;  /* rung after terms */
	struct bell *playback; /* rung after arrivals */
	struct bell *main;     /* rung after a report */
};

struct link_setup {
	struct url url;
	bool insecure_tls; /* take any certificate */
	const char *local; /* as in wire.h */
	struct session_setup session;
	struct link_ports ports;
};

/* Starts the thread, which connects. 0, -ENOMEM or -EAGAIN. */
MUST_USE int link_create(struct link **out, const struct link_setup *setup);

/* There is something in uplink, orders or says. */
void link_ring(struct link *l);

/* Says good-bye (close code 1000), waits for it at most half a second, joins the thread. */
void link_stop(struct link *l);
void link_destroy(struct link *l);

#endif
