// SPDX-License-Identifier: Apache-2.0
/*
 * Sounds for tests, made from nothing and the same every time: tones, noises, and a synthetic
 * voice that has what meters and detectors look for in a real one: pitch, formants, fricatives,
 * syllables about five a second, pauses between words and sentences.
 */
#ifndef SUPPORT_SOUND_H
#define SUPPORT_SOUND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

/* A sine of this amplitude, as if it had begun at sample 0. */
void sound_sine(float *pcm, int samples, double hz, float amplitude, int64_t first_sample);

/* Noise between -1 and 1, the same again for the same seed. */
float sound_random(uint32_t *seed);

/* White noise of this RMS. */
void sound_noise(uint32_t *seed, float *pcm, int samples, float rms);

/* pcm *= gain */
void sound_scale(float *pcm, int samples, float gain);

enum { VOICE_FORMANTS = 3 };

struct voice {
	uint32_t seed;
	double pitch_hz, phase;
	double formant_hz[VOICE_FORMANTS], y1[VOICE_FORMANTS], y2[VOICE_FORMANTS];
	int left, length; /* samples of the sound being made */
	int syllables;    /* left until the pause */
	bool silent, fricative;
	float loudness, smooth;
};

/* A speaker; seeds differ in pitch and vowels. */
void voice_init(struct voice *v, uint32_t seed);

/* Goes on speaking, very roughly at -20 LUFS. */
void voice_speak(struct voice *v, float *pcm, int samples);

#endif
