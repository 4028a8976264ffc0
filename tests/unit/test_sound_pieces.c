// SPDX-License-Identifier: Apache-2.0
/* Capture times that jitter, a cushion that learns, rates that differ. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/units.h"
#include "converter.h"
#include "cushion.h"
#include "shortfall.h"
#include "timeline.h"

#define assert_near(a, b, within) assert_true(fabs((double)(a) - (double)(b)) <= (within))

enum { RATE_HZ = 48000, VISIT = 240, BLOCK_NS = 5000000 };

static void jitter_of_what_is_measured_is_smoothed(void **state)
{
	(void)state;
	struct timeline t = { 0 };
	unsigned seed = 1;
	int64_t last_ns = 0;
	for (int i = 0; i < 2000; i++) {
		int64_t true_ns = NS_PER_S + (int64_t)i * BLOCK_NS;
		int64_t jitter_ns = rand_r(&seed) % 8000001 - 4000000; /* +-4 ms */
		int64_t placed_ns = timeline_place(&t, true_ns + jitter_ns, VISIT, RATE_HZ);
		if (i > 500) {
			assert_true(llabs(placed_ns - true_ns) < 1000000);
			assert_true(llabs(placed_ns - last_ns - BLOCK_NS) < 100000);
		}
		last_ns = placed_ns;
	}
}

static void a_crystal_that_is_off_is_followed(void **state)
{
	(void)state;
	struct timeline t = { 0 };
	for (int i = 0; i < 100000; i++) {
		int64_t true_ns = NS_PER_S + (int64_t)((double)i * BLOCK_NS * 1.0005);
		int64_t placed_ns = timeline_place(&t, true_ns, VISIT, RATE_HZ);
		assert_true(llabs(placed_ns - true_ns) < 1000000);
	}
}

static void a_hole_is_believed_at_once(void **state)
{
	(void)state;
	struct timeline t = { 0 };
	assert_int_equal(timeline_place(&t, NS_PER_S, VISIT, RATE_HZ), NS_PER_S);
	assert_int_equal(timeline_place(&t, NS_PER_S + BLOCK_NS, VISIT, RATE_HZ),
			NS_PER_S + BLOCK_NS);
	assert_int_equal(timeline_place(&t, 3 * NS_PER_S, VISIT, RATE_HZ), 3 * NS_PER_S);
	assert_int_equal(timeline_place(&t, 2 * NS_PER_S, VISIT, RATE_HZ), 2 * NS_PER_S);
}

static void a_length_is_exact_however_long(void **state)
{
	(void)state;
	assert_int_equal(timeline_length_ns(0, 44100), 0);
	assert_int_equal(timeline_length_ns(44100 / 2, 44100), NS_PER_S / 2);
	/* a loop that has played for a year */
	const uint64_t year_s = UINT64_C(365) * 86400;
	assert_int_equal(timeline_length_ns(year_s * 48000 + 480, 48000),
			(int64_t)year_s * NS_PER_S + NS_PER_S / 100);
}

static void a_cushion_begins_with_one_visit(void **state)
{
	(void)state;
	struct cushion c = { 0 };
	cushion_reset(&c);
	cushion_visit(&c, RATE_HZ, VISIT, false, 0);
	assert_int_equal(c.target_frames, VISIT);
	cushion_visit(&c, RATE_HZ, 2 * VISIT, false, 0);
	assert_int_equal(c.target_frames, 2 * VISIT);
}

static void a_shortage_makes_it_thicker_up_to_the_cap(void **state)
{
	(void)state;
	struct cushion c = { 0 };
	cushion_reset(&c);
	cushion_visit(&c, RATE_HZ, VISIT, true, 0);
	assert_int_equal(c.target_frames, 2 * VISIT);
	for (int i = 0; i < 100; i++)
		cushion_visit(&c, RATE_HZ, VISIT, true, 0);
	assert_int_equal(c.target_frames, RATE_HZ / 1000 * CUSHION_MOST_MS);
	assert_int_equal(c.shortages, 101);
}

static void calm_makes_it_thinner_again(void **state)
{
	(void)state;
	enum { PERIOD_VISITS = RATE_HZ * CUSHION_CALM_S / VISIT };
	struct cushion c = { 0 };
	cushion_reset(&c);
	for (int i = 0; i < 3; i++)
		cushion_visit(&c, RATE_HZ, VISIT, true, 0);
	for (int i = 0; i < PERIOD_VISITS; i++) /* once it was nearly used */
		cushion_visit(&c, RATE_HZ, VISIT, false, i == 5 ? VISIT - 1 : 3 * VISIT);
	assert_int_equal(c.target_frames, 4 * VISIT);
	for (int i = 0; i < PERIOD_VISITS; i++)
		cushion_visit(&c, RATE_HZ, VISIT, false, VISIT);
	assert_int_equal(c.target_frames, 3 * VISIT);
	for (int i = 0; i < 20 * PERIOD_VISITS; i++)
		cushion_visit(&c, RATE_HZ, VISIT, false, VISIT);
	assert_int_equal(c.target_frames, VISIT);
}

