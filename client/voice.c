// SPDX-License-Identifier: Apache-2.0
#include "voice.h"

#include <string.h>

#include "audio/mixer.h"

enum { VOLUME_MS = 50 };

int voice_init(struct voice *v, int extra_delay_ms)
{
	struct playout_setup setup = { .extra_delay_ms = extra_delay_ms };
	v->has_ssrc = false;
	fade_init(&v->volume, 1.0f);
	return playout_init(&v->playout, &setup);
}

void voice_follow(struct voice *v, uint32_t ssrc)
{
	if (v->has_ssrc && v->ssrc != ssrc)
		playout_reset(&v->playout);
	v->has_ssrc = true;
	v->ssrc = ssrc;
}

void voice_push(struct voice *v, const struct rtp_packet *rtp, int64_t arrival_ns)
{
	struct playout_packet packet = {
		.sequence = rtp->sequence,
		.timestamp = rtp->timestamp,
		.marker = rtp->marker,
		.arrival_ns = arrival_ns,
		.has_capture_time = rtp->has_capture_time,
		.capture_us = rtp->capture_us,
		.opus = rtp->payload,
		.opus_bytes = (uint16_t)rtp->payload_bytes,
	};
	playout_push(&v->playout, &packet);
}

float voice_gain(int percent)
{
	float share = (float)percent / 100.0f;
	return share * share;
}

void voice_volume(struct voice *v, int percent)
{
	fade_to(&v->volume, voice_gain(percent), VOLUME_MS);
}

void voice_pull(struct voice *v, int64_t now_ns, float *mix)
{
	float pcm[VOICE_PULL_SAMPLES];
	float from;
	float to;
	playout_pull(&v->playout, now_ns, pcm, VOICE_PULL_SAMPLES);
	fade_next(&v->volume, VOICE_PULL_SAMPLES, &from, &to);
	mixer_add_ramped(mix, pcm, from, to, VOICE_PULL_SAMPLES);
}
