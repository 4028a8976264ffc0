// SPDX-License-Identifier: Apache-2.0
#include "audio/leveller.h"

#include "audio/decibel.h"

#define ABSOLUTE_GATE_LUFS (-50.0f)
#define RELATIVE_GATE 0.1 /* of the mean power: -10 LU */
#define FIRST_DB_S 16.0f  /* rate until SETTLED_BLOCKS are known */
#define RISE_DB_S 2.0f
#define FALL_DB_S 3.0f

enum {
	STEP_SAMPLES = ACTIVITY_STEP_SAMPLES,
	STEPS_PER_S = SAMPLE_RATE_HZ / STEP_SAMPLES,
	FIRST_BLOCKS = 4,    /* 400 ms of speech before the first move */
	SETTLED_BLOCKS = 20, /* 2 s of speech */
};

void leveller_init(struct leveller *l, float target_lufs)
{
	*l = (struct leveller){ .target_lufs = target_lufs };
	activity_init(&l->activity);
}

static double block_power(const struct leveller *l)
{
	double energy = 0.0;

	for (int i = 0; i < LEVELLER_BLOCK_STEPS; i++)
		energy += l->steps[i];
	return energy / (LEVELLER_BLOCK_STEPS * STEP_SAMPLES);
}

/* Mean power of the blocks over a gate. */
static double mean_over(const struct leveller *l, double gate)
{
	double sum = 0.0;
	int count = 0;

	for (int i = 0; i < l->block_count; i++) {
		if (l->blocks[i] > gate) {
			sum += l->blocks[i];
			count++;
		}
	}
	return count ? sum / count : 0.0;
}

static float clamp(float value, float limit)
{
	return value > limit ? limit : value < -limit ? -limit : value;
}

static void end_hop(struct leveller *l)
{
	double power = block_power(l);
	if (!activity_speaking(&l->activity) || kweight_lufs(power) < ABSOLUTE_GATE_LUFS)
		return;

	l->blocks[l->next_block] = power;
	l->next_block = (l->next_block + 1) % LEVELLER_HISTORY_BLOCKS;
	if (l->block_count < LEVELLER_HISTORY_BLOCKS)
		l->block_count++;
	if (l->block_count < FIRST_BLOCKS)
		return;

	double loudness = mean_over(l, mean_over(l, 0.0) * RELATIVE_GATE);
	l->wanted_db = clamp(l->target_lufs - kweight_lufs(loudness), LEVELLER_GAIN_MAX_DB);
}

static void move(struct leveller *l)
{
	float rise = RISE_DB_S / STEPS_PER_S, fall = FALL_DB_S / STEPS_PER_S;
	if (l->block_count < SETTLED_BLOCKS)
		rise = fall = FIRST_DB_S / STEPS_PER_S;

	float way = l->wanted_db - l->gain_db;
	l->gain_db += way > rise ? rise : way < -fall ? -fall : way;
}

static void end_step(struct leveller *l)
{
	l->steps[l->next_step] = l->step_energy;
	l->next_step = (l->next_step + 1) % LEVELLER_BLOCK_STEPS;
	l->step_energy = 0.0;
	l->step_samples = 0;

	if (++l->hop_steps == LEVELLER_HOP_STEPS) {
		l->hop_steps = 0;
		end_hop(l);
	}
	if (activity_speaking(&l->activity))
		move(l);
}

float leveller_update(struct leveller *l, const float *pcm, int samples)
{
	while (samples > 0) {
		int room = STEP_SAMPLES - l->step_samples;
		int n = samples < room ? samples : room;
		l->step_energy += kweight_energy(&l->kweight, pcm, n);
		activity_update(&l->activity, pcm, n);
		l->step_samples += n;
		if (l->step_samples == STEP_SAMPLES)
			end_step(l);
		pcm += n;
		samples -= n;
	}
	return leveller_gain(l);
}

float leveller_gain(const struct leveller *l)
{
	return decibel_to_amplitude(l->gain_db);
}
