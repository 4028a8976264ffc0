// SPDX-License-Identifier: Apache-2.0
/*
 * Whether a piece of sound is from a certain recording, by content: how loud each of 20 bands is
 * every 20 ms. Insensitive to level, codec, colour of the line and to where in the recording the
 * piece begins, since recordings are played in a loop; two different speeches are not alike.
 *
 * Thread: any. Owns: what prints hold, from likeness_print() to likeness_finish().
 */
#ifndef TOOLS_LIKENESS_H
#define TOOLS_LIKENESS_H

#include <stddef.h>

#include "base/units.h"

enum { LIKENESS_BANDS = 20, LIKENESS_STEP_MS = 20 };

struct likeness_print {
	float (*steps)[LIKENESS_BANDS]; /* dB against the band's mean */
	size_t count;
};

/* The print of mono samples, -1 to 1, at any rate from 16,000 Hz. 0, -EINVAL when shorter than a
 * second or of a lower rate, or -ENOMEM. */
MUST_USE int likeness_print(struct likeness_print *p, const float *samples, size_t count,
		int rate_hz);

/* Frees it; a zeroed print is fine. */
void likeness_finish(struct likeness_print *p);

/* 1: the piece is from the recording; about 0: it has nothing to do with it, or is silent. */
double likeness(const struct likeness_print *piece, const struct likeness_print *recording);

#endif
