// SPDX-License-Identifier: Apache-2.0
/* Playout with the real codec, call by call. How it behaves over time is tests/sim's. */
#include "audio/playout.h"

#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <opus.h>

#include "base/rt.h"
#include "support/sound.h"

enum { ENCODER_BYTES = 96 * 1024, SECOND = SAMPLE_RATE_HZ };

/* A talker with a tone, a clock and numbers; its packets reach playout at once. */
struct talker {
	_Alignas(16) uint8_t encoder[ENCODER_BYTES];
	struct voice voice;
	int packet_samples;
	double hz;      /* of its tone; 0: it has a voice */
	bool unstamped; /* does not say when it captured a packet */
	int64_t spoken; /* samples */
	uint16_t sequence;
	uint32_t first_timestamp;
};

static struct playout p;
static struct talker t;
static float out[20 * SECOND];

static OpusEncoder *encoder_of(struct talker *talker)
{
	return (OpusEncoder *)(void *)talker->encoder;
}

static void start_talker(int application, int bitrate_bps, int packet_samples)
{
	t = (struct talker){ .packet_samples = packet_samples,
		.hz = 300,
		.sequence = 65533,
		.first_timestamp = UINT32_MAX - 10000 };
	voice_init(&t.voice, 3);
	assert_true(opus_encoder_get_size(1) <= ENCODER_BYTES);
	opus_encoder_init(encoder_of(&t), SAMPLE_RATE_HZ, 1, application);
	opus_encoder_ctl(encoder_of(&t), OPUS_SET_BITRATE(bitrate_bps));
}

static void start(const struct playout_setup *setup)
{
	assert_int_equal(playout_init(&p, setup), 0);
	start_talker(OPUS_APPLICATION_AUDIO, 48000, TICK_SAMPLES);
}

static int64_t ns_of(int64_t samples)
{
	return NS_PER_S + samples * NS_PER_S / SAMPLE_RATE_HZ;
}

static void push(const struct playout_packet *packet)
{
	rt_enter();
	playout_push(&p, packet);
	rt_leave();
}

/* The next packet: captured from t.spoken on, here when its last sample has been. */
static void speak(bool is_sent)
{
	static float pcm[OPUS_FRAME_MAX];
	uint8_t bytes[OPUS_PACKET_MAX];
	int n = t.packet_samples;
	if (t.hz > 0)
		sound_sine(pcm, n, t.hz, 0.5f, t.spoken);
	else
		voice_speak(&t.voice, pcm, n);
	int count = opus_encode_float(encoder_of(&t), pcm, n, bytes, sizeof bytes);
	assert_true(count > 0);
	struct playout_packet packet = {
		.sequence = t.sequence++,
		.timestamp = t.first_timestamp + (uint32_t)t.spoken,
		.arrival_ns = ns_of(t.spoken + n),
		.has_capture_time = !t.unstamped,
		.capture_us = ns_of(t.spoken) / 1000,
		.opus = bytes,
		.opus_bytes = (uint16_t)count,
	};
	t.spoken += n;
	if (is_sent)
		push(&packet);
}

/* Pulls from sample `from` of the clock to `to`, in pieces; what was heard is in out from 0 on. */
static int pull(int64_t from, int64_t to, int piece, bool speaking)
{
	int heard = 0;
	while (from < to) {
		while (speaking && t.spoken + t.packet_samples <= from)
			speak(true);
		int n = to - from < piece ? (int)(to - from) : piece;
		rt_enter();
		playout_pull(&p, ns_of(from), out + heard, n);
		rt_leave();
		heard += n;
		from += n;
	}
	return heard;
}

static float level(const float *pcm, int samples)
{
	double sum = 0;
	for (int i = 0; i < samples; i++)
		sum += (double)pcm[i] * (double)pcm[i];
	return (float)sqrt(sum / samples);
}

static float largest_step(const float *pcm, int samples)
{
	float most = 0;
	for (int i = 1; i < samples; i++)
		most = fmaxf(most, fabsf(pcm[i] - pcm[i - 1]));
	return most;
}

static struct playout_counts counts(void)
{
	struct playout_counts c;
	playout_counts(&p, &c);
	return c;
}

static struct playout_status status(void)
{
	struct playout_status s;
	rt_enter();
	playout_status(&p, &s);
	rt_leave();
	return s;
}

