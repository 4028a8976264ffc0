// SPDX-License-Identifier: Apache-2.0
#include "ear.h"

#include <string.h>

#include "audio/mixer.h"
#include "proto/rtp.h"

static int voices_of(const struct ear *e)
{
	return e->interpreter ? LINE_VOICES : 1;
}

int ear_init(struct ear *e, const struct ear_setup *setup)
{
	struct limiter_setup limiter = { 0 };
	memset(e, 0, sizeof *e);
	e->interpreter = setup->interpreter;
	side_tone_init(&e->side_tone);
	tone_control_init(&e->tone);
	level_init(&e->level);
	int err = limiter_init(&e->limiter, &limiter);
	if (!err)
		err = protection_init(&e->protection, &setup->protection);
	for (int i = 0; !err && i < voices_of(e); i++)
		err = voice_init(&e->voices[i], setup->extra_delay_ms);
	return err;
}

void ear_arrival(struct ear *e, const struct arrival *a)
{
	e->clock = a->clock;
	for (int i = 0; i < voices_of(e); i++)
		if (a->has_ssrc[i])
			voice_follow(&e->voices[i], a->ssrc[i]);
	if (a->bytes == 0)
		return;

	struct rtp_packet rtp;
	if (rtp_parse(&rtp, a->rtp, a->bytes) < 0) {
		e->malformed++;
		return;
	}
	for (int i = 0; i < voices_of(e); i++)
		if (e->voices[i].has_ssrc && e->voices[i].ssrc == rtp.ssrc) {
			voice_push(&e->voices[i], &rtp, a->arrival_ns);
			return;
		}
	e->strangers++;
}

bool ear_settings_same(const struct ear_settings *a, const struct ear_settings *b)
{
	for (int i = 0; i < LINE_VOICES; i++)
		if (a->volume_percent[i] != b->volume_percent[i])
			return false;
	return a->own_percent == b->own_percent && a->bass_db == b->bass_db &&
	       a->treble_db == b->treble_db;
}

void ear_set(struct ear *e, const struct ear_settings *s)
{
	for (int i = 0; i < voices_of(e); i++)
		voice_volume(&e->voices[i], s->volume_percent[i]);
	side_tone_gain(&e->side_tone, voice_gain(s->own_percent));
	tone_control_set(&e->tone, s->bass_db, s->treble_db);
}

void ear_pull(struct ear *e, int64_t now_ns, float *out)
{
	mixer_clear(out, EAR_PULL_SAMPLES);
	for (int i = 0; i < voices_of(e); i++)
		voice_pull(&e->voices[i], now_ns, out);
	tone_control_process(&e->tone, out, EAR_PULL_SAMPLES);
	if (e->interpreter) {
		side_tone_pull(&e->side_tone, out);
		protection_process(&e->protection, out, EAR_PULL_SAMPLES);
	} else {
		limiter_process(&e->limiter, out, EAR_PULL_SAMPLES);
	}
	level_add(&e->level, out, EAR_PULL_SAMPLES);
}

static int last_stage_samples(const struct ear *e)
{
	return e->interpreter ? protection_delay_samples(&e->protection)
			      : limiter_delay_samples(&e->limiter);
}

bool ear_delay_ms(const struct ear *e, int64_t now_ns, double *delay_ms)
{
	struct playout_status status;
	playout_status(&e->voices[VOICE_CHANNEL].playout, &status);
	if (!e->clock.known || !status.has_capture)
		return false;
	int64_t server_us = now_ns / 1000 + e->clock.offset_us;
	double last_ms = last_stage_samples(e) * 1000.0 / SAMPLE_RATE_HZ;
	*delay_ms = (double)(server_us - status.capture_us) / 1000.0 + last_ms;
	return true;
}
