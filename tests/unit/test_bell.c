// SPDX-License-Identifier: Apache-2.0
#include "base/bell.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/rt_guard.h"

static bool rings(const struct bell *b)
{
	struct pollfd p = { .fd = b->fd, .events = POLLIN };
	return poll(&p, 1, 0) == 1;
}

static void it_rings_until_hushed(void **state)
{
	(void)state;
	struct bell b;
	assert_int_equal(bell_init(&b), 0);
	assert_false(rings(&b));
	bell_ring(&b);
	assert_true(rings(&b));
	bell_hush(&b);
	assert_false(rings(&b));
	bell_finish(&b);
}

static void many_rings_are_one(void **state)
{
	(void)state;
	struct bell b;
	assert_int_equal(bell_init(&b), 0);
	for (int i = 0; i < 1000; i++)
		bell_ring(&b);
	bell_hush(&b);
	assert_false(rings(&b));
	bell_finish(&b);
}

static void hushing_a_silent_bell_does_not_wait(void **state)
{
	(void)state;
	struct bell b;
	assert_int_equal(bell_init(&b), 0);
	bell_hush(&b);
	assert_false(rings(&b));
	bell_finish(&b);
	assert_int_equal(b.fd, 0);
	bell_finish(&b); /* finished twice is fine */
}

static void ringing_is_allowed_in_the_tick(void **state)
{
	(void)state;
	struct bell b;
	assert_int_equal(bell_init(&b), 0);
	rt_enter();
	bell_ring(&b);
	rt_leave();
	assert_true(rings(&b));
	bell_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_rings_until_hushed),
		cmocka_unit_test(many_rings_are_one),
		cmocka_unit_test(hushing_a_silent_bell_does_not_wait),
		cmocka_unit_test(ringing_is_allowed_in_the_tick),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
