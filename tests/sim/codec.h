// SPDX-License-Identifier: Apache-2.0
/*
 * What a simulated talker says, as packets. Two of them: codec_opus.c is libopus; codec_stub.c is a
 * tone without any codec, so that a day passes in seconds, and brings a decoder of its own, which
 * the linker takes in place of common/audio/decoder.c.
 *
 * Thread: one at a time.
 */
#ifndef SIM_CODEC_H
#define SIM_CODEC_H

#include <stdint.h>

#include "sim/network.h"

enum codec_sound {
	CODEC_TONE,  /* CODEC_TONE_HZ at half of full scale */
	CODEC_VOICE, /* a synthetic voice that says syllables with pauses (voice.h) */
	CODEC_SILENCE,
};

#define CODEC_TONE_HZ 300.0

/* Forgets what was said before. */
void codec_start(enum codec_sound sound);

/* The next packet of `samples` samples, the first of which has that number in the stream. Returns
 * its bytes. */
int codec_encode(int64_t first_sample, int samples, uint8_t bytes[static NETWORK_PACKET_BYTES]);

#endif
