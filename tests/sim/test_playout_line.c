// SPDX-License-Identifier: Apache-2.0
/* What playout makes of a network over minutes and hours. The codec is a stub (codec_stub.c): a
 * tone, in which every click shows as a step or a bend that the tone does not have. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/line.h"

enum { SEED = 20260, PACKET_MS = 20 };

/* A tone of 300 Hz at half of full scale; ramps of 5 ms and cross-fades bend a little more. */
#define TONE_STEP 0.0197f
#define TONE_BEND 0.00078f
#define RAMP_BEND 0.0025f

static struct line line;
static const int pulls[] = { 128, 480, 960 };

static const struct network_setup calm = { .seed = SEED,
	.delay_ms = 0.2,
	.jitter_ms = 1,
	.spacing_ms = PACKET_MS };
/* 50 +- 20 ms and 2 % loss */
static const struct network_setup lossy = { .seed = SEED,
	.delay_ms = 30,
	.jitter_ms = 40,
	.loss = 0.02,
	.spacing_ms = PACKET_MS };

static void start(const struct network_setup *network, int pull_samples, double phase_ms)
{
	struct line_setup setup = {
		.network = *network,
		.packet_samples = PACKET_MS * SAMPLE_RATE_HZ / 1000,
		.pull_samples = pull_samples,
		.phase_ms = phase_ms,
	};
	line_init(&line, &setup);
}

static struct playout_counts counts(void)
{
	struct playout_counts c;
	playout_counts(&line.playout, &c);
	return c;
}

static double concealed_share(uint64_t before)
{
	return (double)(counts().concealed_samples - before) / (double)line.heard.samples;
}

static void assert_smooth(float most_bend)
{
	assert_true(line.heard.largest_sample <= 0.51f);
	assert_true(line.heard.largest_step <= TONE_STEP + 0.002f);
	assert_true(line.heard.largest_bend <= most_bend);
}

static void print_figures(const char *what, int pull_samples, uint64_t concealed_before)
{
	print_message("%-34s pulls of %3d: capture to ear p50 %6.1f p99 %6.1f ms, concealed %.3f "
		      "%%\n",
			what, pull_samples, line_delay_ms(&line, 0.5), line_delay_ms(&line, 0.99),
			100 * concealed_share(concealed_before));
}

/* At whatever phase packets and pulls meet, the delay is the packet's own length, the network's
 * fastest, the lateness and its margin, and not more than a pull beyond that, since a packet waits
 * for the next pull; plus what playout does not care about: the dead zone and less than a period.
 */
static void a_calm_line_adds_little(void **state)
{
	(void)state;
	for (int k = 0; k < 3; k++) {
		double pull_ms = pulls[k] / 48.0;
		double least = PACKET_MS + calm.delay_ms + calm.jitter_ms;
		double most = least + 1 + pull_ms + 1.5 + 2.5 + 0.5;
		double sum = 0;
		for (int phase = 0; phase < PACKET_MS; phase++) {
			start(&calm, pulls[k], phase + 0.3);
			line_run(&line, 10);
			uint64_t before = counts().concealed_samples;
			line_clear(&line);
			line_run(&line, 30);
			assert_true(line.heard.delay_least_ms > least);
			assert_true(line.heard.delay_most_ms < most);
			assert_int_equal(counts().concealed_samples, before);
			assert_int_equal(counts().underruns, 0);
			assert_int_equal(counts().skips, 0);
			assert_smooth(TONE_BEND * 1.1f);
			sum += line_delay_ms(&line, 0.5);
		}
		print_message("calm, 1 ms of jitter, pulls of %3d: %.1f ms from capture to ear on "
			      "average of all phases: packet %d, network %.1f, playout %.1f\n",
				pulls[k], sum / PACKET_MS, PACKET_MS, calm.delay_ms,
				sum / PACKET_MS - PACKET_MS - calm.delay_ms);
	}
}

