// SPDX-License-Identifier: Apache-2.0
/*
 * The ear's weighting of ITU-R BS.1770-4, annex 1: a shelf for the head and a high pass (RLB),
 * at 48 kHz. All loudness in the house is the mean power of what this filter lets through.
 *
 * Thread: one at a time.
 * After:  level.h, leveller.h.
 */
#ifndef AUDIO_KWEIGHT_H
#define AUDIO_KWEIGHT_H

#include "audio/biquad.h"
#include "base/units.h"

/* BS.1770-4: loudness in LUFS is this plus 10 log10 of the weighted mean power. */
#define KWEIGHT_OFFSET_LU (-0.691f)

/* Zeroes are a filter at rest. */
struct kweight {
	struct biquad_state shelf, pass;
};

/* Sum of the squares of the weighted samples, mono at 48 kHz, full scale +-1.0. A block with NaN
 * or infinity in it counts as silence and leaves the filter at rest. */
RT double kweight_energy(struct kweight *k, const float *pcm, int samples);

/* Loudness in LUFS of a mean power; nothing is DECIBEL_FLOOR. */
RT float kweight_lufs(double mean_power);

#endif
