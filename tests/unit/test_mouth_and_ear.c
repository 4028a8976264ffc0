// SPDX-License-Identifier: Apache-2.0
/* From a microphone's samples to packets, and from packets to an ear's samples. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ear.h"
#include "mouth.h"
#include "proto/rtp.h"

#define assert_near(a, b, within) assert_true(fabs((double)(a) - (double)(b)) <= (within))

enum { SSRC = 77, OTHER_SSRC = 78 };

static struct mouth mouth;
static struct ear ear;
static int64_t now_ns;
static double phase;

static const struct uplink_terms good_terms = { .open = true,
	.ssrc = SSRC,
	.bitrate_bps = 64000,
	.clock = { .known = true, .offset_us = 1000000 } };

/* 20 ms of a 1 kHz tone spoken in two pieces; the packet that came out, or 0 bytes. */
static uint32_t speak(float amplitude, uint8_t *rtp)
{
	float samples[TICK_SAMPLES];
	uint32_t bytes = 0;
	for (int i = 0; i < TICK_SAMPLES; i++, phase += 2 * M_PI / 48)
		samples[i] = amplitude * (float)sin(phase);
	for (int at = 0; at < TICK_SAMPLES;) {
		int count = at == 0 ? 500 : TICK_SAMPLES - at;
		at += mouth_push(&mouth, samples + at, count,
				now_ns + at * NS_PER_S / SAMPLE_RATE_HZ, rtp, &bytes);
	}
	now_ns += TICK_NS;
	return bytes;
}

static struct rtp_packet parsed(const uint8_t *rtp, uint32_t bytes)
{
	struct rtp_packet p;
	assert_true(rtp_parse(&p, rtp, bytes) > 0);
	return p;
}

static int begin(void **state)
{
	(void)state;
	now_ns = 100 * NS_PER_S;
	phase = 0;
	mouth_init(&mouth, 0x123456789abcull);
	mouth_set(&mouth, true, false);
	return ear_init(&ear, &(struct ear_setup){ 0 });
}

static void nothing_is_sent_while_the_line_is_down(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	for (int i = 0; i < 10; i++)
		assert_int_equal(speak(0.5f, rtp), 0);
	assert_false(mouth_on_air(&mouth));
	assert_true(level_rms_dbfs(&mouth.level) > -10.0f); /* but the meter lives */
}

static void packets_are_numbered_stamped_and_metered(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	struct rtp_packet last = { 0 };
	int stamps = 0;
	mouth_terms(&mouth, &good_terms);
	assert_true(mouth_on_air(&mouth));
	for (int i = 0; i < 100; i++) {
		int64_t captured_us = now_ns / 1000 + 1000000;
		struct rtp_packet p = parsed(rtp, speak(0.5f, rtp));
		assert_int_equal(p.ssrc, SSRC);
		assert_int_equal(p.payload_type, 111);
		assert_int_equal(p.marker, i == 0);
		assert_true(p.has_audio_level);
		if (i > 0) {
			assert_int_equal(p.sequence, (uint16_t)(last.sequence + 1));
			assert_int_equal(p.timestamp, last.timestamp + TICK_SAMPLES);
			assert_int_equal(p.audio_level_dbov, 9); /* 0.5 sine: -9.03 */
		}
		if (p.has_capture_time) {
			int64_t codec_us = captured_us - p.capture_us;
			assert_in_range(codec_us, 1000, 7000); /* the codec's own delay */
			stamps++;
		}
		last = p;
	}
	assert_int_equal(stamps, 100 / MOUTH_STAMP_FRAMES);
}

static void an_unknown_clock_stamps_nothing(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	struct uplink_terms terms = good_terms;
	terms.clock.known = false;
	mouth_terms(&mouth, &terms);
	for (int i = 0; i < 60; i++)
		assert_false(parsed(rtp, speak(0.5f, rtp)).has_capture_time);
	mouth_terms(&mouth, &good_terms);
	assert_true(parsed(rtp, speak(0.5f, rtp)).has_capture_time);
}

static void a_clock_beyond_what_can_be_named_stamps_nothing(void **state)
{
	(void)state;
	static const int64_t offsets_us[] = { INT64_C(1000000000000000000), RTP_CAPTURE_US_MAX,
		-101 * INT64_C(1000000) };
	uint8_t rtp[RTP_PACKET_MAX];
	for (int i = 0; i < 3; i++) {
		struct uplink_terms terms = good_terms;
		mouth_init(&mouth, 1);
		mouth_set(&mouth, true, false);
		terms.clock.offset_us = offsets_us[i];
		mouth_terms(&mouth, &terms);
		assert_false(parsed(rtp, speak(0.5f, rtp)).has_capture_time);
	}
}