static void the_first_sound_is_soon_there(void **state)
{
	(void)state;
	for (int k = 0; k < 3; k++) {
		start(&calm, pulls[k], 7);
		line_run(&line, 0.1);
		double silent_ms = (double)line.heard.silent_pulls * pulls[k] / 48.0;
		assert_true(silent_ms < 60); /* 20 of them: until the first packet is complete */
	}
}

/* clang-format off */
static const struct hiccup {
	const char *name;
	double stall_s, route_ms, settle_s;
	int skipped_packets, skips;
} hiccups[] = {
	/*                                        stall  route settle skipped skips */
	{ "a stall of 60 ms",                      0.06,   0,    2,     0,    0 },
	{ "a stall of 200 ms",                     0.2,    0,    4,     0,    0 },
	{ "a stall of a second and its burst",     1,      0,    8,     0,    0 },
	{ "a stall of 1.4 s",                      1.4,    0,   10,     0,    0 },
	{ "an outage of 3 s, all of it comes",     3,      0,    5,     0,    1 },
	{ "an outage of 3 s, server skips",        3,      0,    5,   140,    1 },
	{ "an outage of 10 s, all of it comes",   10,      0,    5,     0,    1 },
	{ "one packet lost",                       0,      0,    2,     1,    0 },
	{ "three packets lost",                    0,      0,    3,     3,    0 },
	{ "server jumps to live",                  0,      0,    3,    40,    0 },
	{ "a longer way and back",                 0,    100,   10,     0,    0 },
	{ "a much longer way and back",            0,    700,   15,     0,    0 },
};
/* clang-format on */

static void cause(const struct hiccup *h)
{
	if (h->stall_s > 0)
		line_stall(&line, h->stall_s);
	if (h->stall_s > 0 && h->skipped_packets)
		line_run(&line, 0.1); /* what is on the way still comes */
	line_skip_packets(&line, h->skipped_packets);
	line_run(&line, h->stall_s + (double)h->skipped_packets * PACKET_MS / 1000 + 0.1);
	if (h->route_ms > 0) {
		network_set_delay(&line.network, calm.delay_ms + h->route_ms);
		line_run(&line, 30);
		network_set_delay(&line.network, calm.delay_ms);
		line_run(&line, 1);
	}
	line_run(&line, h->settle_s);
}

static void the_delay_comes_back_after(const struct hiccup *h, int pull_samples)
{
	start(&calm, pull_samples, 7);
	line_run(&line, 20);
	double before = line_delay_ms(&line, 0.5);
	line_clear(&line);
	cause(h);
	double worst = line.heard.delay_most_ms;
	assert_smooth(2 * RAMP_BEND);
	line_clear(&line);
	line_run(&line, 5);
	print_message("%-36s pulls of %3d: %5.1f ms, at worst %7.1f, then %5.1f\n", h->name,
			pull_samples, before, worst, line_delay_ms(&line, 0.5));
	assert_true(fabs(line_delay_ms(&line, 0.5) - before) < 3.5);
	assert_true(line.heard.delay_most_ms - line.heard.delay_least_ms < 3.5);
	assert_int_equal(counts().skips, h->skips);
	assert_int_equal(counts().lost, h->skipped_packets);
	assert_int_equal(counts().late, 0);
}

static void after_any_hiccup_the_delay_is_what_it_was(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof hiccups / sizeof *hiccups; i++)
		for (int k = 0; k < 3; k++)
			the_delay_comes_back_after(&hiccups[i], pulls[k]);
}

/* The first half second is all that is known of a line, and one stall in it all that it has shown:
 * that must not be taken for a habit. */
