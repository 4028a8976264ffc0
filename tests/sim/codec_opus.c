// SPDX-License-Identifier: Apache-2.0
/* libopus on both sides: the project's encoder makes the packets. */
#include "sim/codec.h"

#include <string.h>

#include "audio/encoder.h"
#include "support/sound.h"

enum { BITRATE_BPS = 48000, COMPLEXITY = 5, PIECE_SAMPLES = 960 };

static enum codec_sound saying;
static struct voice voice;
static struct encoder encoder;
static int encoder_ms; /* 0: there is none yet */

void codec_start(enum codec_sound sound)
{
	saying = sound;
	if (sound == CODEC_VOICE)
		voice_init(&voice, 5);
}

static void say(int64_t first_sample, float *pcm, int samples)
{
	switch (saying) {
	case CODEC_TONE: sound_sine(pcm, samples, CODEC_TONE_HZ, 0.5f, first_sample); break;
	case CODEC_VOICE: voice_speak(&voice, pcm, samples); break;
	case CODEC_SILENCE: memset(pcm, 0, (size_t)samples * sizeof *pcm); break;
	}
}

int codec_encode(int64_t first_sample, int samples, uint8_t bytes[static NETWORK_PACKET_BYTES])
{
	int ms = samples * 1000 / SAMPLE_RATE_HZ;
	if (ms != encoder_ms || first_sample == 0) {
		struct encoder_setup setup = { BITRATE_BPS, COMPLEXITY, ms };
		int err = encoder_init(&encoder, &setup);
		assert(!err);
		encoder_ms = ms;
	}
	float pcm[PIECE_SAMPLES];
	int count = 0;
	for (int done = 0; done < samples; done += PIECE_SAMPLES) {
		say(first_sample + done, pcm, PIECE_SAMPLES);
		count = encoder_encode(&encoder, pcm, PIECE_SAMPLES, bytes, NETWORK_PACKET_BYTES);
	}
	assert(count > 0);
	return count;
}
