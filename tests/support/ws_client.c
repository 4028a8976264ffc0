// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* memmem */
#include "support/ws_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void send_all(int fd, const void *bytes, size_t count)
{
	const uint8_t *p = bytes;
	while (count > 0) {
		ssize_t n = send(fd, p, count, MSG_NOSIGNAL);
		if (n <= 0)
			return; /* the server hung up: what the test sees next says so */
		p += n;
		count -= (size_t)n;
	}
}

int tcp_connect(uint16_t port, int receive_buffer)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(port) };
	int on = 1;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (receive_buffer)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	if (fd < 0 || connect(fd, (struct sockaddr *)&to, sizeof to) < 0) {
		perror("connect");
		abort();
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	return fd;
}

/* Reads some more into c->in; false at the end or when nothing comes in time. */
static bool fill(struct ws_client *c, int64_t deadline_ms)
{
	struct pollfd p = { .fd = c->fd, .events = POLLIN };
	int64_t left = deadline_ms - now_ms();
	if (c->fd < 0 || poll(&p, 1, left > 0 ? (int)left : 0) <= 0)
		return false;
	ssize_t n = recv(c->fd, c->in + c->have, sizeof c->in - c->have, 0);
	if (n <= 0) {
		ws_drop(c);
		return false;
	}
	c->have += (uint32_t)n;
	return true;
}

static void take(struct ws_client *c, uint32_t count)
{
	memmove(c->in, c->in + count, c->have - count);
	c->have -= count;
}

int ws_open_with(struct ws_client *c, uint16_t port, const char *request)
{
	c->have = 0;
	c->fd = tcp_connect(port, c->receive_buffer);
	send_all(c->fd, request, strlen(request));
	send_all(c->fd, "\r\n", 2);
	int64_t deadline_ms = now_ms() + 5000;
	for (;;) {
		uint8_t *end = memmem(c->in, c->have, "\r\n\r\n", 4);
		if (end) {
			int status = atoi((char *)c->in + 9);
			take(c, (uint32_t)(end + 4 - c->in));
			return status;
		}
		if (!fill(c, deadline_ms))
			return -1;
	}
}

int ws_open(struct ws_client *c, uint16_t port)
{
	return ws_open_with(c, port,
			"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
			"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			"Sec-WebSocket-Protocol: tumen.v1\r\n");
}

void ws_send_frame(struct ws_client *c, int opcode, bool final, const void *bytes, size_t count)
{
	static const uint8_t mask[4] = { 0x12, 0x34, 0x56, 0x78 };
	uint8_t *wire = malloc(count + 8);
	size_t used = 0;
	wire[used++] = (uint8_t)((final ? 0x80 : 0) | opcode);
	if (count < 126) {
		wire[used++] = (uint8_t)(0x80 | count);
	} else {
		wire[used++] = 0x80 | 126;
		wire[used++] = (uint8_t)(count >> 8);
		wire[used++] = (uint8_t)count;
	}
	memcpy(wire + used, mask, sizeof mask);
	used += sizeof mask;
	for (size_t i = 0; i < count; i++)
		wire[used + i] = ((const uint8_t *)bytes)[i] ^ mask[i % 4];
	send_all(c->fd, wire, used + count);
	free(wire);
}

void ws_say(struct ws_client *c, const char *text)
{
	ws_send_frame(c, WS_TEXT, true, text, strlen(text));
}

/* Takes one whole frame out of c->in; -1 when there is none yet. */
static int take_frame(struct ws_client *c)
{
	uint32_t header = 2;
	if (c->have < 2)
		return -1;
	uint32_t bytes = c->in[1] & 0x7f;
	if (bytes == 126) {
		header = 4;
		bytes = (uint32_t)(c->in[2] << 8 | c->in[3]);
	}
	if (c->have < header + bytes)
		return -1;
	int opcode = c->in[0] & 0x0f;
	memcpy(c->payload, c->in + header, bytes);
	c->payload[bytes] = '\0';
	c->payload_bytes = bytes;
	take(c, header + bytes);
	return opcode;
}

int ws_receive(struct ws_client *c, int timeout_ms)
{
	int64_t deadline_ms = now_ms() + timeout_ms;
	for (;;) {
		int opcode = take_frame(c);
		if (opcode == WS_PING && !c->deaf)
			ws_send_frame(c, WS_PONG, true, c->payload, c->payload_bytes);
		else if (opcode == WS_PING)
			continue;
		else if (opcode >= 0)
			return opcode;
		else if (!fill(c, deadline_ms))
			return -1;
	}
}

int ws_receive_close(struct ws_client *c, int timeout_ms)
{
	int64_t deadline_ms = now_ms() + timeout_ms;
	while (now_ms() <= deadline_ms) {
		int opcode = ws_receive(c, (int)(deadline_ms - now_ms()));
		if (opcode < 0)
			return -1;
		if (opcode == WS_CLOSE)
			return c->payload_bytes < 2 ? 1005 : c->payload[0] << 8 | c->payload[1];
	}
	return -1;
}

void ws_drop(struct ws_client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

size_t http_exchange(uint16_t port, const char *request, char *answer, size_t capacity)
{
	int fd = tcp_connect(port, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	size_t used = 0;
	send_all(fd, request, strlen(request));
	while (used + 1 < capacity && poll(&p, 1, 5000) > 0) {
		ssize_t n = recv(fd, answer + used, capacity - 1 - used, 0);
		if (n <= 0)
			break;
		used += (size_t)n;
	}
	answer[used] = '\0';
	close(fd);
	return used;
}
