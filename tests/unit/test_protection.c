// SPDX-License-Identifier: Apache-2.0
/* The figures of hearing protection, proved at the output: bursts, tones, noise, clipped speech. */
#include "audio/protection.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "audio/decibel.h"
#include "base/rt.h"
#include "support/sound.h"

enum { SAMPLES = 4 * SAMPLE_RATE_HZ, MS = SAMPLE_RATE_HZ / 1000 };

static float in[SAMPLES], out[SAMPLES];
static struct protection p;

static void start(float full_scale_db)
{
	struct protection_setup setup = { .full_scale_db = full_scale_db };
	assert_int_equal(protection_init(&p, &setup), 0);
}

static void run(void)
{
	memcpy(out, in, sizeof out);
	rt_enter();
	protection_process(&p, out, SAMPLES);
	rt_leave();
}

/* RMS that makes this level at the ear. */
static float rms_of(float db_spl)
{
	return decibel_to_amplitude(db_spl - p.db_of_full_scale);
}

/* The highest level of any stretch of this length, in dB SPL. */
static float highest_db(const float *pcm, int from, int to, int stretch)
{
	double sum = 0.0, most = 0.0;

	for (int i = from; i < to; i++) {
		sum += (double)pcm[i] * (double)pcm[i];
		if (i >= from + stretch)
			sum -= (double)pcm[i - stretch] * (double)pcm[i - stretch];
		if (i >= from + stretch - 1 && sum > most)
			most = sum;
	}
	return decibel_of_power(most / stretch) + p.db_of_full_scale;
}

static void fill_tone(float hz, float db_spl)
{
	sound_sine(in, SAMPLES, (double)hz, rms_of(db_spl) * 1.41421f, 0);
}

static void fill_square(float hz, float db_spl)
{
	int half = (int)(SAMPLE_RATE_HZ / hz / 2);
	for (int i = 0; i < SAMPLES; i++)
		in[i] = i / half % 2 ? rms_of(db_spl) : -rms_of(db_spl);
}

static void fill_noise(float seed, float db_spl)
{
	uint32_t state = (uint32_t)seed;
	sound_noise(&state, in, SAMPLES, rms_of(db_spl));
}

/* Speech driven into clipping, its clipped tops at this level. */
static void fill_clipped(float seed, float db_spl)
{
	struct voice v;
	voice_init(&v, (uint32_t)seed);
	voice_speak(&v, in, SAMPLES);
	sound_scale(in, SAMPLES, 30.0f);
	for (int i = 0; i < SAMPLES; i++)
		in[i] = fmaxf(-1.0f, fminf(1.0f, in[i])) * rms_of(db_spl);
}

static void (*const fills[])(float, float) = { fill_tone, fill_square, fill_noise, fill_clipped };
enum { FILLS = sizeof fills / sizeof fills[0] };

static void nothing_is_over_100_db_at_once(void **state)
{
	(void)state;
	static const float headsets_db[] = { 105, 112, 125, 140 };
	static const float levels_db[] = { 96, 100, 110, 130 };
	static const int stretches[] = { 1, MS, 10 * MS, 100 * MS };

	for (int f = 0; f < FILLS; f++) {
		for (int h = 0; h < 4; h++) {
			for (int l = 0; l < 4; l++) {
				start(headsets_db[h]);
				fills[f](500, levels_db[l]);
				run();
				for (int s = 0; s < 4; s++)
					assert_true(highest_db(out, 0, SAMPLES, stretches[s]) <
							100.01f);
			}
		}
	}
}

static void steady_sound_is_not_over_94_db_after_100_ms(void **state)
{
	(void)state;
	static const float levels_db[] = { 93, 95, 100, 120 };
	static const float tones_hz[] = { 60, 440, 1000, 6000 };

	for (int l = 0; l < 4; l++) {
		for (int t = 0; t < 4; t++) {
			start(0);
			fill_tone(tones_hz[t], levels_db[l]);
			run();
			int lasts = 102 * MS + protection_delay_samples(&p);
			assert_true(highest_db(out, lasts, SAMPLES, 100 * MS) < 94.05f);
			if (tones_hz[t] > 100) /* 20 ms are whole waves, about */
				assert_true(highest_db(out, lasts, SAMPLES, 20 * MS) < 94.3f);
		}
		start(0);
		fill_noise(3, levels_db[l]);
		run();
		assert_true(highest_db(out, 102 * MS, SAMPLES, 100 * MS) < 94.3f);
	}
}

/* Each syllable after a pause is a new sound and has its own 100 ms. */
static void clipped_speech_is_held_down(void **state)
{
	(void)state;

	for (uint32_t speaker = 1; speaker <= 5; speaker++) {
		start(0);
		fill_clipped((float)speaker, 120.0f);
		run();
		assert_true(highest_db(out, 0, SAMPLES, 1) < 100.01f);
		assert_true(highest_db(out, 0, SAMPLES, 100 * MS) < 98.0f);
		assert_true(highest_db(out, 500 * MS, SAMPLES, 500 * MS) < 94.5f);
	}
}

