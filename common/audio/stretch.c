// SPDX-License-Identifier: Apache-2.0
#include "audio/stretch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
	COARSE = 4, /* the first search goes in steps of four, at 12 kHz: pitch lies far below */
	COARSE_FADE = STRETCH_FADE_SAMPLES / COARSE,
	COARSE_RANGE = STRETCH_RANGE_MAX_SAMPLES / COARSE,
	LOUD_MEMORY_SAMPLES = 4 * SAMPLE_RATE_HZ,
};

#define NEXT_TO_NOTHING 1e-3f /* -60 dBFS */
#define PAUSE_BELOW_VOICE 0.03f
#define NO_ENERGY 1e-9f
#define AS_GOOD 0.005f /* a place further away must be better by more than this */

static int least_of(int a, int b)
{
	return a < b ? a : b;
}

static float rms(const float *pcm, int samples)
{
	float sum = 0.0f;
	for (int i = 0; i < samples; i++)
		sum += pcm[i] * pcm[i];
	return sqrtf(sum / (float)samples);
}

void stretch_init(struct stretch *s)
{
	s->loud = 0.0f;
}

void stretch_hear(struct stretch *s, const float *pcm, int samples)
{
	float level = rms(pcm, samples);
	s->loud -= s->loud * (float)samples / LOUD_MEMORY_SAMPLES;
	if (level > s->loud)
		s->loud = level;
}

bool stretch_is_pause(const struct stretch *s, const float *pcm, int samples)
{
	float level = rms(pcm, samples);
	return level < NEXT_TO_NOTHING || level < PAUSE_BELOW_VOICE * s->loud;
}

static float likeness(const float *a, const float *b, int samples)
{
	float ab = 0.0f;
	float aa = 0.0f;
	float bb = 0.0f;
	for (int i = 0; i < samples; i++) {
		ab += a[i] * b[i];
		aa += a[i] * a[i];
		bb += b[i] * b[i];
	}
	return ab / (sqrtf(aa * bb) + NO_ENERGY);
}

static void make_coarse(const float *pcm, float *out, int count)
{
	for (int i = 0; i < count; i++, pcm += COARSE)
		out[i] = pcm[0] + pcm[1] + pcm[2] + pcm[3];
}

/* The most alike of the places first, first + 4, ..., first + 4 * steps. */
static int search_coarsely(const float *pcm, int first, int steps, bool from_the_end)
{
	float here[COARSE_FADE];
	float there[COARSE_RANGE + COARSE_FADE];
	make_coarse(pcm, here, COARSE_FADE);
	make_coarse(pcm + first, there, steps + COARSE_FADE);

	int best = 0;
	float best_likeness = -2.0f;
	for (int i = 0; i <= steps; i++) {
		int step = from_the_end ? steps - i : i;
		float found = likeness(here, there + step, COARSE_FADE);
		if (found > best_likeness + AS_GOOD) {
			best_likeness = found;
			best = step;
		}
	}
	return first + best * COARSE;
}

struct stretch_match stretch_search(const float *pcm, int nearest, int furthest)
{
	int first = nearest < furthest ? nearest : furthest;
	int last = nearest < furthest ? furthest : nearest;
	assert(last - first <= STRETCH_RANGE_MAX_SAMPLES);
	int near = search_coarsely(pcm, first, (last - first) / COARSE, nearest > furthest);
	struct stretch_match best = { .lag = near, .likeness = -2.0f };
	for (int lag = near - COARSE; lag <= near + COARSE; lag++) {
		if (lag < first || lag > last)
			continue;
		float found = likeness(pcm, pcm + lag, STRETCH_FADE_SAMPLES);
		if (found > best.likeness)
			best = (struct stretch_match){ .lag = lag, .likeness = found };
	}
	return best;
}

/* The weights are divided so that the energy stays level through the cross-fade, however alike the
 * two are: plain weights would dip by 3 dB where they are unrelated. */
