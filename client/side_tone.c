// SPDX-License-Identifier: Apache-2.0
#include "side_tone.h"

#include <string.h>

#include "audio/mixer.h"

enum { VOLUME_MS = 20, PULL = SIDE_TONE_PULL_SAMPLES };

static_assert((int)SIDE_TONE_MOST_SAMPLES + (int)SOUND_BLOCK_FRAMES < (int)SIDE_TONE_SAMPLES,
		"a block fits behind the most that waits");

void side_tone_init(struct side_tone *t)
{
	memset(t, 0, sizeof *t);
	fade_init(&t->volume, 0.0f);
}

static void set_volume(struct side_tone *t)
{
	fade_to(&t->volume, t->open ? t->gain : 0.0f, VOLUME_MS);
}

void side_tone_gain(struct side_tone *t, float gain)
{
	t->gain = gain;
	set_volume(t);
}

static void drop(struct side_tone *t, int samples)
{
	t->count -= samples;
	memmove(t->waiting, t->waiting + samples, (size_t)t->count * sizeof t->waiting[0]);
}

void side_tone_push(struct side_tone *t, const struct side_block *b)
{
	int frames = (int)b->frames;
	if (b->open != t->open) {
		t->open = b->open;
		set_volume(t);
	}
	if (t->count + frames > SIDE_TONE_SAMPLES) /* nobody takes any */
		drop(t, t->count + frames - SIDE_TONE_SAMPLES);
	memcpy(t->waiting + t->count, b->samples, (size_t)frames * sizeof t->waiting[0]);
	t->count += frames;
}

/* The next piece; where too much waits, what is heard runs over into the newest. */
static void take(struct side_tone *t, float pcm[static PULL])
{
	memcpy(pcm, t->waiting, PULL * sizeof *pcm);
	if (t->count > SIDE_TONE_MOST_SAMPLES) {
		float old[PULL];
		memcpy(old, pcm, sizeof old);
		drop(t, t->count - SIDE_TONE_BEGIN_SAMPLES);
		mixer_clear(pcm, PULL);
		mixer_add_ramped(pcm, old, 1.0f, 0.0f, PULL);
		mixer_add_ramped(pcm, t->waiting, 0.0f, 1.0f, PULL);
	}
	drop(t, PULL);
}

/* What is left of it, fading out. */
static void end(struct side_tone *t, float pcm[static PULL])
{
	float last[PULL] = { 0 };
	memcpy(last, t->waiting, (size_t)t->count * sizeof *last);
	mixer_clear(pcm, PULL);
	if (t->count > 0)
		mixer_add_ramped(pcm, last, 1.0f, 0.0f, t->count);
	t->count = 0;
	t->running = false;
}

static void begin(struct side_tone *t, float pcm[static PULL])
{
	float first[PULL];
	take(t, first);
	mixer_clear(pcm, PULL);
	mixer_add_ramped(pcm, first, 0.0f, 1.0f, PULL);
	t->running = true;
}

void side_tone_pull(struct side_tone *t, float *mix)
{
	float pcm[PULL];
	float from;
	float to;
	fade_next(&t->volume, PULL, &from, &to);
	if (!t->running && t->count < SIDE_TONE_BEGIN_SAMPLES)
		return;
	if (!t->running)
		begin(t, pcm);
	else if (t->count < PULL)
		end(t, pcm);
	else
		take(t, pcm);
	mixer_add_ramped(mix, pcm, from, to, PULL);
}