/* clang-format off */
static const struct setup_row {
	struct playout_setup setup;
	int want;
} setup_rows[] = {
	{ {   0,    0,     0 }, 0 },
	{ { 500,    0,     0 }, 0 },
	{ { 500,  500, 10000 }, 0 },
	{ {   0, 2000,     0 }, 0 },
	{ {  -1,    0,     0 }, -EINVAL },
	{ { 501,  600,     0 }, -EINVAL },
	{ { 100,   99,     0 }, -EINVAL },
	{ {   0, 2001,     0 }, -EINVAL },
	{ {   0,    0,    -1 }, -EINVAL },
	{ {   0,    0, 10001 }, -EINVAL },
};
/* clang-format on */

static void a_setup_out_of_range_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof setup_rows / sizeof *setup_rows; i++)
		assert_int_equal(playout_init(&p, &setup_rows[i].setup), setup_rows[i].want);
}

static void before_anything_came_there_is_silence(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	memset(out, 1, sizeof out);
	int heard = pull(0, SECOND, 960, false);
	assert_true(level(out, heard) == 0.0f);
	assert_false(status().playing);
	assert_false(status().has_capture);
	assert_int_equal(status().buffered_ms, 0);
	assert_int_equal(counts().underruns, 0);
	assert_int_equal(counts().concealed_samples, 0);
}

static void any_piece_of_any_packet(void **state)
{
	(void)state;
	static const int packets[] = { 120, 240, 480, 960, 1920, 2880, 5760 };
	static const int pieces[] = { 1, 37, 128, 441, 480, 960, 2880, 5760 };
	for (int i = 0; i < 7; i++) {
		for (int k = 0; k < 8; k++) {
			start(&(struct playout_setup){ 0 });
			start_talker(OPUS_APPLICATION_AUDIO, 48000,
					packets[i] > 2880 ? 2880 : packets[i]);
			int heard = pull(0, 2 * SECOND, pieces[k], true);
			float tone = 0.5f / sqrtf(2);
			assert_float_equal(level(out + SECOND, heard - SECOND), tone, 0.03f);
			assert_true(largest_step(out, heard) < 0.025f);
			assert_int_equal(counts().lost, 0);
			if (counts().underruns)
				print_message("packets of %d, pulls of %d: %d underruns\n",
						packets[i], pieces[k], (int)counts().underruns);
			assert_int_equal(counts().invalid, 0);
		}
	}
}

static void the_first_packet_sounds_within_two_ticks(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	pull(0, 300, 300, false);
	t.spoken = 5 * SECOND;
	int heard = pull(5 * SECOND + 300, 5 * SECOND + 300 + 4 * 960, 960, true);
	int first = 0;
	while (first < heard && fabsf(out[first]) < 0.01f)
		first++;
	assert_true(first <= 3 * 960); /* one of these three is the packet's own 20 ms */
	assert_true(status().playing);
}

static void capture_time_is_that_of_the_last_sample(void **state)
{
	(void)state;
	static const int pieces[] = { 128, 480, 960 };
	for (int k = 0; k < 3; k++) {
		start(&(struct playout_setup){ 0 });
		int64_t now = 0;
		for (; now < 10 * SECOND; now += pieces[k])
			pull(now, now + pieces[k], pieces[k], true);
		assert_true(status().has_capture);
		/* the tone's phase tells which sample it really is, but for whole periods */
		int64_t last = (status().capture_us - ns_of(0) / 1000) * 48 / 1000;
		const struct playout_status s = status();
		double delay_ms = (double)(ns_of(now - 1) / 1000 - s.capture_us) / 1000;
		assert_true(delay_ms > 20 && delay_ms < 50);
		int lookahead = 0;
		opus_encoder_ctl(encoder_of(&t), OPUS_GET_LOOKAHEAD(&lookahead));
		double phase = 2 * 3.14159265358979 * 300 * (double)(last - lookahead) / SECOND;
		assert_float_equal(out[pieces[k] - 1], 0.5f * (float)sin(phase), 0.05f);
	}
}

/* A server that was restarted: its numbers lie anywhere, and when they were captured is not known
 * until it says so. */
static void another_streams_capture_time_is_not_the_one_before(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	pull(0, SECOND, 960, true);
	assert_true(status().has_capture);
	t.sequence += 30000;
	t.first_timestamp += 1u << 30;
	t.unstamped = true;
	pull(SECOND, 2 * SECOND, 960, true);
	assert_true(status().playing);
	assert_int_equal(counts().resets, 1);
	assert_false(status().has_capture);
	t.unstamped = false;
	pull(2 * SECOND, 3 * SECOND, 960, true);
	assert_true(status().has_capture);
}

