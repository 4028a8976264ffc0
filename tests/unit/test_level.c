// SPDX-License-Identifier: Apache-2.0
/* The meter against the standard's own figure and against libebur128. */
#include "audio/level.h"

#include <ebur128.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/sound.h"

enum { SECONDS = 12, SAMPLES = SECONDS * SAMPLE_RATE_HZ, CHUNK = SAMPLE_RATE_HZ / 10 };

static float pcm[SAMPLES];

static float amplitude(float dbfs)
{
	return powf(10.0f, dbfs / 20.0f);
}

static void fill_tone(float hz, float dbfs)
{
	sound_sine(pcm, SAMPLES, (double)hz, amplitude(dbfs), 0);
}

static void fill_noise(float seed, float dbfs)
{
	uint32_t state = (uint32_t)seed;
	sound_noise(&state, pcm, SAMPLES, amplitude(dbfs));
}

static void fill_voice(float seed, float db)
{
	struct voice v;
	voice_init(&v, (uint32_t)seed);
	voice_speak(&v, pcm, SAMPLES);
	sound_scale(pcm, SAMPLES, amplitude(db));
}

/* BS.1770-4: "if a 0 dB FS, 997 Hz sine wave is applied to the left, center or right channel
 * input, the indicated loudness will equal -3.01 LKFS". */
static void the_standards_own_tone_reads_minus_3_01(void **state)
{
	(void)state;
	struct level l;

	level_init(&l);
	fill_tone(997, 0);
	level_add(&l, pcm, 4 * SAMPLE_RATE_HZ);
	assert_float_equal(level_momentary_lufs(&l), -3.01f, 0.01f);
	assert_float_equal(level_short_term_lufs(&l), -3.01f, 0.01f);
	assert_float_equal(level_peak_dbfs(&l), 0.0f, 0.01f);
	assert_float_equal(level_rms_dbfs(&l), -3.01f, 0.01f);
}

static void it_agrees_with_libebur128(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct row { void (*fill)(float, float); float what, db; } rows[] = {
		{ fill_tone, 40, -20 }, { fill_tone, 100, -6 }, { fill_tone, 997, -23 },
		{ fill_tone, 2000, -40 }, { fill_tone, 10000, -12 }, { fill_tone, 19000, -20 },
		{ fill_noise, 1, -20 }, { fill_noise, 2, -60 },
		{ fill_voice, 1, 0 }, { fill_voice, 2, -12 }, { fill_voice, 3, 6 },
	};
	/* clang-format on */

	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		struct level l;
		ebur128_state *judge = ebur128_init(1, SAMPLE_RATE_HZ, EBUR128_MODE_S);
		assert_non_null(judge);
		level_init(&l);
		rows[r].fill(rows[r].what, rows[r].db);
		for (int at = 0; at < SAMPLES; at += CHUNK) {
			double momentary, short_term;
			level_add(&l, pcm + at, CHUNK);
			assert_int_equal(ebur128_add_frames_float(judge, pcm + at, CHUNK), 0);
			ebur128_loudness_momentary(judge, &momentary);
			ebur128_loudness_shortterm(judge, &short_term);
			if (momentary > -70)
				assert_float_equal(level_momentary_lufs(&l), (float)momentary,
						0.1f);
			if (short_term > -70)
				assert_float_equal(level_short_term_lufs(&l), (float)short_term,
						0.1f);
		}
		ebur128_destroy(&judge);
	}
}

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 7, 128, 441, 960, 2880, 5760 };
	struct level whole;

	fill_voice(4, 0);
	level_init(&whole);
	level_add(&whole, pcm, SAMPLES);
	for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
		struct level l;
		level_init(&l);
		for (int at = 0; at < SAMPLES; at += pieces[p]) {
			int left = SAMPLES - at;
			level_add(&l, pcm + at, left < pieces[p] ? left : pieces[p]);
		}
		assert_true(level_peak_dbfs(&l) == level_peak_dbfs(&whole));
		assert_float_equal(level_rms_dbfs(&l), level_rms_dbfs(&whole), 0.001f);
		assert_float_equal(level_short_term_lufs(&l), level_short_term_lufs(&whole),
				0.001f);
		assert_float_equal(level_momentary_lufs(&l), level_momentary_lufs(&whole), 0.001f);
	}
}

