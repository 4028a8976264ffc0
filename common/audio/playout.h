// SPDX-License-Identifier: Apache-2.0
/*
 * From packets that arrive when they like to samples that are wanted now. One engine with three
 * homes: the server runs it for each microphone, the native client for its channel, and the web
 * page's AudioWorklet, as WebAssembly, for the same. Inside: order and lateness (jitter.h), Opus
 * and concealment (decoder.h), and time-stretching (stretch.h) that brings the delay back to its
 * target (slack.h) after any hiccup and follows the skew between two sound cards.
 *
 * What it does about a delay that is not what it should be: up to 1.5 s too much is taken out in
 * periods of the voice and from pauses, without losing a word; more is skipped at once, with a
 * cross-fade. Too little is put in the same way, and more than half a second as one pause. A stall
 * is concealed for up to 100 ms, then silent; what comes late is played, not thrown away. A silence
 * in which the sender sends nothing is no loss, and where it ends the delay is set freely.
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

#include "audio/jitter.h"
#include "audio/reel.h"
#include "audio/slack.h"
#include "audio/tail.h"
#include "base/units.h"

/* One packet as it came. */
struct playout_packet {
	uint16_t sequence;     /* RTP */
	uint32_t timestamp;    /* RTP, 48 kHz */
	bool marker;           /* first of a talkspurt or after a jump */
	int64_t arrival_ns;    /* on the clock of playout_pull()'s now_ns */
	bool has_capture_time; /* abs-capture-time was on this packet */
	int64_t capture_us;    /* server clock, when the packet's first sample was captured */
	const uint8_t *opus;
	uint16_t opus_bytes; /* 0 to OPUS_PACKET_MAX */
};

/* Zeroed, it is the default. */
struct playout_setup {
	int min_target_ms;  /* floor of the target delay; 0 to 500, 0: measured lateness only */
	int max_target_ms;  /* ceiling of it; min_target_ms to 2000, 0: 400 */
	int extra_delay_ms; /* a listener's own delay for a lagging video; 0 to 10000 */
};

/* All counters since init. */
struct playout_counts {
	uint64_t packets;   /* pushed, of any kind */
	uint64_t late;      /* dropped: their turn was over */
	uint64_t duplicate; /* dropped */
	uint64_t reordered; /* played all the same */
	uint64_t lost;      /* passed over: never came, came late, or skipped by the server */
	uint64_t invalid;   /* no Opus packet, or none of this stream: dropped or concealed */
	uint64_t recovered; /* lost, but played from the copy in the next packet */
	uint64_t concealed_samples, inserted_samples, removed_samples, skipped_samples;
	uint64_t underruns; /* times the sound broke off because nothing was there */
	uint64_t skips;     /* one for each stretch of skipped_samples */
	uint64_t resets;    /* playout_reset(), or a sender that started over by itself */
};

struct playout_status {
	bool playing;     /* sound of the stream is coming out, not waiting or run dry */
	int buffered_ms;  /* what is inside now */
	int target_ms;    /* what a packet's delay from arrival to sound should be, when on time */
	int jitter_ms;    /* measured lateness, the percentile that the target follows */
	bool has_capture; /* capture_us below is known; only while playing */
	int64_t capture_us; /* server clock: when the sample pulled last was captured. Right to
			       within one period of the voice (12.5 ms) while stretching */
};

/* Flat; only playout.c touches it. About 450 KB, 192 of them the decoder's. */
struct playout {
	struct playout_setup setup;
	struct playout_counts counts;
	struct jitter jitter;
	struct reel reel;
	struct slack slack;
	struct tail tail;
	int64_t now;     /* when the current pull begins to sound, samples on the caller's clock */
	int pull;        /* samples of the current pull, ... */
	int pulled;      /* ... and how many of them are out */
	bool has_pulled; /* now is valid */
	bool waiting;    /* run dry, or not begun: silent until the next packet is due */
	bool holding;    /* silent with sound ahead, to put delay in as a pause */
};

/* 0; -EINVAL for a setup out of range; -ENOTSUP when libopus needs more memory than is set aside.
 */
MUST_USE int playout_init(struct playout *p, const struct playout_setup *setup);

/* Forgets the stream: another talker or channel on the same way. What was sounding fades out in
 * 5 ms. Keeps set-up, counters, and what was learnt about the way's lateness; for another way
 * (another peer), playout_init() again. */
RT void playout_reset(struct playout *p);

/* Takes a copy of the packet. Cannot fail: late, repeated, oversized and broken ones are counted.
 */
RT void playout_push(struct playout *p, const struct playout_packet *packet);

/* Writes exactly `samples` (1 to OPUS_FRAME_MAX) mono samples at 48 kHz, full scale +-1.0 (what a
 * codec overshoots may reach +-2.0, no more), that begin to sound at now_ns. Silence where there is
 * nothing. Cannot fail. now_ns and arrival_ns are of one clock; a constant bias between the two
 * (an output latency that the caller adds) costs as much delay and nothing else. */
RT void playout_pull(struct playout *p, int64_t now_ns, float *out, int samples);

RT void playout_status(const struct playout *p, struct playout_status *status);
RT void playout_counts(const struct playout *p, struct playout_counts *counts);

/* A listener's own delay, 0 to 10000 (limited to that); reached by stretching, one pause or one
 * clean skip. */
RT void playout_set_extra_delay(struct playout *p, int extra_delay_ms);

#endif
