// SPDX-License-Identifier: Apache-2.0
/* A decoder that always has sound to give. */
#include "audio/decoder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <opus.h>

#include "base/rt.h"
#include "support/sound.h"

enum { ENCODER_BYTES = 96 * 1024, BROKEN_PACKETS = 20000 };

static _Alignas(16) uint8_t encoder_bytes[ENCODER_BYTES];

static OpusEncoder *encoder(int application, int bitrate_bps, bool fec)
{
	OpusEncoder *e = (OpusEncoder *)(void *)encoder_bytes;
	assert_true(opus_encoder_get_size(1) <= ENCODER_BYTES);
	assert_int_equal(opus_encoder_init(e, SAMPLE_RATE_HZ, 1, application), OPUS_OK);
	opus_encoder_ctl(e, OPUS_SET_BITRATE(bitrate_bps));
	opus_encoder_ctl(e, OPUS_SET_INBAND_FEC(fec));
	opus_encoder_ctl(e, OPUS_SET_PACKET_LOSS_PERC(fec ? 20 : 0));
	return e;
}

static int encode(OpusEncoder *e, const float *pcm, int samples, uint8_t *bytes)
{
	int count = opus_encode_float(e, pcm, samples, bytes, OPUS_PACKET_MAX);
	assert_true(count > 0);
	return count;
}

static float rms(const float *pcm, int samples)
{
	double sum = 0;
	for (int i = 0; i < samples; i++)
		sum += (double)pcm[i] * (double)pcm[i];
	return (float)sqrt(sum / samples);
}

static float largest(const float *pcm, int samples)
{
	float most = 0;
	for (int i = 0; i < samples; i++)
		most = fmaxf(most, fabsf(pcm[i]));
	return most;
}

/* Decodes so many 20 ms packets of a tone; the last one's sound is in pcm. */
static void play_tone(struct decoder *d, OpusEncoder *e, int packets, float *pcm)
{
	for (int i = 0; i < packets; i++) {
		uint8_t bytes[OPUS_PACKET_MAX];
		sound_sine(pcm, TICK_SAMPLES, 300, 0.5f, (int64_t)i * TICK_SAMPLES);
		int count = encode(e, pcm, TICK_SAMPLES, bytes);
		rt_enter();
		bool whole = decoder_decode(d, bytes, count, TICK_SAMPLES, pcm);
		rt_leave();
		assert_true(whole);
	}
}

static void every_packet_length_is_known(void **state)
{
	(void)state;
	static const int lengths[] = { 120, 240, 480, 960, 1920, 2880 };
	static float pcm[OPUS_FRAME_MAX];
	uint8_t bytes[OPUS_PACKET_MAX];
	for (int i = 0; i < 6; i++) {
		OpusEncoder *e = encoder(OPUS_APPLICATION_VOIP, 32000, false);
		assert_int_equal(decoder_samples(bytes, encode(e, pcm, lengths[i], bytes)),
				lengths[i]);
	}
	/* RFC 6716 section 3.1: config 1 is 20 ms of speech, code 3 with a count of frames */
	uint8_t six[] = { 1 << 3 | 3, 6, 1, 1, 1, 1, 1, 1 };
	uint8_t seven[] = { 1 << 3 | 3, 7, 1, 1, 1, 1, 1, 1, 1 };
	uint8_t uneven[] = { 1 << 3 | 1, 1, 1, 1 };
	assert_int_equal(decoder_samples(six, sizeof six), OPUS_FRAME_MAX);
	assert_int_equal(decoder_samples(seven, sizeof seven), 0);
	assert_int_equal(decoder_samples(uneven, sizeof uneven), 0);
}

static void sound_fades_in_and_is_right_then(void **state)
{
	(void)state;
	static struct decoder d;
	static float pcm[OPUS_FRAME_MAX];
	OpusEncoder *e = encoder(OPUS_APPLICATION_AUDIO, 64000, false);
	assert_int_equal(decoder_init(&d), 0);
	play_tone(&d, e, 1, pcm);
	assert_true(fabsf(pcm[0]) < 0.01f);
	play_tone(&d, e, 10, pcm);
	assert_float_equal(rms(pcm, TICK_SAMPLES), 0.5f / sqrtf(2), 0.02f);
}

static void made_up_sound_holds_then_fades_to_nothing(void **state)
{
	(void)state;
	static struct decoder d;
	static float pcm[OPUS_FRAME_MAX];
	OpusEncoder *e = encoder(OPUS_APPLICATION_AUDIO, 64000, false);
	assert_int_equal(decoder_init(&d), 0);
	play_tone(&d, e, 10, pcm);

	float last = pcm[TICK_SAMPLES - 1];
	int samples = 0;
	for (; !decoder_silent(&d); samples += DECODER_HIDE_SAMPLES) {
		rt_enter();
		decoder_conceal(&d, DECODER_IN_SPEECH, pcm);
		rt_leave();
		for (int i = 0; i < DECODER_HIDE_SAMPLES; i++) {
			assert_true(fabsf(pcm[i] - last) < 0.06f); /* no click */
			last = pcm[i];
		}
		if (samples < DECODER_HOLD_SAMPLES / 2)
			assert_true(rms(pcm, DECODER_HIDE_SAMPLES) > 0.2f);
	}
	assert_in_range(samples, DECODER_HOLD_SAMPLES + DECODER_FADE_OUT_SAMPLES,
			DECODER_HOLD_SAMPLES + DECODER_FADE_OUT_SAMPLES + DECODER_HIDE_SAMPLES);
	decoder_conceal(&d, DECODER_IN_SPEECH, pcm);
	assert_true(largest(pcm, DECODER_HIDE_SAMPLES) == 0.0f);
}

