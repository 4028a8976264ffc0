// SPDX-License-Identifier: Apache-2.0
#include "audio/packet_pool.h"

#include <string.h>

static_assert(PACKET_POOL_CHUNKS < PACKET_POOL_NONE, "chunks are named by 16 bits");

static int chunks_of(int bytes)
{
	return (bytes + PACKET_POOL_CHUNK_BYTES - 1) / PACKET_POOL_CHUNK_BYTES;
}

static int part_of(int bytes)
{
	return bytes < PACKET_POOL_CHUNK_BYTES ? bytes : PACKET_POOL_CHUNK_BYTES;
}

void packet_pool_init(struct packet_pool *p)
{
	for (int i = 0; i < PACKET_POOL_CHUNKS; i++)
		p->next[i] = (uint16_t)(i + 1);
	p->next[PACKET_POOL_CHUNKS - 1] = PACKET_POOL_NONE;
	p->free = 0;
	p->free_chunks = PACKET_POOL_CHUNKS;
}

uint16_t packet_pool_put(struct packet_pool *p, const uint8_t *bytes, int count)
{
	int chunks = chunks_of(count);
	if (chunks == 0 || chunks > p->free_chunks)
		return PACKET_POOL_NONE;

	uint16_t first = p->free;
	uint16_t last = first;
	for (uint16_t c = first; count > 0; c = p->next[c]) {
		memcpy(p->bytes[c], bytes, (size_t)part_of(count));
		bytes += PACKET_POOL_CHUNK_BYTES;
		count -= PACKET_POOL_CHUNK_BYTES;
		last = c;
	}
	p->free = p->next[last];
	p->next[last] = PACKET_POOL_NONE;
	p->free_chunks = (uint16_t)(p->free_chunks - chunks);
	return first;
}

void packet_pool_read(const struct packet_pool *p, uint16_t first, uint8_t *bytes, int count)
{
	for (uint16_t c = first; count > 0; c = p->next[c]) {
		memcpy(bytes, p->bytes[c], (size_t)part_of(count));
		bytes += PACKET_POOL_CHUNK_BYTES;
		count -= PACKET_POOL_CHUNK_BYTES;
	}
}

void packet_pool_drop(struct packet_pool *p, uint16_t first)
{
	uint16_t last = first;
	int chunks = 1;
	for (; p->next[last] != PACKET_POOL_NONE; last = p->next[last])
		chunks++;
	p->next[last] = p->free;
	p->free = first;
	p->free_chunks = (uint16_t)(p->free_chunks + chunks);
}
