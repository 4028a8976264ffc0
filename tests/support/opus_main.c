// SPDX-License-Identifier: Apache-2.0
/*
 * Opus for tests that are not written in C. Packets go through pipes, each behind its length as 16
 * bits in network order.
 *
 *   tests_opus tone HZ SECONDS   writes packets of a tone that swells and falls as speech does
 *   tests_opus line HZ SECONDS   the same of a steady one
 *   tests_opus forms HZ SECONDS  the same in every form that Opus has, each for so long
 *   tests_opus encode            reads 48 kHz mono as 32-bit floats, writes packets
 *   tests_opus decode            reads packets, writes 48 kHz mono as 32-bit floats; a packet of
 *                                length 0 is 20 ms of silence
 *   tests_opus tell HZ...        reads packets, says as JSON how long they are and how loud each
 *                                of these tones is in them, on average
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opus.h>

#include "base/units.h"
#include "support/opus_pipe.h"
#include "support/tone.h"

enum {
	BITRATE_BPS = 64000,
	SYLLABLES_HZ = 4,
	SECONDS_MAX = 60,
	WINDOW_SAMPLES = SAMPLE_RATE_HZ / 2,
};

static int encode(void)
{
	float pcm[TICK_SAMPLES];
	OpusEncoder *encoder = opus_pipe_encoder(BITRATE_BPS);
	bool good = encoder;
	while (good && fread(pcm, sizeof *pcm, TICK_SAMPLES, stdin) == TICK_SAMPLES)
		good = opus_pipe_write(encoder, pcm);
	opus_encoder_destroy(encoder);
	return good && fflush(stdout) == 0 ? 0 : 1;
}

static int make_tone(double hz, long seconds, double syllables_hz)
{
	OpusEncoder *encoder = opus_pipe_encoder(BITRATE_BPS);
	if (!encoder)
		return 1;
	struct tone tone = { .hz = hz, .dbfs = -12, .syllables_hz = syllables_hz };
	for (long tick = 0; tick < seconds * TICKS_PER_SECOND; tick++) {
		float pcm[TICK_SAMPLES];
		tone_fill(&tone, pcm, TICK_SAMPLES);
		if (!opus_pipe_write(encoder, pcm))
			return 1;
	}
	opus_encoder_destroy(encoder);
	return fflush(stdout) ? 1 : 0;
}

/* Frame lengths, bandwidths and modes of RFC 6716 section 3.1: SILK, hybrid and CELT; 120 ms is
 * several frames in a packet. */
static const struct form {
	int application, channels, bitrate_bps, frame_size, frame_samples;
} forms[] = {
	{ OPUS_APPLICATION_VOIP, 1, 8000, OPUS_FRAMESIZE_20_MS, 960 },
	{ OPUS_APPLICATION_RESTRICTED_LOWDELAY, 2, 64000, OPUS_FRAMESIZE_10_MS, 480 },
	{ OPUS_APPLICATION_VOIP, 1, 12000, OPUS_FRAMESIZE_60_MS, 2880 },
	{ OPUS_APPLICATION_VOIP, 1, 28000, OPUS_FRAMESIZE_20_MS, 960 },
	{ OPUS_APPLICATION_AUDIO, 1, 64000, OPUS_FRAMESIZE_120_MS, 5760 },
	{ OPUS_APPLICATION_VOIP, 2, 24000, OPUS_FRAMESIZE_60_MS, 2880 },
};

static bool write_form(const struct form *f, struct tone *tone, long samples)
{
	int err;
	OpusEncoder *encoder =
			opus_encoder_create(SAMPLE_RATE_HZ, f->channels, f->application, &err);
	bool good = encoder &&
		    opus_encoder_ctl(encoder, OPUS_SET_BITRATE(f->bitrate_bps)) == OPUS_OK &&
		    opus_encoder_ctl(encoder, OPUS_SET_EXPERT_FRAME_DURATION(f->frame_size)) ==
				    OPUS_OK;
	for (long at = 0; good && at < samples; at += f->frame_samples) {
		float pcm[OPUS_FRAME_MAX], both[2 * OPUS_FRAME_MAX];
		uint8_t packet[OPUS_PACKET_MAX];
		tone_fill(tone, pcm, f->frame_samples);
		for (int i = 0; i < f->frame_samples * f->channels; i++)
			both[i] = pcm[i / f->channels];
		int bytes = opus_encode_float(encoder, both, f->frame_samples, packet,
				sizeof packet);
		good = bytes > 0 && putchar(bytes >> 8) >= 0 && putchar(bytes & 0xff) >= 0 &&
		       fwrite(packet, 1, (size_t)bytes, stdout) == (size_t)bytes;
	}
	opus_encoder_destroy(encoder);
	return good;
}

