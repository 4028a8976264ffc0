// SPDX-License-Identifier: Apache-2.0
/*
 * The second-order filter section that meters and tone controls are made of, at 48 kHz. Direct
 * form I: between an output and the next lie one multiply and one add, and coefficients may change
 * while sound runs without a click of their own. Doubles, because a high pass at 38 Hz has its
 * poles within 0.005 of the unit circle.
 *
 * Thread: one at a time.
 * After:  kweight.h, activity.h, tone_control.h.
 */
#ifndef AUDIO_BIQUAD_H
#define AUDIO_BIQUAD_H

#include "base/units.h"

/* y0 = b0 x0 + b1 x1 + b2 x2 - a1 y1 - a2 y2 */
struct biquad {
	double b0, b1, b2, a1, a2;
};

/* The last two samples before and after; zeroes are a filter at rest. */
struct biquad_state {
	double x1, x2, y1, y2;
};

RT static inline double biquad_step(const struct biquad *q, struct biquad_state *s, double x)
{
	double y = (q->b0 * x + q->b1 * s->x1 + q->b2 * s->x2 - q->a2 * s->y2) - q->a1 * s->y1;
	*s = (struct biquad_state){ x, s->x1, y, s->y1 };
	return y;
}

/* Shapes by R. Bristow-Johnson's "Cookbook formulae for audio EQ biquad filter coefficients".
 * hz: 1 to 23000. The passes are Butterworth, -3 dB at hz. The shelves have slope 1 and reach db
 * far beyond hz, half of it at hz. */
RT struct biquad biquad_high_pass(double hz);
RT struct biquad biquad_low_pass(double hz);
RT struct biquad biquad_low_shelf(double hz, double db);
RT struct biquad biquad_high_shelf(double hz, double db);

#endif
