// SPDX-License-Identifier: Apache-2.0
/* tests_speak SEED SECONDS FILE.wav: a synthetic voice, 48 kHz mono; another seed is another
 * speaker saying something else. The same seed says the same again. */
#include <stdio.h>
#include <stdlib.h>

#include <sndfile.h>

#include "support/sound.h"

int main(int argc, char **argv)
{
	SF_INFO info = { .samplerate = SAMPLE_RATE_HZ,
		.channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	static struct voice voice;
	float pcm[TICK_SAMPLES];
	if (argc != 4)
		return 2;
	SNDFILE *out = sf_open(argv[3], SFM_WRITE, &info);
	if (!out) {
		fprintf(stderr, "%s: %s\n", argv[3], sf_strerror(NULL));
		return 1;
	}
	voice_init(&voice, (uint32_t)strtoul(argv[1], NULL, 10));
	for (long tick = 0; tick < strtol(argv[2], NULL, 10) * TICKS_PER_SECOND; tick++) {
		voice_speak(&voice, pcm, TICK_SAMPLES);
		sf_writef_float(out, pcm, TICK_SAMPLES);
	}
	return sf_close(out) ? 1 : 0;
}