static void a_stall_at_the_start_is_soon_over(void **state)
{
	(void)state;
	static const double begins_s[] = { 0, 0.1, 0.4, 1.2 };
	for (int k = 0; k < 3; k++) {
		start(&calm, pulls[k], 7);
		line_run(&line, 20);
		line_clear(&line);
		line_run(&line, 5);
		double usual = line_delay_ms(&line, 0.5);
		for (size_t i = 0; i < sizeof begins_s / sizeof *begins_s; i++) {
			start(&calm, pulls[k], 7);
			line_run(&line, begins_s[i]);
			line_stall(&line, 0.2);
			line_run(&line, 5);
			double worst = line.heard.delay_most_ms;
			line_clear(&line);
			line_run(&line, 5);
			print_message("200 ms of stall after %.1f s, pulls of %3d: at worst %5.1f, "
				      "then %5.1f ms\n",
					begins_s[i], pulls[k], worst, line_delay_ms(&line, 0.5));
			assert_true(fabs(line_delay_ms(&line, 0.5) - usual) < 3.5);
			assert_int_equal(counts().skips, 0);
		}
	}
}

/* Up to 1.5 s of excess costs no word: all that was stalled is played. */
static void a_stall_loses_nothing(void **state)
{
	(void)state;
	start(&calm, 960, 7);
	line_run(&line, 20);
	line_stall(&line, 1);
	line_run(&line, 20);
	assert_int_equal(counts().skipped_samples, 0);
	assert_int_equal(counts().lost, 0);
	assert_in_range(counts().concealed_samples, 60 * 48, 130 * 48);
}

/* No worse than a fixed delay of the same size would be, with the very same packets. */
static void a_lossy_line_is_mostly_whole(void **state)
{
	(void)state;
	for (int k = 0; k < 3; k++) {
		start(&lossy, pulls[k], 7);
		line_run(&line, 20);
		line_clear(&line);
		struct playout_counts before = counts();
		line_run(&line, 600);
		print_figures("50 +- 20 ms, 2 % lost on TCP", pulls[k], before.concealed_samples);
		double delay = line_delay_ms(&line, 0.5);
		double p99 = line_transit_ms(&line, 0.99);
		print_message("  network p50 %.0f p99 %.0f p99.8 %.0f ms; breaks %d in 10 "
			      "minutes\n",
				line_transit_ms(&line, 0.5), p99, line_transit_ms(&line, 0.998),
				(int)(counts().underruns - before.underruns));
		assert_true(delay > p99);
		assert_true(delay <
				line_transit_ms(&line, 0.998) + PACKET_MS + pulls[k] / 48.0 + 45);
		assert_true(concealed_share(before.concealed_samples) <
				line_share_over(&line, delay - PACKET_MS - pulls[k] / 48.0));
		assert_true(concealed_share(before.concealed_samples) < 0.005);
		assert_int_equal(counts().late, 0);
		assert_int_equal(counts().lost, 0);
		assert_smooth(RAMP_BEND);
	}
}

static void a_bursty_line_has_its_delay_only_as_long_as_it_is_bursty(void **state)
{
	(void)state;
	start(&calm, 960, 7);
	line_run(&line, 20);
	double before = line_delay_ms(&line, 0.5);
	for (int i = 0; i < 30; i++) {
		line_stall(&line, 0.15);
		line_run(&line, 1);
	}
	struct playout_counts then = counts();
	for (int i = 0; i < 30; i++) {
		line_stall(&line, 0.15);
		line_run(&line, 1);
	}
	assert_int_equal(counts().underruns, then.underruns); /* it has learnt */
	line_run(&line, 30);
	line_clear(&line);
	line_run(&line, 5);
	assert_true(fabs(line_delay_ms(&line, 0.5) - before) < 3.5);
}

/* clang-format off */
static const struct skew {
	double ppm;
	int pull_samples;
} skews[] = {
	{  500, 960 },
	{ -500, 960 },
	{  500, 480 },
	{ -500, 480 },
	{  500, 128 },
	{ -500, 128 },
	{   40, 960 },
	{  -40, 480 },
};
/* clang-format on */

static double hours = 0.25; /* each; main's argument */

