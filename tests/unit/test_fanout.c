// SPDX-License-Identifier: Apache-2.0
/*
 * Shelves and cursors as a table: p puts the next packet, x loses one on the way here, t lets the
 * listener take one frame, s says silence for 100 ms; what was taken is written as the packets'
 * letters, with * behind the first one's when its marker bit is set and . for nothing.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net/fanout.h"
#include "net/frame.h"
#include "proto/rtp.h"

enum { STREAM = 2, STREAMS = 4, FIRST_NUMBER = 65530 /* the sequence number wraps on the way */ };

static struct downlink packet(uint32_t index, int64_t tick_ns)
{
	struct downlink d = {
		.tick_ns = tick_ns,
		.number = FIRST_NUMBER + index,
		.timestamp = index * TICK_SAMPLES,
		.stream = STREAM,
	};
	uint8_t opus[200] = { (uint8_t)('a' + index % 26) };
	struct rtp_packet rtp = {
		.ssrc = stream_ssrc(STREAM),
		.timestamp = d.timestamp,
		.sequence = (uint16_t)d.number,
		.payload_type = OPUS_PAYLOAD_TYPE,
		.payload = opus,
		.payload_bytes = index % 2 ? 60 : sizeof opus, /* short and long headers */
	};
	uint8_t bytes[RTP_PACKET_MAX];
	int written = rtp_write(&rtp, bytes, sizeof bytes);
	assert_true(written > 0);
	d.header_bytes = (uint8_t)frame_header(d.wire, FRAME_BINARY, (uint32_t)written);
	memcpy(d.wire + d.header_bytes, bytes, (size_t)written);
	d.wire_bytes = (uint16_t)(d.header_bytes + written);
	d.opus_offset = (uint16_t)(d.wire_bytes - rtp.payload_bytes);
	return d;
}

/* Appends what one RTP packet is to `said`. */
static void say_packet(char *said, const uint8_t *bytes, size_t length, bool first)
{
	struct rtp_packet rtp;
	assert_int_equal(rtp_parse(&rtp, bytes, length), (int)length);
	strncat(said, (const char *)rtp.payload, 1);
	if (rtp.marker && first)
		strcat(said, "*");
	if (!first)
		assert_false(rtp.marker);
}

static void say(char *said, const struct fanout_frame *frame, const uint8_t *wire, bool bundled)
{
	assert_int_equal(wire[0], 0x82);
	uint32_t header = wire[1] < 126 ? 2 : 4;
	uint32_t length = wire[1] < 126 ? wire[1] : (uint32_t)(wire[2] << 8 | wire[3]);
	assert_int_equal(header + length, frame->wire_bytes);
	if (!bundled) {
		say_packet(said, wire + header, length, true);
		assert_int_equal(wire[frame->opus_offset],
				wire[frame->wire_bytes - (length > 100 ? 200 : 60)]);
		return;
	}
	struct framing_bundle b;
	assert_int_equal(framing_parse(&b, wire + header, length), (int)length);
	assert_int_equal(b.count, frame->packets);
	strcat(said, "(");
	for (uint32_t i = 0; i < b.count; i++)
		say_packet(said, b.packets[i].bytes, b.packets[i].length, i == 0);
	strcat(said, ")");
}

/* clang-format off */
static const struct row {
	const char *name;
	uint32_t packets, lag_max;
	const char *script, *want;
	uint64_t skipped;
} rows[] = {
	{ "nothing yet",                          1,  8, "t",              ".",            0 },
	{ "one by one",                           1,  8, "ptptt",          "a*b.",         0 },
	{ "a little behind: all of it",           1,  3, "ppptttt",        "a*bc.",        0 },
	{ "too far behind: the newest, marked",   1,  3, "ptppppptt",      "a*f*.",        4 },
	{ "marked once only",                     1,  2, "ptppptpt",       "a*d*e",        2 },
	{ "far behind the whole shelf",           1,  4, "ptpppppppppppppppppppppppppppppppppppppppp"
	                                                 "ppppppppppppppppppppppppppppppppppppppppptt", "a*d*.", 80 },
	{ "the pipe dropped one: a jump for all", 1,  8, "ptxptpt",        "a*c*d",        0 },
	{ "pairs",                                2,  8, "pttptpptt",      "..(a*b)(cd).", 0 },
	{ "triples",                              3,  8, "ppptpppt",       "(a*bc)(def)",  0 },
	{ "a pair that silence broke",            2,  8, "ppptst",         "(a*b)(c)",     0 },
	{ "after the silence pairs begin anew",   2,  8, "ppptstpptt",     "(a*b)(c)(de).", 0 },
	{ "a packet missing inside a pair",       2,  8, "pptpxpptt",      "(a*b)(c)(e*f)", 0 },
	{ "pairs, too far behind",                2,  2, "pptpppppppppptt", "(a*b)(k*l).", 8 },
	{ "triples, too far behind, one broken",  3,  1, "ppptpppppsptppt", "(a*bc)(g*h)(ijk)", 3 },
};
/* clang-format on */

