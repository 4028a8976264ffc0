// SPDX-License-Identifier: Apache-2.0
/* The limiter's promises: never over, nothing touched below, the same delay always, no pumping. */
#include "audio/limiter.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "audio/decibel.h"
#include "support/sound.h"

enum { SAMPLES = 4 * SAMPLE_RATE_HZ };

static float in[SAMPLES], out[SAMPLES];

static struct limiter started(struct limiter_setup setup)
{
	struct limiter l;
	assert_int_equal(limiter_init(&l, &setup), 0);
	return l;
}

static void run(struct limiter *l)
{
	memcpy(out, in, sizeof out);
	limiter_process(l, out, SAMPLES);
}

static float largest(const float *pcm, int from, int to)
{
	float peak = 0.0f;
	for (int i = from; i < to; i++)
		peak = fmaxf(peak, fabsf(pcm[i]));
	return peak;
}

static void below_the_ceiling_it_is_a_delay_bit_for_bit(void **state)
{
	(void)state;

	for (int ms = 1; ms <= LIMITER_LOOK_AHEAD_MAX_MS; ms++) {
		struct limiter l = started((struct limiter_setup){ -1.0f, ms, 150 });
		uint32_t seed = 7;
		for (int i = 0; i < SAMPLES; i++)
			in[i] = sound_random(&seed) * l.ceiling;
		run(&l);
		int delay = limiter_delay_samples(&l);
		assert_int_equal(delay, ms * 48);
		assert_memory_equal(out + delay, in, (size_t)(SAMPLES - delay) * sizeof *in);
		assert_true(largest(out, 0, delay) == 0.0f);
		assert_int_equal(l.limited_samples, 0);
		assert_true(limiter_reduction_db(&l) == 0.0f);
	}
}

static void fill_tone(void)
{
	sound_sine(in, SAMPLES, 440, 3.0f, 0);
}

static void fill_low_tone(void)
{
	sound_sine(in, SAMPLES, 50, 20.0f, 0);
}

static void fill_noise(void)
{
	uint32_t seed = 3;
	sound_noise(&seed, in, SAMPLES, 1.0f);
}

static void fill_steps(void)
{
	for (int i = 0; i < SAMPLES; i++)
		in[i] = i / 1000 % 2 ? 8.0f : -0.1f;
}

static void fill_clicks(void)
{
	memset(in, 0, sizeof in);
	for (int i = 0; i < SAMPLES; i += 331)
		in[i] = i % 2 ? 200.0f : -2.0f;
}

/* Each sample a little less loud than the one before it: the most peaks to remember at once. */
static void fill_slopes(void)
{
	for (int i = 0; i < SAMPLES; i++)
		in[i] = 5.0f - (float)(i % 3000) * 0.001f;
}

static void fill_shouting(void)
{
	struct voice v;
	voice_init(&v, 11);
	voice_speak(&v, in, SAMPLES);
	sound_scale(in, SAMPLES, 10.0f);
}

static void fill_anything(void)
{
	uint32_t seed = 99;
	float loud = 1.0f;
	for (int i = 0; i < SAMPLES; i++) {
		if (sound_random(&seed) > 0.998f)
			loud = expf(5.0f * sound_random(&seed));
		in[i] = loud * sound_random(&seed);
	}
}

static void (*const fills[])(void) = { fill_tone, fill_low_tone, fill_noise, fill_steps,
	fill_clicks, fill_slopes, fill_shouting, fill_anything };
enum { FILLS = sizeof fills / sizeof fills[0] };

/* The gain that a sample got moves no faster than the whole way in the look-ahead; if it did, the
 * sample was clipped, not turned down. */
static void assert_gain_moves_in_lines(int delay)
{
	float last = NAN; /* unknown: that sample was too small to tell */

	for (int i = delay; i < SAMPLES; i++) {
		float from = in[i - delay];
		float gain = fabsf(from) < 0.01f ? NAN : out[i] / from;
		if (!isnan(gain) && !isnan(last))
			assert_true(fabsf(gain - last) <= 1.0f / (float)delay + 0.001f);
		last = gain;
	}
}

static void no_sample_is_ever_over_the_ceiling(void **state)
{
	(void)state;
	static const float ceilings_dbfs[] = { -0.1f, -1.0f, -20.0f, -60.0f };

	for (int f = 0; f < FILLS; f++) {
		fills[f]();
		for (int c = 0; c < 4; c++) {
			for (int ms = 1; ms <= LIMITER_LOOK_AHEAD_MAX_MS; ms++) {
				struct limiter l = started((struct limiter_setup){ ceilings_dbfs[c],
						ms, 10 + 100 * ms });
				run(&l);
				assert_true(largest(out, 0, SAMPLES) <= l.ceiling);
				assert_true(l.limited_samples > 0);
				assert_gain_moves_in_lines(limiter_delay_samples(&l));
				assert_int_equal(l.broken_samples, 0);
			}
		}
	}
}

/* The gain at work moves in lines: between neighbours never more than the whole way in the look-
 * ahead, also where the sound jumps. A constant makes the gain visible. */
