// SPDX-License-Identifier: Apache-2.0
/* Voices with one thing wrong each, straight from the microphone and through the uplink's codec. */
#include "audio/sound_check.h"

#include <math.h>
#include <opus.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "audio/decibel.h"
#include "audio/encoder.h"
#include "audio/resampler.h"
#include "base/rt.h"
#include "support/sound.h"

enum { SECONDS = 12, SAMPLES = SECONDS * SAMPLE_RATE_HZ };

static float pcm[SAMPLES], scratch[SAMPLES];
static struct sound_check c;

/* What is done to a voice of about -20 LUFS before it is heard. */
static const struct row {
	const char *name;
	int device_hz;    /* it went through this sampling rate; 0: none */
	float clip_db;    /* driven so far into clipping; 0: not */
	float gain_db;    /* after that */
	float noise_dbfs; /* added; 0: none */
	int least_hz, most_hz;
	bool narrow, clipped, quiet, loud, noisy;
} rows[] = {
	/* clang-format off */
	{ "good",              0,     0,  -3,  -70, 15000, 20000, false, false, false, false, false },
	{ "telephone",         8000,  0,  -3,  -70, 3500,  4500,  true,  false, false, false, false },
	{ "headset at 16 kHz", 16000, 0,  -3,  -70, 7500,  8500,  true,  false, false, false, false },
	{ "22 kHz",            22050, 0,  -3,  -70, 10000, 11500, true,  false, false, false, false },
	{ "32 kHz is fine",    32000, 0,  -3,  -70, 14500, 16500, false, false, false, false, false },
	{ "clipped now",       0,     20, 0,   -70, 15000, 20000, false, true,  false, true,  false },
	{ "clipped a little",  0,     3,  0,   -70, 15000, 20000, false, true,  false, false, false },
	{ "clipped before",    0,     20, -20, -70, 15000, 20000, false, true,  false, false, false },
	{ "too soft",          0,     0,  -22, -80, 15000, 20000, false, false, true,  false, false },
	{ "over full scale",   0,     0,  10,  -70, 15000, 20000, false, true,  false, true,  false },
	{ "noisy room",        0,     0,  -3,  -40, 3000,  20000, false, false, false, false, true },
	/* clang-format on */
};
enum { ROWS = sizeof rows / sizeof rows[0] };

static void through_device(int hz)
{
	static struct resampler down, up;

	assert_int_equal(resampler_init(&down, SAMPLE_RATE_HZ, hz), 0);
	assert_int_equal(resampler_init(&up, hz, SAMPLE_RATE_HZ), 0);
	int made = resampler_makes(&down, SAMPLES);
	resampler_run(&down, pcm, SAMPLES, scratch, made);
	int back = resampler_makes(&up, made);
	memset(pcm, 0, sizeof pcm);
	resampler_run(&up, scratch, made, pcm, back < SAMPLES ? back : SAMPLES);
}

static void through_codec(void)
{
	static struct encoder e;
	static _Alignas(16) uint8_t memory[64 * 1024];
	OpusDecoder *d = (OpusDecoder *)(void *)memory;
	struct encoder_setup setup = { 64000, 5, 20 };
	uint8_t packet[OPUS_PACKET_MAX];

	assert_int_equal(encoder_init(&e, &setup), 0);
	assert_int_equal(opus_decoder_init(d, SAMPLE_RATE_HZ, 1), OPUS_OK);
	for (int at = 0; at < SAMPLES; at += 960) {
		int bytes = encoder_encode(&e, pcm + at, 960, packet, sizeof packet);
		assert_int_equal(opus_decode_float(d, packet, bytes, pcm + at, 960, 0), 960);
	}
}

