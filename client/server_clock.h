// SPDX-License-Identifier: Apache-2.0
/*
 * What the server's clock says now, from ping and pong. The round trip with the least delay knows
 * the offset best, so of the last SERVER_CLOCK_PONGS round trips the one with the smallest
 * possible error counts: half its round trip, plus what two crystals may have drifted apart since
 * (after D. Mills' clock filter, RFC 5905 section 10). A pong that no drift can bring together with
 * the ones before it ends their time: a machine was suspended, and its clock with it.
 *
 * Pure: told the times. Thread: one at a time; copied by value to others.
 */
#ifndef CLIENT_SERVER_CLOCK_H
#define CLIENT_SERVER_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum {
	SERVER_CLOCK_PONGS = 32,
	SERVER_CLOCK_DRIFT_PPM = 100, /* how fast two clocks part, at worst */
};

struct server_clock {
	uint32_t count; /* pongs kept */
	uint32_t next;
	struct server_clock_pong {
		int64_t received_ns;
		int64_t rtt_ns;
		int64_t offset_us; /* server - local */
	} pongs[SERVER_CLOCK_PONGS];
	bool known;        /* what follows means something */
	int64_t offset_us; /* add to local microseconds: the server's */
	int64_t rtt_ns;    /* of the latest round trip */
	int64_t min_rtt_ns;
};

/* Forgets everything; a new server may have another clock. */
void server_clock_init(struct server_clock *c);

/* A pong that came back: local times in ns, the server's in ms. Nonsense (it came back before it
 * was sent) is ignored. */
void server_clock_pong(struct server_clock *c, int64_t sent_ns, int64_t received_ns,
		double server_ms);

#endif
