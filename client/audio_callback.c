// SPDX-License-Identifier: Apache-2.0
#include "audio_callback.h"

#include <string.h>

#include "base/rt.h"

void audio_side_reset(struct audio_side *s, uint32_t generation, uint32_t rate_hz,
		uint32_t channels)
{
	s->generation = generation;
	s->rate_hz = rate_hz;
	s->channels = channels;
	s->block.frames = 0;
	s->played_frames = 0;
	s->lost = false;
}

static void count(struct audio_side *s, uint32_t frames)
{
	/* a count for another thread to watch: nothing else hangs on it */
	atomic_fetch_add_explicit(&s->frames, frames, memory_order_relaxed);
	bell_ring(s->bell);
}

/* Some systems say nothing of time, or say zero for one of two clocks: the difference is hours, or
 * negative, or no number. Then it is as good as now. */
static double plausible(double seconds)
{
	return seconds > 0 && seconds < AUDIO_SIDE_MOST_SECONDS ? seconds : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

void audio_side_captured(struct audio_side *s, const float *samples, uint32_t frames,
		double age_seconds, bool gap)
{
	rt_enter();
	struct sound_block *b = &s->block;
	double first_seconds = plausible(age_seconds);
	b->generation = s->generation;
	b->rate_hz = s->rate_hz;
	for (uint32_t at = 0; at < frames; at += b->frames) {
		b->frames = least(frames - at, SOUND_BLOCK_FRAMES);
		b->gap = s->lost || (gap && at == 0);
		b->age_seconds = (float)(first_seconds - (double)at / s->rate_hz);
		memcpy(b->samples, samples + at, b->frames * sizeof *samples);
		s->lost = !pipe_put(s->out, b, sound_block_bytes(b));
	}
	count(s, frames);
	rt_leave();
}

/* The next piece of sound of this opening; false when there is none. At most the whole pipe is
 * looked through. */
static bool next_block(struct audio_side *s)
{
	s->played_frames = 0;
	while (pipe_take(s->in, &s->block))
		if (s->block.generation == s->generation)
			return true;
	s->block.frames = 0;
	return false;
}

static float *spread(const struct audio_side *s, float *to, uint32_t frames)
{
	const float *from = s->block.samples + s->played_frames;
	for (uint32_t i = 0; i < frames; i++)
		for (uint32_t c = 0; c < s->channels; c++)
			*to++ = from[i];
	return to;
}

void audio_side_wanted(struct audio_side *s, float *samples, uint32_t frames,
		double latency_seconds)
{
	rt_enter();
	uint32_t left = frames;
	while (left > 0) {
		if (s->played_frames == s->block.frames && !next_block(s))
			break;
		uint32_t piece = least(left, s->block.frames - s->played_frames);
		samples = spread(s, samples, piece);
		s->played_frames += piece;
		left -= piece;
	}
	memset(samples, 0, (size_t)left * s->channels * sizeof *samples);
	struct sound_demand demand = {
		.generation = s->generation,
		.rate_hz = s->rate_hz,
		.frames = frames,
		.short_frames = left,
		.latency_seconds = (float)plausible(latency_seconds),
	};
	(void)pipe_put(s->out, &demand, sizeof demand);
	count(s, frames);
	rt_leave();
}
