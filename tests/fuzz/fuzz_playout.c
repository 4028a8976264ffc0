// SPDX-License-Identifier: Apache-2.0
/* Any packets at any times, pulled in any pieces: what comes out is always sound, within bounds. An
 * input is a list of commands, each a byte and what it takes. */
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include "audio/playout.h"

struct input {
	const uint8_t *bytes;
	size_t left;
};

struct peer {
	uint16_t sequence;
	uint32_t timestamp;
	int64_t now_ns;
};

static uint8_t next(struct input *in)
{
	if (!in->left)
		return 0;
	in->left--;
	return *in->bytes++;
}

static uint32_t next_wide(struct input *in)
{
	uint32_t wide = 0;
	for (int i = 0; i < 4; i++)
		wide = wide << 8 | next(in);
	return wide;
}

static void push(struct playout *p, struct peer *peer, struct input *in, uint8_t how)
{
	size_t count = (size_t)next(in) | (how & 1 ? (size_t)next(in) << 8 : 0);
	if (count > in->left)
		count = in->left;
	struct playout_packet packet = {
		.sequence = peer->sequence++,
		.timestamp = peer->timestamp,
		.marker = how & 2,
		.arrival_ns = peer->now_ns,
		.has_capture_time = how & 4,
		.capture_us = peer->now_ns / 1000,
		.opus = in->bytes,
		.opus_bytes = (uint16_t)count,
	};
	peer->timestamp += 960;
	playout_push(p, &packet);
	in->bytes += count;
	in->left -= count;
}

static void pull(struct playout *p, struct peer *peer, int samples)
{
	float out[OPUS_FRAME_MAX + 1];
	out[samples] = 123.0f;
	playout_pull(p, peer->now_ns, out, samples);
	assert(out[samples] == 123.0f);
	for (int i = 0; i < samples; i++)
		assert(out[i] >= -DECODER_PEAK && out[i] <= DECODER_PEAK);
	if (peer->now_ns < INT64_MAX / 2)
		peer->now_ns += (int64_t)samples * 62500 / 3;

	struct playout_status status;
	playout_status(p, &status);
	assert(status.buffered_ms >= 0);
	assert(!status.has_capture || status.playing);
}

static void command(struct playout *p, struct peer *peer, struct input *in)
{
	uint8_t what = next(in);
	switch (what >> 4) {
	case 0: peer->sequence = (uint16_t)(peer->sequence + (int8_t)next(in)); break;
	case 1: peer->sequence = (uint16_t)next_wide(in); break;
	case 2: peer->timestamp += (uint32_t)((int8_t)next(in) * 120); break;
	case 3: peer->timestamp = next_wide(in); break;
	case 4:
		peer->now_ns = (int64_t)((uint64_t)peer->now_ns +
					 (uint64_t)((int8_t)next(in) * NS_PER_MS));
		break;
	case 5: peer->now_ns = (int64_t)((uint64_t)next_wide(in) << 32 | next_wide(in)); break;
	case 6: playout_reset(p); break;
	case 7: playout_set_extra_delay(p, (int)next_wide(in)); break;
	case 8: pull(p, peer, 960); break;
	case 9: pull(p, peer, 128); break;
	case 10: pull(p, peer, 1 + (int)(next_wide(in) % OPUS_FRAME_MAX)); break;
	case 11:
		for (int i = 0; i < (what & 15) * 8; i++)
			pull(p, peer, 480);
		break;
	default: push(p, peer, in, what); break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct playout p;
	struct input in = { bytes, length };
	struct peer peer = { .now_ns = NS_PER_S };
	struct playout_setup setup = { .min_target_ms = next(&in), .extra_delay_ms = next(&in) };
	int err = playout_init(&p, &setup);
	assert(!err);
	while (in.left)
		command(&p, &peer, &in);
	for (int i = 0; i < 20; i++)
		pull(&p, &peer, 960);
	return 0;
}