/* A device that takes that share of its frames: when is it found out, in ms? -1: never in 60 s. */
static int found_out_ms(double share)
{
	struct shortfall s = { 0 };
	for (int ms = 0; ms < 60000; ms += 250) {
		uint32_t taken = (uint32_t)(ms * share * RATE_HZ / 1000) / 960 * 960;
		if (shortfall_look(&s, ms * NS_PER_MS, UINT32_MAX - 100000 + taken, RATE_HZ))
			return ms;
	}
	return -1;
}

static void a_device_that_does_not_keep_up_is_found_out(void **state)
{
	(void)state;
	assert_int_equal(found_out_ms(1.0), -1);
	assert_int_equal(found_out_ms(0.9995), -1);
	assert_int_equal(found_out_ms(1.0005), -1);
	assert_int_equal(found_out_ms(0.9), 2 * SHORTFALL_WINDOW_MS);
	assert_int_equal(found_out_ms(0.5), 2 * SHORTFALL_WINDOW_MS);
}

static void one_bad_moment_is_forgiven(void **state)
{
	(void)state;
	struct shortfall s = { 0 };
	uint32_t taken = 0;
	for (int ms = 0; ms < 60000; ms += 250) {
		assert_false(shortfall_look(&s, ms * NS_PER_MS, taken, RATE_HZ));
		bool bad = ms % 6000 < 2000; /* every third look */
		taken += bad ? RATE_HZ / 8 : RATE_HZ / 4;
	}
}

static void strange_rates_are_refused(void **state)
{
	(void)state;
	struct converter r;
	assert_true(converter_init(&r, 0, RATE_HZ) < 0);
	assert_true(converter_init(&r, RATE_HZ, 1000000) < 0);
	converter_finish(&r);
}

static void equal_rates_pass_through(void **state)
{
	(void)state;
	struct converter r;
	float in[7] = { 1, 2, 3, 4, 5, 6, 7 };
	float out[9];
	assert_int_equal(converter_init(&r, RATE_HZ, RATE_HZ), 0);
	assert_int_equal(converter_process(&r, in, 7, out, 9), 7);
	assert_memory_equal(in, out, sizeof in);
	assert_int_equal(converter_delay_ns(&r), 0);
	converter_finish(&r);
}

/* A tone at any rate in pieces of 20 ms comes out as the same tone, as long and as loud. */
static void a_tone_stays_a_tone(void **state)
{
	(void)state;
	static const uint32_t rates[] = { 8000, 16000, 22050, 32000, 44100, 88200, 96000, 192000 };
	for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
		struct converter r;
		float in[3840];
		float out[2 * 960 + 2];
		double squares = 0;
		uint64_t made = 0;
		uint64_t crossings = 0;
		float last = 0;
		assert_int_equal(converter_init(&r, rates[i], RATE_HZ), 0);
		uint32_t piece = rates[i] / 50;
		for (uint32_t n = 0; n < 100; n++) {
			for (uint32_t k = 0; k < piece; k++)
				in[k] = 0.5f *
					sinf((float)(2 * M_PI * 1000.0 *
							fmod((n * piece + k) / (double)rates[i],
									1.0)));
			uint32_t count = converter_process(&r, in, piece, out, 2 * 960 + 2);
			for (uint32_t k = 0; k < count; k++) {
				squares += (double)out[k] * (double)out[k];
				crossings += last < 0 && out[k] >= 0 && out[k] - last > 0.01f;
				last = out[k];
			}
			made += count;
		}
		print_message("%u Hz: %lu samples, %lu waves, delay %.2f ms\n", rates[i],
				(unsigned long)made, (unsigned long)crossings,
				(double)converter_delay_ns(&r) / 1e6);
		assert_true(llabs((long long)made - 2 * RATE_HZ) < RATE_HZ / 100);
		assert_true(llabs((long long)crossings - 2000) <= 8);
		assert_near(sqrt(squares / (double)made), 0.5 / sqrt(2), 0.01);
		assert_true(converter_delay_ns(&r) < 13 * NS_PER_MS);
		converter_finish(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(jitter_of_what_is_measured_is_smoothed),
		cmocka_unit_test(a_crystal_that_is_off_is_followed),
		cmocka_unit_test(a_hole_is_believed_at_once),
		cmocka_unit_test(a_length_is_exact_however_long),
		cmocka_unit_test(a_cushion_begins_with_one_visit),
		cmocka_unit_test(a_shortage_makes_it_thicker_up_to_the_cap),
		cmocka_unit_test(calm_makes_it_thinner_again),
		cmocka_unit_test(a_device_that_does_not_keep_up_is_found_out),
		cmocka_unit_test(one_bad_moment_is_forgiven),
		cmocka_unit_test(strange_rates_are_refused),
		cmocka_unit_test(equal_rates_pass_through),
		cmocka_unit_test(a_tone_stays_a_tone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
