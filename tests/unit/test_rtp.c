// SPDX-License-Identifier: Apache-2.0
/* rtp.h: packets as bytes, one row each; and everything that is written reads back. */
#include "proto/rtp.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/rt_guard.h"

#define HEAD "0001 00000002 00000003 "

/* clang-format off */
static const struct bad { const char *name, *hex; } bad[] = {
	{ "nothing",                         "" },
	{ "one byte short of a header",      "806f 0001 00000002 000000" },
	{ "no payload",                      "806f " HEAD },
	{ "version 1",                       "406f " HEAD "aa" },
	{ "version 3",                       "c06f " HEAD "aa" },
	{ "CSRCs past the end",              "826f " HEAD "00000009 0000" },
	{ "CSRCs past the end, extension",   "926f " HEAD "00000009 0000" },
	{ "CSRCs and nothing else",          "816f " HEAD "00000009" },
	{ "extension header past the end",   "906f " HEAD "bede" },
	{ "extension past the end",          "906f " HEAD "bede 0002 10aa0000" },
	{ "extension and nothing else",      "906f " HEAD "bede 0001 10aa0000" },
	{ "element longer than its block",   "906f " HEAD "bede 0002 31bbbb 1030 27 0000 aa" },
	{ "padding of zero",                 "a06f " HEAD "aa00" },
	{ "padding larger than the payload", "a06f " HEAD "aa03" },
	{ "nothing but padding",             "a06f " HEAD "0002" },
};

static const struct good {
	const char *name, *hex;
	unsigned payload_bytes;
	bool marker;
	int level;            /* -1: none */
	bool voice;
	int64_t capture_us;   /* -1: none */
} good[] = {
	{ "plain",                 "806f " HEAD "aabbcc",                           3, false, -1, false, -1 },
	{ "marker",                "80ef " HEAD "aa",                               1, true,  -1, false, -1 },
	{ "padding is cut off",    "a06f " HEAD "aabb000003",                       2, false, -1, false, -1 },
	{ "CSRCs are skipped",     "826f " HEAD "0000000900000009 aabb",            2, false, -1, false, -1 },
	{ "audio level",           "906f " HEAD "bede0001 10b00000 aa",             1, false, 48, true,  -1 },
	{ "silence, no voice",     "906f " HEAD "bede0001 107f0000 aa",             1, false, 127, false, -1 },
	{ "capture time 1.5 s",    "906f " HEAD "bede0003 27 0000000180000000 000000 aa",
	                                                                            1, false, -1, false, 1500000 },
	{ "the last moment there is", "906f " HEAD "bede0003 27 ffffffffffffffff 000000 aa",
	                                                                            1, false, -1, false, RTP_CAPTURE_US_MAX },
	{ "both, padding between", "906f " HEAD "bede0003 1030 00 27 0000000200000000 aa",
	                                                                            1, false, 48, false, 2000000 },
	{ "unknown id is skipped", "906f " HEAD "bede0002 31aabb 1030 000000 aa",   1, false, 48, false, -1 },
	{ "level of a strange size is skipped",
	                           "906f " HEAD "bede0001 11303000 aa",             1, false, -1, false, -1 },
	{ "id 15 ends the reading", "906f " HEAD "bede0001 f0bb 1030 aa",           1, false, -1, false, -1 },
	{ "id 0 with a length ends it", "906f " HEAD "bede0002 01bbbb 1030 000000 aa", 1, false, -1, false, -1 },
	{ "empty block",           "906f " HEAD "bede0000 aa",                      1, false, -1, false, -1 },
	{ "two-byte profile is skipped whole",
	                           "906f " HEAD "10000001 10300000 aa",             1, false, -1, false, -1 },
};
/* clang-format on */

static size_t from_hex(const char *hex, uint8_t *bytes)
{
	size_t n = 0;
	for (const char *c = hex; *c;) {
		if (*c == ' ') {
			c++;
			continue;
		}
		char pair[3] = { c[0], c[1], 0 };
		bytes[n++] = (uint8_t)strtoul(pair, NULL, 16);
		c += 2;
	}
	return n;
}

