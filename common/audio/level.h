// SPDX-License-Identifier: Apache-2.0
/*
 * The meter: peak and RMS in dBFS since its reader last looked, and momentary and short-term
 * loudness by ITU-R BS.1770-4 (windows of EBU Tech 3341: 400 ms and 3 s), mono at 48 kHz. Loudness
 * moves on in steps of 20 ms. Silence reads DECIBEL_FLOOR, never -inf. Why it is our own and inside
 * the tick: docs/decisions/loudness-meter.md.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: decoder or mixer. After: media_note.h, the RTP level extension.
 */
#ifndef AUDIO_LEVEL_H
#define AUDIO_LEVEL_H

#include <stdint.h>

#include "audio/decibel.h"
#include "audio/kweight.h"
#include "base/units.h"

enum {
	LEVEL_STEP_SAMPLES = SAMPLE_RATE_HZ / 50,
	LEVEL_MOMENTARY_STEPS = 20,   /* 400 ms */
	LEVEL_SHORT_TERM_STEPS = 150, /* 3 s */
};

struct level {
	float peak;     /* largest magnitude of the window */
	double squares; /* sum over the window */
	int64_t samples;

	struct kweight kweight;
	double step_energy; /* of the step being filled */
	int step_samples;
	int next_step;
	double steps[LEVEL_SHORT_TERM_STEPS]; /* a ring of weighted sums of squares */
};

void level_init(struct level *l);

/* Any number of samples; samples that are not finite count as silence. */
RT void level_add(struct level *l, const float *pcm, int samples);

/* Begins a new window of peak and RMS; loudness goes on. Its reader calls it after each reading. */
RT void level_restart(struct level *l);

/* Of the window. A full-scale sine has peak 0 and RMS -3.01 dBFS. */
RT float level_peak_dbfs(const struct level *l);
RT float level_rms_dbfs(const struct level *l);

/* In LUFS, over the last 400 ms and 3 s of whole steps; before that much was heard, the rest of
 * the window is silence. */
RT float level_momentary_lufs(const struct level *l);
RT float level_short_term_lufs(const struct level *l);

/* RMS of these samples alone, as RFC 6464 wants it of one packet (0 dBFS is 0 dBov). */
RT float level_frame_dbfs(const float *pcm, int samples);

#endif
