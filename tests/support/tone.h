// SPDX-License-Identifier: Apache-2.0
/*
 * Sine tones to tell sources apart by content: made, and found again.
 */
#ifndef SUPPORT_TONE_H
#define SUPPORT_TONE_H

#include <stdint.h>

/* A generator whose phase runs on. */
struct tone {
	double hz;
	double dbfs;         /* RMS against a full-scale sine: 0 is amplitude 1.0 */
	double syllables_hz; /* swells and falls so often, as speech does; 0: steady */
	uint64_t sample;
};

/* Writes the next samples of it, at 48 kHz. */
void tone_fill(struct tone *t, float *pcm, int samples);

/* Level of one frequency in pcm, dBFS as above; -120 when it is not there. Resolution is
 * 48000 / samples Hz. */
double tone_level(const float *pcm, int samples, double hz);

#endif