static void make(const struct row *row, uint32_t speaker)
{
	struct voice v;
	float peak = 0.0f;

	voice_init(&v, speaker);
	voice_speak(&v, pcm, SAMPLES);
	for (int at = 4 * SAMPLE_RATE_HZ; at < SAMPLES; at += 5 * SAMPLE_RATE_HZ)
		memset(pcm + at, 0, SAMPLE_RATE_HZ * sizeof *pcm); /* breath is taken */
	for (int i = 0; i < SAMPLES; i++)
		peak = fmaxf(peak, fabsf(pcm[i]));
	if (row->clip_db > 0.0f) {
		sound_scale(pcm, SAMPLES, decibel_to_amplitude(row->clip_db) / peak);
		for (int i = 0; i < SAMPLES; i++)
			pcm[i] = fmaxf(-1.0f, fminf(1.0f, pcm[i]));
	}
	sound_scale(pcm, SAMPLES, decibel_to_amplitude(row->gain_db));
	if (row->noise_dbfs < 0.0f) {
		uint32_t seed = speaker;
		for (int i = 0; i < SAMPLES; i++)
			pcm[i] += sound_random(&seed) * 1.732f *
				  decibel_to_amplitude(row->noise_dbfs);
	}
	if (row->device_hz)
		through_device(row->device_hz);
}

static void listen(void)
{
	sound_check_init(&c);
	rt_enter();
	for (int at = 0; at < SAMPLES; at += 960)
		sound_check_add(&c, pcm + at, 960);
	rt_leave();
}

static void judge(const struct row *row, uint32_t speaker, const char *how)
{
	struct sound_verdict v;

	sound_check_read(&c, &v);
	if (!v.known || v.bandwidth_hz < row->least_hz || v.bandwidth_hz > row->most_hz ||
			(!row->noisy && v.narrow != row->narrow) || v.clipped != row->clipped ||
			v.quiet != row->quiet || v.loud != row->loud || v.noisy != row->noisy)
		fail_msg("%s, speaker %u, %s: known %d, band %d, voice %.1f, noise %.1f,%s%s%s%s%s",
				row->name, speaker, how, v.known, v.bandwidth_hz,
				(double)v.voice_lufs, (double)v.noise_lufs,
				v.narrow ? " narrow" : "", v.clipped ? " clipped" : "",
				v.quiet ? " quiet" : "", v.loud ? " loud" : "",
				v.noisy ? " noisy" : "");
}

static void each_fault_is_named_and_no_other(void **state)
{
	(void)state;

	for (int r = 0; r < ROWS; r++) {
		for (uint32_t speaker = 1; speaker <= 2; speaker++) {
			make(&rows[r], speaker);
			listen();
			judge(&rows[r], speaker, "straight");
			through_codec();
			listen();
			judge(&rows[r], speaker, "coded");
		}
	}
}

static void levels_are_told(void **state)
{
	(void)state;
	static const struct row row = { .gain_db = -10.0f, .noise_dbfs = -50.0f };
	struct sound_verdict v;
	struct sound_check quiet;

	make(&row, 2);
	listen();
	sound_check_read(&c, &v);
	float voice_lufs = v.voice_lufs;
	/* white noise of -50 dBFS alone, by the meter's own filter */
	uint32_t seed = 3;
	sound_noise(&seed, scratch, SAMPLES, decibel_to_amplitude(-50.0f));
	struct kweight k = { 0 };
	float noise_lufs = kweight_lufs(kweight_energy(&k, scratch, SAMPLES) / SAMPLES);
	assert_true(v.noise_known);
	assert_float_equal(v.noise_lufs, noise_lufs, 2.0f);

	sound_scale(pcm, SAMPLES, 0.5f);
	listen();
	sound_check_read(&c, &v);
	assert_float_equal(v.voice_lufs, voice_lufs - 6.02f, 0.3f);

	sound_check_init(&quiet);
	sound_check_add(&quiet, scratch, SAMPLES); /* nobody speaks */
	sound_check_read(&quiet, &v);
	assert_false(v.known);
}