static void the_microphone_closes_after_one_frame_and_time_goes_on(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	mouth_terms(&mouth, &good_terms);
	speak(0.5f, rtp);
	struct rtp_packet before = parsed(rtp, speak(0.5f, rtp));
	mouth_set(&mouth, false, false);
	assert_true(speak(0.5f, rtp) > 0); /* fades out */
	for (int i = 0; i < 10; i++)
		assert_int_equal(speak(0.5f, rtp), 0);
	mouth_set(&mouth, true, false);
	struct rtp_packet after = parsed(rtp, speak(0.5f, rtp));
	assert_true(after.marker);
	assert_int_equal(after.sequence, (uint16_t)(before.sequence + 2));
	assert_int_equal(after.timestamp, before.timestamp + 12 * TICK_SAMPLES);
}

static void a_cough_is_silence_on_an_open_microphone(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	mouth_terms(&mouth, &good_terms);
	speak(0.5f, rtp);
	mouth_set(&mouth, true, true);
	speak(0.5f, rtp); /* fades out */
	for (int i = 0; i < 10; i++) {
		struct rtp_packet p = parsed(rtp, speak(0.5f, rtp));
		assert_int_equal(p.audio_level_dbov, 120);
		assert_false(p.marker);
	}
	assert_false(mouth_on_air(&mouth));
}

/* A switch on the microphone's stand, or a cough that lasts: signs of life, and no more. */
static void an_open_microphone_that_hears_nothing_sends_signs_of_life(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	int packets = 0, stamps = 0, gap = 0, longest_gap = 0;
	mouth_terms(&mouth, &good_terms);
	struct rtp_packet before = parsed(rtp, speak(0.5f, rtp));
	for (int i = 0; i < 500; i++) {
		uint32_t bytes = speak(0.0f, rtp);
		gap = bytes ? 0 : gap + 1;
		longest_gap = gap > longest_gap ? gap : longest_gap;
		if (!bytes)
			continue;
		struct rtp_packet p = parsed(rtp, bytes);
		assert_false(p.marker);
		assert_int_equal(p.sequence, (uint16_t)(before.sequence + ++packets));
		stamps += p.has_capture_time;
	}
	assert_in_range(packets, 15 + 23, 15 + 25); /* 300 ms, then 9.7 s of one in 400 ms */
	assert_true(longest_gap * TICK_MS < 400);
	assert_true(stamps >= 10); /* at least one a second */
	struct rtp_packet after = parsed(rtp, speak(0.5f, rtp));
	assert_true(after.marker && after.has_capture_time);
	assert_int_equal(after.timestamp, before.timestamp + 501 * TICK_SAMPLES);
}

static void a_microphone_that_opens_in_silence_says_so_at_once(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	mouth_terms(&mouth, &good_terms);
	assert_true(parsed(rtp, speak(0.0f, rtp)).marker);
	for (int i = 0; i < 5; i++)
		assert_int_equal(speak(0.0f, rtp), 0);
	assert_true(parsed(rtp, speak(0.5f, rtp)).marker);
}

static void a_hole_moves_the_timestamp_not_the_delay(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	mouth_terms(&mouth, &good_terms);
	struct rtp_packet before = parsed(rtp, speak(0.5f, rtp));
	now_ns += 3 * NS_PER_S; /* the device was gone */
	struct rtp_packet after = parsed(rtp, speak(0.5f, rtp));
	assert_true(after.marker);
	assert_int_equal(after.timestamp, before.timestamp + TICK_SAMPLES + 3 * SAMPLE_RATE_HZ);
	assert_int_equal(mouth.holes, 1);
}

static void an_odd_bitrate_is_not_taken(void **state)
{
	(void)state;
	uint8_t rtp[RTP_PACKET_MAX];
	struct uplink_terms terms = good_terms;
	terms.bitrate_bps = 1;
	mouth_terms(&mouth, &terms);
	assert_true(speak(0.5f, rtp) > 0);
	assert_int_equal(mouth.bitrate_bps, MOUTH_BITRATE_BPS);
}

/* ---- the ear ---- */

/* Speaks 20 ms, sends it as that stream, hears 20 ms; the RMS of what was heard. */
static double pass_on(uint32_t ssrc)
{
	struct arrival a = { .arrival_ns = now_ns + TICK_NS,
		.has_ssrc = { true },
		.ssrc = { ssrc },
		.clock = good_terms.clock };
	double squares = 0;
	a.bytes = speak(0.5f, a.rtp);
	a.rtp[8] = a.rtp[9] = a.rtp[10] = 0;
	a.rtp[11] = (uint8_t)ssrc;
	ear_arrival(&ear, &a);
	for (int i = 0; i < TICK_SAMPLES / EAR_PULL_SAMPLES; i++) {
		float out[EAR_PULL_SAMPLES];
		ear_pull(&ear, now_ns + i * 5 * NS_PER_MS, out);
		for (int k = 0; k < EAR_PULL_SAMPLES; k++)
			squares += (double)out[k] * (double)out[k];
	}
	return sqrt(squares / TICK_SAMPLES);
}

