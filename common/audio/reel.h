// SPDX-License-Identifier: Apache-2.0
/*
 * The tape and what fills it: packets in their order, made-up sound where one is missing, and the
 * joins where the stream goes on elsewhere. It knows which moment of the stream each end of the
 * tape stands for; when to do what is playout's.
 *
 * Thread: one at a time. Flat: no pointers inside.
 * Before: jitter.h, decoder.h. After: playout.h.
 */
#ifndef AUDIO_REEL_H
#define AUDIO_REEL_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/decoder.h"
#include "audio/jitter.h"
#include "audio/stretch.h"
#include "audio/tape.h"

struct reel {
	struct decoder decoder;
	struct tape tape;
	struct stretch stretch;
	int64_t end;     /* timestamp after the last packet on the tape */
	bool in_pause;   /* and how that one ended */
	bool has_anchor; /* the capture time of one moment of the stream is known */
	int64_t anchor_timestamp, anchor_us;
	uint64_t broken, recovered; /* packets, since init */
	uint64_t concealed_samples;
};

/* 0, or -ENOTSUP: see decoder_init(). */
MUST_USE int reel_init(struct reel *r);

/* An empty tape for another stream; counters stay. */
RT void reel_clear(struct reel *r);

/* The timestamp of the sample to be played next. */
RT int64_t reel_position(const struct reel *r);

/* Server time at which that sample of the stream was captured; when has_anchor. */
RT int64_t reel_capture_us(const struct reel *r, int64_t timestamp);

/* The sound at the end is made up. */
RT bool reel_is_hiding(const struct reel *r);

/* The next packet of the stream follows what is on the tape. There must be one. Returns its
 * samples. */
RT int reel_append(struct reel *r, struct jitter *j);

/* DECODER_HIDE_SAMPLES of made-up sound follow. */
RT void reel_hide(struct reel *r, enum decoder_end end);

/* The packet before the next one follows, from its copy in the next one, which then follows without
 * a gap. false, and nothing was done: there is no copy. There must be a next packet. */
RT bool reel_recover(struct reel *r, struct jitter *j);

/* Lets go of whole packets before that timestamp, but never of the newest one, and brings the
 * decoder to where they end. false: of none. */
RT bool reel_pass_over(struct reel *r, struct jitter *j, int64_t timestamp);

/* The next packet is laid over the end of the tape, which must be made up, where the two are most
 * alike; that costs up to `spare` samples. There must be a next packet. */
RT void reel_join(struct reel *r, struct jitter *j, int spare);

#endif
