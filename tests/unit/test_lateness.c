// SPDX-License-Identifier: Apache-2.0
/* What is believed about a way after packets have come over it. Times in milliseconds. */
#include "audio/lateness.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#define MS(ms) ((ms)*SAMPLE_RATE_HZ / 1000)

enum { PACKET_MS = 20, PACKETS_PER_SECOND = 1000 / PACKET_MS };

/* A talker whose packets take `delay` ms, of which every n-th takes `extra` more, in order. */
struct way {
	struct lateness lateness;
	int64_t packet, last_arrival;
	int delay_ms;
	double drift_ppm;
};

static void send(struct way *w, int extra_ms)
{
	int64_t timestamp = w->packet * MS(PACKET_MS) + 1000000;
	int64_t drifted = (int64_t)((double)(w->packet * MS(PACKET_MS)) * w->drift_ppm * 1e-6);
	int64_t arrival = w->packet++ * MS(PACKET_MS) + drifted + MS(w->delay_ms + extra_ms);
	if (arrival < w->last_arrival)
		arrival = w->last_arrival;
	w->last_arrival = arrival;
	lateness_note(&w->lateness, arrival, timestamp);
}

static void send_for(struct way *w, int seconds, int every, int extra_ms)
{
	for (int i = 0; i < seconds * PACKETS_PER_SECOND; i++)
		send(w, every && i % every == every - 1 ? extra_ms : 0);
}

static void start(struct way *w)
{
	*w = (struct way){ .delay_ms = 30 };
	lateness_init(&w->lateness);
}

static void assert_ms(int samples, int ms, int within_ms)
{
	if (abs(samples - MS(ms)) > MS(within_ms))
		fail_msg("%.1f ms, should be %d", samples * 1000.0 / SAMPLE_RATE_HZ, ms);
}

/* clang-format off */
static const struct row {
	const char *name;
	int seconds, every, extra_ms; /* every n-th packet is late */
	int want_ms;
} rows[] = {
	{ "nothing is ever late",              30,    0,    0,   0 },
	{ "every packet but one is late",      30,    2,    5,   5 },
	{ "a stall in every second",           30,   50,  150, 150 },
	{ "a stall every two seconds",         30,  100,  150, 150 },
	{ "a stall every five seconds",        30,  250,  150, 150 },
	{ "a stall every ten seconds",         30,  500,  150,   0 },
	{ "one stall of a second",             30, 1400, 1000,   0 },
	{ "the first two seconds",              2,   50,  150, 150 },
};
/* clang-format on */

static void the_percentile_is_of_blocks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct way w;
		start(&w);
		send_for(&w, rows[i].seconds, rows[i].every, rows[i].extra_ms);
		print_message("%s\n", rows[i].name);
		assert_ms(lateness_percentile(&w.lateness), rows[i].want_ms, 0);
	}
}

static void something_is_believed_before_much_is_known(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	assert_int_equal(lateness_percentile(&w.lateness), LATENESS_UNKNOWN_SAMPLES);
	send(&w, 0);
	assert_int_equal(lateness_percentile(&w.lateness), LATENESS_UNKNOWN_SAMPLES);
	send(&w, 30);
	assert_ms(lateness_percentile(&w.lateness), 30, 0);
}

static void it_goes_up_quickly_and_down_slowly(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 60, 0, 0);
	send_for(&w, 3, 25, 100);
	assert_ms(lateness_percentile(&w.lateness), 100, 0);
	send_for(&w, 15, 0, 0);
	assert_ms(lateness_percentile(&w.lateness), 100, 0);
	send_for(&w, 6, 0, 0);
	assert_ms(lateness_percentile(&w.lateness), 0, 0);
}

