// SPDX-License-Identifier: Apache-2.0
/*
 * A network under a simulated clock: what is sent arrives later, in the order and in the bursts
 * that TCP makes of delay, jitter and loss, or does not arrive yet while the line is stalled. The
 * same seed gives the same network.
 *
 * Thread: one at a time. Flat; about 2 MB.
 * Before: a sender with network_send(). After: whoever polls network_receive().
 */
#ifndef SIM_NETWORK_H
#define SIM_NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"
#include "sim/random.h"

enum { NETWORK_PACKETS = 4096, NETWORK_PACKET_BYTES = 512 };

struct network_setup {
	uint64_t seed;
	double delay_ms;   /* one way, at the fastest */
	double jitter_ms;  /* on top of it, evenly from 0 to this */
	double loss;       /* chance of a segment to be lost and sent again, 0 to 1 */
	double spacing_ms; /* between packets: three more of them tell TCP of a loss */
};

struct network_packet {
	int64_t sent_ns, arrival_ns;
	uint16_t sequence;
	uint32_t timestamp;
	bool marker;
	int64_t capture_us;
	uint16_t opus_bytes;
	uint8_t opus[NETWORK_PACKET_BYTES];
};

struct network {
	struct network_setup setup;
	struct random random;
	int64_t stall_from_ns, stall_until_ns;
	int64_t last_arrival_ns;
	uint32_t put, taken;
	struct network_packet packets[NETWORK_PACKETS];
};

void network_init(struct network *n, const struct network_setup *setup);

/* From now on: a route change. */
void network_set_delay(struct network *n, double delay_ms);

/* Nothing arrives between the two times; then, at once, whatever waited. */
void network_stall(struct network *n, int64_t from_ns, int64_t until_ns);

/* Takes a copy of a packet at its sent_ns, in the order of sending. At most NETWORK_PACKETS may be
 * under way. */
void network_send(struct network *n, const struct network_packet *packet);

/* The next packet that has arrived by now; false when none has. */
bool network_receive(struct network *n, int64_t now_ns, struct network_packet *packet);

#endif
