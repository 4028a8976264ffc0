// SPDX-License-Identifier: Apache-2.0
#include "audio/limiter.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "audio/decibel.h"

/* Gains are summed as whole numbers, so that the running mean neither drifts nor misses one: a
 * limiter at rest multiplies by exactly 1. */
#define GAIN_ONE (1u << 24)

#define NEARLY_ONE 0.99999 /* 0.0001 dB: the release may end */

static struct limiter_setup usual_for_zero(const struct limiter_setup *s)
{
	return (struct limiter_setup){
		.ceiling_dbfs = s->ceiling_dbfs == 0.0f ? -1.0f : s->ceiling_dbfs,
		.look_ahead_ms = s->look_ahead_ms ? s->look_ahead_ms : 2,
		.release_ms = s->release_ms ? s->release_ms : 150,
	};
}

static bool is_valid(const struct limiter_setup *s)
{
	return s->ceiling_dbfs >= -60.0f && s->ceiling_dbfs < 0.0f && s->look_ahead_ms >= 1 &&
	       s->look_ahead_ms <= LIMITER_LOOK_AHEAD_MAX_MS && s->release_ms >= 10 &&
	       s->release_ms <= 2000;
}

int limiter_init(struct limiter *l, const struct limiter_setup *setup)
{
	const struct limiter_setup s = usual_for_zero(setup);
	if (!is_valid(&s))
		return -EINVAL;

	const int per_ms = SAMPLE_RATE_HZ / 1000;
	*l = (struct limiter){
		.ceiling = decibel_to_amplitude(s.ceiling_dbfs),
		.release = 1.0 - exp(-1.0 / (s.release_ms * per_ms)),
		.delay_samples = s.look_ahead_ms * per_ms,
		.window_samples = (s.look_ahead_ms + LIMITER_HOLD_MS) * per_ms,
		.gain = 1.0,
	};
	for (int i = 0; i < l->delay_samples; i++)
		l->gains[i] = GAIN_ONE;
	l->gains_sum = (uint64_t)GAIN_ONE * (uint64_t)l->delay_samples;
	return 0;
}

int limiter_delay_samples(const struct limiter *l)
{
	return l->delay_samples;
}

float limiter_reduction_db(const struct limiter *l)
{
	return l->gain < 1.0 ? -decibel_of_amplitude((float)l->gain) : 0.0f;
}

/* The sliding minimum of needed gains, as a queue: a new peak makes all shallower ones before it
 * meaningless, for it is as deep and leaves the window later. */
static void note_peak(struct limiter *l, float gain)
{
	while (l->peak_count > 0) {
		int last = (l->first_peak + l->peak_count - 1) % LIMITER_PEAKS_MAX;
		if (l->peaks[last].gain < gain)
			break;
		l->peak_count--;
	}
	int place = (l->first_peak + l->peak_count) % LIMITER_PEAKS_MAX;
	l->peaks[place] = (struct limiter_peak){ l->now, gain };
	l->peak_count++;
}

/* The deepest gain that a sample in the window needs; 1 when none does. */
static float deepest(struct limiter *l)
{
	while (l->peak_count > 0) {
		const struct limiter_peak *first = &l->peaks[l->first_peak];
		if (l->now - first->at < (uint32_t)l->window_samples)
			return first->gain;
		l->first_peak = (l->first_peak + 1) % LIMITER_PEAKS_MAX;
		l->peak_count--;
	}
	return 1.0f;
}

/* In double: a float would stop moving 0.002 dB short of the end. */
static void follow(struct limiter *l, double needed)
{
	l->gain += (needed - l->gain) * l->release;
	if (needed < l->gain)
		l->gain = needed;
	else if (l->gain > NEARLY_ONE)
		l->gain = 1.0;
}

/* One sample in, the one of delay_samples ago out, under the mean of the gains since then. Each of
 * those gains is at most what that sample needs, so their mean is, too. */
static float pass(struct limiter *l, float in)
{
	float magnitude = fabsf(in);
	if (!(magnitude < LIMITER_ABSURD)) {
		l->broken_samples++;
		in = magnitude = 0.0f;
	}
	if (magnitude > l->ceiling)
		note_peak(l, l->ceiling / magnitude);
	follow(l, (double)deepest(l));
	l->now++;

	uint32_t gain = (uint32_t)(l->gain * GAIN_ONE);
	l->gains_sum += gain;
	l->gains_sum -= l->gains[l->at];
	l->gains[l->at] = gain;
	float out = l->line[l->at];
	l->line[l->at] = in;
	l->at = l->at + 1 < l->delay_samples ? l->at + 1 : 0;

	const uint64_t at_rest = (uint64_t)GAIN_ONE * (uint64_t)l->delay_samples;
	if (l->gains_sum == at_rest)
		return out;
	l->limited_samples++;
	out *= (float)l->gains_sum / (float)at_rest;
	/* The division above rounds; the promise does not. */
	return fminf(fmaxf(out, -l->ceiling), l->ceiling);
}

void limiter_process(struct limiter *l, float *pcm, int samples)
{
	for (int i = 0; i < samples; i++)
		pcm[i] = pass(l, pcm[i]);
}
