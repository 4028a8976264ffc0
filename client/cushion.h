// SPDX-License-Identifier: Apache-2.0
/*
 * How much sound to keep ready for the sound card's next visit: as little as never runs out. It
 * begins with one visit's worth, takes one more each time the card found too little, and gives one
 * back when for CUSHION_CALM_S a whole visit's worth has always been left over.
 *
 * Pure. Thread: one at a time.
 */
#ifndef CLIENT_CUSHION_H
#define CLIENT_CUSHION_H

#include <stdbool.h>
#include <stdint.h>

enum { CUSHION_CALM_S = 10, CUSHION_MOST_MS = 100 };

struct cushion {
	uint32_t target_frames; /* to be ready after each visit */
	uint32_t least_left;    /* in this period */
	uint32_t period_frames; /* taken in it so far */
	uint64_t shortages;
};

/* A new opening of the device. */
void cushion_reset(struct cushion *c);

/* The card took `taken` frames and found them short or not; `left` were there after it. */
void cushion_visit(struct cushion *c, uint32_t rate_hz, uint32_t taken, bool was_short,
		uint32_t left);

#endif
