// SPDX-License-Identifier: Apache-2.0
/*
 * One microphone slot: its playout, its measured level and its sound of this tick, brought to the
 * event's loudness, so that every source reaches the mix equally loud (ITU-R BS.1770).
 *
 * Thread: media.
 * Owns:   the tenant's playout and meters; flat, no pointers, all memory inside.
 * Before: ports/uplink.h. After: channel.h mixes `pcm`.
 */
#ifndef MEDIA_MICROPHONE_H
#define MEDIA_MICROPHONE_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/level.h"
#include "audio/leveller.h"
#include "audio/playout.h"
#include "base/handle.h"
#include "ports/media_note.h"
#include "ports/uplink.h"

enum {
	MICROPHONE_CLOSING_TICKS = 2, /* time for every channel to ramp it out */
	MICROPHONE_MAX_TARGET_MS = 400,
};

struct microphone {
	struct handle tenant; /* invalid: the slot is empty */
	int closing_ticks;    /* > 0: gone, still being ramped out */
	struct playout playout;
	struct level level;       /* before levelling */
	struct leveller leveller; /* its activity also says whether somebody speaks */
	float gain;               /* levelling, at the end of the last tick */
	float tick_dbfs;          /* RMS of this tick, after levelling; -120 is silence */
	bool has_capture;
	int64_t capture_us;      /* server clock: when pcm[0] was captured */
	float raw[TICK_SAMPLES]; /* this tick, as it came in */
	float pcm[TICK_SAMPLES]; /* levelled */
};

/* Empties the slot for a new tenant. */
RT void microphone_open(struct microphone *m, struct handle tenant, float target_lufs);

/* Its tenant is gone; the slot is free after MICROPHONE_CLOSING_TICKS turns. */
RT void microphone_close(struct microphone *m);

/* A tenant sits here and is not on the way out. */
RT bool microphone_present(const struct microphone *m);

/* Takes a copy of the packet. */
RT void microphone_push(struct microphone *m, const struct uplink *packet);

/* Makes this tick's pcm. */
RT void microphone_turn(struct microphone *m, int64_t tick_ns);

/* Milliseconds since somebody last spoke here; large when never. */
RT int microphone_quiet_ms(const struct microphone *m);

/* Fills a note and begins a new span for its peak. server_us: now on the server's clock. */
RT void microphone_report(struct microphone *m, int64_t server_us, struct microphone_note *note);

#endif
