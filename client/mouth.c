// SPDX-License-Identifier: Apache-2.0
#include "mouth.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "audio/mixer.h"
#include "proto/rtp.h"

enum { PAYLOAD_TYPE = 111, GATE_MS = 10 };

static void build_encoder(struct mouth *m, int bitrate_bps)
{
	struct encoder_setup setup = {
		.bitrate_bps = bitrate_bps,
		.complexity = MOUTH_COMPLEXITY,
		.frame_ms = TICK_MS,
	};
	m->bitrate_bps = bitrate_bps;
	int err = encoder_init(&m->encoder, &setup);
	assert(err == 0); /* the set-up is ours, and in range */
}

void mouth_init(struct mouth *m, uint64_t random)
{
	memset(m, 0, sizeof *m);
	build_encoder(m, MOUTH_BITRATE_BPS);
	level_init(&m->level);
	activity_init(&m->activity);
	fade_init(&m->gate, 0.0f);
	m->sequence = (uint16_t)random;
	m->timestamp = (uint32_t)(random >> 16);
	m->unstamped_frames = MOUTH_STAMP_FRAMES;
}

void mouth_set(struct mouth *m, bool microphone_on, bool coughing)
{
	m->microphone_on = microphone_on;
	m->coughing = coughing;
	fade_to(&m->gate, microphone_on && !coughing ? 1.0f : 0.0f, GATE_MS);
}

void mouth_terms(struct mouth *m, const struct uplink_terms *terms)
{
	int bitrate_bps = terms->bitrate_bps ? terms->bitrate_bps : MOUTH_BITRATE_BPS;
	bool usable = bitrate_bps >= 6000 && bitrate_bps <= 256000;
	if (terms->open && usable && bitrate_bps != m->bitrate_bps)
		build_encoder(m, bitrate_bps);
	if (terms->open && (terms->ssrc != m->terms.ssrc || !m->terms.clock.known))
		m->unstamped_frames = MOUTH_STAMP_FRAMES; /* a new stream: stamp its first */
	m->terms = *terms;
}

bool mouth_on_air(const struct mouth *m)
{
	return m->terms.open && m->microphone_on && !m->coughing;
}

static uint8_t level_dbov(const float *frame)
{
	float quiet = -level_frame_dbfs(frame, TICK_SAMPLES);
	if (quiet < 0.0f)
		return 0;
	return quiet > 127.0f ? 127 : (uint8_t)lrintf(quiet);
}

/* When the sound that this frame's packet decodes to was captured: the codec holds it back. */
static int64_t capture_us(const struct mouth *m)
{
	int64_t codec_us =
			(int64_t)encoder_lookahead_samples(&m->encoder) * 1000000 / SAMPLE_RATE_HZ;
	return m->frame_ns / 1000 + m->terms.clock.offset_us - codec_us;
}

static uint32_t write_packet(struct mouth *m, const float *frame, bool marker, const uint8_t *opus,
		int bytes, uint8_t *rtp)
{
	bool due = marker || m->unstamped_frames >= MOUTH_STAMP_FRAMES;
	int64_t us = capture_us(m);
	/* the server's clock may say anything: what the extension cannot name is left out */
	bool stamped = m->terms.clock.known && due && us >= 0 && us <= RTP_CAPTURE_US_MAX;
	struct rtp_packet p = {
		.ssrc = m->terms.ssrc,
		.timestamp = m->timestamp,
		.sequence = m->sequence++,
		.payload_type = PAYLOAD_TYPE,
		.marker = marker,
		.has_audio_level = true,
		.voice_activity = activity_speaking(&m->activity),
		.audio_level_dbov = level_dbov(frame),
		.has_capture_time = stamped,
		.capture_us = stamped ? us : 0,
		.payload = opus,
		.payload_bytes = (size_t)bytes,
	};
	if (stamped)
		m->unstamped_frames = 0;
	m->packets++;
	int length = rtp_write(&p, rtp, RTP_PACKET_MAX);
	assert(length > 0);
	return (uint32_t)length;
}

/* What goes out of a frame of an open microphone, if anything. */
static uint32_t send_frame(struct mouth *m, const float *frame, uint8_t *rtp)
{
	uint8_t opus[OPUS_PACKET_MAX];
	if (!m->was_open)
		talkspurt_init(&m->talkspurt, TICK_MS);
	enum talkspurt_verdict verdict = talkspurt_next(&m->talkspurt, frame, TICK_SAMPLES);
	bool marker = !m->was_open || verdict == TALKSPURT_SEND_FIRST;
	if (!m->was_open || (m->skipped && verdict != TALKSPURT_SKIP))
		encoder_reset(&m->encoder);
	m->skipped = verdict == TALKSPURT_SKIP;
	if (m->skipped)
		return 0;
	int bytes = encoder_encode(&m->encoder, frame, TICK_SAMPLES, opus, sizeof opus);
	return bytes > 0 ? write_packet(m, frame, marker, opus, bytes, rtp) : 0;
}

static uint32_t finish_frame(struct mouth *m, uint8_t *rtp)
{
	float frame[TICK_SAMPLES];
	float from;
	float to;
	fade_next(&m->gate, TICK_SAMPLES, &from, &to);
	mixer_clear(frame, TICK_SAMPLES);
	mixer_add_ramped(frame, m->frame, from, to, TICK_SAMPLES);

	/* a cough is silence on an open microphone; the last frame before it closes fades out */
	bool open = m->terms.open && (m->microphone_on || from > 0.0f);
	uint32_t length = open ? send_frame(m, frame, rtp) : 0;
	m->was_open = open;
	m->unstamped_frames++;
	m->timestamp += TICK_SAMPLES;
	m->filled_samples = 0;
	return length;
}

/* The sound went on somewhere else in time: what was half collected is dropped with it. */
static void jump(struct mouth *m, int64_t by_ns)
{
	int64_t samples = by_ns * (SAMPLE_RATE_HZ / 1000) / NS_PER_MS + m->filled_samples;
	m->filled_samples = 0;
	if (samples > 0)
		m->timestamp += (uint32_t)samples;
	m->was_open = false;
	m->holes++;
}

int mouth_push(struct mouth *m, const float *samples, int count, int64_t captured_ns, uint8_t *rtp,
		uint32_t *packet_bytes)
{
	int64_t step_ns = captured_ns - m->next_ns;
	if (m->next_ns != 0 && llabs(step_ns) > MOUTH_HOLE_MS * NS_PER_MS)
		jump(m, step_ns);
	if (m->filled_samples == 0)
		m->frame_ns = captured_ns;

	int taken = TICK_SAMPLES - m->filled_samples;
	if (taken > count)
		taken = count;
	memcpy(m->frame + m->filled_samples, samples, (size_t)taken * sizeof *samples);
	level_add(&m->level, samples, taken);
	activity_update(&m->activity, samples, taken);
	m->filled_samples += taken;
	m->next_ns = captured_ns + taken * NS_PER_S / SAMPLE_RATE_HZ;
	*packet_bytes = m->filled_samples == TICK_SAMPLES ? finish_frame(m, rtp) : 0;
	return taken;
}