static void cross_fade(float *out, const float *from, const float *to, float alike)
{
	float rho = alike < 0.0f ? 0.0f : alike > 1.0f ? 1.0f : alike;
	for (int i = 0; i < STRETCH_FADE_SAMPLES; i++) {
		float x = ((float)i + 0.5f) / STRETCH_FADE_SAMPLES;
		float w = x * x * (3.0f - 2.0f * x);
		float v = 1.0f - w;
		float level = sqrtf(v * v + w * w + 2.0f * rho * v * w);
		out[i] = (v * from[i] + w * to[i]) / level;
	}
}

void stretch_jump(struct tape *t, int at, struct stretch_match match)
{
	assert(at == 0 || match.lag >= 0);
	assert(at + STRETCH_FADE_SAMPLES <= tape_ahead(t));
	assert(at + match.lag + STRETCH_FADE_SAMPLES <= tape_ahead(t));
	assert(-match.lag <= tape_behind(t));
	float *head = tape_head(t);
	float faded[STRETCH_FADE_SAMPLES];
	cross_fade(faded, head + at, head + at + match.lag, match.likeness);
	memcpy(head + at + match.lag, faded, sizeof faded);
	if (at > 0)
		memmove(head + match.lag, head, (size_t)at * sizeof *head);
	tape_move(t, match.lag);
}

/* Where to jump to: in a pause anywhere, so as far as is wished; else to where it sounds alike. */
static enum stretch_verdict find(const struct stretch *s, const float *pcm, int wish, int nearest,
		int furthest, float needed, struct stretch_match *match)
{
	int before = wish < 0 ? -wish : 0;
	int after = (wish > 0 ? wish : 0) + STRETCH_FADE_SAMPLES;
	if (stretch_is_pause(s, pcm - before, before + after)) {
		*match = (struct stretch_match){ .lag = wish };
		return STRETCH_DONE_IN_PAUSE;
	}
	if (abs(furthest) < abs(nearest))
		return STRETCH_SHORT;
	*match = stretch_search(pcm, nearest, furthest);
	return match->likeness < needed ? STRETCH_UNLIKE : STRETCH_DONE;
}

enum stretch_verdict stretch_shorten(const struct stretch *s, struct tape *t, int most,
		float likeness_needed, int *samples)
{
	int longest = least_of(tape_ahead(t) - STRETCH_FADE_SAMPLES, STRETCH_PERIOD_MAX_SAMPLES);
	longest = least_of(longest, most);
	if (longest <= 0)
		return STRETCH_SHORT;
	struct stretch_match match;
	enum stretch_verdict verdict = find(s, tape_head(t), longest, STRETCH_PERIOD_MIN_SAMPLES,
			longest, likeness_needed, &match);
	if (verdict == STRETCH_UNLIKE || verdict == STRETCH_SHORT)
		return verdict;
	stretch_jump(t, 0, match);
	*samples = match.lag;
	return verdict;
}

enum stretch_verdict stretch_lengthen(const struct stretch *s, struct tape *t, int wanted,
		float likeness_needed, int *samples)
{
	/* Jump after jump the head comes nearer to where the tape begins. */
	int furthest = least_of(STRETCH_PERIOD_MAX_SAMPLES, tape_behind(t));
	if (tape_ahead(t) < STRETCH_FADE_SAMPLES || furthest < STRETCH_PERIOD_MIN_SAMPLES)
		return STRETCH_SHORT;
	struct stretch_match match;
	enum stretch_verdict verdict = find(s, tape_head(t), -least_of(wanted, furthest),
			-STRETCH_PERIOD_MIN_SAMPLES, -furthest, likeness_needed, &match);
	if (verdict == STRETCH_UNLIKE || verdict == STRETCH_SHORT)
		return verdict;
	stretch_jump(t, 0, match);
	*samples = -match.lag;
	return verdict;
}