/* In memory of exactly that size, so that a sanitizer sees a read past the end. */
static int parse(struct rtp_packet *p, const char *hex)
{
	uint8_t bytes[256];
	size_t length = from_hex(hex, bytes);
	uint8_t *exact = malloc(length + !length);
	assert_non_null(exact);
	memcpy(exact, bytes, length);
	int used = rtp_parse(p, exact, length);
	free(exact);
	return used;
}

static void refuses_broken_packets(void **state)
{
	(void)state;
	struct rtp_packet p;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (parse(&p, bad[i].hex) != -EBADMSG)
			fail_msg("%s: was taken", bad[i].name);
}

static void reads_good_packets(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		const struct good *g = &good[i];
		struct rtp_packet p;
		print_message("%s\n", g->name);
		assert_true(parse(&p, g->hex) > 0);
		assert_int_equal(p.payload_type, 111);
		assert_int_equal(p.sequence, 1);
		assert_int_equal(p.timestamp, 2);
		assert_int_equal(p.ssrc, 3);
		assert_int_equal(p.marker, g->marker);
		assert_int_equal(p.payload_bytes, g->payload_bytes);
		assert_int_equal(p.has_audio_level ? p.audio_level_dbov : -1, g->level);
		assert_int_equal(p.voice_activity, g->voice);
		assert_int_equal(p.has_capture_time ? p.capture_us : -1, g->capture_us);
	}
}

static void payload_is_limited_to_one_opus_frame(void **state)
{
	(void)state;
	uint8_t bytes[12 + OPUS_PACKET_MAX + 1] = { 0x80, 111 };
	struct rtp_packet p;
	assert_int_equal(rtp_parse(&p, bytes, sizeof bytes), -EBADMSG);
	assert_int_equal(rtp_parse(&p, bytes, sizeof bytes - 1), (int)sizeof bytes - 1);
	assert_int_equal(p.payload_bytes, OPUS_PACKET_MAX);
}

static void assert_same(const struct rtp_packet *a, const struct rtp_packet *b)
{
	assert_int_equal(a->ssrc, b->ssrc);
	assert_int_equal(a->timestamp, b->timestamp);
	assert_int_equal(a->sequence, b->sequence);
	assert_int_equal(a->payload_type, b->payload_type);
	assert_int_equal(a->marker, b->marker);
	assert_int_equal(a->has_audio_level, b->has_audio_level);
	assert_int_equal(a->voice_activity, b->voice_activity);
	assert_int_equal(a->audio_level_dbov, b->audio_level_dbov);
	assert_int_equal(a->has_capture_time, b->has_capture_time);
	assert_int_equal(a->capture_us, b->capture_us);
	assert_int_equal(a->payload_bytes, b->payload_bytes);
	assert_memory_equal(a->payload, b->payload, a->payload_bytes);
}

static struct rtp_packet packet_of(unsigned bits, int64_t capture_us, const uint8_t *payload,
		size_t payload_bytes)
{
	struct rtp_packet p = {
		.ssrc = 0xfffffffe,
		.timestamp = 0x80000001,
		.sequence = 0xffff,
		.payload_type = 111,
		.marker = bits & 1,
		.has_audio_level = bits & 2,
		.has_capture_time = bits & 4,
		.payload = payload,
		.payload_bytes = payload_bytes,
	};
	if (p.has_audio_level) {
		p.audio_level_dbov = 101;
		p.voice_activity = true;
	}
	if (p.has_capture_time)
		p.capture_us = capture_us;
	return p;
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	static const int64_t times[] = { 0, 1, 999999, 1000000, 1234567891234, RTP_CAPTURE_US_MAX };
	uint8_t payload[OPUS_PACKET_MAX];
	memset(payload, 0x5a, sizeof payload);
	for (unsigned bits = 0; bits < 8; bits++) {
		for (size_t t = 0; t < sizeof times / sizeof *times; t++) {
			struct rtp_packet in = packet_of(bits, times[t], payload, sizeof payload);
			struct rtp_packet out;
			uint8_t bytes[RTP_PACKET_MAX];
			int n = rtp_write(&in, bytes, sizeof bytes);
			assert_true(n > 0);
			assert_int_equal(rtp_parse(&out, bytes, (size_t)n), n);
			assert_same(&in, &out);
		}
	}
}

