// SPDX-License-Identifier: Apache-2.0
/*
 * Voices and ears for a conference whose every voice is a tone of its own. Packets come in through
 * a pipe, each behind its length as 16 bits in network order; length 0 is 20 ms of nothing.
 *
 *   tests_voice interpret HZ   for each packet heard, says one: its own tone, and what it hears,
 *                              repeated. So a channel carries the tones of everybody between the
 *                              floor and the listener.
 *   tests_voice ear HZ...      for each quarter of a second heard, says as a line of JSON how loud
 *                              each of these tones is, dBFS
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <opus.h>

#include "base/units.h"
#include "support/opus_pipe.h"
#include "support/tone.h"

enum {
	BITRATE_BPS = 96000, /* many tones in one voice */
	SYLLABLES_HZ = 4,
	VOICE_DBFS = -20,
	DOWN = 8, /* ears work at 6 kHz: all tones are below 1.2 kHz */
	TICK_POINTS = TICK_SAMPLES / DOWN,
	WINDOW_POINTS = SAMPLE_RATE_HZ / SYLLABLES_HZ /
			DOWN, /* one syllable: its level is steady */
};

/* The next packet on standard input as 20 ms of sound; false at its end. Nothing is silence, and
 * so is what cannot be decoded. */
static bool hear(OpusDecoder *decoder, float pcm[static TICK_SAMPLES])
{
	uint8_t packet[OPUS_PACKET_MAX];
	float heard[OPUS_FRAME_MAX];
	int bytes = opus_pipe_read(packet);
	memset(pcm, 0, TICK_SAMPLES * sizeof *pcm);
	if (bytes <= 0)
		return bytes == 0;
	if (opus_decode_float(decoder, packet, bytes, heard, OPUS_FRAME_MAX, 0) >= TICK_SAMPLES)
		memcpy(pcm, heard, TICK_SAMPLES * sizeof *pcm);
	return true;
}

static int interpret(OpusDecoder *decoder, double hz)
{
	OpusEncoder *encoder = opus_pipe_encoder(BITRATE_BPS);
	if (!encoder)
		return 1;
	struct tone own = { .hz = hz, .dbfs = VOICE_DBFS, .syllables_hz = SYLLABLES_HZ };
	float heard[TICK_SAMPLES];
	bool said = true;
	while (said && hear(decoder, heard)) {
		float pcm[TICK_SAMPLES];
		tone_fill(&own, pcm, TICK_SAMPLES);
		for (int i = 0; i < TICK_SAMPLES; i++)
			pcm[i] += heard[i];
		said = opus_pipe_write(encoder, pcm) && fflush(stdout) == 0;
	}
	opus_encoder_destroy(encoder);
	return said ? 0 : 1;
}

/* The mean of every few samples. */
static void slow_down(float *points, const float pcm[static TICK_SAMPLES])
{
	for (int i = 0; i < TICK_POINTS; i++) {
		float sum = 0;
		for (int k = 0; k < DOWN; k++)
			sum += pcm[i * DOWN + k];
		points[i] = sum / DOWN;
	}
}

static int tell(const float *points, char *const *hz, int count)
{
	for (int i = 0; i < count; i++)
		printf("%s%.1f", i ? "," : "[",
				tone_level(points, WINDOW_POINTS, strtod(hz[i], NULL) * DOWN));
	puts("]");
	return fflush(stdout);
}

static int listen(OpusDecoder *decoder, char *const *hz, int count)
{
	float pcm[TICK_SAMPLES];
	float window[WINDOW_POINTS + TICK_POINTS];
	int filled = 0;
	while (hear(decoder, pcm)) {
		slow_down(window + filled, pcm);
		filled += TICK_POINTS;
		if (filled < WINDOW_POINTS)
			continue;
		if (tell(window, hz, count) != 0)
			return 1;
		filled -= WINDOW_POINTS;
		memmove(window, window + WINDOW_POINTS, (size_t)filled * sizeof *window);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int err;
	OpusDecoder *decoder = opus_decoder_create(SAMPLE_RATE_HZ, 1, &err);
	int status = 2;
	if (!decoder)
		return 1;
	if (argc == 3 && strcmp(argv[1], "interpret") == 0)
		status = interpret(decoder, strtod(argv[2], NULL));
	else if (argc >= 3 && strcmp(argv[1], "ear") == 0)
		status = listen(decoder, argv + 2, argc - 2);
	else
		fputs("tests_voice interpret HZ | tests_voice ear HZ...\n", stderr);
	opus_decoder_destroy(decoder);
	return status;
}
