// SPDX-License-Identifier: Apache-2.0
/* Shorter and longer without a click, to the sample. */
#include "audio/stretch.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/rt.h"
#include "support/sound.h"

enum {
	SECONDS = 12,
	SAMPLES = SECONDS * SAMPLE_RATE_HZ,
	STEP = 480,
	MOST_SPLICES = 1000,
	EDGE = 480, /* 10 ms on both sides of a splice are looked at */
};

#define PI 3.14159265358979323846

static float source[SAMPLES], result[2 * SAMPLES];

struct run {
	int played, changed, splices;
	int at[MOST_SPLICES]; /* where in the result a splice begins */
	struct stretch_match last;
};

/* Plays the source through a tape in steps of 10 ms; every `every` steps one change is tried. */
static void play(struct run *r, int every, bool longer, float likeness)
{
	static struct tape t;
	struct stretch s;
	stretch_init(&s);
	tape_clear(&t);
	*r = (struct run){ 0 };
	int put = 0;
	for (int step = 0;; step++) {
		while (tape_ahead(&t) < 1200 && put + TICK_SAMPLES <= SAMPLES) {
			memcpy(tape_room(&t), source + put, TICK_SAMPLES * sizeof(float));
			stretch_hear(&s, source + put, TICK_SAMPLES);
			tape_add(&t, TICK_SAMPLES);
			put += TICK_SAMPLES;
		}
		int samples = 0;
		rt_enter();
		if (step % every == every - 1 && longer)
			stretch_lengthen(&s, &t, 300, likeness, &samples);
		else if (step % every == every - 1)
			stretch_shorten(&s, &t, 600, likeness, &samples);
		rt_leave();
		if (samples && r->splices < MOST_SPLICES)
			r->at[r->splices++] = r->played;
		r->changed += longer ? samples : -samples;
		if (tape_ahead(&t) < STEP)
			break;
		tape_play(&t, result + r->played, STEP);
		r->played += STEP;
	}
	assert_int_equal(r->played + tape_ahead(&t), put + r->changed);
}

static float largest_bend(const float *pcm, int from, int to)
{
	float most = 0;
	for (int i = from < 2 ? 2 : from; i < to; i++)
		most = fmaxf(most, fabsf(pcm[i] - 2 * pcm[i - 1] + pcm[i - 2]));
	return most;
}

static int crossings(const float *pcm, int samples)
{
	int count = 0;
	for (int i = 1; i < samples; i++)
		count += pcm[i - 1] < 0 && pcm[i] >= 0;
	return count;
}

static void a_tone_stays_a_tone(void **state)
{
	(void)state;
	static const double tones[] = { 90, 150, 300, 440, 1000, 3150, 8000 };
	for (int i = 0; i < 7; i++) {
		for (int longer = 0; longer <= 1; longer++) {
			struct run r;
			sound_sine(source, SAMPLES, tones[i], 0.5f, 0);
			play(&r, 4, longer, 0.9f);
			assert_true(r.splices > 100);
			float bend = largest_bend(source, 0, SAMPLES);
			/* its shape is unbroken: nothing bends more than the tone itself */
			assert_true(largest_bend(result, 0, r.played) < 1.05f * bend + 1e-5f);
			double hz = (double)crossings(result, r.played) * SAMPLE_RATE_HZ / r.played;
			assert_true(fabs(hz - tones[i]) < tones[i] * 0.003 + 0.2);
			print_message("%4.0f Hz %s: %d splices, %+.0f ms, %.2f Hz\n", tones[i],
					longer ? "longer" : "shorter", r.splices, r.changed / 48.0,
					hz);
		}
	}
}

/* From 100 to 4000 Hz in 12 s: no lag fits quite. */
static void a_sweep_stays_smooth(void **state)
{
	(void)state;
	double phase = 0;
	for (int i = 0; i < SAMPLES; i++) {
		phase += 2 * PI / SAMPLE_RATE_HZ * 100 * pow(40, (double)i / SAMPLES);
		source[i] = 0.5f * (float)sin(phase);
	}
	for (int longer = 0; longer <= 1; longer++) {
		struct run r;
		play(&r, 4, longer, 0.8f);
		assert_true(r.splices > 100);
		int shift = 0;
		for (int i = 0; i < r.splices; i++) {
			int at = r.at[i];
			int there = at - shift; /* about where that is in the source */
			int end = there + 8 * EDGE < SAMPLES ? there + 8 * EDGE : SAMPLES;
			float bend = largest_bend(source, there - 8 * EDGE, end);
			assert_true(largest_bend(result, at - EDGE, at + 2 * EDGE) < 1.6f * bend);
			shift = (int)((int64_t)r.changed * (i + 1) / r.splices);
		}
	}
}

/* A click is a bend where the voice has none. Splices may not be where the largest bends are: no
 * more of them than chance has it. */
static void a_voice_has_no_clicks(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 4; seed++) {
		struct voice v;
		voice_init(&v, seed);
		voice_speak(&v, source, SAMPLES);
		float bend = largest_bend(source, 0, SAMPLES);
		for (int longer = 0; longer <= 1; longer++) {
			struct run r;
			play(&r, 4, longer, 0.7f);
			print_message("voice %u: %d splices, %+d ms, bend %.4f, before %.4f\n",
					seed, r.splices, r.changed / 48,
					(double)largest_bend(result, 0, r.played), (double)bend);
			assert_true(r.splices > 60);
			assert_true(largest_bend(result, 0, r.played) < 1.1f * bend);
		}
	}
}

