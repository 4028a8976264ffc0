// SPDX-License-Identifier: Apache-2.0
/*
 * The room `net` with a test at the other end of its pipes: the test plays control and media.
 * One loop, real sockets, port picked by the kernel.
 *
 * Thread: the test's; net has its own.
 */
#ifndef SUPPORT_NET_HOUSE_H
#define SUPPORT_NET_HOUSE_H

#include "base/bell.h"
#include "base/pipe.h"
#include "net/net.h"
#include "ports/counters.h"
#include "ports/downlink.h"
#include "ports/event.h"
#include "ports/request.h"
#include "ports/uplink.h"

enum { HOUSE_CHANNELS = 3 }; /* floor, ko, ru */

struct net_house {
	struct net *net;
	uint16_t port;
	struct pipe uplink, downlink, request, event;
	struct bell loop, control;
	struct counters counters;
	struct event scratch;
	uint32_t numbers[HOUSE_CHANNELS * RENDITIONS];
};

void house_open(struct net_house *h, uint32_t sessions, const char *web_dir);
void house_close(struct net_house *h);

/* The next request, within so many ms. */
bool house_request(struct net_house *h, struct request *r, int timeout_ms);

/* Says something to the loop; `text` may be NULL. The event's fields but kind, session and text
 * are set in h->scratch before. */
void house_say(struct net_house *h, enum event_kind kind, struct handle session, const char *text);

/* Grants the role, subscribes to `channels` in bundles of so many, and sends a welcome. */
void house_admit(struct net_house *h, struct handle session, enum message_role role,
		uint32_t channels, uint8_t bundle);

/* One packet of a channel's high rendition, with its number in the payload; ring: wake the loop. */
void house_publish(struct net_house *h, uint32_t channel, int64_t tick_ns, bool ring);

/* The server's end of a client's connection: net lives in this very process. -1: it is closed. */
int house_end_of(int fd);

/* Waits until a counter has reached a value; false after so many ms. */
bool house_wait(struct net_house *h, enum counter which, int64_t value, int timeout_ms);

#endif