static void every_microsecond_of_a_second_comes_back(void **state)
{
	(void)state;
	uint8_t payload = 0;
	for (int64_t us = 0; us < 1000000; us++) {
		struct rtp_packet in = packet_of(4, us, &payload, 1);
		struct rtp_packet out;
		uint8_t bytes[RTP_PACKET_MAX];
		int n = rtp_write(&in, bytes, sizeof bytes);
		if (rtp_parse(&out, bytes, (size_t)n) != n || out.capture_us != us)
			fail_msg("%lld became %lld", (long long)us, (long long)out.capture_us);
	}
}

static void write_refuses_what_the_wire_cannot_say(void **state)
{
	(void)state;
	uint8_t payload[OPUS_PACKET_MAX + 1] = { 0 };
	uint8_t bytes[RTP_PACKET_MAX];
	struct rtp_packet good_one = packet_of(7, 0, payload, 10);
	struct rtp_packet p = good_one;
	p.payload_type = 128;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
	p = good_one;
	p.audio_level_dbov = 128;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
	p = good_one;
	p.payload_bytes = 0;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
	p.payload_bytes = sizeof payload;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
	p = good_one;
	p.capture_us = -1;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
	p.capture_us = RTP_CAPTURE_US_MAX + 1;
	assert_int_equal(rtp_write(&p, bytes, sizeof bytes), -EINVAL);
}

static void write_stays_inside_its_capacity(void **state)
{
	(void)state;
	uint8_t payload[10] = { 0 };
	struct rtp_packet p = packet_of(7, 5, payload, sizeof payload);
	uint8_t bytes[64];
	int whole = rtp_write(&p, bytes, sizeof bytes);
	assert_int_equal(whole, 12 + 4 + 12 + 10);
	for (int capacity = 0; capacity < whole; capacity++) {
		memset(bytes, 0xee, sizeof bytes);
		assert_int_equal(rtp_write(&p, bytes, (size_t)capacity), -ENOSPC);
		for (size_t i = (size_t)capacity; i < sizeof bytes; i++)
			assert_int_equal(bytes[i], 0xee);
	}
}

/* The guard that is linked in ends the test at the first allocation or lock. */
static void the_tick_may_write_and_read(void **state)
{
	(void)state;
	uint8_t payload[OPUS_PACKET_MAX] = { 0 };
	uint8_t bytes[RTP_PACKET_MAX];
	struct rtp_packet p = packet_of(7, 5, payload, sizeof payload);
	struct rtp_packet out;
	rt_enter();
	int n = rtp_write(&p, bytes, sizeof bytes);
	int used = rtp_parse(&out, bytes, (size_t)n);
	rt_leave();
	assert_int_equal(n, used);
	assert_int_equal(rt_guard_rounds(), 1);
}

static void differences_survive_the_wrap(void **state)
{
	(void)state;
	assert_int_equal(rtp_sequence_diff(0, 65535), 1);
	assert_int_equal(rtp_sequence_diff(65535, 0), -1);
	assert_int_equal(rtp_sequence_diff(100, 100), 0);
	assert_int_equal(rtp_timestamp_diff(959, 0xffffffff), 960);
	assert_int_equal(rtp_timestamp_diff(0xffffffff, 959), -960);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_broken_packets),
		cmocka_unit_test(reads_good_packets),
		cmocka_unit_test(payload_is_limited_to_one_opus_frame),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(every_microsecond_of_a_second_comes_back),
		cmocka_unit_test(write_refuses_what_the_wire_cannot_say),
		cmocka_unit_test(write_stays_inside_its_capacity),
		cmocka_unit_test(the_tick_may_write_and_read),
		cmocka_unit_test(differences_survive_the_wrap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
