// SPDX-License-Identifier: Apache-2.0
#include "net/net.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/log.h"
#include "net/acceptor.h"
#include "net/loop.h"
#include "net/site.h"

enum {
	/* Room for a hall that scans the same code at once: browsers open several connections
	 * each, and keep them for some seconds. */
	WAITING_BASE = 1024,
	WAITING_PER_SESSION = 2,
	OTHER_DESCRIPTORS = 512, /* files, eventfds, everything that is not a connection */
	SLACK = 64,              /* handed over, while the one that makes room is still closing */
};

struct net {
	struct net_setup setup;
	struct net_channel *channels;
	struct site site;
	struct acceptor acceptor;
	struct loop_tls tls;
	struct loop *loops[LOOPS_MAX];
	uint32_t waiting; /* connections that may not have joined */
};

/* ---- descriptors ---- */

/* Asks for as many descriptors as all connections need, and not for more than that: libwebsockets
 * keeps a table of the limit's size per loop. When the system allows fewer, fewer may wait, then
 * fewer may join. */
static void set_descriptor_limit(struct net *n)
{
	struct rlimit limit;
	uint64_t wanted = (uint64_t)n->setup.sessions + n->waiting + SLACK + OTHER_DESCRIPTORS;
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return;
	limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= wanted)
		return;

	uint64_t usable = limit.rlim_cur > OTHER_DESCRIPTORS + 2 * SLACK
					  ? limit.rlim_cur - OTHER_DESCRIPTORS - SLACK
					  : SLACK;
	uint64_t sessions = n->setup.sessions;
	if (sessions > usable / 2)
		sessions = usable / 2;
	n->waiting = (uint32_t)(usable - sessions);
	log_warning("net",
			"few descriptors limit=%" PRIu64 " sessions=%" PRIu64
			" instead_of=%" PRIu32,
			(uint64_t)limit.rlim_cur, sessions, n->setup.sessions);
	n->setup.sessions = (uint32_t)sessions;
}

/* ---- TLS ---- */

static bool has_tls(const struct net *n)
{
	return n->setup.cert_path && n->setup.cert_path[0];
}

static int load_tls(struct net *n)
{
	if (!has_tls(n))
		return 0;
	int err = tls_identity_load(&n->tls.identity, n->setup.cert_path, n->setup.key_path);
	return err ? err : tls_tickets_make(&n->tls.tickets);
}

int net_reload(struct net *n)
{
	struct tls_identity fresh;
	if (!has_tls(n))
		return 0;
	int err = tls_identity_load(&fresh, n->setup.cert_path, n->setup.key_path);
	if (err)
		return err;
	for (uint32_t i = 0; i < n->setup.loops; i++)
		loop_use_identity(n->loops[i], &fresh);
	tls_identity_free(&fresh);
	return 0;
}

/* ---- set-up ---- */

static int copy_setup(struct net *n, const struct net_setup *setup)
{
	if (setup->loops == 0 || setup->loops > LOOPS_MAX || setup->sessions == 0 ||
			setup->channel_count == 0 || setup->channel_count > CHANNELS_MAX)
		return -EINVAL;
	n->setup = *setup;
	n->channels = calloc(setup->channel_count, sizeof *n->channels);
	if (!n->channels)
		return -ENOMEM;
	memcpy(n->channels, setup->channels, setup->channel_count * sizeof *n->channels);
	n->setup.channels = n->channels;
	n->waiting = WAITING_BASE + WAITING_PER_SESSION * setup->sessions;
	return 0;
}

static int create_loops(struct net *n)
{
	struct loop_setup setup = {
		.waiting = n->waiting / n->setup.loops,
		.sessions = n->setup.sessions,
		.net = &n->setup,
		.site = &n->site,
		.tls = n->tls.identity.cert ? &n->tls : NULL,
	};
	for (uint32_t i = 0; i < n->setup.loops; i++) {
		setup.index = i;
		setup.ports = n->setup.ports[i];
		int err = loop_create(&n->loops[i], &setup);
		if (err)
			return err;
		n->acceptor.loops[i] = n->loops[i];
	}
	n->acceptor.loop_count = n->setup.loops;
	n->acceptor.connections = n->setup.sessions + n->waiting + SLACK;
	n->acceptor.counters = n->setup.counters;
	return 0;
}

static int create_all(struct net *n)
{
	int err = acceptor_listen(&n->acceptor, n->setup.address, n->setup.port);
	if (err) {
		log_error("net", "cannot listen on %s port %u: %s%s", n->setup.address,
				(unsigned)n->setup.port, strerror(-err),
				err == -EADDRINUSE ? ": another program is there; stop it, or "
						     "choose another port with --listen"
						   : "");
		return err;
	}
	set_descriptor_limit(n);
	if (n->setup.web_dir && *n->setup.web_dir && site_load(&n->site, n->setup.web_dir) < 0)
		log_warning("net", "no web pages in %s", n->setup.web_dir);
	err = load_tls(n);
	if (!err)
		err = create_loops(n);
	if (!err)
		log_info("net",
				"listening address=%s port=%u loops=%" PRIu32 " sessions=%" PRIu32
				" files=%" PRIu32 " tls=%s",
				n->setup.address, (unsigned)n->acceptor.port, n->setup.loops,
				n->setup.sessions, n->site.count, has_tls(n) ? "yes" : "no");
	return err;
}

int net_create(struct net **out, const struct net_setup *setup)
{
	struct net *n = calloc(1, sizeof *n);
	if (!n)
		return -ENOMEM;
	n->acceptor = (struct acceptor){ .fd = -1, .reserve = -1, .bell.fd = -1 };
	int err = copy_setup(n, setup);
	if (!err)
		err = create_all(n);
	if (err) {
		net_destroy(n);
		return err;
	}
	*out = n;
	return 0;
}

uint16_t net_port(const struct net *n)
{
	return n->acceptor.port;
}

int net_start(struct net *n)
{
	int err = 0;
	for (uint32_t i = 0; !err && i < n->setup.loops; i++)
		err = loop_start(n->loops[i]);
	if (!err)
		err = acceptor_start(&n->acceptor);
	if (err)
		net_stop(n);
	return err;
}

void net_stop(struct net *n)
{
	acceptor_stop(&n->acceptor);
	for (uint32_t i = 0; i < n->setup.loops; i++)
		loop_ask_to_stop(n->loops[i]);
	for (uint32_t i = 0; i < n->setup.loops; i++)
		loop_join(n->loops[i]);
}

void net_destroy(struct net *n)
{
	if (!n)
		return;
	for (uint32_t i = 0; i < LOOPS_MAX; i++)
		loop_destroy(n->loops[i]);
	acceptor_finish(&n->acceptor);
	site_free(&n->site);
	tls_identity_free(&n->tls.identity);
	explicit_bzero(&n->tls.tickets, sizeof n->tls.tickets);
	free(n->channels);
	free(n);
}
