// SPDX-License-Identifier: Apache-2.0
/*
 * How late packets come on this way. A packet's transit is its arrival minus its timestamp; the
 * fastest of the last 20 s is the base, and lateness is what a packet took longer than that.
 *
 * What a listener suffers from is not late packets but interruptions, and on TCP one stall delays
 * many packets at once. So lateness is judged per block of half a second, by its worst packet
 * (block maxima, as in extreme value statistics): the percentile is the lateness that all but
 * about one block in thirteen kept within. One stall of a second in 20 s therefore does not move
 * it; a stall in every other second does, within a second or two (quick up); it is forgotten when
 * its blocks are 20 s old (slow down).
 *
 * The two clocks need not agree and may drift against each other: the drift is measured between the
 * fastest packets of the older and of the newer blocks, and the base moves along with it.
 *
 * Thread: one at a time. No clock: arrival is told. Flat: no pointers inside.
 * Before: jitter.h, with each packet. After: slack.h, which keeps the delay.
 */
#ifndef AUDIO_LATENESS_H
#define AUDIO_LATENESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

enum {
	LATENESS_BLOCK_SAMPLES = SAMPLE_RATE_HZ / 2,
	LATENESS_BLOCKS = 40,
	LATENESS_RECENT_PACKETS = 8,
	LATENESS_MAX_SAMPLES = 60 * SAMPLE_RATE_HZ, /* more than that is written down as this */
	LATENESS_UNKNOWN_SAMPLES =
			SAMPLE_RATE_HZ / 100, /* believed until the first block is over */
	LATENESS_DRIFT_MAX_PPM = 1000,        /* no two clocks differ more: a longer way does */
};

struct lateness_block {
	int64_t start;   /* arrival of its first packet */
	int64_t fastest; /* transit */
	int slowest;     /* lateness, over the base as it was then */
};

struct lateness {
	struct lateness_block blocks[LATENESS_BLOCKS]; /* a ring; [newest] is being filled */
	int count, newest;
	bool has_base;
	int64_t base, last_arrival;
	int64_t recent[LATENESS_RECENT_PACKETS]; /* a ring of transits */
	int recent_count, recent_next;
	int percentile;
	int drift_ppm; /* how much slower the sender's clock is than the puller's; 0 unknown */
};

void lateness_init(struct lateness *l);

/* The clocks' relation is new (another stream, a sender that started over), the way is not: forgets
 * the base and keeps what was learnt about lateness. */
RT void lateness_anchor(struct lateness *l);

/* A packet came. Both in samples at 48 kHz; only their difference need make sense. */
RT void lateness_note(struct lateness *l, int64_t arrival, int64_t timestamp);

/* Transit of the fastest packet, in samples: arrival minus timestamp. 0 before the first packet. */
RT int64_t lateness_base(const struct lateness *l);

/* The lateness that all but the worst blocks kept within, samples, 0 to LATENESS_MAX_SAMPLES. */
RT int lateness_percentile(const struct lateness *l);

/* How late even the fastest of the last few packets was, samples: the way has become longer, or is
 * still draining a stall, and to hurry now would be in vain. */
RT int lateness_now(const struct lateness *l);

#endif
