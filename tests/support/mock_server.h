// SPDX-License-Identifier: Apache-2.0
/*
 * A server that does what a test tells it, well or badly: welcomes or refuses, answers pings or
 * falls silent or deaf, sends any bytes, closes with any code. One connection at a time counts; a
 * newer one takes its place.
 *
 * Thread: its own; all functions on the test's.
 */
#ifndef SUPPORT_MOCK_SERVER_H
#define SUPPORT_MOCK_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

struct mock_server;

struct mock_manners {
	const char *welcome; /* what a join gets; NULL: nothing. Must outlive the server */
	const char *refusal; /* what a join gets instead, before closing with refusal_code */
	int refusal_code;
	bool silent; /* neither answers nor says anything, but keeps the line open */
	bool deaf;   /* reads no more on the present connection: what is sent to it stands */
	const char *certificate, *key; /* PEM files: TLS; NULL: plain */
};

struct mock_counts {
	unsigned opened, joins, pings, subscribes, microphones_on, microphones_off, packets;
	uint64_t packet_bytes;
	char last_join[1024];
};

/* Listens on a port of 127.0.0.1 that the kernel picks. 0, -ENOMEM or -EADDRNOTAVAIL. */
MUST_USE int mock_server_create(struct mock_server **out, const struct mock_manners *manners);
uint16_t mock_server_port(const struct mock_server *m);

/* Changes its manners from now on; certificate and key stay. */
void mock_server_behave(struct mock_server *m, const struct mock_manners *manners);

/* To the present connection, in order. */
void mock_server_say(struct mock_server *m, const char *text);
void mock_server_send(struct mock_server *m, const void *bytes, size_t count);
void mock_server_close(struct mock_server *m, int code);

/* A snapshot, as of the last event that the server saw. */
void mock_server_counts(struct mock_server *m, struct mock_counts *counts);

/* Stops listening and drops everything, as a killed server would. */
void mock_server_destroy(struct mock_server *m);

#endif
