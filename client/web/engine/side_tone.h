// SPDX-License-Identifier: Apache-2.0
/*
 * One's own voice on its way to one's own ear, from the microphone straight to the mix. Two
 * resamplers, one before and one behind, make and need a sample more or less in turn; a few
 * samples in hand even that out, and no more than those: whoever hears the own voice late begins
 * to stammer.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: microphone.h. After: the console's mix.
 */
#ifndef CLIENT_WEB_ENGINE_SIDE_TONE_H
#define CLIENT_WEB_ENGINE_SIDE_TONE_H

#include <stdbool.h>

#include "web/engine/microphone.h"

enum {
	SIDE_TONE_IN_HAND = 4, /* samples: 0.08 ms */
	SIDE_TONE_MAX = 2 * MICROPHONE_SAMPLES_MAX,
};

struct side_tone {
	bool running;
	int held;
	float line[SIDE_TONE_MAX];
};

/* Takes what the microphone gave, at 48 kHz: at most MICROPHONE_SAMPLES_MAX. */
RT void side_tone_push(struct side_tone *s, const float *samples, int count);

/* Writes the next samples; silence while there are too few of them. */
RT void side_tone_pull(struct side_tone *s, float *out, int count);

#endif