static void what_is_not_loud_passes_bit_for_bit(void **state)
{
	(void)state;
	struct voice v;
	struct protection_reading r;

	start(0);
	voice_init(&v, 2);
	voice_speak(&v, in, SAMPLES);
	sound_scale(in, SAMPLES, decibel_to_amplitude(-20.0f)); /* about 75 dB SPL */
	run();
	int delay = protection_delay_samples(&p);
	assert_int_equal(delay, 2 * MS);
	assert_memory_equal(out + delay, in, (size_t)(SAMPLES - delay) * sizeof *in);
	protection_read(&p, &r);
	assert_true(r.reduction_db == 0.0f);
	struct protection_incident none;
	assert_false(protection_take_incident(&p, &none));
}

/* A bang of 10 ms at 130 dB SPL is cut to size, and the quiet sound after it is not turned down for
 * longer than the first ceiling takes to come back. */
static void a_bang_does_not_turn_down_what_follows(void **state)
{
	(void)state;

	start(140);
	fill_tone(1000, 70);
	for (int i = SAMPLES / 2; i < SAMPLES / 2 + 10 * MS; i++)
		in[i] *= decibel_to_amplitude(60.0f);
	run();
	assert_true(highest_db(out, 0, SAMPLES, 1) < 100.01f);
	assert_true(p.gain_to == 1.0f);
	int back = SAMPLES / 2 + 1000 * MS;
	assert_float_equal(highest_db(out, back, SAMPLES, 20 * MS), 70.0f, 0.2f);
}

static void the_gain_is_still_at_work_and_slow_on_its_way_back(void **state)
{
	(void)state;

	start(0);
	fill_tone(1000, 97);
	for (int i = SAMPLES / 2; i < SAMPLES; i++)
		in[i] *= 0.1f; /* 77 dB: shows how the gain comes back */
	run();
	int delay = protection_delay_samples(&p);
	for (int i = 200 * MS; i < SAMPLES / 2; i++)
		assert_float_equal(out[i], in[i - delay] * decibel_to_amplitude(-3.0f),
				0.01f * rms_of(97));
	float last_db = 74.0f;
	for (int at = SAMPLES / 2 + 10 * MS; at + 20 * MS < SAMPLES; at += 20 * MS) {
		float db = highest_db(out, at, at + 20 * MS, 20 * MS);
		assert_true(db > last_db - 0.01f && db < last_db + 0.15f);
		last_db = db;
	}
	assert_float_equal(last_db, 77.0f, 0.1f);
}

static void assert_incident(enum protection_kind kind, int at_ms, int duration_ms, float highest)
{
	struct protection_incident i;

	assert_true(protection_take_incident(&p, &i));
	assert_int_equal(i.kind, kind);
	assert_in_range(i.at_ms, at_ms - 3, at_ms + 3);
	assert_in_range(i.duration_ms, duration_ms - 3, duration_ms + 3);
	assert_float_equal(i.highest_db, highest, 0.1f);
}

static void each_incident_is_kept_once(void **state)
{
	(void)state;
	struct protection_incident none;

	/* two bangs 300 ms apart, then a tone that lasts */
	start(120);
	memset(in, 0, sizeof in);
	for (int bang = 0; bang < 2; bang++)
		for (int i = 0; i < 5 * MS; i++)
			in[(300 + 300 * bang) * MS + i] = rms_of(bang ? 112.0f : 110.0f);
	sound_sine(in + 1800 * MS, 500 * MS, 1000, rms_of(96) * 1.414f, 0);
	run();
	assert_incident(PROTECTION_AT_ONCE, 300, 305, 112.0f);
	/* a sine of 96 dB: its mean passes 94.5 after 71 ms, and again until 29 ms after its end;
	 * behind the delay of 2 ms */
	assert_incident(PROTECTION_LASTING, 1873, 457, 96.0f);
	assert_false(protection_take_incident(&p, &none));
	assert_int_equal(p.dropped_incidents, 0);
}

static void when_too_many_are_kept_the_oldest_goes(void **state)
{
	(void)state;
	struct protection_incident i;

	start(120);
	memset(in, 0, sizeof in);
	for (int k = 0; k < MS; k++)
		in[k] = rms_of(110);
	for (int n = 0; n < 20; n++) {
		memcpy(out, in, sizeof out);
		protection_process(&p, out, 1500 * MS);
	}
	assert_int_equal(p.dropped_incidents, 20 - PROTECTION_INCIDENTS_MAX);
	assert_true(protection_take_incident(&p, &i));
	assert_in_range(i.at_ms, 4 * 1500 - 3, 4 * 1500 + 3);
	int taken = 1;
	while (protection_take_incident(&p, &i))
		taken++;
	assert_int_equal(taken, PROTECTION_INCIDENTS_MAX);
}

