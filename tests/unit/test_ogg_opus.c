// SPDX-License-Identifier: Apache-2.0
/* The Ogg stream, read back by libogg (which checks every page's CRC) and byte by byte. */
#include "audio/ogg_opus.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const char *const comments[] = { "TITLE=한국어", "LANGUAGE=ko" };
static const struct ogg_opus_setup setup = { 0x12345678, 312, comments, 2 };

/* 20 ms of mono CELT full band, with something after it. */
static uint8_t packet[OPUS_PACKET_MAX] = { 0xf8, 1, 2, 3 };

/* What was written, read back. */
struct reader {
	ogg_sync_state sync;
	ogg_stream_state stream;
	int pages;
};

static void reader_start(struct reader *r)
{
	memset(r, 0, sizeof *r);
	ogg_sync_init(&r->sync);
	ogg_stream_init(&r->stream, (int)setup.serial);
}

static void reader_finish(struct reader *r)
{
	ogg_sync_clear(&r->sync);
	ogg_stream_clear(&r->stream);
}

/* Flushes one page of o into the reader, checks that it is whole and next; its granule position. */
static int64_t read_page(struct reader *r, struct ogg_opus *o, int *packets)
{
	static uint8_t bytes[OGG_OPUS_PAGE_MAX];
	ogg_page page;

	int length = ogg_opus_flush(o, bytes, sizeof bytes);
	assert_true(length > 0);
	memcpy(ogg_sync_buffer(&r->sync, length), bytes, (size_t)length);
	ogg_sync_wrote(&r->sync, length);
	assert_int_equal(ogg_sync_pageout(&r->sync, &page), 1);
	assert_int_equal((uint32_t)ogg_page_serialno(&page), setup.serial);
	assert_int_equal(ogg_page_pageno(&page), r->pages);
	assert_true((ogg_page_bos(&page) != 0) == (r->pages == 0));
	assert_false(ogg_page_continued(&page));
	assert_int_equal(ogg_stream_pagein(&r->stream, &page), 0);
	r->pages++;
	*packets = ogg_page_packets(&page);
	return ogg_page_granulepos(&page);
}

static void read_packet(struct reader *r, const void *want, size_t bytes)
{
	ogg_packet p;
	assert_int_equal(ogg_stream_packetout(&r->stream, &p), 1);
	assert_int_equal(p.bytes, bytes);
	assert_memory_equal(p.packet, want, bytes);
}

static void the_headers_are_those_of_rfc_7845(void **state)
{
	(void)state;
	static const char head[] = "OpusHead\1\1\x38\1\x80\xbb\0\0\0\0\0";
	static const char tags[] = "OpusTags\5\0\0\0tumen\2\0\0\0"
				   "\x0f\0\0\0TITLE=한국어\x0b\0\0\0LANGUAGE=ko";
	struct ogg_opus o;
	struct reader r;
	int packets;

	reader_start(&r);
	assert_int_equal(ogg_opus_init(&o, &setup), 0);
	assert_int_equal(ogg_opus_put(&o, packet, 100), -ENOSPC); /* headers first */
	assert_int_equal(read_page(&r, &o, &packets), 0);
	assert_int_equal(packets, 1);
	assert_int_equal(ogg_opus_put(&o, packet, 100), -ENOSPC);
	assert_int_equal(read_page(&r, &o, &packets), 0);
	assert_int_equal(packets, 1);
	read_packet(&r, head, sizeof head - 1);
	read_packet(&r, tags, sizeof tags - 1);
	assert_int_equal(ogg_opus_put(&o, packet, 100), 0);
	ogg_opus_finish(&o);
	reader_finish(&r);
}

static void skip_headers(struct reader *r, struct ogg_opus *o)
{
	ogg_packet p;
	int packets;

	read_page(r, o, &packets);
	read_page(r, o, &packets);
	ogg_stream_packetout(&r->stream, &p);
	ogg_stream_packetout(&r->stream, &p);
}

static void live_each_packet_is_a_page(void **state)
{
	(void)state;
	static const size_t lengths[] = { 1, 3, 120, 254, 255, 256, 510, 1275 };
	struct ogg_opus o;
	struct reader r;
	int packets;

	reader_start(&r);
	assert_int_equal(ogg_opus_init(&o, &setup), 0);
	skip_headers(&r, &o);
	for (int i = 0; i < 1000; i++) {
		size_t bytes = lengths[i % 8];
		assert_int_equal(ogg_opus_put(&o, packet, bytes), 0);
		assert_int_equal(read_page(&r, &o, &packets), 960 * (i + 1));
		assert_int_equal(packets, 1);
		read_packet(&r, packet, bytes);
	}
	uint8_t room[OGG_OPUS_LIVE_PAGE_MAX];
	assert_int_equal(ogg_opus_put(&o, packet, OPUS_PACKET_MAX), 0);
	assert_int_equal(ogg_opus_flush(&o, room, sizeof room), OGG_OPUS_LIVE_PAGE_MAX);
	assert_int_equal(ogg_opus_flush(&o, room, sizeof room), 0);
	ogg_opus_finish(&o);
	reader_finish(&r);
}