static void run_skewed(const struct skew *s)
{
	struct line_setup setup = {
		.network = calm,
		.packet_samples = 960,
		.pull_samples = s->pull_samples,
		.skew_ppm = s->ppm,
	};
	line_init(&line, &setup);
	line_run(&line, 60);
	line_clear(&line);
	line_run(&line, 600);
	double least = line.heard.delay_least_ms;
	double most = line.heard.delay_most_ms;
	struct playout_counts before = counts();
	line_clear(&line);
	line_run(&line, hours * 3600);
	print_message("%+4.0f ppm, pulls of %3d, %2.0f h: %.1f to %.1f ms, at first %.1f to %.1f\n",
			s->ppm, s->pull_samples, hours, line.heard.delay_least_ms,
			line.heard.delay_most_ms, least, most);

	/* when the skew is small the first minutes do not show the whole of a turn */
	double turn = fabs(s->ppm) < 100 ? s->pull_samples / 48.0 : 0;
	assert_true(line.heard.delay_least_ms > least - turn - 1);
	assert_true(line.heard.delay_most_ms < most + turn + 1);
	assert_true(line.heard.delay_most_ms < PACKET_MS + 9 + s->pull_samples / 48.0);
	assert_smooth(TONE_BEND * 1.1f);

	double wanted_ms = hours * 3600 * s->ppm / 1000;
	double done_ms = ((double)(counts().removed_samples - before.removed_samples) -
					 (double)(counts().inserted_samples -
							 before.inserted_samples)) /
			 48;
	assert_true(fabs(done_ms - wanted_ms) < 25 + fabs(wanted_ms) / 100);
	assert_int_equal(counts().underruns, 0);
	assert_int_equal(counts().concealed_samples, 0);
	assert_int_equal(counts().skips, 0);
}

static void two_clocks_are_followed_for_hours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof skews / sizeof *skews; i++)
		run_skewed(&skews[i]);
}

/* Five minutes of sentences: silence is neither loss nor lateness. */
static void silence_is_no_loss(void **state)
{
	(void)state;
	for (int k = 0; k < 3; k++) {
		start(&calm, pulls[k], 7);
		line_run(&line, 10);
		double before = line_delay_ms(&line, 0.5);
		struct playout_counts then = counts();
		for (int i = 0; i < 30; i++) {
			line_set_silent(&line, true);
			line_run(&line, 5);
			line_set_silent(&line, false);
			line_run(&line, 5);
		}
		assert_int_equal(counts().concealed_samples, then.concealed_samples);
		assert_int_equal(counts().underruns, then.underruns);
		assert_int_equal(counts().lost, 0);
		struct playout_status s;
		playout_status(&line.playout, &s);
		assert_true(s.target_ms <= 3);
		line_clear(&line);
		line_run(&line, 5);
		assert_true(fabs(line_delay_ms(&line, 0.5) - before) < 4);
	}
}

/* Skewed clocks over silence: the delay is right again with the first word. */
static void silence_hides_the_skew(void **state)
{
	(void)state;
	struct line_setup setup = { .network = calm,
		.packet_samples = 960,
		.pull_samples = 480,
		.skew_ppm = -500 };
	line_init(&line, &setup);
	line_run(&line, 30);
	for (int i = 0; i < 10; i++) {
		line_set_silent(&line, true);
		line_run(&line, 300);
		line_set_silent(&line, false);
		line_run(&line, 0.2);
		line_clear(&line);
		line_run(&line, 5);
		assert_true(line.heard.delay_most_ms < PACKET_MS + 9 + 10);
		assert_int_equal(counts().underruns, 0);
	}
}

static void a_page_that_slept_is_at_once_where_it_should_be(void **state)
{
	(void)state;
	static const double sleeps_s[] = { 2, 15, 300 };
	for (int i = 0; i < 3; i++) {
		start(&calm, 128, 7);
		line_run(&line, 20);
		double before = line_delay_ms(&line, 0.5);
		line_sleep(&line, sleeps_s[i]);
		line_run(&line, 3);
		line_clear(&line);
		line_run(&line, 5);
		assert_true(fabs(line_delay_ms(&line, 0.5) - before) < 3.5);
		assert_true(counts().skips >= 1);
	}
}

