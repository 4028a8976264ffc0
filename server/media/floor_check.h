// SPDX-License-Identifier: Apache-2.0
/*
 * What is wrong with the sound of the floor: the check of audio/sound_check.h on all microphones of
 * the floor as they come in, before they are made equally loud. It begins anew when other
 * microphones are there: the verdict is about who speaks now.
 *
 * Thread: media.
 * Owns:   the check; flat.
 * Before: microphone.h. After: ports/media_note.h.
 */
#ifndef MEDIA_FLOOR_CHECK_H
#define MEDIA_FLOOR_CHECK_H

#include <stdint.h>

#include "audio/sound_check.h"
#include "media/microphone.h"
#include "ports/media_note.h"

struct floor_check {
	struct sound_check check;
	struct sound_check fresh;               /* as it is before it has heard anything */
	struct handle tenants[MICROPHONES_MAX]; /* whom it listens to; invalid: an empty place */
};

void floor_check_init(struct floor_check *f);

/* One tick. set: the floor's microphones. Costs next to nothing while there are none. */
RT void floor_check_turn(struct floor_check *f, uint64_t set, const struct microphone *microphones);

RT void floor_check_report(const struct floor_check *f, struct floor_note *note);

#endif