/* Unrelated sound at both places: plain weights would dip by 3 dB. */
static void noise_keeps_its_level_through_a_splice(void **state)
{
	(void)state;
	static struct tape t;
	uint32_t seed = 7;
	double energy = 0;
	enum { ROUNDS = 400 };
	for (int i = 0; i < ROUNDS; i++) {
		tape_clear(&t);
		sound_noise(&seed, tape_room(&t), 2 * TICK_SAMPLES, 0.1f);
		tape_add(&t, 2 * TICK_SAMPLES);
		stretch_jump(&t, 0, (struct stretch_match){ .lag = 700, .likeness = 0.0f });
		const float *middle = tape_head(&t) + STRETCH_FADE_SAMPLES / 2 - 20;
		for (int k = 0; k < 40; k++)
			energy += (double)middle[k] * (double)middle[k];
	}
	assert_float_equal(sqrt(energy / (ROUNDS * 40)), 0.1, 0.004);
}

static float harmonics(double x)
{
	return (float)(0.3 * sin(x) + 0.3 * sin(2 * x + 1) + 0.2 * sin(3 * x + 2) +
			0.1 * sin(7 * x));
}

static void the_search_finds_the_period(void **state)
{
	(void)state;
	static float pcm[4096];
	for (int period = 130; period <= 590; period += 23) {
		for (int i = 0; i < 4096; i++)
			pcm[i] = harmonics(2 * PI * i / period);
		struct stretch_match forward = stretch_search(pcm + 1500, 120, 600);
		struct stretch_match back = stretch_search(pcm + 1500, -120, -600);
		assert_int_equal(forward.lag % period, 0); /* or two, if they fit the grid better */
		assert_int_equal(back.lag % period, 0);
		assert_true(forward.lag > 0 && back.lag < 0);
		assert_true(forward.likeness > 0.999f && back.likeness > 0.999f);
	}
}

static void what_is_unlike_is_left_alone(void **state)
{
	(void)state;
	static struct tape t;
	struct stretch s;
	uint32_t seed = 9;
	int samples = 0;
	tape_clear(&t);
	stretch_init(&s);
	sound_noise(&seed, tape_room(&t), 2 * TICK_SAMPLES, 0.1f);
	stretch_hear(&s, tape_room(&t), 2 * TICK_SAMPLES);
	tape_add(&t, 2 * TICK_SAMPLES);
	assert_int_equal(stretch_shorten(&s, &t, 600, 0.8f, &samples), STRETCH_UNLIKE);
	assert_int_equal(samples, 0);
	assert_int_equal(tape_ahead(&t), 2 * TICK_SAMPLES);
}

static void a_pause_gives_exactly_what_is_asked(void **state)
{
	(void)state;
	static struct tape t;
	struct stretch s = { .loud = 0.1f };
	uint32_t seed = 9;
	for (int want = 1; want <= STRETCH_PERIOD_MAX_SAMPLES; want += 13) {
		int samples = 0;
		tape_clear(&t);
		sound_noise(&seed, tape_room(&t), 2 * TICK_SAMPLES, 0.001f);
		tape_add(&t, 2 * TICK_SAMPLES);
		assert_int_equal(stretch_shorten(&s, &t, want, 0.9f, &samples),
				STRETCH_DONE_IN_PAUSE);
		assert_int_equal(samples, want);
		assert_int_equal(tape_ahead(&t), 2 * TICK_SAMPLES - want);
		assert_int_equal(stretch_lengthen(&s, &t, want, 0.9f, &samples),
				STRETCH_DONE_IN_PAUSE);
		assert_int_equal(samples, want);
		assert_int_equal(tape_ahead(&t), 2 * TICK_SAMPLES);
	}
}

static void too_little_sound_is_left_alone(void **state)
{
	(void)state;
	static struct tape t;
	struct stretch s = { .loud = 0.1f };
	int samples = 0;
	tape_clear(&t);
	sound_sine(tape_room(&t), STRETCH_FADE_SAMPLES, 300, 0.5f, 0);
	tape_add(&t, STRETCH_FADE_SAMPLES - 1);
	assert_int_equal(stretch_shorten(&s, &t, 600, 0.8f, &samples), STRETCH_SHORT);
	assert_int_equal(stretch_lengthen(&s, &t, 600, 0.8f, &samples), STRETCH_SHORT);
	assert_int_equal(tape_ahead(&t), STRETCH_FADE_SAMPLES - 1);
}

/* More put in than was played since the tape was wound: it stops at the tape's beginning. */
static void it_goes_back_no_further_than_the_tape_does(void **state)
{
	(void)state;
	static struct {
		float before[STRETCH_PERIOD_MAX_SAMPLES]; /* silence, as the tape's own */
		struct tape tape;
	} memory;
	struct tape *t = &memory.tape;
	struct stretch s = { .loud = 0.1f };
	tape_clear(t);
	tape_add(t, STRETCH_FADE_SAMPLES);
	int behind = tape_behind(t);
	int samples = 0, inserted = 0;
	while (stretch_lengthen(&s, t, 600, 0.9f, &samples) == STRETCH_DONE_IN_PAUSE)
		inserted += samples;
	assert_in_range(inserted, behind - STRETCH_PERIOD_MIN_SAMPLES, behind);
	assert_int_equal(tape_behind(t), behind - inserted);
	assert_int_equal(tape_ahead(t), STRETCH_FADE_SAMPLES + inserted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tone_stays_a_tone),
		cmocka_unit_test(a_sweep_stays_smooth),
		cmocka_unit_test(a_voice_has_no_clicks),
		cmocka_unit_test(noise_keeps_its_level_through_a_splice),
		cmocka_unit_test(the_search_finds_the_period),
		cmocka_unit_test(what_is_unlike_is_left_alone),
		cmocka_unit_test(a_pause_gives_exactly_what_is_asked),
		cmocka_unit_test(too_little_sound_is_left_alone),
		cmocka_unit_test(it_goes_back_no_further_than_the_tape_does),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
