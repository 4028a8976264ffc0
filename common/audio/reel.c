// SPDX-License-Identifier: Apache-2.0
#include "audio/reel.h"

#include <string.h>

enum {
	PAUSE_SAMPLES = 240, /* the last 5 ms tell how a packet ends */
	PREROLL_SAMPLES = DECODER_PREROLL_SAMPLES + OPUS_FRAME_MAX / 6, /* not all are whole */
};

int reel_init(struct reel *r)
{
	memset(r, 0, sizeof *r);
	int err = decoder_init(&r->decoder);
	if (err)
		return err;
	reel_clear(r);
	return 0;
}

void reel_clear(struct reel *r)
{
	decoder_reset(&r->decoder);
	tape_clear(&r->tape);
	stretch_init(&r->stretch);
	r->in_pause = true;
	r->has_anchor = false;
}

int64_t reel_position(const struct reel *r)
{
	return r->end - tape_ahead(&r->tape);
}

int64_t reel_capture_us(const struct reel *r, int64_t timestamp)
{
	return r->anchor_us + (timestamp - r->anchor_timestamp) * 125 / 6;
}

bool reel_is_hiding(const struct reel *r)
{
	return r->decoder.hidden_samples > 0;
}

static void note_capture(struct reel *r, const struct jitter_slot *packet)
{
	if (!packet->has_capture_time)
		return;
	r->has_anchor = true;
	r->anchor_timestamp = packet->timestamp;
	r->anchor_us = packet->capture_us;
}

/* The samples written to tape_room() count. */
static void add(struct reel *r, const float *pcm, int samples)
{
	stretch_hear(&r->stretch, pcm, samples);
	int last = samples < PAUSE_SAMPLES ? samples : PAUSE_SAMPLES;
	r->in_pause = stretch_is_pause(&r->stretch, pcm + samples - last, last);
	tape_add(&r->tape, samples);
}

int reel_append(struct reel *r, struct jitter *j)
{
	uint8_t bytes[OPUS_PACKET_MAX];
	struct jitter_slot packet;
	int count = jitter_read(j, &packet, bytes);
	float *pcm = tape_room(&r->tape);
	if (!decoder_decode(&r->decoder, bytes, count, packet.samples, pcm)) {
		r->broken++;
		r->concealed_samples += (uint64_t)packet.samples;
	}
	add(r, pcm, packet.samples);
	note_capture(r, &packet);
	r->end = packet.timestamp + packet.samples;
	jitter_take(j);
	return packet.samples;
}

void reel_hide(struct reel *r, enum decoder_end end)
{
	decoder_conceal(&r->decoder, end, tape_room(&r->tape));
	tape_add(&r->tape, DECODER_HIDE_SAMPLES);
	if (end == DECODER_IN_SPEECH)
		r->concealed_samples += DECODER_HIDE_SAMPLES;
}

bool reel_recover(struct reel *r, struct jitter *j)
{
	uint8_t bytes[OPUS_PACKET_MAX];
	struct jitter_slot packet;
	int count = jitter_read(j, &packet, bytes);
	if (!decoder_has_fec(bytes, count))
		return false;
	float *pcm = tape_room(&r->tape);
	decoder_recover(&r->decoder, bytes, count, packet.samples, pcm);
	add(r, pcm, packet.samples);
	r->end = packet.timestamp;
	r->recovered++;
	jitter_mend(j);
	return true;
}

/* The packet's sound is not wanted; the decoder learns from those that come last. */
static void pass_packet(struct reel *r, struct jitter *j, bool is_preroll)
{
	uint8_t bytes[OPUS_PACKET_MAX];
	struct jitter_slot packet;
	int count = jitter_read(j, &packet, bytes);
	note_capture(r, &packet);
	if (is_preroll)
		decoder_prime(&r->decoder, bytes, count, packet.samples, tape_room(&r->tape));
	jitter_take(j);
}

bool reel_pass_over(struct reel *r, struct jitter *j, int64_t timestamp)
{
	bool has_passed = false;
	if (timestamp > j->newest_timestamp)
		timestamp = j->newest_timestamp;
	const struct jitter_slot *next;
	while (jitter_look(j, &next) != JITTER_EMPTY &&
			next->timestamp + next->samples <= timestamp) {
		if (!has_passed)
			decoder_jump(&r->decoder);
		has_passed = true;
		pass_packet(r, j, next->timestamp >= timestamp - PREROLL_SAMPLES);
	}
	return has_passed;
}

void reel_join(struct reel *r, struct jitter *j, int spare)
{
	int at = tape_ahead(&r->tape) - DECODER_HIDE_SAMPLES;
	assert(at >= 0);
	reel_append(r, j);
	int nearest = DECODER_HIDE_SAMPLES;
	int furthest = tape_ahead(&r->tape) - at - STRETCH_FADE_SAMPLES;
	if (furthest > nearest + STRETCH_RANGE_MAX_SAMPLES)
		furthest = nearest + STRETCH_RANGE_MAX_SAMPLES;
	if (furthest > nearest + spare)
		furthest = nearest + spare;
	if (furthest < nearest)
		return; /* too short a packet to lay over anything: it just follows */
	const float *here = tape_head(&r->tape) + at;
	stretch_jump(&r->tape, at, stretch_search(here, nearest, furthest));
}
