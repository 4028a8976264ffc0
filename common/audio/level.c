// SPDX-License-Identifier: Apache-2.0
#include "audio/level.h"

#include <math.h>

/* Eight sums side by side: the order of additions is ours, so the compiler may use vectors
 * without being told to take liberties with floating point. */
enum { LANES = 8 };

static double sum_of_squares(const float *pcm, int samples)
{
	float lane[LANES] = { 0 };
	int whole = samples - samples % LANES;

	for (int i = 0; i < whole; i += LANES)
		for (int k = 0; k < LANES; k++)
			lane[k] += pcm[i + k] * pcm[i + k];
	double sum = 0.0;
	for (int i = whole; i < samples; i++)
		sum += (double)pcm[i] * (double)pcm[i];
	for (int k = 0; k < LANES; k++)
		sum += (double)lane[k];
	return isfinite(sum) ? sum : 0.0;
}

static float largest_magnitude(const float *pcm, int samples)
{
	float lane[LANES] = { 0 };
	int whole = samples - samples % LANES;

	for (int i = 0; i < whole; i += LANES) {
		for (int k = 0; k < LANES; k++) {
			float magnitude = fabsf(pcm[i + k]);
			lane[k] = magnitude > lane[k] ? magnitude : lane[k];
		}
	}
	float peak = 0.0f;
	for (int i = whole; i < samples; i++)
		peak = fabsf(pcm[i]) > peak ? fabsf(pcm[i]) : peak;
	for (int k = 0; k < LANES; k++)
		peak = lane[k] > peak ? lane[k] : peak;
	return isfinite(peak) ? peak : 0.0f;
}

void level_init(struct level *l)
{
	*l = (struct level){ 0 };
}

static void end_step(struct level *l)
{
	l->steps[l->next_step] = l->step_energy;
	l->next_step = (l->next_step + 1) % LEVEL_SHORT_TERM_STEPS;
	l->step_energy = 0.0;
	l->step_samples = 0;
}

void level_add(struct level *l, const float *pcm, int samples)
{
	float peak = largest_magnitude(pcm, samples);
	if (peak > l->peak)
		l->peak = peak;
	l->squares += sum_of_squares(pcm, samples);
	l->samples += samples;

	while (samples > 0) {
		int room = LEVEL_STEP_SAMPLES - l->step_samples;
		int n = samples < room ? samples : room;
		l->step_energy += kweight_energy(&l->kweight, pcm, n);
		l->step_samples += n;
		if (l->step_samples == LEVEL_STEP_SAMPLES)
			end_step(l);
		pcm += n;
		samples -= n;
	}
}

void level_restart(struct level *l)
{
	l->peak = 0.0f;
	l->squares = 0.0;
	l->samples = 0;
}

float level_peak_dbfs(const struct level *l)
{
	return decibel_of_amplitude(l->peak);
}

float level_rms_dbfs(const struct level *l)
{
	return l->samples ? decibel_of_power(l->squares / (double)l->samples) : DECIBEL_FLOOR;
}

static float lufs_of_last(const struct level *l, int steps)
{
	double energy = 0.0;
	int at = l->next_step;

	for (int i = 0; i < steps; i++) {
		at = at ? at - 1 : LEVEL_SHORT_TERM_STEPS - 1;
		energy += l->steps[at];
	}
	return kweight_lufs(energy / (double)(steps * LEVEL_STEP_SAMPLES));
}

float level_momentary_lufs(const struct level *l)
{
	return lufs_of_last(l, LEVEL_MOMENTARY_STEPS);
}

float level_short_term_lufs(const struct level *l)
{
	return lufs_of_last(l, LEVEL_SHORT_TERM_STEPS);
}

float level_frame_dbfs(const float *pcm, int samples)
{
	return samples ? decibel_of_power(sum_of_squares(pcm, samples) / samples) : DECIBEL_FLOOR;
}
