// SPDX-License-Identifier: Apache-2.0
/* The mix and the fades that feed it. */
#include "audio/mixer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "audio/fade.h"

static void a_mix_is_a_sum(void **state)
{
	(void)state;
	float out[5], one[5] = { 1, 2, 3, 4, 5 }, two[5] = { 10, 20, 30, 40, 50 };

	mixer_clear(out, 5);
	mixer_add_ramped(out, one, 1.0f, 1.0f, 5);
	mixer_add_ramped(out, two, 0.5f, 0.5f, 5);
	for (int i = 0; i < 5; i++)
		assert_true(out[i] == 6.0f * (float)(i + 1));
}

static void a_ramp_begins_exactly_and_the_next_goes_on(void **state)
{
	(void)state;
	enum { N = 960 };
	float one[N], out[2 * N];

	for (int i = 0; i < N; i++)
		one[i] = 1.0f;
	mixer_clear(out, 2 * N);
	mixer_add_ramped(out, one, 0.25f, 0.75f, N);
	mixer_add_ramped(out + N, one, 0.75f, 0.75f, N);
	assert_true(out[0] == 0.25f);
	assert_true(out[N] == 0.75f && out[2 * N - 1] == 0.75f);
	for (int i = 1; i <= N; i++)
		assert_float_equal(out[i] - out[i - 1], 0.5f / N, 1e-6f);
}

static void nothing_of_a_muted_source_comes_through(void **state)
{
	(void)state;
	float out[3] = { 1, 2, 3 }, broken[3] = { NAN, INFINITY, 1 };

	mixer_add_ramped(out, broken, 0.0f, 0.0f, 3);
	assert_true(out[0] == 1.0f && out[1] == 2.0f && out[2] == 3.0f);
}

static void a_fade_arrives_exactly_and_stays(void **state)
{
	(void)state;
	struct fade f;
	float from = 9, to = 9, last = 0.0f;

	fade_init(&f, 0.0f);
	fade_to(&f, 0.7f, 300);
	for (int tick = 0; tick < 15; tick++) {
		assert_true(f.left_samples > 0);
		fade_to(&f, 0.7f, 300); /* asking again does not begin again */
		fade_next(&f, TICK_SAMPLES, &from, &to);
		assert_true(from == last && to > from);
		assert_float_equal(to - from, 0.7f / 15, 1e-6f);
		last = to;
	}
	assert_true(to == 0.7f && f.left_samples == 0);
	fade_next(&f, TICK_SAMPLES, &from, &to);
	assert_true(from == 0.7f && to == 0.7f);
}

static void a_fade_turns_round_where_it_is(void **state)
{
	(void)state;
	struct fade f;
	float from, to, half;

	fade_init(&f, 0.0f);
	fade_to(&f, 1.0f, 40);
	fade_next(&f, TICK_SAMPLES, &from, &half);
	assert_float_equal(half, 0.5f, 1e-6f);
	fade_to(&f, 0.0f, 20);
	fade_next(&f, TICK_SAMPLES, &from, &to);
	assert_true(from == half && to == 0.0f);
}

static void a_fade_of_no_time_or_within_a_block_is_done_at_its_end(void **state)
{
	(void)state;
	struct fade f;
	float from, to;

	fade_init(&f, 0.0f);
	fade_to(&f, 1.0f, 5);
	fade_next(&f, TICK_SAMPLES, &from, &to);
	assert_true(from == 0.0f && to == 1.0f);
	fade_to(&f, 0.0f, 0);
	fade_next(&f, TICK_SAMPLES, &from, &to);
	assert_true(from == 0.0f && to == 0.0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_mix_is_a_sum),
		cmocka_unit_test(a_ramp_begins_exactly_and_the_next_goes_on),
		cmocka_unit_test(nothing_of_a_muted_source_comes_through),
		cmocka_unit_test(a_fade_arrives_exactly_and_stays),
		cmocka_unit_test(a_fade_turns_round_where_it_is),
		cmocka_unit_test(a_fade_of_no_time_or_within_a_block_is_done_at_its_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