static void a_longer_way_is_believed_after_20_s(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 60, 0, 0);
	int64_t before = lateness_base(&w.lateness);
	w.delay_ms += 100;
	send_for(&w, 1, 0, 0);
	assert_ms(lateness_now(&w.lateness), 100, 0);
	send_for(&w, 10, 0, 0);
	assert_int_equal(lateness_base(&w.lateness), before);
	assert_ms(lateness_percentile(&w.lateness), 100, 0);
	send_for(&w, 12, 0, 0);
	assert_int_equal(lateness_base(&w.lateness), before + MS(100));
	assert_ms(lateness_percentile(&w.lateness), 0, 0);
	assert_ms(lateness_now(&w.lateness), 0, 0);
}

static void a_shorter_way_is_believed_at_once(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 60, 0, 0);
	int64_t before = lateness_base(&w.lateness);
	w.delay_ms -= 20;
	send_for(&w, 1, 0, 0);
	assert_int_equal(lateness_base(&w.lateness), before - MS(20));
	assert_ms(lateness_percentile(&w.lateness), 0, 0);
}

static void two_clocks_that_drift_are_not_late(void **state)
{
	(void)state;
	static const double drifts[] = { -500, -50, 50, 500 };
	for (int i = 0; i < 4; i++) {
		struct way w;
		start(&w);
		w.drift_ppm = drifts[i];
		send_for(&w, 120, 0, 0);
		assert_true(abs(w.lateness.drift_ppm - (int)drifts[i]) <= 2);
		for (int k = 0; k < 2000; k++) {
			send(&w, 0);
			assert_ms(lateness_percentile(&w.lateness), 0, 1);
			assert_ms(lateness_now(&w.lateness), 0, 1);
		}
	}
}

static void a_burst_is_not_hurried_after_until_it_has_drained(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 30, 0, 0);
	send(&w, 1000);
	assert_ms(lateness_now(&w.lateness), 0, 0); /* seven good ones before it */
	for (int i = 0; i < 8; i++)
		send(&w, 0);
	assert_ms(lateness_now(&w.lateness), 1000 - 8 * PACKET_MS, 0);
	send_for(&w, 2, 0, 0);
	assert_ms(lateness_now(&w.lateness), 0, 0);
}

static void another_stream_keeps_what_was_learnt(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 30, 50, 80);
	lateness_anchor(&w.lateness);
	w.delay_ms = 5000;
	send(&w, 0);
	assert_ms(lateness_percentile(&w.lateness), 80, 0);
	assert_ms(lateness_now(&w.lateness), 0, 0);
}

/* With what was learnt its clock was taken over too, and says nothing of the new stream's drift. */
static void another_stream_goes_on(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 30, 50, 80);
	lateness_anchor(&w.lateness);
	w.delay_ms = 5000;
	send_for(&w, 15, 50, 80);
	assert_ms(lateness_percentile(&w.lateness), 80, 0);
	assert_int_equal(w.lateness.drift_ppm, 0);
}

static void a_long_silence_starts_the_base_anew(void **state)
{
	(void)state;
	struct way w;
	start(&w);
	send_for(&w, 30, 0, 0);
	w.packet += 60 * PACKETS_PER_SECOND;
	w.delay_ms += 25; /* as much as two clocks may drift apart meanwhile */
	send(&w, 0);
	assert_ms(lateness_now(&w.lateness), 0, 0);
	assert_ms(lateness_percentile(&w.lateness), 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_percentile_is_of_blocks),
		cmocka_unit_test(something_is_believed_before_much_is_known),
		cmocka_unit_test(it_goes_up_quickly_and_down_slowly),
		cmocka_unit_test(a_longer_way_is_believed_after_20_s),
		cmocka_unit_test(a_shorter_way_is_believed_at_once),
		cmocka_unit_test(two_clocks_that_drift_are_not_late),
		cmocka_unit_test(a_burst_is_not_hurried_after_until_it_has_drained),
		cmocka_unit_test(another_stream_keeps_what_was_learnt),
		cmocka_unit_test(another_stream_goes_on),
		cmocka_unit_test(a_long_silence_starts_the_base_anew),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
