// SPDX-License-Identifier: Apache-2.0
/*
 * Many listeners in one process, for crowd.mjs: as little work for each as there can be, so that
 * what is measured is the sender.
 *
 *   bench_crowd listen PORT LISTENERS CHANNEL   joins them to a channel, says "ready", reads until
 *                                               its standard input ends
 *   bench_crowd bare LISTENERS BYTES SECONDS    the bare loop that everything is measured against:
 *                                               send() to one connection after the other, 50 times
 *                                               a second; says the microseconds of CPU for each
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/units.h"
#include "support/ws_client.h"

enum { LISTENERS_MAX = 20000, EVENTS = 256, READ_BYTES = 1 << 16 };

static int fds[LISTENERS_MAX];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void watch(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data = { .fd = fd } };
	if (epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0)
		die("epoll_ctl");
}

/* Reads whatever comes and forgets it, until `until` has something or ends. */
static void read_all(int epoll, int until)
{
	static char bytes[READ_BYTES];
	struct epoll_event events[EVENTS];
	watch(epoll, until);
	for (;;) {
		int count = epoll_wait(epoll, events, EVENTS, -1);
		for (int i = 0; i < count; i++) {
			if (events[i].data.fd == until)
				return;
			if (read(events[i].data.fd, bytes, sizeof bytes) <= 0)
				epoll_ctl(epoll, EPOLL_CTL_DEL, events[i].data.fd, NULL);
		}
	}
}

/* ---- listeners of a server ---- */

static int join_channel(uint16_t port, const char *channel)
{
	static struct ws_client client;
	char text[256];
	if (ws_open(&client, port) != 101)
		die("upgrade");
	snprintf(text, sizeof text,
			"{\"type\":\"join\",\"role\":\"listener\",\"channels\":[\"%s\"]}", channel);
	ws_say(&client, text);
	if (ws_receive(&client, 10000) < 0)
		die("join");
	return client.fd; /* what is left in client.in is sound: forgotten */
}

static int listen_to(uint16_t port, int listeners, const char *channel)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < listeners; i++)
		watch(epoll, join_channel(port, channel));
	puts("ready");
	fflush(stdout);
	read_all(epoll, STDIN_FILENO);
	return 0;
}

/* ---- the bare loop ---- */

static int open_server(struct sockaddr_in *address)
{
	socklen_t bytes = sizeof *address;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	*address = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	if (bind(fd, (struct sockaddr *)address, sizeof *address) < 0 || listen(fd, 1024) < 0 ||
			getsockname(fd, (struct sockaddr *)address, &bytes) < 0)
		die("listen");
	return fd;
}

static void receive_in_child(const struct sockaddr_in *address, int listeners, int until)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < listeners; i++)
		watch(epoll, tcp_connect(ntohs(address->sin_port), 0));
	read_all(epoll, until);
	_exit(0);
}

static double cpu_us(void)
{
	struct rusage used;
	getrusage(RUSAGE_SELF, &used);
	return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
	       (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* Microseconds of CPU for each send(). */
static double send_to_all(int listeners, size_t bytes, int seconds)
{
	static const char payload[READ_BYTES];
	double begin_us = cpu_us();
	int64_t next_ns = clock_now_ns();
	for (int tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
		for (int i = 0; i < listeners; i++)
			(void)send(fds[i], payload, bytes, MSG_NOSIGNAL | MSG_DONTWAIT);
		next_ns += TICK_NS;
		struct timespec at = { next_ns / NS_PER_S, next_ns % NS_PER_S };
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
	}
	return (cpu_us() - begin_us) / ((double)listeners * seconds * TICKS_PER_SECOND);
}

static int bare(int listeners, size_t bytes, int seconds)
{
	struct sockaddr_in address;
	int server = open_server(&address);
	int until[2];
	int on = 1;
	if (pipe(until) < 0)
		die("pipe");
	pid_t child = fork();
	if (child == 0) {
		close(until[1]);
		receive_in_child(&address, listeners, until[0]);
	}
	for (int i = 0; i < listeners; i++) {
		fds[i] = accept(server, NULL, NULL);
		setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	}
	printf("%.2f\n", send_to_all(listeners, bytes, seconds));
	close(until[1]);
	waitpid(child, NULL, 0);
	return 0;
}

int main(int argc, char **argv)
{
	int listeners = argc > 3 ? atoi(argv[argc == 5 && argv[1][0] == 'l' ? 3 : 2]) : 0;
	signal(SIGPIPE, SIG_IGN);
	if (argc != 5 || listeners < 1 || listeners > LISTENERS_MAX) {
		fputs("usage: see the top of bench_crowd.c\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "listen") == 0)
		return listen_to((uint16_t)atoi(argv[2]), listeners, argv[4]);
	return bare(listeners, (size_t)atoi(argv[3]), atoi(argv[4]));
}
