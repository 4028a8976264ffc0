// SPDX-License-Identifier: Apache-2.0
#include "support/sound.h"

#include <math.h>

static const double TURN = 6.283185307179586;

void sound_sine(float *pcm, int samples, double hz, float amplitude, int64_t first_sample)
{
	for (int i = 0; i < samples; i++) {
		double at = fmod((double)(first_sample + i) * hz / SAMPLE_RATE_HZ, 1.0);
		pcm[i] = amplitude * (float)sin(TURN * at);
	}
}

float sound_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (float)(int32_t)*seed * (1.0f / 2147483648.0f);
}

void sound_noise(uint32_t *seed, float *pcm, int samples, float rms)
{
	const float uniform_rms = 0.57735027f;

	for (int i = 0; i < samples; i++)
		pcm[i] = sound_random(seed) * rms / uniform_rms;
}

void sound_scale(float *pcm, int samples, float gain)
{
	for (int i = 0; i < samples; i++)
		pcm[i] *= gain;
}

static double between(struct voice *v, double low, double high)
{
	return low + (high - low) * (0.5 + 0.5 * (double)sound_random(&v->seed));
}

void voice_init(struct voice *v, uint32_t seed)
{
	*v = (struct voice){ .seed = seed * 2654435761u + 1u };
	v->pitch_hz = between(v, 95, 230);
	v->syllables = 4;
}

static void begin_pause(struct voice *v)
{
	v->silent = true;
	v->syllables = (int)between(v, 3, 12);
	v->length = (int)(between(v, 0.08, 0.5) * SAMPLE_RATE_HZ);
}

static void begin_syllable(struct voice *v)
{
	v->silent = false;
	v->fricative = between(v, 0, 1) < 0.25;
	v->syllables--;
	v->loudness = (float)between(v, 0.4, 1.0) * (v->fricative ? 0.15f : 1.0f);
	v->length = (int)(between(v, 0.07, v->fricative ? 0.12 : 0.28) * SAMPLE_RATE_HZ);
	v->formant_hz[0] = between(v, 300, 800);
	v->formant_hz[1] = between(v, 900, 2300);
	v->formant_hz[2] = between(v, 2500, 3300);
}

/* One pulse a period of the pitch, through three resonators. */
static double vowel(struct voice *v)
{
	static const double width_hz[VOICE_FORMANTS] = { 80, 110, 160 };
	static const double share[VOICE_FORMANTS] = { 1.0, 0.6, 0.3 };
	double sum = 0.0;

	v->phase += v->pitch_hz * (1.0 + 0.1 * sin(TURN * v->left / SAMPLE_RATE_HZ * 3)) /
		    SAMPLE_RATE_HZ;
	double pulse = v->phase >= 1.0 ? 1.0 : 0.0;
	v->phase -= pulse;
	for (int i = 0; i < VOICE_FORMANTS; i++) {
		double r = exp(-TURN / 2 * width_hz[i] / SAMPLE_RATE_HZ);
		double c = 2 * r * cos(TURN * v->formant_hz[i] / SAMPLE_RATE_HZ);
		double y = pulse + c * v->y1[i] - r * r * v->y2[i];
		v->y2[i] = v->y1[i];
		v->y1[i] = y;
		sum += y * share[i] * sin(TURN * v->formant_hz[i] / SAMPLE_RATE_HZ);
	}
	return sum;
}

static float next_sample(struct voice *v)
{
	if (v->left == 0) {
		if (v->syllables > 0)
			begin_syllable(v);
		else
			begin_pause(v);
		v->left = v->length;
	}
	double rise = sin(TURN / 2 * (double)v->left / v->length);
	float wanted = v->silent ? 0.0f : v->loudness * (float)rise;
	v->smooth += (wanted - v->smooth) * 0.004f;
	v->left--;
	double sound = v->fricative ? 0.7 * (double)sound_random(&v->seed) : vowel(v);
	return 0.7f * v->smooth * (float)sound;
}

void voice_speak(struct voice *v, float *pcm, int samples)
{
	for (int i = 0; i < samples; i++)
		pcm[i] = next_sample(v);
}