/* Runs seconds of a tone; the first second after which the warning was on or off as asked, or 0. */
static int seconds_until(bool warning, float db_spl, int seconds)
{
	struct protection_reading r;
	int first = 0;

	fill_tone(1000, db_spl);
	for (int s = 1; s <= seconds; s++) {
		memcpy(out, in, SAMPLE_RATE_HZ * sizeof *out);
		protection_process(&p, out, SAMPLE_RATE_HZ);
		protection_read(&p, &r);
		if (r.warning == warning && first == 0)
			first = s;
	}
	return first;
}

static void the_minutes_mean_warns_over_80_db(void **state)
{
	(void)state;
	struct protection_reading r;

	start(0);
	assert_int_equal(seconds_until(true, 79.9f, 130), 0);
	protection_read(&p, &r);
	assert_float_equal(r.mean_db, 79.9f, 0.05f);
	assert_float_equal(r.level_db, 79.9f, 0.05f);

	start(0);
	assert_int_equal(seconds_until(true, 81.0f, 70), 48);  /* 60 s / 10^0.1 */
	assert_int_equal(seconds_until(false, 40.0f, 60), 23); /* down to 79 dB */

	start(0);
	assert_in_range(seconds_until(true, 93.0f, 10), 3, 4);
}

static void a_warning_is_an_incident_when_it_is_over(void **state)
{
	(void)state;

	start(0);
	seconds_until(true, 82.0f, 60);
	seconds_until(false, 40.0f, 60);
	/* begins at 60 / 10^0.2 = 38 s; ends when 60 - s seconds of it make less than 79 dB: 30 s
	 * in */
	assert_incident(PROTECTION_MEAN, 38000 - 1, 60000 + 30000 - 38000, 82.0f);
}

static void the_calibration_is_the_level_of_a_full_scale_sine(void **state)
{
	(void)state;
	struct protection_reading r;

	start(92);
	sound_sine(in, SAMPLES, 1000, 0.5f, 0); /* below the ceiling: 6 dB less than full scale */
	run();
	protection_read(&p, &r);
	assert_float_equal(r.level_db, 92.0f - 6.02f, 0.02f);
}

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 47, 48, 128, 960 };
	static float whole[SAMPLES];

	start(0);
	fill_clipped(3, 105);
	run();
	memcpy(whole, out, sizeof whole);
	for (int k = 0; k < 5; k++) {
		start(0);
		memcpy(out, in, sizeof out);
		for (int at = 0; at < SAMPLES; at += pieces[k]) {
			int left = SAMPLES - at;
			protection_process(&p, out + at, left < pieces[k] ? left : pieces[k]);
		}
		assert_memory_equal(out, whole, sizeof out);
	}
}

static void what_is_not_sound_is_silence(void **state)
{
	(void)state;

	start(0);
	fill_tone(500, 75);
	in[5000] = NAN;
	in[6000] = INFINITY;
	in[7000] = -1e30f;
	run();
	for (int i = 0; i < SAMPLES; i++)
		assert_true(fabsf(out[i]) <= rms_of(75) * 1.4143f);
	assert_true(p.gain_to == 1.0f);
	struct protection_incident none;
	memset(in, 0, sizeof in);
	run();
	assert_false(protection_take_incident(&p, &none));
}

static void a_setup_out_of_range_is_refused(void **state)
{
	(void)state;
	static const struct protection_setup setups[] = {
		{ 89, 0, 0, 0 },
		{ 141, 0, 0, 0 },
		{ NAN, 0, 0, 0 },
		{ 0, 79, 0, 0 },
		{ 0, 121, 0, 0 },
		{ 0, 90, 91, 0 },
		{ 0, 0, 59, 55 },
		{ 0, 0, 94, 95 },
		{ 0, 0, 0, 49 },
	};

	for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++)
		assert_int_equal(protection_init(&p, &setups[i]), -EINVAL);
	start(90); /* a headset that cannot reach the ceiling */
	fill_square(500, 94.5f);
	run();
	assert_true(highest_db(out, 0, SAMPLES, 1) <= 93.1f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_over_100_db_at_once),
		cmocka_unit_test(steady_sound_is_not_over_94_db_after_100_ms),
		cmocka_unit_test(clipped_speech_is_held_down),
		cmocka_unit_test(what_is_not_loud_passes_bit_for_bit),
		cmocka_unit_test(a_bang_does_not_turn_down_what_follows),
		cmocka_unit_test(the_gain_is_still_at_work_and_slow_on_its_way_back),
		cmocka_unit_test(each_incident_is_kept_once),
		cmocka_unit_test(when_too_many_are_kept_the_oldest_goes),
		cmocka_unit_test(the_minutes_mean_warns_over_80_db),
		cmocka_unit_test(a_warning_is_an_incident_when_it_is_over),
		cmocka_unit_test(the_calibration_is_the_level_of_a_full_scale_sine),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(what_is_not_sound_is_silence),
		cmocka_unit_test(a_setup_out_of_range_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
