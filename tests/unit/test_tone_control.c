// SPDX-License-Identifier: Apache-2.0
/* Bass and treble: what they do to tones, and that turning them is not heard as a click. */
#include "audio/tone_control.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/rt.h"
#include "support/sound.h"

enum { SAMPLES = 2 * SAMPLE_RATE_HZ };

static float in[SAMPLES], out[SAMPLES];
static struct tone_control t;

static void run(void)
{
	memcpy(out, in, sizeof out);
	rt_enter();
	tone_control_process(&t, out, SAMPLES);
	rt_leave();
}

/* Gain of a tone over the second second, when the knobs have been followed. */
static double gain_db(double hz, float bass_db, float treble_db)
{
	double before = 0, after = 0;

	tone_control_init(&t);
	tone_control_set(&t, bass_db, treble_db);
	sound_sine(in, SAMPLES, hz, 0.1f, 0);
	run();
	for (int i = SAMPLES / 2; i < SAMPLES; i++) {
		before += (double)in[i] * (double)in[i];
		after += (double)out[i] * (double)out[i];
	}
	return 10 * log10(after / before);
}

static void each_knob_moves_its_end(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { float bass_db, treble_db; double hz, want_db; } rows[] = {
		{ 12, 0, 30, 12 },   { 12, 0, 200, 6 },    { 12, 0, 2000, 0 },    { 12, 0, 10000, 0 },
		{ -12, 0, 30, -12 }, { -12, 0, 200, -6 },  { -12, 0, 2000, 0 },
		{ 0, 12, 18000, 12 }, { 0, 12, 4000, 6 },  { 0, 12, 300, 0 },     { 0, 12, 60, 0 },
		{ 0, -12, 18000, -12 }, { 0, -12, 4000, -6 }, { 0, -12, 300, 0 },
		{ 6, -6, 30, 6 },    { 6, -6, 18000, -6 }, { -3, 5, 30, -3 },     { -3, 5, 18000, 5 },
		{ 99, 0, 30, 12 },   { 0, -99, 18000, -12 }, { INFINITY, 0, 30, 12 }, { NAN, NAN, 30, 0 },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		double db = gain_db(rows[i].hz, rows[i].bass_db, rows[i].treble_db);
		if (fabs(db - rows[i].want_db) > 0.35)
			fail_msg("bass %g treble %g: %g Hz gets %.2f dB, not %g",
					(double)rows[i].bass_db, (double)rows[i].treble_db,
					rows[i].hz, db, rows[i].want_db);
	}
}

static void at_rest_it_is_not_there(void **state)
{
	(void)state;
	struct voice v;

	tone_control_init(&t);
	voice_init(&v, 4);
	voice_speak(&v, in, SAMPLES);
	run();
	assert_memory_equal(in, out, sizeof in);
	tone_control_set(&t, 6, -6);
	run();
	tone_control_set(&t, 0, 0);
	run(); /* turns back */
	run();
	assert_memory_equal(in, out, sizeof in);
}

/* A tone of 500 Hz has steps of at most a * 2 pi f / rate from one sample to the next, and its
 * second difference the square of that; a click stands out in it. */
static void turning_does_not_click(void **state)
{
	(void)state;
	const double w = 6.2832 * 500 / SAMPLE_RATE_HZ, loudest = 0.1 * 4;

	tone_control_init(&t);
	sound_sine(in, SAMPLES, 500, 0.1f, 0);
	memcpy(out, in, sizeof out);
	for (int at = 0; at < SAMPLES; at += 960) {
		int turn = at / 960;
		if (turn % 10 == 0)
			tone_control_set(&t, turn % 20 ? 12 : -12, turn % 30 ? -12 : 12);
		if (turn % 25 == 24)
			tone_control_set(&t, 0, 0);
		tone_control_process(&t, out + at, 960);
	}
	for (int i = 2; i < SAMPLES; i++) {
		double bend = (double)out[i] - 2 * (double)out[i - 1] + (double)out[i - 2];
		assert_true(fabs(bend) < loudest * w * w);
	}
}

/* Flat for a while, then turned. */
static void run_in_pieces(int piece)
{
	const int turned = SAMPLES / 2;

	tone_control_init(&t);
	memcpy(out, in, sizeof out);
	for (int at = 0; at < SAMPLES;) {
		int end = at < turned ? turned : SAMPLES;
		int n = end - at < piece ? end - at : piece;
		if (at == turned)
			tone_control_set(&t, 3, 9);
		tone_control_process(&t, out + at, n);
		at += n;
	}
}

static void pieces_of_any_size_give_the_same(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 47, 48, 49, 128 };
	static float whole[SAMPLES];
	uint32_t seed = 5;

	sound_noise(&seed, in, SAMPLES, 0.1f);
	run_in_pieces(SAMPLES);
	memcpy(whole, out, sizeof whole);
	for (int p = 0; p < 5; p++) {
		run_in_pieces(pieces[p]);
		assert_memory_equal(out, whole, sizeof out);
	}
}

static void what_is_not_sound_leaves_no_trace(void **state)
{
	(void)state;

	tone_control_init(&t);
	tone_control_set(&t, 6, 6);
	memset(in, 0, sizeof in);
	in[10] = NAN;
	in[20000] = INFINITY;
	run();
	for (int i = 0; i < SAMPLES; i++)
		assert_true(out[i] == 0.0f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_knob_moves_its_end),
		cmocka_unit_test(at_rest_it_is_not_there),
		cmocka_unit_test(turning_does_not_click),
		cmocka_unit_test(pieces_of_any_size_give_the_same),
		cmocka_unit_test(what_is_not_sound_leaves_no_trace),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
