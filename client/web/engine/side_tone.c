// SPDX-License-Identifier: Apache-2.0
#include "web/engine/side_tone.h"

#include <assert.h>
#include <string.h>

/* The oldest samples go. */
static void drop(struct side_tone *s, int count)
{
	s->held -= count;
	memmove(s->line, s->line + count, (size_t)s->held * sizeof *s->line);
}

void side_tone_push(struct side_tone *s, const float *samples, int count)
{
	assert(count >= 0 && count <= MICROPHONE_SAMPLES_MAX);
	if (s->held + count > SIDE_TONE_MAX)
		drop(s, s->held + count - SIDE_TONE_MAX);
	memcpy(s->line + s->held, samples, (size_t)count * sizeof *samples);
	s->held += count;
}

void side_tone_pull(struct side_tone *s, float *out, int count)
{
	int wanted = count + SIDE_TONE_IN_HAND;
	if (!s->running && s->held >= wanted) {
		drop(s, s->held - wanted); /* what waited since before is late */
		s->running = true;
	}
	if (s->held < count)
		s->running = false;
	memset(out, 0, (size_t)count * sizeof *out);
	if (!s->running)
		return;
	memcpy(out, s->line, (size_t)count * sizeof *out);
	drop(s, count);
}