static void what_is_spoken_is_heard_and_its_delay_known(void **state)
{
	(void)state;
	double rms = 0;
	double delay_ms;
	mouth_terms(&mouth, &good_terms);
	for (int i = 0; i < 100; i++)
		rms = pass_on(SSRC);
	assert_near(rms, 0.5 / sqrt(2), 0.02);
	/* now_ns is when the next frame begins: 20 ms after the last one spoken began */
	assert_true(ear_delay_ms(&ear, now_ns + TICK_NS, &delay_ms));
	print_message("delay %.1f ms\n", delay_ms);
	assert_in_range((int)delay_ms, 20, 80);
}

static void set_volume(int percent)
{
	ear_set(&ear, &(struct ear_settings){ .volume_percent = { percent } });
}

static void the_volume_moves_what_is_heard(void **state)
{
	(void)state;
	double rms = 0;
	mouth_terms(&mouth, &good_terms);
	set_volume(50);
	for (int i = 0; i < 50; i++)
		rms = pass_on(SSRC);
	assert_near(rms, 0.25 * 0.5 / sqrt(2), 0.01);
	set_volume(0);
	for (int i = 0; i < 10; i++)
		rms = pass_on(SSRC);
	assert_near(rms, 0, 1e-6);
	set_volume(EAR_VOLUME_PERCENT); /* over full scale: the limiter holds it */
	for (int i = 0; i < 100; i++) {
		pass_on(SSRC);
		assert_true(level_peak_dbfs(&ear.level) < -0.9f);
	}
}

/* Whatever the volume: the ceiling stands between all that is mixed and the ear. */
static void an_interpreters_ear_is_protected(void **state)
{
	(void)state;
	const struct ear_setup setup = { .interpreter = true,
		.protection = { .full_scale_db = 130 } };
	assert_int_equal(ear_init(&ear, &setup), 0);
	set_volume(EAR_VOLUME_PERCENT);
	mouth_terms(&mouth, &good_terms);
	double rms = 0;
	for (int i = 0; i < 100; i++)
		rms = pass_on(SSRC);
	assert_true(rms > 0.001); /* something is heard */
	/* 100 dB SPL, where a square wave of full scale makes 133 */
	assert_true(level_peak_dbfs(&ear.level) < -32.9f);
	struct protection_reading reading;
	protection_read(&ear.protection, &reading);
	assert_true(reading.reduction_db > 10);
}

static void another_stream_begins_at_once(void **state)
{
	(void)state;
	mouth_terms(&mouth, &good_terms);
	for (int i = 0; i < 50; i++)
		pass_on(SSRC);
	int ticks = 0;
	pass_on(OTHER_SSRC);
	while (pass_on(OTHER_SSRC) < 0.3 && ticks < 100)
		ticks++;
	print_message("heard after %d ms\n", (ticks + 2) * TICK_MS);
	assert_true(ticks < 5);
	/* and what was there of the former one is dropped with the order, before a packet of it */
	struct arrival other = { .arrival_ns = now_ns, .has_ssrc = { true }, .ssrc = { SSRC + 2 } };
	struct playout_status status;
	ear_arrival(&ear, &other);
	playout_status(&ear.voices[VOICE_CHANNEL].playout, &status);
	assert_false(status.playing);
	assert_int_equal(status.buffered_ms, 0);
}

static void strangers_and_nonsense_are_counted(void **state)
{
	(void)state;
	struct arrival a = { .has_ssrc = { true }, .ssrc = { SSRC } };
	mouth_terms(&mouth, &good_terms);
	a.bytes = speak(0.5f, a.rtp);
	a.rtp[11] = OTHER_SSRC;
	ear_arrival(&ear, &a);
	assert_int_equal(ear.strangers, 1);
	a.bytes = 5;
	ear_arrival(&ear, &a);
	assert_int_equal(ear.malformed, 1);
	a.bytes = 0; /* only terms */
	ear_arrival(&ear, &a);
	assert_int_equal(ear.malformed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_sent_while_the_line_is_down, begin),
		cmocka_unit_test_setup(packets_are_numbered_stamped_and_metered, begin),
		cmocka_unit_test_setup(an_unknown_clock_stamps_nothing, begin),
		cmocka_unit_test_setup(a_clock_beyond_what_can_be_named_stamps_nothing, begin),
		cmocka_unit_test_setup(the_microphone_closes_after_one_frame_and_time_goes_on,
				begin),
		cmocka_unit_test_setup(a_cough_is_silence_on_an_open_microphone, begin),
		cmocka_unit_test_setup(an_open_microphone_that_hears_nothing_sends_signs_of_life,
				begin),
		cmocka_unit_test_setup(a_microphone_that_opens_in_silence_says_so_at_once, begin),
		cmocka_unit_test_setup(a_hole_moves_the_timestamp_not_the_delay, begin),
		cmocka_unit_test_setup(an_odd_bitrate_is_not_taken, begin),
		cmocka_unit_test_setup(what_is_spoken_is_heard_and_its_delay_known, begin),
		cmocka_unit_test_setup(the_volume_moves_what_is_heard, begin),
		cmocka_unit_test_setup(an_interpreters_ear_is_protected, begin),
		cmocka_unit_test_setup(another_stream_begins_at_once, begin),
		cmocka_unit_test_setup(strangers_and_nonsense_are_counted, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
