// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/rate.h"

/* Offered so many times at an even interval: how many may pass? */
/* clang-format off */
static const struct row { const char *name; struct rate_limit limit; int offered, every_ms, passed; } rows[] = {
	{ "a burst at once",                    { 50, 100 },  200,   0, 100 },
	{ "one at once",                        { 10,   1 },    3,   0,   1 },
	{ "exactly the rate, for ever",         { 50, 100 }, 5000,  20, 5000 },
	{ "a little over: the burst, then 50/s", { 50, 100 }, 1000,  10, 599 },
	{ "slow ones never wait",               {  1,   1 },    9, 1000,   9 },
	{ "twice as fast as one a second",      {  1,   1 },   10,  500,   5 },
};
/* clang-format on */

static void passes_as_many_as_it_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct rate rate = { 0 };
		int64_t now_ns = 12345 * NS_PER_S;
		int passed = 0;
		for (int n = 0; n < r->offered; n++, now_ns += r->every_ms * NS_PER_MS)
			passed += rate_take(&rate, r->limit, now_ns);
		if (passed != r->passed)
			print_error("%s: %d passed, not %d\n", r->name, passed, r->passed);
		assert_int_equal(passed, r->passed);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(passes_as_many_as_it_may) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
