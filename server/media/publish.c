// SPDX-License-Identifier: Apache-2.0
#include "media/publish.h"

#include <string.h>

#include "audio/level.h"
#include "proto/rtp.h"

enum {
	CAPTURE_EVERY_MS = 500, /* protocol: at least once a second */
	CAPTURE_STEP_US = 5000, /* a source whose delay moved this far is announced at once */
	AUDIO_LEVEL_SILENCE = 127,
	WS_BINARY_FINAL = 0x82, /* RFC 6455 section 5.2 */
	WS_LENGTH_16 = 126,
};

int publish_init(struct publish *p, const struct publish_setup *setup)
{
	memset(p, 0, sizeof *p);
	int frame_ms = stream_frame_ms(setup->stream);
	p->stream = setup->stream;
	p->frame_samples = SAMPLE_RATE_HZ / 1000 * frame_ms;
	p->filled = setup->phase_ticks * TICK_SAMPLES % p->frame_samples;
	p->number = setup->first_number;
	p->timestamp = setup->first_number * 2654435761u; /* any start will do */
	p->since_capture_ms = CAPTURE_EVERY_MS;
	talkspurt_init(&p->talkspurt, frame_ms);
	struct encoder_setup encoder = { .bitrate_bps = setup->bitrate_bps,
		.complexity = setup->complexity,
		.frame_ms = frame_ms };
	return encoder_init(&p->encoder, &encoder);
}

/* RFC 6464: 0 to 127, minus that many dBov. */
static uint8_t audio_level(const float *pcm, int samples)
{
	float level = -level_frame_dbfs(pcm, samples);
	return (uint8_t)(level < 0 ? 0 : level > AUDIO_LEVEL_SILENCE ? AUDIO_LEVEL_SILENCE : level);
}

/* Does this packet have to say when it was captured? What a microphone claims may lie anywhere,
 * and goes on from there: beyond what the extension can name, nothing is said. */
static bool capture_due(struct publish *p, int64_t capture_us)
{
	if (!p->frame_has_capture || capture_us < 0 || capture_us > RTP_CAPTURE_US_MAX)
		return false;
	int64_t offset_us = capture_us - (int64_t)p->timestamp * 1000 / (SAMPLE_RATE_HZ / 1000);
	int64_t moved_us = offset_us - p->capture_sent_us;
	bool due = p->since_capture_ms >= CAPTURE_EVERY_MS || moved_us > CAPTURE_STEP_US ||
		   moved_us < -CAPTURE_STEP_US;
	if (due) {
		p->since_capture_ms = 0;
		p->capture_sent_us = offset_us;
	}
	return due;
}

static void frame_of_websocket(struct downlink *out, size_t rtp_bytes)
{
	out->wire[0] = WS_BINARY_FINAL;
	if (out->header_bytes == 2) {
		out->wire[1] = (uint8_t)rtp_bytes;
	} else {
		out->wire[1] = WS_LENGTH_16;
		out->wire[2] = (uint8_t)(rtp_bytes >> 8);
		out->wire[3] = (uint8_t)rtp_bytes;
	}
}

/* Writes RTP behind room for the larger header, then moves it up when the smaller one is enough. */
static void wrap(struct downlink *out, const struct rtp_packet *rtp)
{
	int bytes = rtp_write(rtp, out->wire + WS_HEADER_MAX, RTP_PACKET_MAX);
	assert(bytes > 0); /* RTP_PACKET_MAX holds everything that publish_turn() asks for */
	size_t rtp_bytes = (size_t)bytes;
	out->header_bytes = rtp_bytes < WS_LENGTH_16 ? 2 : WS_HEADER_MAX;
	memmove(out->wire + out->header_bytes, out->wire + WS_HEADER_MAX, rtp_bytes);
	frame_of_websocket(out, rtp_bytes);
	out->wire_bytes = (uint16_t)(out->header_bytes + rtp_bytes);
	out->opus_offset = (uint16_t)(out->wire_bytes - rtp->payload_bytes);
}

static void collect(struct publish *p, const struct publish_tick *tick)
{
	if (p->filled == 0 || !p->frame_has_capture) {
		int64_t earlier_us = INT64_C(1000) * p->filled / (SAMPLE_RATE_HZ / 1000);
		p->frame_has_capture = tick->has_capture;
		p->frame_capture_us = tick->capture_us - earlier_us;
	}
	memcpy(p->frame + p->filled, tick->pcm, TICK_SAMPLES * sizeof *tick->pcm);
	p->filled += TICK_SAMPLES;
}

static bool encode(struct publish *p, const struct publish_tick *tick, bool first,
		struct downlink *out)
{
	uint8_t opus[OPUS_PACKET_MAX];
	int bytes = encoder_encode(&p->encoder, p->frame, p->frame_samples, opus, sizeof opus);
	if (bytes <= 0)
		return false;

	/* what comes out of a decoder first went in this much before frame[0] */
	int64_t look_ahead_us =
			INT64_C(1000000) * encoder_lookahead_samples(&p->encoder) / SAMPLE_RATE_HZ;
	int64_t capture_us = p->frame_capture_us - look_ahead_us;
	struct rtp_packet rtp = { .ssrc = stream_ssrc(p->stream),
		.timestamp = p->timestamp,
		.sequence = (uint16_t)p->number,
		.payload_type = OPUS_PAYLOAD_TYPE,
		.marker = first || p->jumped,
		.has_audio_level = true,
		.voice_activity = tick->voice,
		.audio_level_dbov = audio_level(p->frame, p->frame_samples),
		.has_capture_time = capture_due(p, capture_us),
		.capture_us = capture_us,
		.payload = opus,
		.payload_bytes = (size_t)bytes };
	out->tick_ns = tick->tick_ns;
	out->number = p->number;
	out->timestamp = p->timestamp;
	out->stream = p->stream;
	wrap(out, &rtp);
	p->jumped = false;
	p->number++;
	p->packets++;
	p->bytes += out->wire_bytes - (uint64_t)out->header_bytes;
	return true;
}

void publish_skip(struct publish *p, uint32_t ticks)
{
	p->timestamp += ticks * TICK_SAMPLES;
	p->jumped = true;
}

void publish_restart(struct publish *p)
{
	encoder_reset(&p->encoder);
	p->filled = 0;
	p->jumped = true;
}

bool publish_turn(struct publish *p, const struct publish_tick *tick, struct downlink *out)
{
	collect(p, tick);
	if (p->filled < p->frame_samples)
		return false;

	enum talkspurt_verdict verdict = talkspurt_next(&p->talkspurt, p->frame, p->frame_samples);
	bool sent = verdict != TALKSPURT_SKIP &&
		    encode(p, tick, verdict == TALKSPURT_SEND_FIRST, out);
	p->filled = 0;
	p->timestamp += (uint32_t)p->frame_samples;
	p->since_capture_ms += p->frame_samples / (SAMPLE_RATE_HZ / 1000);
	return sent;
}
