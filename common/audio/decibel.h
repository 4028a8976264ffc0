// SPDX-License-Identifier: Apache-2.0
/*
 * Decibels and back, the same floor for every room: nothing at all is -120 dB, never -inf, so that
 * a level can be compared, averaged and printed.
 *
 * Thread: any; pure.
 */
#ifndef AUDIO_DECIBEL_H
#define AUDIO_DECIBEL_H

#include <math.h>

#include "base/units.h"

#define DECIBEL_FLOOR (-120.0f)

/* amplitude 1.0 is 0 dB; not above 0 (or NaN) gives the floor. */
RT static inline float decibel_of_amplitude(float amplitude)
{
	return amplitude > 1e-6f ? 20.0f * log10f(amplitude) : DECIBEL_FLOOR;
}

/* power 1.0 is 0 dB; not above 0 (or NaN) gives the floor. */
RT static inline float decibel_of_power(double power)
{
	return power > 1e-12 ? 10.0f * log10f((float)power) : DECIBEL_FLOOR;
}

RT static inline float decibel_to_amplitude(float db)
{
	return powf(10.0f, db / 20.0f);
}

#endif