static void a_page_takes_its_fill_of_the_longest_packets(void **state)
{
	(void)state;
	struct ogg_opus o;
	struct reader r;
	int packets;

	reader_start(&r);
	assert_int_equal(ogg_opus_init(&o, &setup), 0);
	skip_headers(&r, &o);
	for (int page = 1; page <= 3; page++) {
		for (int i = 0; i < OGG_OPUS_PACKETS_MAX; i++)
			assert_int_equal(ogg_opus_put(&o, packet, OPUS_PACKET_MAX), 0);
		assert_int_equal(ogg_opus_put(&o, packet, OPUS_PACKET_MAX), -ENOSPC);
		assert_int_equal(read_page(&r, &o, &packets), 960 * OGG_OPUS_PACKETS_MAX * page);
		assert_int_equal(packets, OGG_OPUS_PACKETS_MAX);
	}
	ogg_opus_finish(&o);
	reader_finish(&r);
}

static void what_was_not_sent_becomes_silence(void **state)
{
	(void)state;
	static const uint8_t silent[] = { 0xf8, 0xff, 0xfe };
	struct ogg_opus o;
	struct reader r;
	int packets;

	reader_start(&r);
	assert_int_equal(ogg_opus_init(&o, &setup), 0);
	skip_headers(&r, &o);
	assert_int_equal(ogg_opus_put_silence(&o, 959), 0);
	assert_int_equal(ogg_opus_put_silence(&o, 380 * 48), 380 * 48);
	assert_int_equal(ogg_opus_put(&o, packet, 80), 0);
	assert_int_equal(read_page(&r, &o, &packets), 400 * 48);
	assert_int_equal(packets, 20);
	for (int i = 0; i < 19; i++)
		read_packet(&r, silent, sizeof silent);
	read_packet(&r, packet, 80);
	assert_int_equal(ogg_opus_put_silence(&o, INT32_MAX), OGG_OPUS_PACKETS_MAX * 960);
	ogg_opus_finish(&o);
	reader_finish(&r);
}

static void it_knows_how_long_a_packet_is(void **state)
{
	(void)state;
	static const struct {
		uint8_t bytes[2];
		size_t length;
		int samples;
	} rows[] = {
		{ { 0 << 3 }, 1, 480 },
		{ { 3 << 3 }, 1, 2880 }, /* SILK */
		{ { 11 << 3 }, 1, 2880 },
		{ { 9 << 3 }, 1, 960 }, /* SILK, wide band */
		{ { 12 << 3 }, 1, 480 },
		{ { 15 << 3 }, 1, 960 }, /* hybrid */
		{ { 16 << 3 }, 1, 120 },
		{ { 31 << 3 }, 1, 960 }, /* CELT */
		{ { 31 << 3 | 1 }, 1, 1920 },
		{ { 31 << 3 | 2 }, 2, 1920 },    /* two frames */
		{ { 31 << 3 | 3, 3 }, 2, 2880 }, /* a counted number */
		{ { 31 << 3 | 3, 0x80 | 6 }, 2, 5760 },
		{ { 31 << 3 | 3, 7 }, 2, -EINVAL }, /* over 120 ms */
		{ { 31 << 3 | 3, 0 }, 2, -EINVAL },
		{ { 31 << 3 | 3 }, 1, -EINVAL },
		{ { 0 }, 0, -EINVAL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(ogg_opus_packet_samples(rows[i].bytes, rows[i].length),
				rows[i].samples);
}

static void what_is_wrong_is_refused(void **state)
{
	(void)state;
	static char long_comment[OGG_OPUS_COMMENT_BYTES_MAX];
	const char *const too_long[] = { long_comment };
	struct ogg_opus o;
	uint8_t small[40];

	memset(long_comment, 'x', sizeof long_comment - 1);
	assert_int_equal(ogg_opus_init(&o, &(struct ogg_opus_setup){ 1, -1, NULL, 0 }), -EINVAL);
	assert_int_equal(ogg_opus_init(&o, &(struct ogg_opus_setup){ 1, 65536, NULL, 0 }), -EINVAL);
	assert_int_equal(ogg_opus_init(&o, &(struct ogg_opus_setup){ 1, 0, too_long, 1 }), -EINVAL);
	ogg_opus_finish(&o);

	assert_int_equal(ogg_opus_init(&o, &setup), 0);
	assert_int_equal(ogg_opus_flush(&o, small, sizeof small), -ENOSPC);
	assert_true(ogg_opus_flush(&o, (uint8_t[200]){ 0 }, 200) > 0);
	assert_int_equal(ogg_opus_put(&o, packet, 0), -EINVAL);
	assert_int_equal(ogg_opus_put(&o, packet, OPUS_PACKET_MAX + 1), -EINVAL);
	ogg_opus_finish(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_headers_are_those_of_rfc_7845),
		cmocka_unit_test(live_each_packet_is_a_page),
		cmocka_unit_test(a_page_takes_its_fill_of_the_longest_packets),
		cmocka_unit_test(what_was_not_sent_becomes_silence),
		cmocka_unit_test(it_knows_how_long_a_packet_is),
		cmocka_unit_test(what_is_wrong_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
