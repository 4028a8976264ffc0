// SPDX-License-Identifier: Apache-2.0
/* Tones through every pair of rates that devices have: the right ones flat, the others gone. */
#include "audio/resampler.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/rt.h"

enum { IN_MAX = 192000, OUT_MAX = 192000 };

static const double TURN = 6.283185307179586;
static float in[IN_MAX + 10000], out[OUT_MAX + 10000];
static struct resampler r;

/* clang-format off */
static const int pairs[][2] = {
	{ 44100, 48000 }, { 48000, 44100 }, { 48000, 48000 }, { 16000, 48000 }, { 48000, 16000 },
	{ 96000, 48000 }, { 48000, 96000 }, { 32000, 48000 }, { 48000, 32000 }, { 8000, 48000 },
	{ 48000, 8000 }, { 22050, 48000 }, { 48000, 22050 }, { 11025, 48000 }, { 48000, 11025 },
	{ 88200, 48000 }, { 48000, 88200 }, { 192000, 48000 }, { 48000, 192000 },
	{ 176400, 48000 }, { 48000, 176400 },
	{ 44056, 48000 }, { 48000, 47999 }, /* odd ones */
};
/* clang-format on */
enum { PAIRS = sizeof pairs / sizeof pairs[0] };

/* Making the filters takes longest; the state is flat, so it can be copied. */
static void start(int in_hz, int out_hz)
{
	static struct resampler fresh;
	static int fresh_in_hz, fresh_out_hz;

	if (in_hz != fresh_in_hz || out_hz != fresh_out_hz)
		assert_int_equal(resampler_init(&fresh, in_hz, out_hz), 0);
	fresh_in_hz = in_hz;
	fresh_out_hz = out_hz;
	r = fresh;
}

/* An eighth of a second of a tone; how many samples came out. */
static int run_tone(int in_hz, double hz)
{
	for (int i = 0; i < in_hz / 8; i++)
		in[i] = 0.5f * (float)sin(TURN * fmod(hz * i / in_hz, 1.0));
	int makes = resampler_makes(&r, in_hz / 8);
	assert_in_range(makes, 1, OUT_MAX);
	rt_enter();
	resampler_run(&r, in, in_hz / 8, out, makes);
	rt_leave();
	return makes;
}

/* Fits a sine of this frequency to the settled middle; its level in dB, and by *rest_db all that is
 * not it, both against the sine that went in. */
static double fit_db(int from, int to, double hz, double rate_hz, double *rest_db)
{
	double re = 0, im = 0, power = 0;
	int whole = (int)(floor((to - from) * hz / rate_hz) * rate_hz / hz);

	for (int i = from; i < from + whole; i++) {
		double turn = TURN * fmod(hz * i / rate_hz, 1.0);
		double window = 1 - cos(TURN * (i - from + 0.5) / whole); /* mean 1 */
		re += (double)out[i] * cos(turn) * window;
		im += (double)out[i] * sin(turn) * window;
	}
	re *= 2.0 / whole;
	im *= 2.0 / whole;
	for (int i = from; i < from + whole; i++) {
		double turn = TURN * fmod(hz * i / rate_hz, 1.0);
		double rest = (double)out[i] - re * cos(turn) - im * sin(turn);
		power += rest * rest / whole;
	}
	*rest_db = 10 * log10(power / 0.125 + 1e-20);
	return 20 * log10(hypot(re, im) / 0.5 + 1e-20);
}

static bool is_odd(int pair)
{
	return pairs[pair][0] == 44056 || pairs[pair][1] == 47999;
}

static void the_band_is_flat_and_clean(void **state)
{
	(void)state;

	for (int p = 0; p < PAIRS; p++) {
		int in_hz = pairs[p][0];
		double low_hz = pairs[p][0] < pairs[p][1] ? pairs[p][0] : pairs[p][1];
		for (int step = 1; step <= 12; step++) {
			double rest_db, hz = low_hz * 0.42 * step / 12; /* 18.5 kHz at 44.1 */
			start(in_hz, pairs[p][1]);
			int made = run_tone(in_hz, hz);
			double level_db = fit_db(made / 4, made, hz, pairs[p][1], &rest_db);
			if (fabs(level_db) > 0.05 || rest_db > (is_odd(p) ? -55 : -75))
				fail_msg("%d to %d: %.0f Hz comes out at %.2f dB, the rest at %.1f",
						in_hz, pairs[p][1], hz, level_db, rest_db);
		}
	}
}