static void at_a_pause_it_fades_at_once(void **state)
{
	(void)state;
	static struct decoder d;
	static float pcm[OPUS_FRAME_MAX];
	OpusEncoder *e = encoder(OPUS_APPLICATION_AUDIO, 64000, false);
	assert_int_equal(decoder_init(&d), 0);
	play_tone(&d, e, 10, pcm);
	decoder_conceal(&d, DECODER_IN_PAUSE, pcm);
	assert_true(largest(pcm, DECODER_FADE_SAMPLES) > 0.1f);
	assert_true(largest(pcm + DECODER_FADE_SAMPLES + 1,
				    DECODER_HIDE_SAMPLES - DECODER_FADE_SAMPLES - 1) == 0.0f);
	assert_true(decoder_silent(&d));
}

static void a_lost_packet_comes_back_from_the_next(void **state)
{
	(void)state;
	static struct decoder d;
	static float pcm[20 * TICK_SAMPLES], lost[OPUS_FRAME_MAX];
	struct voice v;
	voice_init(&v, 3);
	voice_speak(&v, pcm, 20 * TICK_SAMPLES);
	assert_int_equal(decoder_init(&d), 0);

	OpusEncoder *e = encoder(OPUS_APPLICATION_VOIP, 24000, true);
	bool missing = false;
	int recovered = 0;
	for (int i = 0; i < 20; i++) {
		uint8_t bytes[OPUS_PACKET_MAX];
		int count = encode(e, pcm + i * TICK_SAMPLES, TICK_SAMPLES, bytes);
		if (missing && decoder_has_fec(bytes, count)) {
			rt_enter();
			decoder_recover(&d, bytes, count, TICK_SAMPLES, lost);
			rt_leave();
			recovered++;
			assert_true(largest(lost, TICK_SAMPLES) <= DECODER_PEAK);
		}
		missing = i % 3 == 2;
		if (!missing)
			decoder_decode(&d, bytes, count, TICK_SAMPLES, lost);
	}
	assert_true(recovered >= 3);

	e = encoder(OPUS_APPLICATION_VOIP, 24000, false);
	uint8_t bytes[OPUS_PACKET_MAX];
	for (int i = 0; i < 20; i++)
		assert_false(decoder_has_fec(bytes, encode(e, pcm, TICK_SAMPLES, bytes)));
	memset(bytes, 0xff, 50);
	bytes[0] = 0xf8; /* the music codec has none, whatever its bits */
	assert_false(decoder_has_fec(bytes, 50));
}

static void a_jump_takes_over_where_it_lands(void **state)
{
	(void)state;
	static struct decoder straight, jumping;
	static float want[OPUS_FRAME_MAX], got[OPUS_FRAME_MAX], scratch[OPUS_FRAME_MAX];
	OpusEncoder *e = encoder(OPUS_APPLICATION_AUDIO, 64000, false);
	assert_int_equal(decoder_init(&straight), 0);
	assert_int_equal(decoder_init(&jumping), 0);
	for (int i = 0; i < 30; i++) {
		uint8_t bytes[OPUS_PACKET_MAX];
		sound_sine(want, TICK_SAMPLES, 300, 0.5f, (int64_t)i * TICK_SAMPLES);
		int count = encode(e, want, TICK_SAMPLES, bytes);
		decoder_decode(&straight, bytes, count, TICK_SAMPLES, want);
		if (i == 25)
			decoder_jump(&jumping);
		if (i >= 25 && i < 29)
			decoder_prime(&jumping, bytes, count, TICK_SAMPLES, scratch);
		else if (i < 10 || i == 29)
			decoder_decode(&jumping, bytes, count, TICK_SAMPLES, got);
	}
	for (int i = 0; i < TICK_SAMPLES; i++)
		assert_float_equal(got[i], want[i], 0.1f);
}

/* Valid frames around random bytes: libopus plays most of it, as whatever it is. */
static void no_packet_makes_anything_but_bounded_sound(void **state)
{
	(void)state;
	static struct decoder d;
	static float pcm[OPUS_FRAME_MAX];
	uint32_t seed = 20240101;
	int broken = 0;
	assert_int_equal(decoder_init(&d), 0);
	for (int i = 0; i < BROKEN_PACKETS; i++) {
		uint8_t bytes[200];
		int count = 1 + (int)(fabsf(sound_random(&seed)) * 199);
		for (int k = 0; k < count; k++)
			bytes[k] = (uint8_t)(sound_random(&seed) * 127);
		int samples = decoder_samples(bytes, count);
		if (!samples)
			continue;
		broken += !decoder_decode(&d, bytes, count, samples, pcm);
		for (int k = 0; k < samples; k++)
			assert_true(pcm[k] >= -DECODER_PEAK && pcm[k] <= DECODER_PEAK);
		if (decoder_has_fec(bytes, count))
			decoder_recover(&d, bytes, count, samples, pcm);
		if (i % 7 == 0)
			decoder_conceal(&d, DECODER_IN_SPEECH, pcm);
	}
	print_message("seed 20240101: %d of %d packets refused by libopus\n", broken,
			BROKEN_PACKETS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_packet_length_is_known),
		cmocka_unit_test(sound_fades_in_and_is_right_then),
		cmocka_unit_test(made_up_sound_holds_then_fades_to_nothing),
		cmocka_unit_test(at_a_pause_it_fades_at_once),
		cmocka_unit_test(a_lost_packet_comes_back_from_the_next),
		cmocka_unit_test(a_jump_takes_over_where_it_lands),
		cmocka_unit_test(no_packet_makes_anything_but_bounded_sound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
