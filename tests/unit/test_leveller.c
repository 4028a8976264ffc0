// SPDX-License-Identifier: Apache-2.0
/* However loud they come in, they come out equally loud; and the gain does nothing else. */
#include "audio/leveller.h"

#include <ebur128.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "audio/decibel.h"
#include "audio/mixer.h"
#include "support/sound.h"

enum { SECONDS = 30, SAMPLES = SECONDS * SAMPLE_RATE_HZ, TICKS = SECONDS * TICKS_PER_SECOND };

static float in[SAMPLES], out[SAMPLES];
static float gain_db[TICKS]; /* at the end of each tick */

/* Integrated loudness by libebur128. */
static float loudness(const float *pcm, int samples)
{
	double lufs;
	ebur128_state *judge = ebur128_init(1, SAMPLE_RATE_HZ, EBUR128_MODE_I);

	assert_non_null(judge);
	assert_int_equal(ebur128_add_frames_float(judge, pcm, (size_t)samples), 0);
	ebur128_loudness_global(judge, &lufs);
	ebur128_destroy(&judge);
	return (float)lufs;
}

static void speak(uint32_t speaker, float lufs, float *pcm, int samples)
{
	struct voice v;

	voice_init(&v, speaker);
	voice_speak(&v, pcm, samples);
	sound_scale(pcm, samples, decibel_to_amplitude(lufs - loudness(pcm, samples)));
}

static void run(struct leveller *l, int first_tick, int ticks)
{
	for (int t = first_tick; t < first_tick + ticks; t++) {
		float from = leveller_gain(l);
		float to = leveller_update(l, in + t * TICK_SAMPLES, TICK_SAMPLES);
		mixer_clear(out + t * TICK_SAMPLES, TICK_SAMPLES);
		mixer_add_ramped(out + t * TICK_SAMPLES, in + t * TICK_SAMPLES, from, to,
				TICK_SAMPLES);
		gain_db[t] = decibel_of_amplitude(to);
	}
}

static float seconds_loudness(int from_s, int to_s)
{
	return loudness(out + from_s * SAMPLE_RATE_HZ, (to_s - from_s) * SAMPLE_RATE_HZ);
}

static void five_speakers_end_up_equally_loud(void **state)
{
	(void)state;
	static const float lufs[] = { -35, -29, -23, -17, -12 };

	for (uint32_t turn = 0; turn < 5; turn++) {
		float least = 0.0f, most = -100.0f;
		for (uint32_t speaker = 0; speaker < 5; speaker++) {
			struct leveller l;
			leveller_init(&l, -23.0f);
			speak(speaker + 1, lufs[(speaker + turn) % 5], in, SAMPLES);
			run(&l, 0, TICKS);
			float settled = seconds_loudness(3, SECONDS);
			assert_float_equal(settled, -23.0f, 1.0f);
			assert_float_equal(seconds_loudness(2, 5), -23.0f, 2.5f);
			least = fminf(least, settled);
			most = fmaxf(most, settled);
		}
		assert_true(most - least < 1.5f);
	}
}

static void the_gain_moves_slowly_and_stays_in_range(void **state)
{
	(void)state;
	static const float lufs[] = { -60, -35, -12, 0 };

	for (int i = 0; i < 4; i++) {
		struct leveller l;
		leveller_init(&l, -23.0f);
		speak(3, lufs[i], in, SAMPLES);
		run(&l, 0, TICKS);
		for (int t = 0; t < TICKS; t++) {
			float per_s = (gain_db[t] - (t ? gain_db[t - 1] : 0)) * TICKS_PER_SECOND;
			assert_true(fabsf(gain_db[t]) <= LEVELLER_GAIN_MAX_DB + 0.001f);
			assert_true(fabsf(per_s) <= (t < 250 ? 16.1f : 3.1f));
		}
	}
}

static void settled_it_hardly_moves_while_one_speaker_speaks(void **state)
{
	(void)state;

	for (uint32_t speaker = 1; speaker <= 5; speaker++) {
		struct leveller l;
		float least = 100.0f, most = -100.0f;
		leveller_init(&l, -23.0f);
		speak(speaker, -28.0f, in, SAMPLES);
		run(&l, 0, TICKS);
		for (int t = 8 * TICKS_PER_SECOND; t < TICKS; t++) {
			least = fminf(least, gain_db[t]);
			most = fmaxf(most, gain_db[t]);
		}
		assert_true(most - least < 3.0f);
	}
}

static void in_a_pause_it_holds(void **state)
{
	(void)state;
	struct leveller l;
	uint32_t seed = 5;

	leveller_init(&l, -23.0f);
	speak(2, -30.0f, in, SAMPLES / 2);
	sound_noise(&seed, in + SAMPLES / 2, SAMPLES / 2, decibel_to_amplitude(-52.0f));
	run(&l, 0, TICKS);
	int bridged = TICKS / 2 + 500 / TICK_MS;
	for (int t = bridged; t < TICKS; t++)
		assert_true(gain_db[t] == gain_db[bridged]);
}

static void a_pause_on_the_way_holds_it_there(void **state)
{
	(void)state;
	struct leveller l;
	uint32_t seed = 6;

	leveller_init(&l, -23.0f);
	speak(2, -35.0f, in, SAMPLE_RATE_HZ);
	sound_noise(&seed, in + SAMPLE_RATE_HZ, SAMPLES - SAMPLE_RATE_HZ,
			decibel_to_amplitude(-60.0f));
	run(&l, 0, TICKS);
	int bridged = TICKS_PER_SECOND * 3 / 2;
	assert_true(gain_db[bridged] > 1.0f && gain_db[bridged] < 11.0f);
	for (int t = bridged; t < TICKS; t++)
		assert_true(gain_db[t] == gain_db[bridged]);
}

