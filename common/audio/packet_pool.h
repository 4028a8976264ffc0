// SPDX-License-Identifier: Apache-2.0
/*
 * Room for the bytes of many packets whose sizes nobody knows beforehand. The memory is cut into
 * chunks of equal size and a packet takes as many as it needs, from wherever they are free; so
 * packets may come and go in any order and nothing is ever moved or fragmented.
 *
 * Thread: one at a time. Flat: no pointers inside.
 * After:  jitter.h, which knows what the packets are.
 */
#ifndef AUDIO_PACKET_POOL_H
#define AUDIO_PACKET_POOL_H

#include <stdint.h>

#include "base/units.h"

enum {
	PACKET_POOL_CHUNK_BYTES = 64,
	PACKET_POOL_CHUNKS = 3072, /* 10 s of 20 ms packets of up to 384 bytes, 150 kbit/s */
	PACKET_POOL_NONE = 0xffff, /* no chunk */
};

struct packet_pool {
	uint16_t next[PACKET_POOL_CHUNKS]; /* of the same packet, or of the free ones */
	uint16_t free;                     /* the first free chunk */
	uint16_t free_chunks;
	uint8_t bytes[PACKET_POOL_CHUNKS][PACKET_POOL_CHUNK_BYTES];
};

void packet_pool_init(struct packet_pool *p);

/* Copies 1 to OPUS_PACKET_MAX bytes in. Returns the packet's first chunk, by which it is named from
 * then on, or PACKET_POOL_NONE when there is no room: then nothing was taken. */
RT uint16_t packet_pool_put(struct packet_pool *p, const uint8_t *bytes, int count);

/* Copies `count` bytes of the packet out: as many as were put in, or fewer. */
RT void packet_pool_read(const struct packet_pool *p, uint16_t first, uint8_t *bytes, int count);

/* Gives the packet's chunks back. */
RT void packet_pool_drop(struct packet_pool *p, uint16_t first);

#endif
