// SPDX-License-Identifier: Apache-2.0
/* What comes out of the encoder: the codec that the bitrate stands for, the band, the framing. */
#include "audio/encoder.h"

#include <errno.h>
#include <math.h>
#include <opus.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/rt.h"
#include "support/sound.h"

enum { SAMPLES = SAMPLE_RATE_HZ * 6 / 5 };

static float pcm[SAMPLES];

static void start(struct encoder *e, int bitrate_bps, int complexity, int frame_ms)
{
	struct encoder_setup setup = { bitrate_bps, complexity, frame_ms };
	assert_int_equal(encoder_init(e, &setup), 0);
}

static int encode(struct encoder *e, const float *from, int samples, uint8_t *out)
{
	rt_enter();
	int bytes = encoder_encode(e, from, samples, out, OPUS_PACKET_MAX);
	rt_leave();
	return bytes;
}

static void fill_voice(void)
{
	struct voice v;
	voice_init(&v, 8);
	voice_speak(&v, pcm, SAMPLES);
}

static void a_setup_out_of_range_is_refused(void **state)
{
	(void)state;
	static const struct encoder_setup setups[] = {
		{ 5999, 5, 20 },
		{ 256001, 5, 20 },
		{ 48000, -1, 20 },
		{ 48000, 11, 20 },
		{ 48000, 5, 10 },
		{ 48000, 5, 0 },
		{ 48000, 5, 80 },
	};
	static struct encoder e;

	for (size_t i = 0; i < sizeof setups / sizeof setups[0]; i++)
		assert_int_equal(encoder_init(&e, &setups[i]), -EINVAL);
}

static void the_bitrate_is_about_what_was_asked_for(void **state)
{
	(void)state;
	static const int rates_bps[] = { 12000, 16000, 24000, 32000, 48000, 64000, 128000 };
	static struct encoder e;

	fill_voice();
	for (int r = 0; r < 7; r++) {
		int frame_ms = rates_bps[r] < ENCODER_FULL_BAND_BPS ? 60 : 20;
		int frame = frame_ms * 48, bytes = 0, at = 0;
		start(&e, rates_bps[r], 5, frame_ms);
		for (; at + frame <= SAMPLES; at += frame) {
			uint8_t packet[OPUS_PACKET_MAX];
			int n = encode(&e, pcm + at, frame, packet);
			assert_true(n > 2);
			assert_int_equal(opus_packet_get_nb_samples(packet, n, 48000), frame);
			assert_int_equal(opus_packet_get_nb_channels(packet), 1);
			bool celt_full_band = packet[0] >> 3 >= 28; /* RFC 6716 table 2 */
			assert_true(celt_full_band == (rates_bps[r] >= ENCODER_FULL_BAND_BPS));
			bytes += n;
		}
		double bps = bytes * 8.0 * SAMPLE_RATE_HZ / at;
		assert_true(bps > 0.6 * rates_bps[r] && bps < 1.15 * rates_bps[r]);
	}
}

/* Level of a tone after encoder and decoder, in dB against before. */
static double response_db(int bitrate_bps, int frame_ms, double hz)
{
	static struct encoder e;
	static _Alignas(16) uint8_t decoder_state[64 * 1024];
	OpusDecoder *d = (OpusDecoder *)(void *)decoder_state;
	double re_in = 0, im_in = 0, re_out = 0, im_out = 0;
	int frame = frame_ms * 48, before = 0;

	assert_true(opus_decoder_get_size(1) <= (int)sizeof decoder_state);
	assert_int_equal(opus_decoder_init(d, SAMPLE_RATE_HZ, 1), OPUS_OK);
	start(&e, bitrate_bps, 8, frame_ms);
	sound_sine(pcm, SAMPLES, hz, 0.1f, 0);
	for (int at = 0; at + frame <= SAMPLES; at += frame) {
		uint8_t packet[OPUS_PACKET_MAX];
		float out[ENCODER_FRAME_MAX];
		int n = encode(&e, pcm + at, frame, packet);
		assert_int_equal(opus_decode_float(d, packet, n, out, frame, 0), frame);
		before += 1;
		if (before * frame_ms <= 200)
			continue; /* the codec's start */
		for (int i = 0; i < frame; i++) {
			double turn = 6.283185307179586 * hz * (at + i) / SAMPLE_RATE_HZ;
			re_in += (double)pcm[at + i] * cos(turn);
			im_in += (double)pcm[at + i] * sin(turn);
			re_out += (double)out[i] * cos(turn);
			im_out += (double)out[i] * sin(turn);
		}
	}
	return 20 * log10(hypot(re_out, im_out) / hypot(re_in, im_in));
}

