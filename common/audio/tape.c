// SPDX-License-Identifier: Apache-2.0
#include "audio/tape.h"

#include <string.h>

void tape_clear(struct tape *t)
{
	memset(t, 0, sizeof *t);
	t->head = TAPE_BEHIND_SAMPLES;
	t->end = TAPE_BEHIND_SAMPLES;
}

int tape_ahead(const struct tape *t)
{
	return t->end - t->head;
}

int tape_behind(const struct tape *t)
{
	return t->head;
}

float *tape_head(struct tape *t)
{
	return t->samples + t->head;
}

/* Throws away what lies further behind than must be kept. */
static void wind(struct tape *t)
{
	int surplus = t->head - TAPE_BEHIND_SAMPLES;
	if (surplus <= 0)
		return;
	memmove(t->samples, t->samples + surplus, (size_t)(t->end - surplus) * sizeof(float));
	t->head -= surplus;
	t->end -= surplus;
}

float *tape_room(struct tape *t)
{
	if (TAPE_SAMPLES - t->end < OPUS_FRAME_MAX)
		wind(t);
	assert(TAPE_SAMPLES - t->end >= OPUS_FRAME_MAX);
	return t->samples + t->end;
}

void tape_add(struct tape *t, int samples)
{
	assert(samples <= TAPE_SAMPLES - t->end);
	t->end += samples;
}

void tape_move(struct tape *t, int samples)
{
	assert(samples <= tape_ahead(t));
	assert(-samples <= tape_behind(t));
	t->head += samples;
}

void tape_fade_in(struct tape *t, int samples)
{
	int fading = samples < tape_ahead(t) ? samples : tape_ahead(t);
	float *head = tape_head(t);
	for (int i = 0; i < fading; i++)
		head[i] *= (float)(i + 1) / (float)(fading + 1);
}

void tape_play(struct tape *t, float *out, int samples)
{
	memcpy(out, tape_head(t), (size_t)samples * sizeof *out);
	tape_move(t, samples);
}