/* clang-format off */
static const struct broken_row {
	const char *name;
	uint16_t bytes;
	uint8_t opus[8];
} broken_rows[] = {
	{ "empty",                           0, { 0 } },
	{ "oversized",    OPUS_PACKET_MAX + 1,  { 0xf8 } },
	{ "two uneven frames",               4, { 0xf9, 1, 2, 3 } },
	{ "no count of frames",              1, { 0xfb } },
	{ "zero frames",                     2, { 0xfb, 0 } },
	{ "more than 120 ms",                2, { 0xfb, 7 } },
	{ "frame longer than the packet",    3, { 0xfa, 200, 1 } },
};
/* clang-format on */

static void broken_packets_are_counted_and_concealed(void **state)
{
	(void)state;
	static uint8_t large[2000];
	for (size_t i = 0; i < sizeof broken_rows / sizeof *broken_rows; i++) {
		const struct broken_row *row = &broken_rows[i];
		start(&(struct playout_setup){ .min_target_ms = 60 });
		pull(0, SECOND, 960, true);
		memcpy(large, row->opus, sizeof row->opus);
		struct playout_packet packet = {
			.sequence = t.sequence,
			.timestamp = t.first_timestamp + (uint32_t)t.spoken,
			.arrival_ns = ns_of(SECOND),
			.opus = large,
			.opus_bytes = row->bytes,
		};
		push(&packet);
		speak(false);
		print_message("%s\n", row->name);
		assert_int_equal(counts().invalid, 1);
		int heard = pull(SECOND, 2 * SECOND, 960, true);
		assert_int_equal(counts().lost, 1);
		assert_in_range(counts().concealed_samples, 960, 1440);
		assert_true(largest_step(out, heard) < 0.04f);
		assert_true(level(out, heard) > 0.3f);
	}
}

static void a_lost_packet_is_taken_from_the_next(void **state)
{
	(void)state;
	start(&(struct playout_setup){ .min_target_ms = 60 });
	start_talker(OPUS_APPLICATION_VOIP, 24000, TICK_SAMPLES);
	opus_encoder_ctl(encoder_of(&t), OPUS_SET_INBAND_FEC(1));
	opus_encoder_ctl(encoder_of(&t), OPUS_SET_PACKET_LOSS_PERC(20));
	t.hz = 0;
	pull(0, SECOND, 960, true);
	for (int i = 0; i < 20; i++) {
		speak(i % 5 != 2);
		pull(SECOND + i * 960, SECOND + (i + 1) * 960, 960, false);
	}
	pull(SECOND + 20 * 960, 2 * SECOND, 960, true);
	assert_int_equal(counts().lost, 4);
	assert_in_range(counts().recovered, 3, 4); /* a pause is not copied */
}

/* While it makes sound up it does not take any out: that would only have to be made up too. */
static void made_up_sound_is_not_shortened(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	t.hz = 0;
	pull(0, 5 * SECOND, 960, true);
	uint64_t removed = counts().removed_samples;
	for (int i = 0; i < 500; i++) {
		speak(i % 10 != 2);
		pull(5 * SECOND + i * 960, 5 * SECOND + (i + 1) * 960, 960, false);
	}
	assert_int_equal(counts().lost, 50);
	assert_int_equal(counts().removed_samples, removed);
}

static void late_and_repeated_packets_are_counted(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	pull(0, SECOND, 960, true);
	struct talker before = t;
	speak(true);
	t = before;
	speak(true);
	assert_int_equal(counts().duplicate, 1);
	t.sequence = (uint16_t)(t.sequence - 40);
	t.spoken -= 40 * 960;
	speak(true);
	assert_int_equal(counts().duplicate, 2); /* it has been played */
	assert_int_equal(counts().late, 0);
}

/* A listener changes channel: the old one fades out, the new one is there soon. */
static void a_reset_makes_no_click_and_the_next_is_soon_there(void **state)
{
	(void)state;
	static const int pieces[] = { 128, 480, 960 };
	for (int k = 0; k < 3; k++) {
		start(&(struct playout_setup){ 0 });
		pull(0, SECOND, pieces[k], true);
		float last = out[SECOND - 1];
		rt_enter();
		playout_reset(&p);
		rt_leave();
		assert_int_equal(counts().resets, 1);
		start_talker(OPUS_APPLICATION_AUDIO, 48000, TICK_SAMPLES);
		t.hz = 700;
		t.sequence = 77;
		t.first_timestamp = 99;
		t.spoken = SECOND + 500 - 3 * 960;
		for (int i = 0; i < 3; i++)
			speak(false);
		int heard = pull(SECOND, SECOND + SECOND / 5, pieces[k], true);
		assert_true(fabsf(out[0] - last) < 0.025f);
		assert_true(largest_step(out, heard) < 0.07f); /* 700 Hz steps 0.046, 300 Hz 0.02 */
		int gap = 240;
		while (gap < heard && fabsf(out[gap]) < 0.01f)
			gap++;
		assert_true(gap < 75 * SECOND / 1000);
		assert_true(level(out, 120) > 0.05f);
	}
}

