// SPDX-License-Identifier: Apache-2.0
/* What the server's clock says, from pings over good and bad networks. */
#include "server_clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/units.h"

enum { OFFSET_MS = 5000 }; /* the server's clock is ahead by this */

/* A ping sent at at_ms, there after out_ms, back after back_ms. */
static void ping(struct server_clock *c, double at_ms, double out_ms, double back_ms)
{
	server_clock_pong(c, (int64_t)(at_ms * 1e6), (int64_t)((at_ms + out_ms + back_ms) * 1e6),
			at_ms + out_ms + OFFSET_MS);
}

static int64_t error_us(const struct server_clock *c)
{
	return c->offset_us - OFFSET_MS * 1000;
}

static void nothing_is_known_before_the_first_pong(void **state)
{
	(void)state;
	struct server_clock c;
	server_clock_init(&c);
	assert_false(c.known);
	server_clock_pong(&c, 10, 5, 1.0); /* back before it was sent */
	server_clock_pong(&c, 0, 5, -1.0);
	assert_false(c.known);
}

static void an_even_line_is_exact(void **state)
{
	(void)state;
	struct server_clock c;
	server_clock_init(&c);
	ping(&c, 100, 3, 3);
	assert_true(c.known);
	assert_int_equal(error_us(&c), 0);
	assert_int_equal(c.rtt_ns, 6 * NS_PER_MS);
}

static void the_quickest_round_trip_counts(void **state)
{
	(void)state;
	struct server_clock c;
	server_clock_init(&c);
	ping(&c, 0, 90, 10); /* off by 40 ms */
	ping(&c, 1000, 5, 6);
	ping(&c, 2000, 10, 200);
	assert_true(llabs(error_us(&c)) <= 500);
	assert_int_equal(c.min_rtt_ns, 11 * NS_PER_MS);
	assert_int_equal(c.rtt_ns, 210 * NS_PER_MS);
}

static void the_best_one_does_not_count_for_ever(void **state)
{
	(void)state;
	struct server_clock c;
	server_clock_init(&c);
	ping(&c, 0, 2, 1); /* off by 0.5 ms, and best for a while */
	for (int i = 1; i <= SERVER_CLOCK_PONGS; i++)
		ping(&c, i * 1000.0, 5, 5);
	assert_int_equal(error_us(&c), 0);
}

/* This machine slept for 8 s, or the server's did: all that was known is void at once. */
static void a_clock_that_slept_is_noticed_at_once(void **state)
{
	(void)state;
	static const double slept_ms[] = { 8000, -8000, 30 };
	for (int k = 0; k < 3; k++) {
		struct server_clock c;
		server_clock_init(&c);
		for (int i = 0; i < SERVER_CLOCK_PONGS; i++)
			ping(&c, i * 1000.0, 1, 1);
		server_clock_pong(&c, 40 * NS_PER_S, 40 * NS_PER_S + 20 * NS_PER_MS,
				40010 + OFFSET_MS + slept_ms[k]);
		assert_int_equal(error_us(&c), (int64_t)slept_ms[k] * 1000);
		assert_int_equal(c.min_rtt_ns, 20 * NS_PER_MS);
	}
}

/* A crystal 100 ppm off, as bad as they come, through an hour on a line with jitter. */
static void drift_is_followed_within_the_jitter(void **state)
{
	(void)state;
	struct server_clock c;
	unsigned seed = 1;
	server_clock_init(&c);
	for (int s = 0; s < 3600; s++) {
		double out_ms = 5 + rand_r(&seed) % 1000 / 100.0;
		double back_ms = 5 + rand_r(&seed) % 1000 / 100.0;
		double drift_ms = s * 1000.0 * 100e-6;
		int64_t sent_ns = s * NS_PER_S;
		server_clock_pong(&c, sent_ns, sent_ns + (int64_t)((out_ms + back_ms) * 1e6),
				s * 1000.0 + out_ms + OFFSET_MS + drift_ms);
		if (s > SERVER_CLOCK_PONGS)
			assert_true(llabs(error_us(&c) - (int64_t)(drift_ms * 1000)) < 6000);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_known_before_the_first_pong),
		cmocka_unit_test(an_even_line_is_exact),
		cmocka_unit_test(the_quickest_round_trip_counts),
		cmocka_unit_test(the_best_one_does_not_count_for_ever),
		cmocka_unit_test(a_clock_that_slept_is_noticed_at_once),
		cmocka_unit_test(drift_is_followed_within_the_jitter),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