static void a_channel_has_its_band_from_125_hz_to_15_khz(void **state)
{
	(void)state;
	static const double tones_hz[] = { 60, 100, 125, 250, 500, 1000, 2000, 4000, 8000, 12000,
		15000, 18000 };

	for (int t = 0; t < 12; t++) {
		assert_true(fabs(response_db(48000, 20, tones_hz[t])) < 1.0);
		assert_true(fabs(response_db(64000, 20, tones_hz[t])) < 1.0);
	}
}

static void the_low_rendition_keeps_what_speech_needs(void **state)
{
	(void)state;
	static const double tones_hz[] = { 125, 250, 500, 1000, 2000, 3500 };

	for (int t = 0; t < 6; t++)
		assert_true(fabs(response_db(16000, 60, tones_hz[t])) < 3.0);
}

static void pieces_of_any_size_give_the_same_packets(void **state)
{
	(void)state;
	static const int pieces[] = { 1, 128, 441, 959, 960 };
	static struct encoder whole, e;
	uint8_t want[OPUS_PACKET_MAX], got[OPUS_PACKET_MAX];

	fill_voice();
	for (int p = 0; p < 5; p++) {
		int frame = 0;
		start(&whole, 48000, 5, 20);
		start(&e, 48000, 5, 20);
		for (int at = 0; at + pieces[p] <= SAMPLES; at += pieces[p]) {
			int bytes = encode(&e, pcm + at, pieces[p], got);
			assert_int_equal(e.filled_samples, (at + pieces[p]) % 960);
			if (bytes == 0)
				continue;
			assert_int_equal(encode(&whole, pcm + frame, 960, want), bytes);
			assert_memory_equal(got, want, (size_t)bytes);
			frame += 960;
		}
		assert_true(frame > SAMPLES - 2 * 960);
	}
}

static void ticks_make_packets_of_60_ms(void **state)
{
	(void)state;
	static struct encoder e;
	uint8_t packet[OPUS_PACKET_MAX];

	fill_voice();
	start(&e, 16000, 5, 60);
	for (int tick = 0; tick < 30; tick++) {
		int bytes = encode(&e, pcm + tick * TICK_SAMPLES, TICK_SAMPLES, packet);
		assert_true((bytes > 0) == (tick % 3 == 2));
	}
}

static void a_reset_forgets_the_sound_before(void **state)
{
	(void)state;
	static struct encoder fresh, used;
	uint8_t want[OPUS_PACKET_MAX], got[OPUS_PACKET_MAX];

	fill_voice();
	start(&fresh, 48000, 8, 20);
	start(&used, 48000, 8, 20);
	for (int i = 0; i < 20; i++)
		encode(&used, pcm + i * 960, 960, got);
	encode(&used, pcm, 100, got);
	encoder_reset(&used);
	for (int i = 20; i < 30; i++) {
		int bytes = encode(&fresh, pcm + i * 960, 960, want);
		assert_int_equal(encode(&used, pcm + i * 960, 960, got), bytes);
		assert_memory_equal(got, want, (size_t)bytes);
	}
}

static void bad_input_and_no_room_do_no_harm(void **state)
{
	(void)state;
	static struct encoder e;
	uint8_t packet[OPUS_PACKET_MAX];

	for (int rate = 16000; rate <= 48000; rate += 32000) {
		start(&e, rate, 8, 20);
		for (int i = 0; i < 960; i++)
			pcm[i] = i % 3 == 0 ? NAN : i % 3 == 1 ? INFINITY : -1e30f;
		assert_true(encode(&e, pcm, 960, packet) > 0);
		fill_voice();
		for (int i = 0; i < 10; i++)
			assert_true(encode(&e, pcm + i * 960, 960, packet) > 2);
		assert_int_equal(e.failed, 0);
		assert_int_equal(encoder_encode(&e, pcm, 960, packet, 0), 0);
		assert_int_equal(e.failed, 1);
	}
}

static void the_look_ahead_is_small_in_full_band(void **state)
{
	(void)state;
	static struct encoder e;

	start(&e, 48000, 8, 20);
	assert_int_equal(encoder_lookahead_samples(&e), 120);
	start(&e, 16000, 8, 60);
	assert_int_equal(encoder_lookahead_samples(&e), 312);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_setup_out_of_range_is_refused),
		cmocka_unit_test(the_bitrate_is_about_what_was_asked_for),
		cmocka_unit_test(a_channel_has_its_band_from_125_hz_to_15_khz),
		cmocka_unit_test(the_low_rendition_keeps_what_speech_needs),
		cmocka_unit_test(pieces_of_any_size_give_the_same_packets),
		cmocka_unit_test(ticks_make_packets_of_60_ms),
		cmocka_unit_test(a_reset_forgets_the_sound_before),
		cmocka_unit_test(bad_input_and_no_room_do_no_harm),
		cmocka_unit_test(the_look_ahead_is_small_in_full_band),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
