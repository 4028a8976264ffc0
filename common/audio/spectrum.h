// SPDX-License-Identifier: Apache-2.0
/*
 * The power in 1,024 samples, frequency by frequency: a Hann window and a radix-2 transform. For
 * judging sound now and then, not for every tick: it costs as much as half an Opus encode.
 *
 * Thread: any; spectrum_of() only reads its tables. No allocation, no pointers inside.
 * After:  sound_check.h.
 */
#ifndef AUDIO_SPECTRUM_H
#define AUDIO_SPECTRUM_H

#include "base/units.h"

enum { SPECTRUM_SAMPLES = 1024, SPECTRUM_BINS = SPECTRUM_SAMPLES / 2 + 1 };

#define SPECTRUM_BIN_HZ ((float)SAMPLE_RATE_HZ / (float)SPECTRUM_SAMPLES) /* 46.875 */

struct spectrum {
	float window[SPECTRUM_SAMPLES]; /* its mean square is 1 */
	float cosine[SPECTRUM_SAMPLES / 2], sine[SPECTRUM_SAMPLES / 2];
};

void spectrum_init(struct spectrum *s);

/* power[k] is that around k * SPECTRUM_BIN_HZ; all of them add up to the mean square of the
 * windowed samples. */
RT void spectrum_of(const struct spectrum *s, const float pcm[static SPECTRUM_SAMPLES],
		float power[static SPECTRUM_BINS]);

#endif
