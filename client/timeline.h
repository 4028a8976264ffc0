// SPDX-License-Identifier: Apache-2.0
/*
 * When each block of captured sound really was captured. What a sound system says about it jitters
 * by milliseconds; the crystal that counts the samples does not. So time runs on with the samples
 * and leans only a little on what is measured (a delay-locked loop); a step larger than
 * TIMELINE_STEP_MS is believed at once: the device was gone for a while.
 *
 * Pure: told the times. Thread: one at a time.
 */
#ifndef CLIENT_TIMELINE_H
#define CLIENT_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

enum {
	TIMELINE_STEP_MS = 60,
	TIMELINE_LEAN = 64, /* one part in so many of each block's error is believed */
};

struct timeline {
	bool running;
	int64_t next_ns; /* where the next block should begin */
};

/* A block of frames at rate_hz whose first sample seems to be of measured_ns: returns of when it
 * is. */
int64_t timeline_place(struct timeline *t, int64_t measured_ns, uint32_t frames, uint32_t rate_hz);

/* How long so many samples last: exact, for as many as there ever are. */
int64_t timeline_length_ns(uint64_t samples, uint32_t rate_hz);

#endif