static void another_speaker_gets_another_verdict(void **state)
{
	(void)state;
	struct sound_verdict v;

	make(&rows[0], 1);
	listen();
	sound_check_read(&c, &v);
	assert_false(v.narrow);
	make(&rows[1], 2);
	for (int turn = 0; turn < 2; turn++)
		sound_check_add(&c, pcm, SAMPLES);
	sound_check_read(&c, &v);
	assert_in_range(v.bandwidth_hz, 3500, 4500);
	make(&rows[0], 1);
	for (int turn = 0; turn < 2; turn++)
		sound_check_add(&c, pcm, SAMPLES);
	sound_check_read(&c, &v);
	assert_false(v.narrow);
}

static void a_filters_slope_is_not_band(void **state)
{
	(void)state;
	static float steep[SAMPLES];
	struct sound_verdict v;

	make(&rows[0], 1);
	through_device(9600); /* up to 4.5 kHz */
	memcpy(steep, pcm, sizeof steep);
	make(&rows[0], 1);
	through_device(10400); /* up to 5 kHz, to be 20 dB down */
	for (int i = 0; i < SAMPLES; i++)
		pcm[i] = steep[i] + 0.1f * pcm[i];
	listen();
	sound_check_read(&c, &v);
	assert_int_equal(v.bandwidth_hz, 4500);
}

static void noise_on_the_line_is_not_the_voices_band(void **state)
{
	(void)state;
	struct sound_verdict v;
	uint32_t seed = 4;

	make(&rows[1], 2);
	for (int i = 0; i < SAMPLES; i++)
		pcm[i] += sound_random(&seed) * 1.732f * decibel_to_amplitude(-50.0f);
	listen();
	sound_check_read(&c, &v);
	assert_in_range(v.bandwidth_hz, 3000, 4500);
}

static void the_room_may_become_louder(void **state)
{
	(void)state;
	struct sound_verdict v;
	uint32_t seed = 5;

	make(&rows[0], 1);
	listen();
	sound_noise(&seed, pcm, SAMPLES, decibel_to_amplitude(-45.0f));
	sound_check_add(&c, pcm, SAMPLES);
	sound_check_read(&c, &v);
	assert_float_equal(v.noise_lufs, -45.0f + 3.1f, 1.5f); /* the weighting of white noise */
	assert_true(v.noisy == (v.voice_lufs - v.noise_lufs < SOUND_CHECK_NOISY_LU));
}

static void what_is_not_a_number_does_no_lasting_harm(void **state)
{
	(void)state;

	make(&rows[0], 3);
	pcm[5000] = NAN;
	pcm[50000] = -INFINITY;
	pcm[70000] = 1e30f;
	listen();
	judge(&rows[0], 3, "with faults");
}

static void a_spectrum_shows_tones_where_they_are(void **state)
{
	(void)state;
	static struct spectrum s;
	float power[SPECTRUM_BINS];

	spectrum_init(&s);
	for (int bin = 4; bin < SPECTRUM_BINS - 1; bin += 17) {
		sound_sine(pcm, SPECTRUM_SAMPLES, (double)bin * (double)SPECTRUM_BIN_HZ, 0.5f, 0);
		spectrum_of(&s, pcm, power);
		float sum = 0.0f;
		for (int k = 0; k < SPECTRUM_BINS; k++) {
			sum += power[k];
			if (k < bin - 1 || k > bin + 1)
				assert_true(power[k] < 1e-6f);
			assert_true(power[k] <= power[bin]);
		}
		assert_float_equal(sum, 0.125f, 0.001f);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_named_and_no_other),
		cmocka_unit_test(levels_are_told),
		cmocka_unit_test(another_speaker_gets_another_verdict),
		cmocka_unit_test(a_filters_slope_is_not_band),
		cmocka_unit_test(noise_on_the_line_is_not_the_voices_band),
		cmocka_unit_test(the_room_may_become_louder),
		cmocka_unit_test(what_is_not_a_number_does_no_lasting_harm),
		cmocka_unit_test(a_spectrum_shows_tones_where_they_are),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
