// SPDX-License-Identifier: Apache-2.0
/*
 * A rough line for any program: runs a command in a network of its own where 10.7.0.2 is this
 * machine, but far away. Each packet to or from there is held back, or lost.
 *
 *   rough_line DELAY_MS JITTER_MS LOSS_PERCENT SEED COMMAND...
 *
 * A server of the command listens on 10.7.0.1 (or 0.0.0.0), a client connects to 10.7.0.2. One TUN
 * device carries both ways: what is sent to 10.7.0.2 comes back with source and destination
 * swapped, which changes no checksum. Delays are spread evenly over DELAY +- JITTER, and packets
 * keep their order. Lost are packets of both ways, independently.
 *
 * Ends as the command does; 77, with a sentence, where the system does not let us: it takes
 * /dev/net/tun and the right to make a network namespace (root, or user namespaces).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/units.h"

enum {
	PACKET_BYTES = 2048,
	PACKETS = 4096, /* a power of two */
	CANNOT = 77,
	SOURCE_AT = 12, /* in an IPv4 header; the destination is behind it */
};

struct held {
	int64_t due_ns;
	ssize_t bytes;
	uint8_t data[PACKET_BYTES];
};

static struct held ring[PACKETS];
static uint32_t put, taken;
static double delay_ms, jitter_ms, loss;
static unsigned short seed[3];
static unsigned long passed, lost;

static int cannot(const char *what)
{
	fprintf(stderr,
			"rough_line: cannot run here: %s: %s (root, or user namespaces, and "
			"/dev/net/tun are needed)\n",
			what, strerror(errno));
	return CANNOT;
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY);
	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		perror(path);
	close(fd);
}

/* In a namespace of users too, so that it works without being root. */
static int leave_the_network(void)
{
	char map[64];
	unsigned user = getuid();
	if (unshare(CLONE_NEWNET) == 0)
		return 0;
	if (unshare(CLONE_NEWUSER | CLONE_NEWNET))
		return -1;
	snprintf(map, sizeof map, "0 %u 1", user);
	write_file("/proc/self/setgroups", "deny");
	write_file("/proc/self/uid_map", map);
	return 0;
}

static int set_up(int control, const char *name)
{
	struct ifreq r = { 0 };
	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name);
	if (ioctl(control, SIOCGIFFLAGS, &r))
		return -1;
	r.ifr_flags = (short)(r.ifr_flags | IFF_UP);
	return ioctl(control, SIOCSIFFLAGS, &r);
}

static int set_address(int control, const char *name, unsigned long what, const char *address)
{
	struct ifreq r = { 0 };
	struct sockaddr_in in = { .sin_family = AF_INET };
	inet_pton(AF_INET, address, &in.sin_addr);
	snprintf(r.ifr_name, sizeof r.ifr_name, "%s", name);
	memcpy(&r.ifr_addr, &in, sizeof in);
	return ioctl(control, what, &r);
}

static int open_tun(void)
{
	struct ifreq r = { .ifr_flags = IFF_TUN | IFF_NO_PI };
	snprintf(r.ifr_name, sizeof r.ifr_name, "rough0");
	int fd = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	int control = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || control < 0 || ioctl(fd, TUNSETIFF, &r) ||
			set_address(control, "rough0", SIOCSIFADDR, "10.7.0.1") ||
			set_address(control, "rough0", SIOCSIFNETMASK, "255.255.255.0") ||
			set_up(control, "rough0") || set_up(control, "lo"))
		return -1;
	close(control);
	return fd;
}

static void swap_addresses(uint8_t *packet)
{
	uint8_t source[4];
	memcpy(source, packet + SOURCE_AT, 4);
	memcpy(packet + SOURCE_AT, packet + SOURCE_AT + 4, 4);
	memcpy(packet + SOURCE_AT + 4, source, 4);
}

static void hold(int tun)
{
	static int64_t last_due_ns;
	struct held *h = &ring[put % PACKETS];
	while (put - taken < PACKETS && (h->bytes = read(tun, h->data, PACKET_BYTES)) > 0) {
		bool ipv4 = h->data[0] >> 4 == 4;
		if (!ipv4 || erand48(seed) < loss) {
			lost += ipv4;
			continue;
		}
		double ms = delay_ms + jitter_ms * (2 * erand48(seed) - 1);
		h->due_ns = clock_now_ns() + (int64_t)(ms * (double)NS_PER_MS);
		if (h->due_ns < last_due_ns)
			h->due_ns = last_due_ns;
		last_due_ns = h->due_ns;
		swap_addresses(h->data);
		h = &ring[++put % PACKETS];
	}
}

static void let_go(int tun)
{
	while (put != taken && ring[taken % PACKETS].due_ns <= clock_now_ns()) {
		const struct held *h = &ring[taken++ % PACKETS];
		if (write(tun, h->data, (size_t)h->bytes) > 0)
			passed++;
	}
}

static int forward(int tun, pid_t command)
{
	int status;
	while (waitpid(command, &status, WNOHANG) == 0) {
		struct pollfd p = { .fd = tun, .events = POLLIN };
		struct timespec wait = { .tv_nsec = 50 * NS_PER_MS };
		int64_t until_ns = ring[taken % PACKETS].due_ns - clock_now_ns();
		if (put != taken && until_ns < wait.tv_nsec)
			wait.tv_nsec = until_ns < 0 ? 0 : until_ns;
		(void)ppoll(&p, 1, &wait, NULL);
		hold(tun);
		let_go(tun);
	}
	fprintf(stderr, "rough_line: %lu packets passed, %lu lost\n", passed, lost);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	if (argc < 6) {
		fprintf(stderr, "usage: rough_line DELAY_MS JITTER_MS LOSS_PERCENT SEED "
				"COMMAND...\n");
		return 2;
	}
	delay_ms = strtod(argv[1], NULL);
	jitter_ms = strtod(argv[2], NULL);
	loss = strtod(argv[3], NULL) / 100.0;
	seed[0] = (unsigned short)strtoul(argv[4], NULL, 10);
	if (leave_the_network())
		return cannot("a network namespace");
	int tun = open_tun();
	if (tun < 0)
		return cannot("a TUN device");
	pid_t command = fork();
	if (command == 0) {
		execvp(argv[5], argv + 5);
		perror(argv[5]);
		_exit(127);
	}
	return command < 0 ? 1 : forward(tun, command);
}