static void run(const struct row *r, char *said, uint64_t *skipped)
{
	struct fanout f;
	assert_int_equal(fanout_init(&f, STREAMS, 4), 0);
	int me;
	assert_int_equal(fanout_add(&f, STREAM, r->packets, &me), 0);
	struct shelf *s = fanout_shelf(&f, STREAM, r->packets);
	struct fanout_listener *l = shelf_find(s, &me);
	uint8_t copy[BUNDLE_WIRE_MAX];
	uint32_t index = 0;
	int64_t tick_ns = 0;

	for (const char *c = r->script; *c; c++) {
		if (*c == 'p') {
			struct downlink d = packet(index++, tick_ns);
			assert_true(fanout_put(&f, &d));
			tick_ns += TICK_NS;
		} else if (*c == 'x') {
			index++;
			tick_ns += TICK_NS;
		} else if (*c == 's') {
			tick_ns += 5 * TICK_NS;
		} else {
			const struct fanout_frame *frame = shelf_next(s, l, r->lag_max, skipped);
			if (frame)
				say(said, frame, frame_bytes(frame, l, copy), r->packets > 1);
			else
				strcat(said, ".");
		}
		fanout_flush(&f, tick_ns);
	}
	fanout_finish(&f);
}

static void gives_each_listener_what_it_wants_next(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		char said[200] = "";
		uint64_t skipped = 0;
		run(r, said, &skipped);
		if (strcmp(said, r->want) != 0 || skipped != r->skipped)
			print_error("%s: \"%s\", skipped %llu\n", r->name, said,
					(unsigned long long)skipped);
		assert_string_equal(said, r->want);
		assert_int_equal(skipped, r->skipped);
	}
}

static void a_marked_copy_leaves_the_shared_frame_alone(void **state)
{
	(void)state;
	struct fanout f;
	int one;
	int two;
	assert_int_equal(fanout_init(&f, STREAMS, 4), 0);
	assert_int_equal(fanout_add(&f, STREAM, 1, &one), 0);
	assert_int_equal(fanout_add(&f, STREAM, 1, &two), 0);
	struct downlink d = packet(0, 0);
	fanout_put(&f, &d);
	d = packet(1, TICK_NS);
	fanout_put(&f, &d);

	struct shelf *s = fanout_shelf(&f, STREAM, 1);
	uint8_t copy[BUNDLE_WIRE_MAX];
	uint64_t skipped = 0;
	struct fanout_listener *slow = shelf_find(s, &one);
	const struct fanout_frame *frame = shelf_next(s, slow, 1, &skipped);
	assert_ptr_equal(frame_bytes(frame, slow, copy), copy);
	assert_int_equal(copy[d.header_bytes + 1] & 0x80, 0x80);

	struct fanout_listener *quick = shelf_find(s, &two);
	shelf_next(s, quick, 2, &skipped);
	frame = shelf_next(s, quick, 2, &skipped);
	const uint8_t *shared = frame_bytes(frame, quick, copy);
	assert_ptr_equal(shared, frame->wire);
	assert_memory_equal(shared, d.wire, d.wire_bytes);
	fanout_finish(&f);
}

static void a_walk_begins_with_another_listener_each_time(void **state)
{
	(void)state;
	struct fanout f;
	int who[3];
	assert_int_equal(fanout_init(&f, STREAMS, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(fanout_add(&f, STREAM, 1, &who[i]), 0);
	assert_int_equal(fanout_add(&f, STREAM, 1, &f), -ENOSPC);

	struct shelf *s = fanout_shelf(&f, STREAM, 1);
	uint32_t first;
	assert_false(shelf_walk(s, &first));
	uint32_t begun[3] = { 0 };
	for (uint32_t i = 0; i < 9; i++) {
		struct downlink d = packet(i, i * TICK_NS);
		fanout_put(&f, &d);
		assert_true(shelf_walk(s, &first));
		begun[first]++;
		assert_false(shelf_walk(s, &first)); /* nothing new since */
	}
	for (int i = 0; i < 3; i++)
		assert_int_equal(begun[i], 3);
	fanout_finish(&f);
}

static void who_leaves_is_not_served(void **state)
{
	(void)state;
	struct fanout f;
	int who[3];
	assert_int_equal(fanout_init(&f, STREAMS, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(fanout_add(&f, STREAM, 2, &who[i]), 0);
	fanout_remove(&f, STREAM, 2, &who[0]);
	fanout_remove(&f, STREAM, 1, &who[1]); /* never was there */

	struct shelf *s = fanout_shelf(&f, STREAM, 2);
	assert_int_equal(s->listener_count, 2);
	assert_null(shelf_find(s, &who[0]));
	assert_non_null(shelf_find(s, &who[1]));
	assert_non_null(shelf_find(s, &who[2]));
	fanout_finish(&f);
}

static void a_strange_stream_is_refused(void **state)
{
	(void)state;
	struct fanout f;
	assert_int_equal(fanout_init(&f, STREAM, 3), 0);
	struct downlink d = packet(0, 0);
	assert_false(fanout_put(&f, &d));
	fanout_finish(&f);
	struct fanout zeroed = { 0 };
	fanout_finish(&zeroed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_each_listener_what_it_wants_next),
		cmocka_unit_test(a_marked_copy_leaves_the_shared_frame_alone),
		cmocka_unit_test(a_walk_begins_with_another_listener_each_time),
		cmocka_unit_test(who_leaves_is_not_served),
		cmocka_unit_test(a_strange_stream_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
