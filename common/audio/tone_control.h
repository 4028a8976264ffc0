// SPDX-License-Identifier: Apache-2.0
/*
 * Bass and treble, as a console has them: two shelves, at 200 Hz and 4 kHz. A turn of the knob is
 * followed at 48 dB a second in steps of a millisecond, so it never clicks. At rest with both at 0
 * the sound passes bit for bit.
 *
 * Thread: one at a time. No allocation, no clock, no pointers inside.
 * Before: mixer.h. After: protection.h.
 */
#ifndef AUDIO_TONE_CONTROL_H
#define AUDIO_TONE_CONTROL_H

#include "audio/biquad.h"
#include "base/units.h"

#define TONE_CONTROL_MAX_DB 12.0f /* up or down */

struct tone_shelf {
	float wanted_db, db;
	struct biquad shape;
	struct biquad_state state;
};

struct tone_control {
	struct tone_shelf bass, treble;
	int step_samples; /* since the last step of 1 ms */
};

void tone_control_init(struct tone_control *t);

/* In dB; what is over TONE_CONTROL_MAX_DB is taken as that, NaN as 0. */
RT void tone_control_set(struct tone_control *t, float bass_db, float treble_db);

/* In place; any number of samples. NaN and infinity come out as silence and leave no trace. */
RT void tone_control_process(struct tone_control *t, float *pcm, int samples);

#endif
