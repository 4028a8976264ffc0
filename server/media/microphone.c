// SPDX-License-Identifier: Apache-2.0
#include "media/microphone.h"

#include <string.h>

#include "audio/mixer.h"

enum { UNKNOWN_DELAY_MS = -1 };

void microphone_open(struct microphone *m, struct handle tenant, float target_lufs)
{
	static const struct playout_setup setup = { .max_target_ms = MICROPHONE_MAX_TARGET_MS };

	int err = playout_init(&m->playout, &setup);
	assert(err == 0); /* the setup is a constant, and media_create() has seen that it fits */
	level_init(&m->level);
	leveller_init(&m->leveller, target_lufs);
	m->tenant = tenant;
	m->closing_ticks = 0;
	m->gain = leveller_gain(&m->leveller);
	m->tick_dbfs = DECIBEL_FLOOR;
	m->has_capture = false;
	memset(m->raw, 0, sizeof m->raw);
	memset(m->pcm, 0, sizeof m->pcm);
}

void microphone_close(struct microphone *m)
{
	if (handle_valid(m->tenant) && m->closing_ticks == 0)
		m->closing_ticks = MICROPHONE_CLOSING_TICKS;
}

bool microphone_present(const struct microphone *m)
{
	return handle_valid(m->tenant) && m->closing_ticks == 0;
}

void microphone_push(struct microphone *m, const struct uplink *packet)
{
	struct playout_packet p = { .sequence = packet->sequence,
		.timestamp = packet->timestamp,
		.marker = packet->marker,
		.arrival_ns = packet->arrival_ns,
		.has_capture_time = packet->has_capture_time,
		.capture_us = packet->capture_us,
		.opus = packet->opus,
		.opus_bytes = packet->opus_bytes };
	playout_push(&m->playout, &p);
}

static void note_capture(struct microphone *m)
{
	struct playout_status status;
	playout_status(&m->playout, &status);
	m->has_capture = status.has_capture;
	/* status tells of the sample pulled last; pcm[0] is a tick older */
	m->capture_us = status.capture_us - INT64_C(1000) * TICK_MS;
}

void microphone_turn(struct microphone *m, int64_t tick_ns)
{
	if (!handle_valid(m->tenant))
		return;

	playout_pull(&m->playout, tick_ns, m->raw, TICK_SAMPLES);
	note_capture(m);
	level_add(&m->level, m->raw, TICK_SAMPLES);
	float gain = leveller_update(&m->leveller, m->raw, TICK_SAMPLES);
	mixer_clear(m->pcm, TICK_SAMPLES);
	mixer_add_ramped(m->pcm, m->raw, m->gain, gain, TICK_SAMPLES);
	m->gain = gain;
	m->tick_dbfs = level_frame_dbfs(m->pcm, TICK_SAMPLES);

	if (m->closing_ticks > 0 && --m->closing_ticks == 0)
		m->tenant = (struct handle){ 0 };
}

int microphone_quiet_ms(const struct microphone *m)
{
	return activity_quiet_ms(&m->leveller.activity);
}

static int16_t limited_ms(int64_t ms)
{
	return (int16_t)(ms < 0 ? 0 : ms > INT16_MAX ? INT16_MAX : ms);
}

static int16_t delay_ms(const struct microphone *m, int64_t server_us)
{
	if (!m->has_capture)
		return UNKNOWN_DELAY_MS;
	return limited_ms((server_us - m->capture_us) / 1000);
}

void microphone_report(struct microphone *m, int64_t server_us, struct microphone_note *note)
{
	struct playout_status status;
	struct playout_counts counts;
	if (!microphone_present(m)) {
		*note = (struct microphone_note){ 0 };
		return;
	}
	playout_status(&m->playout, &status);
	playout_counts(&m->playout, &counts);
	*note = (struct microphone_note){
		.microphone = m->tenant,
		.active = activity_speaking(&m->leveller.activity),
		.peak_dbfs = level_peak_dbfs(&m->level),
		.rms_dbfs = level_rms_dbfs(&m->level),
		.loudness_lufs = level_short_term_lufs(&m->level),
		.delay_ms = delay_ms(m, server_us),
		.jitter_ms = limited_ms(status.jitter_ms),
		.buffered_ms = limited_ms(status.buffered_ms),
		.packets = (uint32_t)(counts.packets - counts.duplicate),
		.copies = (uint32_t)counts.duplicate,
		.lost = (uint32_t)counts.lost,
		.late = (uint32_t)counts.late,
		.concealed_ms = (uint32_t)(counts.concealed_samples * 1000 / SAMPLE_RATE_HZ),
		.skipped_ms = (uint32_t)(counts.skipped_samples * 1000 / SAMPLE_RATE_HZ),
	};
	level_restart(&m->level);
}
