// SPDX-License-Identifier: Apache-2.0
/* Packets' bytes come back as they went in, and no chunk is ever lost. */
#include "audio/packet_pool.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void fill(uint8_t *bytes, int count, int seed)
{
	for (int i = 0; i < count; i++)
		bytes[i] = (uint8_t)(seed * 31 + i * 7);
}

static void assert_holds(const struct packet_pool *p, uint16_t first, int count, int seed)
{
	uint8_t want[OPUS_PACKET_MAX], got[OPUS_PACKET_MAX];
	fill(want, count, seed);
	packet_pool_read(p, first, got, count);
	assert_memory_equal(got, want, (size_t)count);
}

static void every_length_comes_back(void **state)
{
	(void)state;
	static struct packet_pool p;
	packet_pool_init(&p);
	for (int count = 1; count <= OPUS_PACKET_MAX; count++) {
		uint8_t bytes[OPUS_PACKET_MAX];
		fill(bytes, count, count);
		uint16_t first = packet_pool_put(&p, bytes, count);
		assert_int_not_equal(first, PACKET_POOL_NONE);
		assert_holds(&p, first, count, count);
		packet_pool_drop(&p, first);
		assert_int_equal(p.free_chunks, PACKET_POOL_CHUNKS);
	}
}

static void packets_leave_in_any_order(void **state)
{
	(void)state;
	enum { PACKETS = 40, ROUNDS = 2000 };
	static struct packet_pool p;
	static struct {
		uint16_t first;
		int count, seed;
	} held[PACKETS];
	uint32_t random = 1;
	packet_pool_init(&p);
	memset(held, 0, sizeof held);
	for (int round = 0; round < ROUNDS; round++) {
		random = random * 1664525u + 1013904223u;
		int i = (int)(random >> 16) % PACKETS;
		if (held[i].count) {
			assert_holds(&p, held[i].first, held[i].count, held[i].seed);
			packet_pool_drop(&p, held[i].first);
			held[i].count = 0;
			continue;
		}
		uint8_t bytes[OPUS_PACKET_MAX];
		held[i].count = 1 + (int)(random >> 8) % OPUS_PACKET_MAX;
		held[i].seed = round;
		fill(bytes, held[i].count, round);
		held[i].first = packet_pool_put(&p, bytes, held[i].count);
		assert_int_not_equal(held[i].first, PACKET_POOL_NONE);
	}
}

static void a_full_pool_takes_nothing(void **state)
{
	(void)state;
	static struct packet_pool p;
	uint8_t byte = 7;
	uint8_t two_chunks[PACKET_POOL_CHUNK_BYTES + 1] = { 0 };
	packet_pool_init(&p);
	uint16_t first = packet_pool_put(&p, &byte, 1);
	for (int i = 1; i < PACKET_POOL_CHUNKS - 1; i++)
		assert_int_not_equal(packet_pool_put(&p, &byte, 1), PACKET_POOL_NONE);
	assert_int_equal(packet_pool_put(&p, two_chunks, sizeof two_chunks), PACKET_POOL_NONE);
	assert_int_equal(p.free_chunks, 1);
	assert_int_not_equal(packet_pool_put(&p, &byte, 1), PACKET_POOL_NONE);
	assert_int_equal(packet_pool_put(&p, &byte, 1), PACKET_POOL_NONE);
	packet_pool_drop(&p, first);
	assert_int_equal(packet_pool_put(&p, &byte, 1), first);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_length_comes_back),
		cmocka_unit_test(packets_leave_in_any_order),
		cmocka_unit_test(a_full_pool_takes_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