static void nothing_reads_minus_120(void **state)
{
	(void)state;
	struct level l;
	float silence[CHUNK] = { 0 };

	level_init(&l);
	for (int i = 0; i < 2; i++) {
		assert_true(level_peak_dbfs(&l) == -120.0f);
		assert_true(level_rms_dbfs(&l) == -120.0f);
		assert_true(level_momentary_lufs(&l) == -120.0f);
		assert_true(level_short_term_lufs(&l) == -120.0f);
		level_add(&l, silence, CHUNK);
	}
	assert_true(level_frame_dbfs(silence, CHUNK) == -120.0f);
	assert_true(level_frame_dbfs(silence, 0) == -120.0f);
}

static void a_restart_forgets_peak_and_rms_but_not_loudness(void **state)
{
	(void)state;
	struct level l;

	level_init(&l);
	fill_tone(1000, -6);
	level_add(&l, pcm, SAMPLE_RATE_HZ);
	float loudness = level_momentary_lufs(&l);
	level_restart(&l);
	assert_true(level_peak_dbfs(&l) == -120.0f && level_rms_dbfs(&l) == -120.0f);
	assert_true(level_momentary_lufs(&l) == loudness);
	fill_tone(1000, -26);
	level_add(&l, pcm, CHUNK);
	assert_float_equal(level_peak_dbfs(&l), -26.0f, 0.01f);
	assert_float_equal(level_rms_dbfs(&l), -29.01f, 0.01f);
}

static void momentary_forgets_after_400_ms_and_short_term_after_3_s(void **state)
{
	(void)state;
	struct level l;
	static float silence[SAMPLE_RATE_HZ * 3];

	level_init(&l);
	fill_noise(1, -20);
	level_add(&l, pcm, 4 * SAMPLE_RATE_HZ);
	float loudness = level_short_term_lufs(&l);
	level_add(&l, silence, SAMPLE_RATE_HZ / 5);
	assert_float_equal(level_momentary_lufs(&l), loudness - 3.01f, 0.2f);
	level_add(&l, silence, SAMPLE_RATE_HZ / 5 + LEVEL_STEP_SAMPLES);
	assert_true(level_momentary_lufs(&l) < -70.0f);
	level_add(&l, silence, SAMPLE_RATE_HZ * 11 / 10 - LEVEL_STEP_SAMPLES);
	assert_float_equal(level_short_term_lufs(&l), loudness - 3.01f, 0.2f);
	level_add(&l, silence, SAMPLE_RATE_HZ * 3 / 2 + LEVEL_STEP_SAMPLES);
	assert_true(level_short_term_lufs(&l) < -70.0f);
}

static void what_is_not_a_number_does_no_lasting_harm(void **state)
{
	(void)state;
	struct level l;

	level_init(&l);
	fill_tone(997, -20);
	pcm[100] = NAN;
	pcm[101] = INFINITY;
	pcm[102] = -INFINITY;
	level_add(&l, pcm, SAMPLES);
	assert_float_equal(level_short_term_lufs(&l), -23.01f, 0.01f);
	level_restart(&l);
	level_add(&l, pcm + 960, SAMPLE_RATE_HZ);
	assert_float_equal(level_rms_dbfs(&l), -23.01f, 0.01f);
	assert_float_equal(level_peak_dbfs(&l), -20.0f, 0.01f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_standards_own_tone_reads_minus_3_01),
		cmocka_unit_test(it_agrees_with_libebur128),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(nothing_reads_minus_120),
		cmocka_unit_test(a_restart_forgets_peak_and_rms_but_not_loudness),
		cmocka_unit_test(momentary_forgets_after_400_ms_and_short_term_after_3_s),
		cmocka_unit_test(what_is_not_a_number_does_no_lasting_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
