// SPDX-License-Identifier: Apache-2.0
/*
 * Is somebody speaking at this microphone? Speech is what stands out of the microphone's own
 * background and rises and falls as syllables do; hum, hiss and air conditioning stand still. The
 * background is the quietest moment of the last few seconds, so a new noise is believed to be
 * speech for a moment at most. Works in steps of 20 ms on the band of vowels, 200 Hz to 4 kHz,
 * which keeps rumble, mains hum and hiss out of it.
 *
 * Thread: one at a time. No clock: time is counted in samples. No pointers inside.
 * Before: decoder. After: media's hold-off before pass-through, leveller.h.
 */
#ifndef AUDIO_ACTIVITY_H
#define AUDIO_ACTIVITY_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/biquad.h"
#include "base/units.h"

enum {
	ACTIVITY_STEP_SAMPLES = SAMPLE_RATE_HZ / 50,
	ACTIVITY_RECENT_STEPS = 16, /* 320 ms: a syllable or two */
	ACTIVITY_FLOOR_PARTS = 8,   /* the background's memory, in parts of ... */
	ACTIVITY_PART_STEPS = 20,   /* ... 400 ms */
};

struct activity {
	struct biquad high_pass, low_pass;
	struct biquad_state high_passed, low_passed;
	double step_energy;
	int step_samples;

	float level_db;                        /* of the last whole step */
	float moved_db[ACTIVITY_RECENT_STEPS]; /* ring: how far each step's level lay from the last
						*/
	float quietest_db[ACTIVITY_FLOOR_PARTS]; /* ring: of each part; [part] is being filled */
	int recent, part, part_steps;

	int loud_steps; /* in a row: speech is not a click */
	bool speaking;
	bool heard;          /* there has been speech at all */
	int64_t quiet_steps; /* since the last step that was speech */
};

void activity_init(struct activity *a);

/* Any number of samples. Returns activity_quiet_ms(). */
RT int activity_update(struct activity *a, const float *pcm, int samples);

/* Milliseconds since somebody last spoke, 0 while somebody does; INT32_MAX when nobody ever did.
 * Pauses between words do not count: they are bridged for 300 ms. */
RT int activity_quiet_ms(const struct activity *a);

/* Somebody is in the middle of speaking, now. */
RT bool activity_speaking(const struct activity *a);

#endif