static void the_gain_comes_down_in_a_line_before_the_peak(void **state)
{
	(void)state;
	struct limiter l = started((struct limiter_setup){ -6.0f, 2, 150 });
	int delay = limiter_delay_samples(&l);

	for (int i = 0; i < SAMPLES; i++)
		in[i] = 0.4f;
	in[1000] = 2.0f;
	run(&l);
	assert_true(out[999] == 0.4f);
	for (int i = 1000; i < 1000 + delay; i++)
		assert_true(out[i] < out[i - 1] &&
				out[i - 1] - out[i] < 0.4f * 0.8f / (float)delay);
	assert_float_equal(out[1000 + delay], l.ceiling, 1e-5f);
}

static void a_steady_tone_keeps_the_gain_still(void **state)
{
	(void)state;
	static const double tones_hz[] = { 50, 100, 300, 1000, 3000 };

	for (int t = 0; t < 5; t++) {
		struct limiter l = started((struct limiter_setup){ -6.0f, 2, 150 });
		sound_sine(in, SAMPLES, tones_hz[t], 1.0f, 0);
		run(&l);
		int delay = limiter_delay_samples(&l);
		for (int i = SAMPLES / 2; i < SAMPLES; i++)
			assert_float_equal(out[i], in[i - delay] * l.ceiling, 0.001f);
		assert_float_equal(limiter_reduction_db(&l), 6.0f, 0.05f);
	}
}

static void after_a_burst_it_comes_back_without_overshoot(void **state)
{
	(void)state;
	struct limiter l = started((struct limiter_setup){ -6.0f, 2, 150 });

	for (int i = 0; i < SAMPLES; i++)
		in[i] = i < 4800 ? 1.0f : 0.4f;
	run(&l);
	int delay = limiter_delay_samples(&l);
	int held = 4800 + delay + LIMITER_HOLD_MS * 48 - 1;
	for (int i = 4800 + delay; i < held; i++)
		assert_float_equal(out[i], 0.4f * l.ceiling, 1e-4f);
	for (int i = held; i < SAMPLES; i++) {
		assert_true(out[i] >= out[i - 1] - 1e-6f && out[i] <= 0.4f);
		assert_true(out[i] - out[i - 1] < 0.4f * 0.5f / (0.15f * 48000) * 1.01f);
	}
	assert_true(out[SAMPLES - 1] == 0.4f && limiter_reduction_db(&l) == 0.0f);
	assert_float_equal(out[held + 7200], 0.4f * (1 - 0.5f * 0.368f), 0.002f);
}

static void what_is_not_sound_is_silence(void **state)
{
	(void)state;
	static const float broken[] = { NAN, INFINITY, -INFINITY, 1e30f, -300.0f };
	struct limiter l = started((struct limiter_setup){ 0 });
	int delay = limiter_delay_samples(&l);

	for (int i = 0; i < SAMPLES; i++)
		in[i] = i % 1000 == 500 ? broken[i / 1000 % 5] : 0.25f;
	run(&l);
	for (int i = delay; i < SAMPLES; i++)
		assert_true(out[i] == ((i - delay) % 1000 == 500 ? 0.0f : 0.25f));
	assert_int_equal(l.broken_samples, SAMPLES / 1000);
	assert_int_equal(l.limited_samples, 0);
}

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 13, 128, 960, 2880 };
	static float whole[SAMPLES];
	struct limiter l = started((struct limiter_setup){ 0 });

	fill_shouting();
	run(&l);
	memcpy(whole, out, sizeof whole);
	for (int p = 0; p < 5; p++) {
		struct limiter other = started((struct limiter_setup){ 0 });
		memcpy(out, in, sizeof out);
		for (int at = 0; at < SAMPLES; at += pieces[p]) {
			int left = SAMPLES - at;
			limiter_process(&other, out + at, left < pieces[p] ? left : pieces[p]);
		}
		assert_memory_equal(out, whole, sizeof out);
	}
}

static void a_setup_out_of_range_is_refused(void **state)
{
	(void)state;
	static const struct limiter_setup setups[] = {
		{ 0.5f, 2, 150 },
		{ -61.0f, 2, 150 },
		{ NAN, 2, 150 },
		{ -1.0f, -1, 150 },
		{ -1.0f, 6, 150 },
		{ -1.0f, 2, 9 },
		{ -1.0f, 2, 2001 },
	};

	for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++) {
		struct limiter l;
		assert_int_equal(limiter_init(&l, &setups[i]), -EINVAL);
	}
	struct limiter l = started((struct limiter_setup){ 0 });
	assert_float_equal(decibel_of_amplitude(l.ceiling), -1.0f, 0.001f);
	assert_int_equal(limiter_delay_samples(&l), 96);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_the_ceiling_it_is_a_delay_bit_for_bit),
		cmocka_unit_test(no_sample_is_ever_over_the_ceiling),
		cmocka_unit_test(the_gain_comes_down_in_a_line_before_the_peak),
		cmocka_unit_test(a_steady_tone_keeps_the_gain_still),
		cmocka_unit_test(after_a_burst_it_comes_back_without_overshoot),
		cmocka_unit_test(what_is_not_sound_is_silence),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(a_setup_out_of_range_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