static void nothing_is_learnt_from_the_noise_in_a_pause(void **state)
{
	(void)state;
	struct leveller l;
	uint32_t seed = 7;
	const int voice = 5 * SAMPLE_RATE_HZ, noise = 15 * SAMPLE_RATE_HZ;

	leveller_init(&l, -23.0f);
	speak(2, -23.0f, in, voice);
	sound_noise(&seed, in + voice, noise, decibel_to_amplitude(-45.0f));
	speak(2, -23.0f, in + voice + noise, SAMPLES - voice - noise);
	run(&l, 0, TICKS);
	for (int t = 4 * TICKS_PER_SECOND; t < TICKS; t++)
		assert_float_equal(gain_db[t], 0.0f, 2.5f);
}

static void asides_do_not_make_the_rest_too_loud(void **state)
{
	(void)state;
	struct leveller l;
	const int turn = 3 * SAMPLE_RATE_HZ;

	leveller_init(&l, -23.0f);
	speak(3, -23.0f, in, SAMPLES);
	for (int at = turn; at < SAMPLES; at += 2 * turn)
		sound_scale(in + at, turn, decibel_to_amplitude(-18.0f));
	run(&l, 0, TICKS);
	for (int t = 4 * TICKS_PER_SECOND; t < TICKS; t++)
		assert_float_equal(gain_db[t], 0.0f, 2.0f);
}

static void talk_from_far_away_does_not_move_it(void **state)
{
	(void)state;
	struct leveller l;

	leveller_init(&l, -23.0f);
	speak(4, -56.0f, in, SAMPLES);
	run(&l, 0, TICKS);
	for (int t = 0; t < TICKS; t++)
		assert_true(gain_db[t] == 0.0f);
}

static void no_noise_ever_moves_it(void **state)
{
	(void)state;
	static const float dbfs[] = { -70, -50, -40, -20 };
	uint32_t seed = 1;

	for (int i = 0; i < 4; i++) {
		for (int hum = 0; hum < 2; hum++) {
			struct leveller l;
			leveller_init(&l, -23.0f);
			memset(in, 0, sizeof in);
			int quiet = SAMPLE_RATE_HZ; /* then it is switched on */
			if (hum)
				sound_sine(in + quiet, SAMPLES - quiet, 100,
						decibel_to_amplitude(dbfs[i]), 0);
			else
				sound_noise(&seed, in + quiet, SAMPLES - quiet,
						decibel_to_amplitude(dbfs[i]));
			run(&l, 0, TICKS);
			for (int t = 0; t < TICKS; t++)
				assert_true(gain_db[t] == 0.0f);
		}
	}
}

static void another_speaker_at_the_same_microphone_is_levelled_anew(void **state)
{
	(void)state;
	static const float second_lufs[] = { -33, -29, -17, -13 };

	for (int i = 0; i < 4; i++) {
		struct leveller l;
		leveller_init(&l, -23.0f);
		speak(1, -23.0f, in, SAMPLES / 3);
		speak(4, second_lufs[i], in + SAMPLES / 3, SAMPLES * 2 / 3);
		run(&l, 0, TICKS);
		assert_float_equal(seconds_loudness(2 * SECONDS / 3 + 5, SECONDS), -23.0f, 1.5f);
	}
}

static void noise_under_a_speaker_changes_little(void **state)
{
	(void)state;
	struct leveller l;
	uint32_t seed = 9;

	leveller_init(&l, -23.0f);
	speak(5, -30.0f, in, SAMPLES);
	for (int i = 0; i < SAMPLES; i++)
		in[i] += sound_random(&seed) * 1.73f * decibel_to_amplitude(-47.0f);
	run(&l, 0, TICKS);
	assert_float_equal(seconds_loudness(3, SECONDS), -23.0f, 1.5f);
}

static void what_is_not_a_number_does_no_lasting_harm(void **state)
{
	(void)state;
	struct leveller l;

	leveller_init(&l, -23.0f);
	speak(1, -30.0f, in, SAMPLES);
	in[20000] = NAN;
	in[30000] = -INFINITY;
	run(&l, 0, TICKS);
	assert_float_equal(gain_db[TICKS - 1], 7.0f, 2.0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(five_speakers_end_up_equally_loud),
		cmocka_unit_test(the_gain_moves_slowly_and_stays_in_range),
		cmocka_unit_test(settled_it_hardly_moves_while_one_speaker_speaks),
		cmocka_unit_test(in_a_pause_it_holds),
		cmocka_unit_test(a_pause_on_the_way_holds_it_there),
		cmocka_unit_test(nothing_is_learnt_from_the_noise_in_a_pause),
		cmocka_unit_test(asides_do_not_make_the_rest_too_loud),
		cmocka_unit_test(talk_from_far_away_does_not_move_it),
		cmocka_unit_test(no_noise_ever_moves_it),
		cmocka_unit_test(another_speaker_at_the_same_microphone_is_levelled_anew),
		cmocka_unit_test(noise_under_a_speaker_changes_little),
		cmocka_unit_test(what_is_not_a_number_does_no_lasting_harm),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
