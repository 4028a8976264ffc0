// SPDX-License-Identifier: Apache-2.0
/*
 * From packets that arrive when they like to samples that are wanted now. One engine with three
 * homes: the server runs it for each microphone, the native client for its channel, and the web
 * page's AudioWorklet, as WebAssembly, for the same. Inside: order and lateness (jitter.h), Opus
 * and concealment (decoder.h), and time-stretching (stretch.h) that brings the delay back to its
 * target after any hiccup and follows the skew between two sound cards.
 *
 * No I/O, no clock (time is an argument), no allocation after init, no pointers inside: it may be
 * copied, and lives in memory of the caller (static, or calloc'ed once).
 *
 * Thread: all calls for one playout on one thread.
 * Before: rtp.h, who unpacked the packet. After: the mixer, or the sound card.
 */
#ifndef AUDIO_PLAYOUT_H
#define AUDIO_PLAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

/* One packet as it came. */
struct playout_packet {
	uint16_t sequence;     /* RTP */
	uint32_t timestamp;    /* RTP, 48 kHz */
	bool marker;           /* first of a talkspurt or after a jump */
	int64_t arrival_ns;    /* on the caller's monotonic clock */
	bool has_capture_time; /* abs-capture-time was on this packet */
	int64_t capture_us;    /* server clock, when the packet's first sample was captured */
	const uint8_t *opus;
	uint16_t opus_bytes; /* 0 to OPUS_PACKET_MAX */
};

struct playout_setup {
	int min_target_ms; /* floor of the target delay; 0 to 500, default 0: measured lateness only
			    */
	int max_target_ms; /* ceiling of the target delay; default 400 */
	int extra_delay_ms; /* a listener's own delay for a lagging video; 0 to 10000 */
};

/* All counters since init. */
struct playout_counts {
	uint64_t packets, late, duplicate, reordered, lost, invalid;
	uint64_t concealed_samples, inserted_samples, removed_samples, skipped_samples;
	uint64_t underruns, skips, resets;
};

struct playout_status {
	bool playing;       /* sound of the stream is coming out, not waiting or run dry */
	int buffered_ms;    /* what is inside now */
	int target_ms;      /* what should be */
	int jitter_ms;      /* measured lateness, the percentile that the target follows */
	bool has_capture;   /* capture_us below is known */
	int64_t capture_us; /* server clock: when the sample pulled last was captured */
};

/* The contract; struct playout is flat and defined above these by whoever builds the room. */
struct playout;

/* 0, or -EINVAL for a setup out of range. */
MUST_USE int playout_init(struct playout *p, const struct playout_setup *setup);

/* Forgets the stream but keeps set-up and counters: another talker, another channel. */
void playout_reset(struct playout *p);

/* Takes a copy of the packet. Cannot fail: late, repeated, oversized and broken ones are counted.
 */
RT void playout_push(struct playout *p, const struct playout_packet *packet);

/* Writes exactly `samples` (1 to OPUS_FRAME_MAX) mono samples at 48 kHz, full scale +-1.0, that
 * begin to sound at now_ns. Silence where there is nothing. Cannot fail. */
RT void playout_pull(struct playout *p, int64_t now_ns, float *out, int samples);

RT void playout_status(const struct playout *p, struct playout_status *status);
RT void playout_counts(const struct playout *p, struct playout_counts *counts);

/* A listener's own delay; reached by stretching or one clean skip. */
RT void playout_set_extra_delay(struct playout *p, int extra_delay_ms);

#endif
