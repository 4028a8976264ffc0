// SPDX-License-Identifier: Apache-2.0
/*
 * The room between the network and the rest: an acceptor that takes connections and N loops that
 * serve them, one libwebsockets context and one thread each. Sessions speak tumen.v1 (docs/
 * protocol.md); uplink goes to media, messages to control, and the packets that media made go to
 * every listener by fan-out.
 *
 * Thread: net_create(), net_start(), net_stop() and net_destroy() on main's.
 * Owns:   the listening socket, the loops and their sessions. Not the pipes.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "ports/counters.h"
#include "ports/loop_ports.h"

struct net;

struct net_channel {
	char id[NAME_BYTES]; /* for /listen/ID.opus */
	char name[NAME_BYTES];
};

struct net_setup {
	char address[64];                   /* "127.0.0.1", "0.0.0.0", "::1" ... */
	uint16_t port;                      /* 0: the kernel picks; net_port() tells */
	uint32_t loops;                     /* 1 to 16 */
	uint32_t sessions;                  /* largest number at once, all loops together */
	const char *web_dir;                /* static files */
	const char *cert_path, *key_path;   /* NULL or "": no TLS */
	const struct net_channel *channels; /* copied */
	uint32_t channel_count;
	const char *recordings;         /* the folder under /recordings; NULL or "": none */
	bool no_streams;                /* /listen asks nobody who they are: closed */
	int64_t epoch_ns;               /* clock_now_ns() at which server_ms is 0 */
	const struct loop_ports *ports; /* one per loop; copied, the pipes must outlive net */
	struct counters *counters;
};

/* Binds and listens, so that a taken port is known before anything starts. 0 or negative errno
 * (EADDRINUSE, EADDRNOTAVAIL, EACCES, ENOMEM), said once in the log. */
MUST_USE int net_create(struct net **out, const struct net_setup *setup);
uint16_t net_port(const struct net *n);
MUST_USE int net_start(struct net *n);

/* Reads the certificate and its key again; connections to come get the new one, nobody is dropped.
 * Without TLS nothing happens. When they are bad, negative errno, said in the log, and the old ones
 * stay. */
MUST_USE int net_reload(struct net *n);

/* Closes every session with 1001, waits at most a second for the last bytes, joins the threads. */
void net_stop(struct net *n);
void net_destroy(struct net *n);

#endif