/* What lies above the lower Nyquist frequency must not come out, folded or otherwise. */
static void nothing_folds(void **state)
{
	(void)state;

	for (int p = 0; p < PAIRS; p++) {
		int in_hz = pairs[p][0], out_hz = pairs[p][1];
		if (in_hz <= out_hz || is_odd(p))
			continue;
		for (int step = 0; step <= 12; step++) {
			double hz = out_hz * 0.5 + (in_hz - out_hz) * 0.499 * step / 12;
			double power = 0;
			start(in_hz, out_hz);
			int made = run_tone(in_hz, hz);
			for (int i = made / 4; i < made; i++)
				power += (double)out[i] * (double)out[i] / (made - made / 4);
			double db = 10 * log10(power / 0.125 + 1e-20);
			if (db > -70)
				fail_msg("%d to %d: %.0f Hz comes through at %.1f dB", in_hz,
						out_hz, hz, db);
		}
	}
}

static void the_ratio_is_exact(void **state)
{
	(void)state;

	for (int p = 0; p < PAIRS; p++) {
		start(pairs[p][0], pairs[p][1]);
		int delay = resampler_delay_samples(&r);
		int64_t made = 0;
		for (int s = 0; s < 3; s++) {
			int makes = resampler_makes(&r, pairs[p][0]);
			resampler_run(&r, in, pairs[p][0], out, makes);
			made += makes;
		}
		int64_t wanted = INT64_C(3) * pairs[p][1];
		assert_true(llabs(made - wanted) <= 1);
		assert_true(delay == 0 || delay >= 32);
	}
}

static void an_impulse_comes_after_the_delay(void **state)
{
	(void)state;

	for (int p = 0; p < PAIRS; p++) {
		start(pairs[p][0], pairs[p][1]);
		memset(in, 0, sizeof in);
		in[1000] = 1.0f;
		int makes = resampler_makes(&r, 3000), top = 0;
		resampler_run(&r, in, 3000, out, makes);
		for (int i = 0; i < makes; i++)
			top = out[i] > out[top] ? i : top;
		double at = (1000.0 + resampler_delay_samples(&r)) * pairs[p][1] / pairs[p][0];
		assert_true(fabs(top - at) <= 1.0);
	}
}

/* Asked for output, or given input, in odd pieces: the same samples as in one go. */
static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static float whole[OUT_MAX];
	static const int pieces[] = { 1, 2, 127, 128, 511, 512, 513, 2881 };

	for (int p = 0; p < PAIRS; p++) {
		const int total = 12000;
		for (int i = 0; i < total; i++)
			in[i] = (float)(i * 7919 % 1000) / 1000.0f - 0.5f;
		start(pairs[p][0], pairs[p][1]);
		int made = resampler_makes(&r, total);
		resampler_run(&r, in, total, whole, made);
		for (int k = 0; k < 8; k++) {
			int used = 0, got = 0;
			start(pairs[p][0], pairs[p][1]);
			while (used + pieces[k] <= total) { /* pushed */
				int makes = resampler_makes(&r, pieces[k]);
				resampler_run(&r, in + used, pieces[k], out + got, makes);
				used += pieces[k];
				got += makes;
			}
			assert_memory_equal(out, whole, (size_t)got * sizeof *out);
			used = got = 0;
			start(pairs[p][0], pairs[p][1]);
			while (used + resampler_needs(&r, pieces[k]) <= total) { /* pulled */
				int needs = resampler_needs(&r, pieces[k]);
				assert_true(resampler_makes(&r, needs) >= pieces[k]);
				assert_true(needs == 0 ||
						resampler_makes(&r, needs - 1) < pieces[k]);
				resampler_run(&r, in + used, needs, out + got, pieces[k]);
				used += needs;
				got += pieces[k];
			}
			assert_memory_equal(out, whole, (size_t)got * sizeof *out);
			assert_true(got > made - pieces[k] - 10);
		}
	}
}

static void equal_rates_pass_untouched(void **state)
{
	(void)state;

	start(48000, 48000);
	run_tone(48000, 1000);
	assert_memory_equal(in, out, 6000 * sizeof *in);
	assert_int_equal(resampler_delay_samples(&r), 0);
}

static void a_rate_out_of_range_is_refused(void **state)
{
	(void)state;

	assert_int_equal(resampler_init(&r, 7999, 48000), -EINVAL);
	assert_int_equal(resampler_init(&r, 48000, 192001), -EINVAL);
	assert_int_equal(resampler_init(&r, 0, 48000), -EINVAL);
	assert_int_equal(resampler_init(&r, 8000, 96000), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_band_is_flat_and_clean),
		cmocka_unit_test(nothing_folds),
		cmocka_unit_test(the_ratio_is_exact),
		cmocka_unit_test(an_impulse_comes_after_the_delay),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(equal_rates_pass_untouched),
		cmocka_unit_test(a_rate_out_of_range_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
