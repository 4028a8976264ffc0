// SPDX-License-Identifier: Apache-2.0
/* The line with libopus on both ends: what is stretched, skipped and made up has no clicks that the
 * sound itself does not have. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sim/line.h"

enum { SEED = 20261 };

static struct line line;

/* clang-format off */
static const struct row {
	const char *name;
	double jitter_ms, loss, skew_ppm, stall_s;
	int skipped_packets;
} rows[] = {
	{ "calm",                  1,    0,    0,   0,  0 },
	{ "skew",                  1,    0,  500,   0,  0 },
	{ "skew the other way",    1,    0, -500,   0,  0 },
	{ "jitter and loss",      40, 0.02,    0,   0,  0 },
	{ "short stalls",          1,    0,    0, 0.2,  0 },
	{ "long stalls",           1,    0,    0,   1,  0 },
	{ "outages",               1,    0,    0,   3,  0 },
	{ "single losses",         1,    0,    0,   0,  1 },
	{ "jumps to live",         1,    0,    0,   0, 40 },
};
/* clang-format on */

static void run(const struct row *row, enum codec_sound sound, int pull_samples)
{
	struct line_setup setup = {
		.network = { .seed = SEED,
				.delay_ms = row->loss > 0 ? 30 : 0.2,
				.jitter_ms = row->jitter_ms,
				.loss = row->loss,
				.spacing_ms = 20 },
		.sound = sound,
		.packet_samples = 960,
		.pull_samples = pull_samples,
		.skew_ppm = row->skew_ppm,
		.phase_ms = 7,
	};
	line_init(&line, &setup);
	line_run(&line, 5);
	line_clear(&line);
	for (int i = 0; i < 3; i++) {
		if (row->stall_s > 0)
			line_stall(&line, row->stall_s);
		line_skip_packets(&line, row->skipped_packets);
		line_run(&line, 10 + row->stall_s);
	}
}

static void print(const struct row *row, const char *sound)
{
	struct playout_counts c;
	playout_counts(&line.playout, &c);
	print_message("%-18s %s: step %.4f bend %.4f, concealed %.0f, in %.0f, out %.0f, skipped "
		      "%.0f ms, delay p50 %.1f\n",
			row->name, sound, (double)line.heard.largest_step,
			(double)line.heard.largest_bend, (double)c.concealed_samples / 48,
			(double)c.inserted_samples / 48, (double)c.removed_samples / 48,
			(double)c.skipped_samples / 48, line_delay_ms(&line, 0.5));
}

static void a_tone_has_no_clicks(void **state)
{
	(void)state;
	static const int pulls[] = { 128, 480, 960 };
	for (int k = 0; k < 3; k++) {
		for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
			run(&rows[i], CODEC_TONE, pulls[k]);
			print(&rows[i], "tone");
			assert_true(line.heard.largest_step < 0.035f);
			assert_true(line.heard.largest_bend < 0.02f);
		}
	}
}

static void a_voice_has_no_clicks_of_its_own(void **state)
{
	(void)state;
	float step = 0;
	float bend = 0;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		run(&rows[i], CODEC_VOICE, 480);
		print(&rows[i], "voice");
		if (i == 0) { /* as it is when nothing is done to it */
			step = line.heard.largest_step;
			bend = line.heard.largest_bend;
		}
		assert_true(line.heard.largest_step < 1.15f * step);
		assert_true(line.heard.largest_bend < 1.15f * bend);
	}
}

int main(void)
{
	print_message("seed %d\n", SEED);
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tone_has_no_clicks),
		cmocka_unit_test(a_voice_has_no_clicks_of_its_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
