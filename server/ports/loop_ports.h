// SPDX-License-Identifier: Apache-2.0
/*
 * The ends of the pipes that one net loop holds. main.c makes them all and hands them out.
 */
#ifndef PORTS_LOOP_PORTS_H
#define PORTS_LOOP_PORTS_H

#include "base/bell.h"
#include "base/pipe.h"

struct loop_ports {
	struct pipe *uplink;   /* loop writes struct uplink, media reads */
	struct pipe *downlink; /* media writes struct downlink, loop reads */
	struct pipe *request;  /* loop writes struct request, control reads */
	struct pipe *event;    /* control writes struct event, loop reads */
	struct bell *bell;     /* rings for the loop: downlink or event waits */
	struct bell *control;  /* the loop rings it after a request */
};

#endif
