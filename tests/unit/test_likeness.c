// SPDX-License-Identifier: Apache-2.0
#include "tools/likeness.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/alloc_fail.h"

enum { RATE_HZ = 16000, SECONDS = 12, SAMPLES = RATE_HZ * SECONDS, SYLLABLE = RATE_HZ / 6 };

/* Something like speech: six syllables a second, each a tone of its own pitch with overtones, or
 * a pause; which they are follows from the seed. */
static float *speech(uint32_t seed)
{
	float *samples = calloc(SAMPLES, sizeof *samples);
	assert_non_null(samples);
	for (int i = 0; i < SAMPLES; i++) {
		if (i % SYLLABLE == 0)
			seed = seed * 1664525u + 1013904223u;
		double pitch_hz = 200 + (seed >> 16) % 1500;
		double t = (double)i / RATE_HZ;
		for (int overtone = 1; overtone <= 3 && (seed >> 28) > 3; overtone++)
			samples[i] += (float)(0.2 / overtone *
					      sin(6.2831853 * pitch_hz * overtone * t));
	}
	return samples;
}

static void add_noise(float *samples, size_t count, float level)
{
	uint32_t seed = 7;
	for (size_t i = 0; i < count; i++) {
		seed = seed * 1664525u + 1013904223u;
		samples[i] += level * ((float)(seed >> 8) / 8388608.0f - 1);
	}
}

static double compare(const float *piece, size_t count, const float *recording)
{
	struct likeness_print a;
	struct likeness_print b;
	assert_int_equal(likeness_print(&a, piece, count, RATE_HZ), 0);
	assert_int_equal(likeness_print(&b, recording, SAMPLES, RATE_HZ), 0);
	double result = likeness(&a, &b);
	likeness_finish(&a);
	likeness_finish(&b);
	return result;
}

static void a_piece_is_known_wherever_it_begins(void **state)
{
	(void)state;
	float *recording = speech(1);
	assert_true(compare(recording + 5 * RATE_HZ, 4 * RATE_HZ, recording) > 0.95);
	assert_true(compare(recording + 3333, 4 * RATE_HZ, recording) > 0.85); /* between steps */
	free(recording);
}

static void a_piece_is_known_across_the_loop(void **state)
{
	(void)state;
	float *recording = speech(1);
	float *piece = calloc(4 * RATE_HZ, sizeof *piece);
	assert_non_null(piece);
	memcpy(piece, recording + SAMPLES - 2 * RATE_HZ, 2 * RATE_HZ * sizeof *piece);
	memcpy(piece + 2 * RATE_HZ, recording, 2 * RATE_HZ * sizeof *piece);
	assert_true(compare(piece, 4 * RATE_HZ, recording) > 0.9);
	free(piece);
	free(recording);
}

static void level_and_noise_of_the_line_do_not_matter(void **state)
{
	(void)state;
	float *recording = speech(1);
	float *piece = speech(1);
	for (int i = 0; i < SAMPLES; i++)
		piece[i] *= 0.1f;
	add_noise(piece, SAMPLES, 0.0005f);
	assert_true(compare(piece + RATE_HZ, 4 * RATE_HZ, recording) > 0.85);
	free(piece);
	free(recording);
}

static void another_speech_is_not_taken_for_it(void **state)
{
	(void)state;
	float *recording = speech(1);
	for (uint32_t seed = 2; seed < 6; seed++) {
		float *other = speech(seed);
		assert_true(compare(other, 6 * RATE_HZ, recording) < 0.45);
		free(other);
	}
	free(recording);
}

static void silence_and_noise_are_like_nothing(void **state)
{
	(void)state;
	float *recording = speech(1);
	float *piece = calloc(SAMPLES, sizeof *piece);
	assert_non_null(piece);
	assert_true(compare(piece, SAMPLES, recording) < 0.01);
	add_noise(piece, SAMPLES, 0.3f);
	assert_true(compare(piece, SAMPLES, recording) < 0.2);
	free(piece);
	free(recording);
}

static void too_little_is_refused(void **state)
{
	(void)state;
	struct likeness_print p;
	float *samples = speech(1);
	assert_int_equal(likeness_print(&p, samples, RATE_HZ - 1, RATE_HZ), -EINVAL);
	assert_int_equal(likeness_print(&p, samples, SAMPLES, 8000), -EINVAL);
	likeness_finish(&p); /* refused, or finished twice, is fine */
	free(samples);
}

static float *given;

static int create(void *print)
{
	return likeness_print(print, given, RATE_HZ, RATE_HZ);
}

static void destroy(void *print)
{
	likeness_finish(print);
}

static void no_memory_is_told(void **state)
{
	(void)state;
	struct likeness_print p;
	given = speech(1);
	assert_int_equal(alloc_fail_replay(create, destroy, &p), 1);
	free(given);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_piece_is_known_wherever_it_begins),
		cmocka_unit_test(a_piece_is_known_across_the_loop),
		cmocka_unit_test(level_and_noise_of_the_line_do_not_matter),
		cmocka_unit_test(another_speech_is_not_taken_for_it),
		cmocka_unit_test(silence_and_noise_are_like_nothing),
		cmocka_unit_test(too_little_is_refused),
		cmocka_unit_test(no_memory_is_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
