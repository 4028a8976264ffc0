// SPDX-License-Identifier: Apache-2.0
/* Back-off, backlog, cough: three small rules of the native clients. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "backlog.h"
#include "backoff.h"
#include "base/units.h"
#include "cough.h"

static void waits_double_up_to_the_cap_within_their_upper_half(void **state)
{
	(void)state;
	static const uint32_t longest[] = { 500, 1000, 2000, 4000, 8000, 10000, 10000, 10000 };
	for (uint64_t seed = 0; seed < 200; seed++) {
		struct backoff b;
		backoff_init(&b, 500, 10000, seed);
		for (size_t i = 0; i < sizeof longest / sizeof longest[0]; i++) {
			uint32_t ms = backoff_next_ms(&b);
			assert_in_range(ms, longest[i] / 2, longest[i]);
		}
		backoff_reset(&b);
		assert_in_range(backoff_next_ms(&b), 250, 500);
	}
}

static void two_seeds_wait_differently(void **state)
{
	(void)state;
	enum { CLIENTS = 1000, PARTS = 10 };
	int parts[PARTS] = { 0 };
	for (uint64_t seed = 0; seed < CLIENTS; seed++) {
		struct backoff b;
		backoff_init(&b, 1000, 10000, seed);
		parts[(backoff_next_ms(&b) - 500) * PARTS / 501]++;
	}
	for (int i = 0; i < PARTS; i++)
		assert_in_range(parts[i], CLIENTS / PARTS / 2, CLIENTS / PARTS * 2);
}

static void a_thousand_failures_do_not_overflow(void **state)
{
	(void)state;
	struct backoff b;
	backoff_init(&b, 500, 10000, 7);
	for (int i = 0; i < 1000; i++)
		assert_in_range(backoff_next_ms(&b), 250, 10000);
}

static void an_empty_socket_has_no_age(void **state)
{
	(void)state;
	struct backlog b;
	backlog_init(&b);
	assert_int_equal(backlog_age_ns(&b, 0, 100), 0);
	assert_int_equal(backlog_age_ns(&b, 500, 100), 0); /* somebody else's bytes */
	backlog_wrote(&b, 100, 10);
	assert_int_equal(backlog_age_ns(&b, 0, 100), 0);
}

static void the_age_is_that_of_the_oldest_byte_still_there(void **state)
{
	(void)state;
	struct backlog b;
	backlog_init(&b);
	for (int i = 0; i < 10; i++)
		backlog_wrote(&b, 100, i * 20);
	assert_int_equal(backlog_age_ns(&b, 1, 200), 20);   /* part of the last write */
	assert_int_equal(backlog_age_ns(&b, 100, 200), 20); /* the last write */
	assert_int_equal(backlog_age_ns(&b, 101, 200), 40); /* and a byte of the one before */
	assert_int_equal(backlog_age_ns(&b, 1000, 200), 200);
	assert_int_equal(backlog_age_ns(&b, 5000, 200), 200);
}

static void a_full_memory_counts_as_its_oldest(void **state)
{
	(void)state;
	struct backlog b;
	backlog_init(&b);
	for (int i = 0; i < 1000; i++)
		backlog_wrote(&b, 100, i);
	assert_int_equal(backlog_age_ns(&b, 100 * 1000, 1000), BACKLOG_WRITES);
}

static void a_tap_mutes_for_the_first_wait(void **state)
{
	(void)state;
	struct cough c = { 0 };
	int64_t now_ns = 5 * NS_PER_S;
	assert_false(cough_muted(&c, now_ns));
	cough_press(&c, now_ns);
	assert_true(cough_muted(&c, now_ns));
	assert_true(cough_muted(&c, now_ns + (COUGH_FIRST_MS - 1) * NS_PER_MS));
	assert_false(cough_muted(&c, now_ns + COUGH_FIRST_MS * NS_PER_MS));
}

/* First repeat after wait_ms, then every repeat_ms: muted without a hole, then let go. */
static void hold(int wait_ms, int repeat_ms)
{
	struct cough c = { 0 };
	int64_t start_ns = NS_PER_S;
	int64_t last_ms = 3000;
	for (int64_t ms = 0; ms <= last_ms; ms++) {
		bool pressed = ms == 0 || (ms >= wait_ms && (ms - wait_ms) % repeat_ms == 0);
		if (pressed)
			cough_press(&c, start_ns + ms * NS_PER_MS);
		assert_true(cough_muted(&c, start_ns + ms * NS_PER_MS));
	}
	assert_false(cough_muted(&c, start_ns + (last_ms + COUGH_REPEAT_MS) * NS_PER_MS));
}

static void a_held_key_mutes_without_a_hole(void **state)
{
	(void)state;
	hold(250, 33);
	hold(500, 30);
	hold(660, 40);
	hold(300, 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits_double_up_to_the_cap_within_their_upper_half),
		cmocka_unit_test(two_seeds_wait_differently),
		cmocka_unit_test(a_thousand_failures_do_not_overflow),
		cmocka_unit_test(an_empty_socket_has_no_age),
		cmocka_unit_test(the_age_is_that_of_the_oldest_byte_still_there),
		cmocka_unit_test(a_full_memory_counts_as_its_oldest),
		cmocka_unit_test(a_tap_mutes_for_the_first_wait),
		cmocka_unit_test(a_held_key_mutes_without_a_hole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
