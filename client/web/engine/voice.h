// SPDX-License-Identifier: Apache-2.0
/*
 * One voice of the listener's mix: a stream that may be changed for another at any time. It has
 * two sides with a playout engine each. A change of language (or of rendition) begins on the side
 * that is free; the old side goes on until the new one sounds, but not for long, and then they
 * cross-fade. So a switch has no hole in it and no click, and costs nothing when it is over.
 *
 * No clock (time is an argument), no allocation, no pointers inside.
 *
 * Thread: one at a time; in the page, the AudioWorklet's.
 * Before: rtp.h. After: the engine's mix.
 */
#ifndef CLIENT_WEB_ENGINE_VOICE_H
#define CLIENT_WEB_ENGINE_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/fade.h"
#include "audio/playout.h"
#include "base/units.h"

enum {
	VOICE_SIDES = 2,
	VOICE_CROSSFADE_MS = 40,
	/* How long the old stream may go on while the new one fills, besides the extra delay, which
	 * the new one has to fill first. */
	VOICE_PATIENCE_MS = 250,
	VOICE_BLOCK_MAX = TICK_SAMPLES,
};

struct voice_side {
	struct playout playout;
	struct fade fade;
	uint32_t ssrc; /* 0: none */
};

struct voice {
	struct voice_side sides[VOICE_SIDES];
	int wanted;           /* the side that should be heard */
	int patience_samples; /* left for the other one */
	int extra_delay_ms;
	float block[VOICE_BLOCK_MAX];
};

/* 0, or -EINVAL for a setup out of range. Silent until tuned. */
MUST_USE int voice_init(struct voice *v, const struct playout_setup *setup);

/* Plays this stream from now on; 0 for none. The stream it already plays: nothing changes, unless
 * it begins anew (its packets are those of another connection). */
RT void voice_tune(struct voice *v, uint32_t ssrc, bool anew);

/* Takes a packet if it is one of this voice's streams; false if not. */
RT bool voice_push(struct voice *v, uint32_t ssrc, const struct playout_packet *packet);

/* Adds `samples` (1 to VOICE_BLOCK_MAX) at 48 kHz to out. */
RT void voice_add(struct voice *v, int64_t now_ns, float *out, int samples);

RT void voice_set_extra_delay(struct voice *v, int extra_delay_ms);

/* Of the stream it was tuned to last. */
RT void voice_status(const struct voice *v, struct playout_status *status);
/* Of both sides, since init: they only rise. */
RT void voice_counts(const struct voice *v, struct playout_counts *counts);

#endif