static int make_forms(double hz, long seconds)
{
	struct tone tone = { .hz = hz, .dbfs = -12, .syllables_hz = SYLLABLES_HZ };
	bool good = true;
	for (size_t i = 0; good && i < sizeof forms / sizeof *forms; i++)
		good = write_form(&forms[i], &tone, seconds * SAMPLE_RATE_HZ);
	return good && fflush(stdout) == 0 ? 0 : 1;
}

/* Decodes all packets on standard input; the samples, or -1. */
static int read_all(OpusDecoder *decoder, float *pcm, int most)
{
	int samples = 0;
	for (;;) {
		uint8_t packet[OPUS_PACKET_MAX];
		int bytes = opus_pipe_read(packet);
		if (bytes == OPUS_PIPE_END)
			return samples;
		if (bytes < 0)
			return -1;
		if (most - samples < OPUS_FRAME_MAX)
			return samples;
		if (bytes == 0) {
			memset(pcm + samples, 0, TICK_SAMPLES * sizeof *pcm);
			samples += TICK_SAMPLES;
			continue;
		}
		int n = opus_decode_float(decoder, packet, bytes, pcm + samples, OPUS_FRAME_MAX, 0);
		if (n < 0)
			return -1;
		samples += n;
	}
}

/* Average level of a tone over windows of half a second. */
static double average_level(const float *pcm, int samples, double hz)
{
	double energy = 0;
	int windows = samples / WINDOW_SAMPLES;
	for (int i = 0; i < windows; i++)
		energy += pow(10, tone_level(pcm + i * WINDOW_SAMPLES, WINDOW_SAMPLES, hz) / 10);
	return windows ? 10 * log10(energy / windows + 1e-12) : -120;
}

/* All of standard input; the samples, or -1. The caller frees *pcm. */
static int decode_all(float **pcm)
{
	int err;
	int most = SECONDS_MAX * SAMPLE_RATE_HZ;
	*pcm = malloc((size_t)most * sizeof **pcm);
	OpusDecoder *decoder = opus_decoder_create(SAMPLE_RATE_HZ, 1, &err);
	int samples = *pcm && decoder ? read_all(decoder, *pcm, most) : -1;
	opus_decoder_destroy(decoder);
	return samples;
}

static int decode(void)
{
	float *pcm;
	int samples = decode_all(&pcm);
	if (samples > 0)
		fwrite(pcm, sizeof *pcm, (size_t)samples, stdout);
	free(pcm);
	return samples >= 0 && fflush(stdout) == 0 ? 0 : 1;
}

static int tell(char *const *hz, int count)
{
	float *pcm;
	int samples = decode_all(&pcm);
	if (samples >= 0)
		printf("{\"seconds\":%.2f,\"levels\":[", (double)samples / SAMPLE_RATE_HZ);
	for (int i = 0; i < count && samples >= 0; i++)
		printf("%s%.1f", i ? "," : "", average_level(pcm, samples, strtod(hz[i], NULL)));
	if (samples >= 0)
		puts("]}");
	free(pcm);
	return samples >= 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc == 4 && strcmp(argv[1], "tone") == 0)
		return make_tone(strtod(argv[2], NULL), strtol(argv[3], NULL, 10), SYLLABLES_HZ);
	if (argc == 4 && strcmp(argv[1], "line") == 0)
		return make_tone(strtod(argv[2], NULL), strtol(argv[3], NULL, 10), 0);
	if (argc == 4 && strcmp(argv[1], "forms") == 0)
		return make_forms(strtod(argv[2], NULL), strtol(argv[3], NULL, 10));
	if (argc >= 3 && strcmp(argv[1], "tell") == 0)
		return tell(argv + 2, argc - 2);
	if (argc == 2 && strcmp(argv[1], "encode") == 0)
		return encode();
	if (argc == 2 && strcmp(argv[1], "decode") == 0)
		return decode();
	fputs("tests_opus tone|line|forms HZ SECONDS | encode | decode | tell HZ...\n", stderr);
	return 2;
}
