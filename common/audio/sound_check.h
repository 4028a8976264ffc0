// SPDX-License-Identifier: Apache-2.0
/*
 * What is wrong with a speaker's sound, for the operator: where its band ends ("stops at 4 kHz"),
 * whether it was clipped, how loud the voice is and how loud the room. It looks at what is there
 * while somebody speaks (activity.h) and at what remains in the pauses, over about ten seconds of
 * each. Clipping is seen in how the loudest samples lie together, so it is found also when the
 * level was turned down since, or Opus has rounded the tops off. Measured in
 * docs/decisions/sound-check.md.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: decoder. After: the operator's desk.
 */
#ifndef AUDIO_SOUND_CHECK_H
#define AUDIO_SOUND_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/activity.h"
#include "audio/kweight.h"
#include "audio/spectrum.h"
#include "base/units.h"

enum {
	SOUND_CHECK_BAND_HZ = 500,
	SOUND_CHECK_BANDS = 40,
	SOUND_CHECK_FULL_BAND_HZ = SOUND_CHECK_BANDS * SOUND_CHECK_BAND_HZ,
	SOUND_CHECK_HEIGHTS = 240, /* of samples, in steps of a quarter dB below full scale */

	SOUND_CHECK_NARROW_HZ = 12000,
};

#define SOUND_CHECK_QUIET_LUFS (-36.0f) /* more than the leveller can make up for */
#define SOUND_CHECK_LOUD_LUFS (-11.0f)
#define SOUND_CHECK_NOISY_LU 20.0f /* the voice stands out by less */

struct sound_verdict {
	bool known;       /* enough was heard, 2 s of speech; else nothing below is set */
	int bandwidth_hz; /* where the voice ends; SOUND_CHECK_FULL_BAND_HZ or less */
	float voice_lufs; /* while somebody speaks */
	bool noise_known; /* there were pauses with a room to hear */
	float noise_lufs; /* in the pauses */
	bool narrow;      /* bandwidth_hz is below SOUND_CHECK_NARROW_HZ */
	bool clipped;     /* about one sample in a hundred was, or more */
	bool quiet, loud; /* voice_lufs is */
	bool noisy;       /* by SOUND_CHECK_NOISY_LU */
};

struct sound_mean {
	float bands[SOUND_CHECK_BANDS]; /* mean squares */
	float energy;                   /* weighted mean square */
	int blocks;                     /* that it is the mean of */
};

/* Some seconds of speech. */
struct sound_page {
	struct sound_mean mean;
	int heights[SOUND_CHECK_HEIGHTS]; /* how many samples of each */
};

struct sound_check {
	struct spectrum spectrum;
	struct activity activity;
	struct kweight kweight;
	float block[SPECTRUM_SAMPLES];
	int filled;
	struct sound_page page, last_page; /* being written; full */
	struct sound_mean noise;
};

void sound_check_init(struct sound_check *c);

/* Any number of samples. Costs half an Opus encode a tick: for the floor and for whom the operator
 * looks at, not for all. */
RT void sound_check_add(struct sound_check *c, const float *pcm, int samples);

/* The first verdict comes after 2 s of speech; after 10 s it stands until the next 10 s are heard.
 */
RT void sound_check_read(const struct sound_check *c, struct sound_verdict *verdict);

#endif