static void the_delay_of_a_listener_is_kept_through_all(void **state)
{
	(void)state;
	start(&lossy, 480, 7);
	playout_set_extra_delay(&line.playout, 10000);
	line_run(&line, 30);
	line_clear(&line);
	line_stall(&line, 5);
	line_run(&line, 60);
	print_figures("10 s of a listener's own, 5 s stall", 480, 0);
	assert_int_equal(counts().underruns, 0);
	assert_int_equal(counts().concealed_samples, 0);
	assert_int_equal(counts().skips, 0);
	assert_true(line_delay_ms(&line, 0.5) > 10000 && line_delay_ms(&line, 0.5) < 10500);
}

/* However long the line has stood: soon there, at once right, and with the same clock and way. */
static void another_channel_is_soon_there(void **state)
{
	(void)state;
	static const double seconds[] = { 0.5, 5, 19, 21, 40, 100, 1 };
	for (int k = 0; k < 3; k++) {
		start(&calm, pulls[k], 7);
		line_run(&line, 10);
		double before = line_delay_ms(&line, 0.5);
		for (int i = 0; i < 7; i++) {
			line_run(&line, seconds[i]);
			line_tune(&line);
			line_clear(&line);
			line_run(&line, 0.2);
			assert_true((double)line.heard.silent_pulls * pulls[k] / 48.0 < 60);
			assert_smooth(2 * RAMP_BEND);
			line_run(&line, 1);
			line_clear(&line);
			line_run(&line, 1);
			assert_true(fabs(line_delay_ms(&line, 0.5) - before) < 3.5);
		}
		assert_int_equal(counts().underruns, 0);
		assert_int_equal(counts().concealed_samples, 0);
	}
}

/* What was learnt about the way serves the next channel from its first word. */
static void another_channel_is_as_patient(void **state)
{
	(void)state;
	start(&lossy, 480, 7);
	line_run(&line, 30);
	struct playout_counts before = counts();
	for (int i = 0; i < 60; i++) {
		line_tune(&line);
		line_run(&line, 2);
	}
	print_message("60 changes of channel on a lossy line: %d breaks\n",
			(int)(counts().underruns - before.underruns));
	assert_true(counts().underruns - before.underruns < 10);
}

static uint64_t hash_of(uint64_t seed)
{
	struct network_setup network = lossy;
	network.seed = seed;
	start(&network, 480, 7);
	line_run(&line, 60);
	return line.heard.hash;
}

static void the_same_seed_sounds_the_same(void **state)
{
	(void)state;
	uint64_t first = hash_of(SEED);
	assert_true(first == hash_of(SEED));
	assert_true(first != hash_of(SEED + 1));
}

/* With an argument it follows the clocks for so many hours: 24 take half a minute a row. */
int main(int argc, char **argv)
{
	if (argc > 1)
		hours = atof(argv[1]);
	print_message("seed %d\n", SEED);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_calm_line_adds_little),
		cmocka_unit_test(the_first_sound_is_soon_there),
		cmocka_unit_test(after_any_hiccup_the_delay_is_what_it_was),
		cmocka_unit_test(a_stall_at_the_start_is_soon_over),
		cmocka_unit_test(a_stall_loses_nothing),
		cmocka_unit_test(a_lossy_line_is_mostly_whole),
		cmocka_unit_test(a_bursty_line_has_its_delay_only_as_long_as_it_is_bursty),
		cmocka_unit_test(silence_is_no_loss),
		cmocka_unit_test(silence_hides_the_skew),
		cmocka_unit_test(a_page_that_slept_is_at_once_where_it_should_be),
		cmocka_unit_test(the_delay_of_a_listener_is_kept_through_all),
		cmocka_unit_test(another_channel_is_soon_there),
		cmocka_unit_test(another_channel_is_as_patient),
		cmocka_unit_test(the_same_seed_sounds_the_same),
		cmocka_unit_test(two_clocks_are_followed_for_hours),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
