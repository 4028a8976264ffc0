// SPDX-License-Identifier: Apache-2.0
#include "web/engine/microphone.h"

#include <assert.h>
#include <math.h>
#include <string.h>

int microphone_init(struct microphone *m, int rate_hz, uint64_t random)
{
	memset(m, 0, sizeof *m);
	m->rate_hz = (uint32_t)rate_hz;
	mouth_init(&m->mouth, random);
	sound_check_init(&m->check);
	return resampler_init(&m->resampler, rate_hz, SAMPLE_RATE_HZ);
}

static int count_clipped(const float *in, int frames)
{
	int clipped = 0;
	for (int i = 0; i < frames; i++)
		clipped += fabsf(in[i]) >= MICROPHONE_FULL_SCALE;
	return clipped;
}

void microphone_push(struct microphone *m, const float *in, int frames, int64_t captured_ns)
{
	assert(frames > 0 && frames <= MICROPHONE_FRAMES_MAX);
	m->clipped_samples += count_clipped(in, frames);
	int64_t first_ns = timeline_place(&m->timeline, captured_ns, (uint32_t)frames, m->rate_hz);
	m->captured_ns = first_ns - resampler_delay_samples(&m->resampler) * NS_PER_S / m->rate_hz;
	m->count = resampler_makes(&m->resampler, frames);
	m->taken = 0;
	resampler_run(&m->resampler, in, frames, m->samples, m->count);
	sound_check_add(&m->check, m->samples, m->count);
}

uint32_t microphone_packet(struct microphone *m, uint8_t *rtp)
{
	uint32_t bytes = 0;
	while (bytes == 0 && m->taken < m->count)
		m->taken += mouth_push(&m->mouth, m->samples + m->taken, m->count - m->taken,
				m->captured_ns + m->taken * NS_PER_S / SAMPLE_RATE_HZ, rtp, &bytes);
	return bytes;
}

int microphone_band_hz(const struct microphone *m)
{
	struct sound_verdict verdict;
	sound_check_read(&m->check, &verdict);
	return verdict.known ? verdict.bandwidth_hz : 0;
}