static void a_listeners_own_delay_is_kept(void **state)
{
	(void)state;
	start(&(struct playout_setup){ .extra_delay_ms = 10000 });
	int heard = pull(0, 9 * SECOND, 960, true);
	assert_true(level(out, heard) == 0.0f);
	heard = pull(9 * SECOND, 15 * SECOND, 960, true);
	assert_true(level(out + 2 * SECOND, heard - 2 * SECOND) > 0.3f);
	assert_int_equal(counts().underruns, 0);
	assert_in_range(status().buffered_ms, 9900, 10100);
	assert_in_range(status().target_ms, 10000, 10020);

	playout_set_extra_delay(&p, 0);
	heard = pull(15 * SECOND, 17 * SECOND, 960, true);
	assert_true(largest_step(out, heard) < 0.04f);
	assert_int_equal(counts().skips, 1);
	assert_true(status().buffered_ms < 60);

	playout_set_extra_delay(&p, 3000);
	heard = pull(17 * SECOND, 22 * SECOND, 960, true);
	assert_true(largest_step(out, heard) < 0.04f);
	assert_in_range(status().buffered_ms, 2950, 3080);
	assert_true(level(out + 4 * SECOND, SECOND) > 0.3f);

	playout_set_extra_delay(&p, 3100);
	heard = pull(22 * SECOND, 27 * SECOND, 960, true);
	assert_true(largest_step(out, heard) < 0.025f);
	assert_in_range(counts().inserted_samples, 3050 * 48, 3200 * 48);
	assert_in_range(status().buffered_ms, 3050, 3180);
}

static void it_may_be_copied(void **state)
{
	(void)state;
	static struct playout copy;
	static float other[960];
	start(&(struct playout_setup){ 0 });
	pull(0, SECOND, 960, true);
	copy = p;
	speak(true);
	playout_pull(&p, ns_of(SECOND), out, 960);
	struct talker spoken = t;
	playout_pull(&copy, ns_of(SECOND), other, 960);
	playout_pull(&copy, ns_of(SECOND + 960), other, 960);
	assert_true(t.spoken == spoken.spoken);
	p = copy;
	assert_int_equal(counts().underruns, 1); /* only the original got the packet */
}

/* A caller that says when its samples reach the ear, not when it pulls them. */
static void a_biased_clock_costs_delay_but_no_gaps(void **state)
{
	(void)state;
	start(&(struct playout_setup){ 0 });
	int64_t bias = 25 * SECOND / 1000;
	for (int64_t now = 0; now < 20 * SECOND; now += 480) {
		while (t.spoken + t.packet_samples <= now)
			speak(true);
		if (now == 2 * SECOND)
			p.counts.underruns = 0;
		playout_pull(&p, ns_of(now + bias), out, 480);
	}
	assert_int_equal(counts().underruns, 0);
	assert_true(status().buffered_ms < 40);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setup_out_of_range_is_refused),
		cmocka_unit_test(before_anything_came_there_is_silence),
		cmocka_unit_test(any_piece_of_any_packet),
		cmocka_unit_test(the_first_packet_sounds_within_two_ticks),
		cmocka_unit_test(capture_time_is_that_of_the_last_sample),
		cmocka_unit_test(another_streams_capture_time_is_not_the_one_before),
		cmocka_unit_test(broken_packets_are_counted_and_concealed),
		cmocka_unit_test(a_lost_packet_is_taken_from_the_next),
		cmocka_unit_test(made_up_sound_is_not_shortened),
		cmocka_unit_test(late_and_repeated_packets_are_counted),
		cmocka_unit_test(a_reset_makes_no_click_and_the_next_is_soon_there),
		cmocka_unit_test(a_listeners_own_delay_is_kept),
		cmocka_unit_test(it_may_be_copied),
		cmocka_unit_test(a_biased_clock_costs_delay_but_no_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
