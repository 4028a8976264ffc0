// SPDX-License-Identifier: Apache-2.0
/* framing.h: bundles as bytes, one row each; and what is written reads back. */
#include "proto/framing.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
static const struct row {
	const char *name;
	const char *bytes;
	size_t length;
	int want; /* packets, or negative */
	const char *packets[FRAMING_PACKETS_MAX];
} rows[] = {
#define BYTES(text) text, sizeof(text) - 1
	{ "nothing",              BYTES(""),                               -EBADMSG, { 0 } },
	{ "half a length",        BYTES("\0"),                             -EBADMSG, { 0 } },
	{ "length, no packet",    BYTES("\0\1"),                           -EBADMSG, { 0 } },
	{ "empty packet",         BYTES("\0\0"),                           -EBADMSG, { 0 } },
	{ "packet cut off",       BYTES("\0\3ab"),                         -EBADMSG, { 0 } },
	{ "one",                  BYTES("\0\1a"),                          1, { "a" } },
	{ "two",                  BYTES("\0\1a\0\2bc"),                    2, { "a", "bc" } },
	{ "three",                BYTES("\0\1a\0\2bc\0\3def"),             3, { "a", "bc", "def" } },
	{ "four",                 BYTES("\0\1a\0\1b\0\1c\0\1d"),           -EBADMSG, { 0 } },
	{ "the third cut off",    BYTES("\0\1a\0\2bc\0\3de"),              -EBADMSG, { 0 } },
	{ "half a length behind", BYTES("\0\1a\0"),                        -EBADMSG, { 0 } },
	{ "network order",        BYTES("\1\0a"),                          -EBADMSG, { 0 } },
};
/* clang-format on */

static void reads_whole_bundles_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		uint8_t *exact = malloc(r->length + !r->length);
		assert_non_null(exact);
		memcpy(exact, r->bytes, r->length);
		struct framing_bundle b;
		int got = framing_parse(&b, exact, r->length);
		print_message("%s\n", r->name);
		assert_int_equal(got, r->want > 0 ? (int)r->length : r->want);
		for (int k = 0; k < r->want; k++) {
			assert_int_equal(b.packets[k].length, strlen(r->packets[k]));
			assert_memory_equal(b.packets[k].bytes, r->packets[k], b.packets[k].length);
		}
		if (r->want > 0)
			assert_int_equal(b.count, r->want);
		free(exact);
	}
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	static uint8_t packet[65535];
	static uint8_t bytes[FRAMING_PACKETS_MAX * (2 + sizeof packet)];
	static const size_t lengths[] = { 1, 255, 256, 1307, 65535 };
	for (uint32_t count = 1; count <= FRAMING_PACKETS_MAX; count++) {
		for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
			struct framing_bundle in = { .count = count };
			for (uint32_t k = 0; k < count; k++)
				in.packets[k] = (struct framing_packet){ packet, lengths[i] };
			struct framing_bundle out;
			int n = framing_write(&in, bytes, sizeof bytes);
			assert_int_equal(n, (int)(count * (2 + lengths[i])));
			assert_int_equal(framing_parse(&out, bytes, (size_t)n), n);
			assert_int_equal(out.count, count);
			assert_int_equal(out.packets[count - 1].length, lengths[i]);
			assert_ptr_equal(out.packets[count - 1].bytes, bytes + n - lengths[i]);
		}
	}
}

static void write_refuses_and_stays_inside(void **state)
{
	(void)state;
	uint8_t bytes[8];
	const uint8_t packet[65536] = { 0 };
	struct framing_bundle b = { 0, { { packet, 3 }, { packet, 1 } } };
	assert_int_equal(framing_write(&b, bytes, sizeof bytes), -EINVAL);
	b.count = FRAMING_PACKETS_MAX + 1;
	assert_int_equal(framing_write(&b, bytes, sizeof bytes), -EINVAL);
	b.count = 2;
	for (size_t capacity = 0; capacity < 8; capacity++) {
		memset(bytes, 0xee, sizeof bytes);
		assert_int_equal(framing_write(&b, bytes, capacity), -ENOSPC);
		for (size_t i = capacity; i < sizeof bytes; i++)
			assert_int_equal(bytes[i], 0xee);
	}
	assert_int_equal(framing_write(&b, bytes, sizeof bytes), 8);
	b.packets[1].length = 0;
	assert_int_equal(framing_write(&b, bytes, sizeof bytes), -EINVAL);
	b.packets[1].length = 65536;
	assert_int_equal(framing_write(&b, bytes, sizeof bytes), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_whole_bundles_only),
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(write_refuses_and_stays_inside),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
