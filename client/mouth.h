// SPDX-License-Identifier: Apache-2.0
/*
 * From what a microphone hears to packets: meters it, opens and closes the microphone without a
 * click, encodes, and stamps each packet with its place in time. Time goes on while the microphone
 * is off or the line is down, so that what follows is where it belongs; and a hole in the sound
 * (a device that was gone) is a jump of the timestamp, not a delay for ever. An open microphone
 * that hears nothing at all (a cough, a switch on its stand) sends a sign of life now and then.
 *
 * Pure: told the times. No allocation after init. Thread: one at a time.
 * Before: capture.h. After: link.h.
 */
#ifndef CLIENT_MOUTH_H
#define CLIENT_MOUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/activity.h"
#include "audio/encoder.h"
#include "audio/fade.h"
#include "audio/level.h"
#include "audio/talkspurt.h"
#include "base/units.h"
#include "line_ports.h"

enum {
	MOUTH_BITRATE_BPS = 64000,
	MOUTH_COMPLEXITY = 8,
	MOUTH_STAMP_FRAMES = 25, /* a capture time at least so often: twice a second */
	MOUTH_HOLE_MS = 40,      /* a step in capture time over this is a hole in the sound */
};

struct mouth {
	struct encoder encoder;
	int bitrate_bps;
	struct level level; /* of the sound before the microphone key */
	struct activity activity;
	struct fade gate;
	struct talkspurt talkspurt;
	bool microphone_on, coughing;
	struct uplink_terms terms;
	bool was_open; /* so was it at the frame before */
	bool skipped;  /* ... which was not sent */

	float frame[TICK_SAMPLES];
	int filled_samples;
	int64_t frame_ns; /* local clock: when frame[0] was captured */
	int64_t next_ns;  /* when the next sample should be */
	uint32_t timestamp;
	uint16_t sequence;
	int unstamped_frames;

	uint64_t packets, holes;
};

/* random: where the RTP sequence and timestamps begin (RFC 3550 section 5.1). */
void mouth_init(struct mouth *m, uint64_t random);

/* The microphone's key, and the cough key. */
void mouth_set(struct mouth *m, bool microphone_on, bool coughing);

/* What the link says: where to send, or that it cannot now. May build the encoder anew. */
void mouth_terms(struct mouth *m, const struct uplink_terms *terms);

/* Takes some of the samples (48 kHz), at most up to the end of a frame; the first was captured at
 * captured_ns. Returns how many it took: at least one. *packet_bytes is set when that finished a
 * packet to be sent, else 0; it lies in rtp (RTP_PACKET_MAX). */
int mouth_push(struct mouth *m, const float *samples, int count, int64_t captured_ns, uint8_t *rtp,
		uint32_t *packet_bytes);

/* Is what is said now going out? */
bool mouth_on_air(const struct mouth *m);

#endif
