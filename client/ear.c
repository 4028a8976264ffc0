// SPDX-License-Identifier: Apache-2.0
#include "ear.h"

#include <string.h>

#include "audio/mixer.h"
#include "proto/rtp.h"

enum { VOLUME_MS = 50 };

int ear_init(struct ear *e, int extra_delay_ms)
{
	memset(e, 0, sizeof *e);
	struct playout_setup setup = { .extra_delay_ms = extra_delay_ms };
	struct limiter_setup limiter = { 0 };
	int err = playout_init(&e->playout, &setup);
	if (!err)
		err = limiter_init(&e->limiter, &limiter);
	fade_init(&e->volume, 1.0f);
	level_init(&e->level);
	return err;
}

static void follow(struct ear *e, uint32_t ssrc)
{
	if (e->has_ssrc && e->ssrc != ssrc)
		playout_reset(&e->playout);
	e->has_ssrc = true;
	e->ssrc = ssrc;
}

void ear_arrival(struct ear *e, const struct arrival *a)
{
	e->clock = a->clock;
	if (a->has_ssrc)
		follow(e, a->ssrc);
	if (a->bytes == 0)
		return;

	struct rtp_packet rtp;
	if (rtp_parse(&rtp, a->rtp, a->bytes) < 0) {
		e->malformed++;
		return;
	}
	if (!e->has_ssrc || rtp.ssrc != e->ssrc) {
		e->strangers++;
		return;
	}
	struct playout_packet packet = {
		.sequence = rtp.sequence,
		.timestamp = rtp.timestamp,
		.marker = rtp.marker,
		.arrival_ns = a->arrival_ns,
		.has_capture_time = rtp.has_capture_time,
		.capture_us = rtp.capture_us,
		.opus = rtp.payload,
		.opus_bytes = (uint16_t)rtp.payload_bytes,
	};
	playout_push(&e->playout, &packet);
}

void ear_volume(struct ear *e, int percent)
{
	float share = (float)percent / 100.0f;
	fade_to(&e->volume, share * share, VOLUME_MS);
}

void ear_pull(struct ear *e, int64_t now_ns, float *out)
{
	float pcm[EAR_PULL_SAMPLES];
	float from;
	float to;
	playout_pull(&e->playout, now_ns, pcm, EAR_PULL_SAMPLES);
	fade_next(&e->volume, EAR_PULL_SAMPLES, &from, &to);
	mixer_clear(out, EAR_PULL_SAMPLES);
	mixer_add_ramped(out, pcm, from, to, EAR_PULL_SAMPLES);
	limiter_process(&e->limiter, out, EAR_PULL_SAMPLES);
	level_add(&e->level, out, EAR_PULL_SAMPLES);
}

bool ear_delay_ms(const struct ear *e, int64_t now_ns, double *delay_ms)
{
	struct playout_status status;
	playout_status(&e->playout, &status);
	if (!e->clock.known || !status.has_capture)
		return false;
	int64_t server_us = now_ns / 1000 + e->clock.offset_us;
	double limiter_ms = limiter_delay_samples(&e->limiter) * 1000.0 / SAMPLE_RATE_HZ;
	*delay_ms = (double)(server_us - status.capture_us) / 1000.0 + limiter_ms;
	return true;
}
