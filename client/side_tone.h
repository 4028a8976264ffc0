// SPDX-License-Identifier: Apache-2.0
/*
 * One's own voice in one's own ear, as late as it must be and no later: what the microphone brings
 * waits here until the ear takes it. Two sound cards, two crystals: when too much waits, the ear
 * jumps to the newest with a cross-fade; when too little does, it fades out and begins anew.
 *
 * Pure. Thread: one at a time.
 * Before: capture.h. After: ear.h.
 */
#ifndef CLIENT_SIDE_TONE_H
#define CLIENT_SIDE_TONE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/fade.h"
#include "base/units.h"
#include "sound_ports.h"

enum {
	SIDE_TONE_PULL_SAMPLES = 240,
	SIDE_TONE_BEGIN_SAMPLES = SAMPLE_RATE_HZ / 100,      /* 10 ms wait before it begins */
	SIDE_TONE_MOST_SAMPLES = SAMPLE_RATE_HZ * 45 / 1000, /* more than that is jumped over */
	SIDE_TONE_SAMPLES = SAMPLE_RATE_HZ / 10,
};

struct side_tone {
	float waiting[SIDE_TONE_SAMPLES];
	int count;
	bool running;
	struct fade volume;
	float gain; /* wanted, while open */
	bool open;
};

void side_tone_init(struct side_tone *t);

/* Linear; 0 at the start. */
void side_tone_gain(struct side_tone *t, float gain);

void side_tone_push(struct side_tone *t, const struct side_block *b);

/* Adds SIDE_TONE_PULL_SAMPLES samples to the mix. */
void side_tone_pull(struct side_tone *t, float *mix);

#endif
