// SPDX-License-Identifier: Apache-2.0
/* How much delay is to spare. */
#include "audio/slack.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define MS(ms) ((int)((ms)*SAMPLE_RATE_HZ / 1000))

/* clang-format off */
static const struct row {
	const char *name;
	double allowance_ms, target_ms;
	int offset, pull;
	int room;
} rows[] = {
	/* a server's tick: packets of 20 ms, pulls of 20 ms */
	{ "allowed just what is needed",           5,   5,   0,  960,     0 },
	{ "the rest of a tick cannot be saved",   15,   5,   0,  960,     0 },
	{ "nor a whole one, barely",              26,   5,   0,  960,     0 },
	{ "a whole one",                          27,   5,   0,  960,   960 },
	{ "two",                                  47,   5,   0,  960,  1920 },
	{ "what lies over from the last pull",     5,   5, 300,  960,   300 },
	{ "that and a whole one",                 27,   5, 300,  960,  1260 },
	{ "a little too late: a whole one more",   4.9, 5,   0,  960,  -960 },
	{ "part of which is there",                4.9, 5, 300,  960,  -660 },
	{ "more than one tick too late",         -16,   5,   0,  960, -1920 },
	/* a sound card */
	{ "half a tick can be saved",             17,   5,   0,  480,   480 },
	/* a browser */
	{ "fine steps",                           27,   5,   0,  128,   896 },
	{ "too late by little: one quantum",       4.9, 5,   0,  128,  -128 },
	/* a large target is not followed to the millisecond */
	{ "within an eighth",                    230, 200,   0,  480,   0 },
	{ "beyond",                              240, 200,   0,  480,   480 },
};
/* clang-format on */

static void room(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct slack p;
		slack_init(&p);
		p.target = MS(r->target_ms);
		print_message("%s\n", r->name);
		assert_int_equal(slack_room(&p, MS(r->allowance_ms), r->offset, r->pull), r->room);
	}
}

/* What is taken out is to spare no more, and what is left is neither more nor less than before. */
static void taking_out_adds_up(void **state)
{
	(void)state;
	static const int pulls[] = { 128, 480, 882, 960, 2880 };
	for (int k = 0; k < 5; k++) {
		int pull = pulls[k];
		struct slack p;
		slack_init(&p);
		p.target = MS(5);
		for (int64_t late = -4000; late < 8000; late += 37) {
			/* a packet that starts `offset` into a pull; taking x out moves it there */
			int64_t allowance = late - late % pull + pull;
			int offset = (int)(pull - 1 - (late % pull + pull) % pull);
			int x = slack_room(&p, allowance, offset, pull);
			if (x < 0)
				continue;
			int64_t moved = offset - x;
			int64_t back = moved < 0 ? (-moved + pull - 1) / pull : 0;
			assert_int_equal(slack_room(&p, allowance - back * pull,
							 (int)(moved + back * pull), pull),
					0);
		}
	}
}

static void times_beyond_all_sense_are_survived(void **state)
{
	(void)state;
	struct slack p;
	slack_init(&p);
	assert_true(slack_room(&p, INT64_C(1) << 58, 0, 960) > 0);
	assert_true(slack_room(&p, -(INT64_C(1) << 58), 0, 960) < 0);
}

static void the_least_room_counts_for_a_while(void **state)
{
	(void)state;
	struct slack p;
	slack_init(&p);
	slack_restart(&p, 1000);
	slack_note(&p, 400, TICK_SAMPLES);
	assert_int_equal(slack_wish(&p), 400);
	for (int ms = 0; ms < 1000; ms += TICK_MS) {
		slack_note(&p, 1000, TICK_SAMPLES);
		assert_int_equal(slack_wish(&p), 400);
	}
	for (int ms = 0; ms < 1000; ms += TICK_MS)
		slack_note(&p, 1000, TICK_SAMPLES);
	assert_int_equal(slack_wish(&p), 1000);
	slack_shift(&p, -300);
	slack_note(&p, 700, TICK_SAMPLES);
	assert_int_equal(slack_wish(&p), 700);
	slack_note(&p, 100000, TICK_SAMPLES); /* a step of the clock, no beat */
	assert_true(slack_wish(&p) > 90000);
}

static void changes_rest_longer_the_less_there_is_to_change(void **state)
{
	(void)state;
	static const struct {
		int spare_ms, rest_ms;
	} rests[] = { { 5, 100 }, { -5, 100 }, { 40, 100 }, { 100, 40 }, { -100, 40 },
		{ 1000, 10 } };
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		struct slack p;
		slack_init(&p);
		slack_restart(&p, MS(rests[i].spare_ms));
		slack_changed(&p, false);
		slack_play(&p, MS(rests[i].rest_ms) - 1);
		assert_int_equal(slack_wish(&p), 0);
		slack_play(&p, 1);
		assert_int_equal(slack_wish(&p), MS(rests[i].spare_ms));
		slack_changed(&p, true);
		assert_int_equal(slack_wish(&p), MS(rests[i].spare_ms));
	}
}

static void it_gets_less_choosy_where_it_is_urgent(void **state)
{
	(void)state;
	struct slack p;
	slack_init(&p);
	slack_restart(&p, MS(10));
	assert_true(slack_likeness(&p) > 0.85f);
	for (int i = 0; i < 100; i++)
		slack_refused(&p);
	assert_true(slack_likeness(&p) > 0.75f); /* a little too much delay can wait */
	slack_restart(&p, MS(-10));
	for (int i = 0; i < 100; i++)
		slack_refused(&p);
	assert_true(slack_likeness(&p) < 0.5f); /* too little cannot */
	slack_changed(&p, false);
	assert_true(slack_likeness(&p) > 0.85f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(room),
		cmocka_unit_test(taking_out_adds_up),
		cmocka_unit_test(times_beyond_all_sense_are_survived),
		cmocka_unit_test(the_least_room_counts_for_a_while),
		cmocka_unit_test(changes_rest_longer_the_less_there_is_to_change),
		cmocka_unit_test(it_gets_less_choosy_where_it_is_urgent),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
