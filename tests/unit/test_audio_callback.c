// SPDX-License-Identifier: Apache-2.0
/* What runs on the sound card's time, under the guard that trips on any waiting. */
#include "audio_callback.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/rt_guard.h"

#define assert_near(a, b, within) assert_true(fabs((double)(a) - (double)(b)) <= (within))

struct far_ends {
	struct audio_side side;
	struct pipe out, in;
	struct bell bell;
};

static void open_ends(struct far_ends *e, size_t out_bytes)
{
	memset(e, 0, sizeof *e);
	assert_int_equal(pipe_init(&e->out, out_bytes, 4), 0);
	assert_int_equal(pipe_init(&e->in, sizeof(struct sound_block), 8), 0);
	assert_int_equal(bell_init(&e->bell), 0);
	e->side.out = &e->out;
	e->side.in = &e->in;
	e->side.bell = &e->bell;
	audio_side_reset(&e->side, 3, 48000, 2);
}

static void close_ends(struct far_ends *e)
{
	pipe_finish(&e->out);
	pipe_finish(&e->in);
	bell_finish(&e->bell);
}

static void put_block(struct far_ends *e, uint32_t generation, float first, uint32_t frames)
{
	struct sound_block b = { .generation = generation, .rate_hz = 48000, .frames = frames };
	for (uint32_t i = 0; i < frames; i++)
		b.samples[i] = first + (float)i;
	assert_true(pipe_put(&e->in, &b, sound_block_bytes(&b)));
}

static void captured_sound_goes_into_the_pipe_in_pieces(void **state)
{
	(void)state;
	struct far_ends e;
	struct sound_block b;
	float samples[1000];
	for (int i = 0; i < 1000; i++)
		samples[i] = (float)i;
	open_ends(&e, sizeof(struct sound_block));
	audio_side_captured(&e.side, samples, 1000, 0.05, true);
	static const uint32_t pieces[] = { 480, 480, 40 };
	for (int i = 0; i < 3; i++) {
		assert_true(pipe_take(&e.out, &b) > 0);
		assert_int_equal(b.frames, pieces[i]);
		assert_int_equal(b.generation, 3);
		assert_int_equal(b.gap, i == 0);
		assert_near(b.samples[0], 480 * i, 0);
		assert_near(b.age_seconds, 0.05 - 0.01 * i, 1e-6);
	}
	assert_int_equal(pipe_take(&e.out, &b), 0);
	assert_int_equal(e.side.frames, 1000);
	close_ends(&e);
}

/* PortAudio leaves a time at zero where the system does not know it. */
static void a_time_that_cannot_be_is_none(void **state)
{
	(void)state;
	static const struct {
		double says;
		float is;
	} rows[] = { { 0.02, 0.02f }, { 0, 0 }, { -0.5, 0 }, { 86400, 0 }, { NAN, 0 } };
	struct far_ends in;
	struct far_ends out;
	struct sound_block b;
	struct sound_demand d;
	float samples[20] = { 0 };
	open_ends(&in, sizeof b);
	open_ends(&out, sizeof d);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		audio_side_captured(&in.side, samples, 10, rows[i].says, false);
		audio_side_wanted(&out.side, samples, 10, rows[i].says);
		assert_true(pipe_take(&in.out, &b) > 0 && pipe_take(&out.out, &d) > 0);
		assert_near(b.age_seconds, rows[i].is, 1e-6);
		assert_near(d.latency_seconds, rows[i].is, 1e-6);
	}
	close_ends(&in);
	close_ends(&out);
}

static void what_does_not_fit_is_a_gap_in_what_follows(void **state)
{
	(void)state;
	struct far_ends e;
	struct sound_block b;
	float samples[100] = { 0 };
	open_ends(&e, sizeof(struct sound_block));
	for (int i = 0; i < 5; i++) /* the pipe holds four */
		audio_side_captured(&e.side, samples, 100, 0, false);
	for (int i = 0; i < 4; i++) {
		assert_true(pipe_take(&e.out, &b) > 0);
		assert_false(b.gap);
	}
	audio_side_captured(&e.side, samples, 100, 0, false);
	assert_true(pipe_take(&e.out, &b) > 0);
	assert_true(b.gap);
	audio_side_captured(&e.side, samples, 100, 0, false);
	assert_true(pipe_take(&e.out, &b) > 0);
	assert_false(b.gap);
	close_ends(&e);
}

static void wanted_sound_is_the_same_in_each_channel(void **state)
{
	(void)state;
	struct far_ends e;
	struct sound_demand d;
	float out[10 * 2];
	open_ends(&e, sizeof d);
	put_block(&e, 3, 1, 4);
	put_block(&e, 3, 5, 9);
	audio_side_wanted(&e.side, out, 10, 0.02);
	for (int i = 0; i < 10; i++)
		assert_true(out[2 * i] == (float)(i + 1) && out[2 * i + 1] == (float)(i + 1));
	assert_true(pipe_take(&e.out, &d) > 0);
	assert_int_equal(d.frames, 10);
	assert_int_equal(d.short_frames, 0);
	assert_near(d.latency_seconds, 0.02, 1e-6);

	audio_side_wanted(&e.side, out, 5, 0.02); /* three left, then silence */
	assert_true(out[0] == 11 && out[4] == 13 && out[6] == 0 && out[9] == 0);
	assert_true(pipe_take(&e.out, &d) > 0);
	assert_int_equal(d.short_frames, 2);
	close_ends(&e);
}

static void sound_of_an_older_opening_is_not_played(void **state)
{
	(void)state;
	struct far_ends e;
	float out[4 * 2];
	open_ends(&e, sizeof(struct sound_demand));
	put_block(&e, 2, 100, 4);
	put_block(&e, 3, 1, 2);
	put_block(&e, 2, 100, 4);
	put_block(&e, 3, 3, 2);
	audio_side_wanted(&e.side, out, 4, 0);
	for (int i = 0; i < 4; i++)
		assert_true(out[2 * i] == (float)(i + 1));
	close_ends(&e);
}

static void a_full_pipe_of_demands_is_only_counted(void **state)
{
	(void)state;
	struct far_ends e;
	float out[8];
	open_ends(&e, sizeof(struct sound_demand));
	for (int i = 0; i < 10; i++)
		audio_side_wanted(&e.side, out, 4, 0);
	assert_int_equal(pipe_dropped(&e.out), 6);
	close_ends(&e);
}

static void the_guard_was_there(void **state)
{
	(void)state;
	assert_true(rt_guard_rounds() > 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(captured_sound_goes_into_the_pipe_in_pieces),
		cmocka_unit_test(a_time_that_cannot_be_is_none),
		cmocka_unit_test(what_does_not_fit_is_a_gap_in_what_follows),
		cmocka_unit_test(wanted_sound_is_the_same_in_each_channel),
		cmocka_unit_test(sound_of_an_older_opening_is_not_played),
		cmocka_unit_test(a_full_pipe_of_demands_is_only_counted),
		cmocka_unit_test(the_guard_was_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
