// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* accept4 */
#include "net/acceptor.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/loop.h"

enum {
	BACKLOG = 4096,
	ACCEPTS_PER_TURN = 256, /* then the loops get their bell */
	OUT_OF_REACH_MS = 100,  /* no memory or no descriptor: wait, do not spin */
	LOOPS_BUSY_MS = 2,      /* all their pipes are full: the kernel's queue is long enough */
};

static const char full_answer[] =
		"HTTP/1.1 503 Service Unavailable\r\n"
		"Content-Type: text/plain; charset=utf-8\r\n"
		"Content-Length: 42\r\nRetry-After: 5\r\nConnection: close\r\n\r\n"
		"The server is full. Try again in a moment\n";

/* ---- the socket ---- */

static int bind_and_listen(int fd, const struct addrinfo *where)
{
	int on = 1;
	int off = 0;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* tcp(7): accepted sockets have it from here. libwebsockets sets it only on those that it
	 * has accepted itself, and without it a packet waits until the one before is acknowledged:
	 * 40 ms on loopback after each text, a round trip elsewhere (Nagle, RFC 896) */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (where->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(fd, where->ai_addr, where->ai_addrlen) < 0 || listen(fd, BACKLOG) < 0)
		return -errno;
	return 0;
}

static uint16_t port_of(int fd)
{
	struct sockaddr_storage s;
	socklen_t bytes = sizeof s;
	if (getsockname(fd, (struct sockaddr *)&s, &bytes) < 0)
		return 0;
	/* NOLINTNEXTLINE(clang-analyzer-core.*): the kernel filled it */
	return ntohs(s.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&s)->sin6_port
					     : ((struct sockaddr_in *)&s)->sin_port);
}

int acceptor_listen(struct acceptor *a, const char *address, uint16_t port)
{
	struct addrinfo hints = {
		.ai_family = AF_UNSPEC,
		.ai_socktype = SOCK_STREAM,
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	};
	char service[8];
	struct addrinfo *where;
	*a = (struct acceptor){ .fd = -1, .reserve = -1, .bell.fd = -1 };
	snprintf(service, sizeof service, "%u", (unsigned)port);
	if (getaddrinfo(address, service, &hints, &where) != 0)
		return -EINVAL;
	a->fd = socket(where->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int err = a->fd < 0 ? -errno : bind_and_listen(a->fd, where);
	freeaddrinfo(where);
	if (!err)
		err = bell_init(&a->bell);
	if (err) {
		acceptor_finish(a);
		return err;
	}
	a->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
	a->port = port_of(a->fd);
	return 0;
}

void acceptor_finish(struct acceptor *a)
{
	if (a->fd >= 0)
		close(a->fd);
	if (a->reserve >= 0)
		close(a->reserve);
	bell_finish(&a->bell);
	a->fd = a->reserve = -1;
}

/* ---- connections ---- */

static void write_peer(struct arrival *arrival, const struct sockaddr_storage *peer)
{
	const struct sockaddr_in *v4 = (const struct sockaddr_in *)peer;
	const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)peer;
	struct in_addr in = v4->sin_addr;
	/* NOLINTNEXTLINE(clang-analyzer-core.*): the kernel filled it */
	bool is_v4 = peer->ss_family == AF_INET;
	if (!is_v4 && IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr)) {
		memcpy(&in, v6->sin6_addr.s6_addr + 12, sizeof in);
		is_v4 = true;
	}
	if (is_v4) {
		inet_ntop(AF_INET, &in, arrival->address, sizeof arrival->address);
		arrival->loopback = (ntohl(in.s_addr) >> 24) == IN_LOOPBACKNET;
	} else {
		inet_ntop(AF_INET6, &v6->sin6_addr, arrival->address, sizeof arrival->address);
		arrival->loopback = IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
	}
}

static bool has_room(struct loop *l)
{
	return pipe_waiting(&l->arrivals) < ARRIVALS_RECORDS;
}

/* Of the loops that take more, the one with the fewest connections; NULL: none does. */
static struct loop *choose(const struct acceptor *a)
{
	struct loop *best = NULL;
	uint32_t fewest = UINT32_MAX;
	for (uint32_t i = 0; i < a->loop_count; i++) {
		uint32_t n = atomic_load_explicit(&a->loops[i]->connections, memory_order_relaxed);
		if (n < fewest && has_room(a->loops[i])) {
			fewest = n;
			best = a->loops[i];
		}
	}
	return best;
}

