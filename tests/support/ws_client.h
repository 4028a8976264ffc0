// SPDX-License-Identifier: Apache-2.0
/*
 * A WebSocket and HTTP client small enough to be read, for tests and benchmarks in C: blocking
 * with a time limit, one connection each, and able to misbehave where a real one is not.
 *
 * Thread: the test's.
 */
#ifndef SUPPORT_WS_CLIENT_H
#define SUPPORT_WS_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

enum { WS_CLIENT_BYTES = 65536 };

struct ws_client {
	int fd;
	bool deaf;          /* leaves pings unanswered */
	int receive_buffer; /* bytes, set before connecting; 0: the kernel's choice */
	uint32_t have;      /* bytes in `in` that were not taken yet */
	uint8_t in[WS_CLIENT_BYTES];
	uint8_t payload[WS_CLIENT_BYTES]; /* of the frame received last, with a zero behind it */
	uint32_t payload_bytes;
};

/* A TCP connection to 127.0.0.1; its descriptor. receive_buffer: bytes, 0 the kernel's choice. */
int tcp_connect(uint16_t port, int receive_buffer);

/* Connects and upgrades with subprotocol tumen.v1; returns the HTTP status, 101 when all is well.
 */
int ws_open(struct ws_client *c, uint16_t port);

/* The same with a request of one's own (without the empty line). */
int ws_open_with(struct ws_client *c, uint16_t port, const char *request);

/* Sends a masked frame; final: the last fragment. opcode 0 continues. */
void ws_send_frame(struct ws_client *c, int opcode, bool final, const void *bytes, size_t count);
void ws_say(struct ws_client *c, const char *text);

/* The next frame: its opcode; pings are answered and passed over. -1 when none comes in time or
 * the connection ended (then fd is -1). */
int ws_receive(struct ws_client *c, int timeout_ms);

/* Passes over everything until a close frame: its code; -1 when none comes in time. */
int ws_receive_close(struct ws_client *c, int timeout_ms);

void ws_drop(struct ws_client *c);

/* One HTTP exchange on a connection of its own: sends the text and reads until the end or until
 * `capacity`; returns the bytes. */
size_t http_exchange(uint16_t port, const char *request, char *answer, size_t capacity);

#endif