static bool any_room(const struct acceptor *a)
{
	for (uint32_t i = 0; i < a->loop_count; i++)
		if (has_room(a->loops[i]))
			return true;
	return false;
}

static bool is_full(const struct acceptor *a)
{
	uint32_t all = 0;
	for (uint32_t i = 0; i < a->loop_count; i++)
		all += atomic_load_explicit(&a->loops[i]->connections, memory_order_relaxed);
	return all >= a->connections;
}

static void refuse(struct acceptor *a, int fd)
{
	counter_add(a->counters, COUNTER_CONNECTIONS_REFUSED, 1);
	ssize_t sent = send(fd, full_answer, sizeof full_answer - 1, MSG_DONTWAIT | MSG_NOSIGNAL);
	(void)sent; /* a courtesy */
	shutdown(fd, SHUT_WR);
	close(fd);
}

static void hand_over(struct acceptor *a, struct loop *l, int fd,
		const struct sockaddr_storage *peer)
{
	struct arrival arrival = { .fd = fd };
	write_peer(&arrival, peer);
	counter_add(a->counters, COUNTER_CONNECTIONS, 1);
	/* raised before the loop can lower it */
	atomic_fetch_add_explicit(&l->connections, 1, memory_order_relaxed);
	bool put = pipe_put(&l->arrivals, &arrival, sizeof arrival);
	assert(put); /* it had room, and only we fill it */
}

/* Out of descriptors: the one in reserve lets us meet the peer and say goodbye. When another
 * thread was faster to take its place, the peer waits: to ask again at once would only spin. */
static void turn_away(struct acceptor *a)
{
	if (a->reserve >= 0)
		close(a->reserve);
	int fd = accept4(a->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0)
		refuse(a, fd);
	else
		poll(NULL, 0, OUT_OF_REACH_MS);
	a->reserve = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

/* Takes one connection; false when none waits, or no loop takes more for now. */
static bool take(struct acceptor *a)
{
	struct sockaddr_storage peer;
	socklen_t bytes = sizeof peer;
	struct loop *l = choose(a);
	if (!l)
		return false;
	int fd = accept4(a->fd, (struct sockaddr *)&peer, &bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd >= 0) {
		if (is_full(a))
			refuse(a, fd);
		else
			hand_over(a, l, fd, &peer);
		return true;
	}
	switch (errno) {
	case EAGAIN: return false;
	case EMFILE:
	case ENFILE: turn_away(a); return true;
	case ENOBUFS:
	case ENOMEM: poll(NULL, 0, OUT_OF_REACH_MS); return false;
	default: return true; /* that peer is gone already; accept(2) lists more of these */
	}
}

static void run(void *arg)
{
	struct acceptor *a = arg;
	struct pollfd waits[] = {
		{ .fd = a->fd, .events = POLLIN },
		{ .fd = a->bell.fd, .events = POLLIN },
	};
	thread_expect(THREAD_ACCEPTOR);
	/* pairs with the release in acceptor_stop() */
	while (!atomic_load_explicit(&a->stopping, memory_order_acquire)) {
		if (any_room(a))
			poll(waits, 2, -1);
		else
			poll(NULL, 0, LOOPS_BUSY_MS);
		for (int n = 0; n < ACCEPTS_PER_TURN && take(a); n++)
			;
		for (uint32_t i = 0; i < a->loop_count; i++)
			if (pipe_waiting(&a->loops[i]->arrivals) > 0)
				bell_ring(a->loops[i]->setup.ports.bell);
	}
}

int acceptor_start(struct acceptor *a)
{
	return thread_start(&a->thread, THREAD_ACCEPTOR, "net-accept", run, a);
}

void acceptor_stop(struct acceptor *a)
{
	/* pairs with the acquire in run() */
	atomic_store_explicit(&a->stopping, true, memory_order_release);
	if (a->bell.fd >= 0)
		bell_ring(&a->bell);
	thread_join(&a->thread);
	if (a->fd >= 0)
		close(a->fd); /* from here on the kernel refuses */
	a->fd = -1;
}
