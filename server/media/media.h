// SPDX-License-Identifier: Apache-2.0
/*
 * All sound of the event: one playout per microphone, one mix and one encoder per channel and
 * rendition, and one tick every 20 ms that moves all of them on. It knows slots and sets, not
 * people: control says by media_command which microphone may be heard where.
 *
 * Thread: media_create() and media_destroy() on main's; everything else on the media thread (or a
 *         test's, with a clock of its own).
 * Owns:   all memory of sound, taken at media_create(); nothing grows after it.
 * Before: ports/uplink.h, ports/media_command.h. After: ports/downlink.h, ports/media_note.h.
 */
#ifndef MEDIA_MEDIA_H
#define MEDIA_MEDIA_H

#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "base/units.h"

struct media;

/* The ends of the pipes that media holds. */
struct media_ports {
	struct pipe **uplinks; /* one per loop: read */
	uint32_t loops;
	struct pipe **downlinks; /* one per reader: written, the same packets to each */
	struct pipe *command;    /* read */
	struct pipe *note;       /* written */
	struct bell **bells;     /* one per reader: rung once per tick that published something */
	uint32_t readers;        /* the loops, and the recorder where there is one */
	struct bell *control;    /* rung after a note */
};

struct media_setup {
	uint32_t channels;              /* floor included, 1 to CHANNELS_MAX */
	int bitrates_bps[CHANNELS_MAX]; /* of each channel's high rendition, 16000 to 128000 */
	int low_bitrate_bps;            /* of every low rendition, 8000 to 32000 */
	int complexity;                 /* Opus, 0 to 10 */
	int hold_off_ms; /* pass-through this long after the booth is gone or its microphone off */
	int silence_hold_off_ms; /* pass-through this long after an open microphone fell silent */
	int fade_ms;             /* pass-through's ramp, at least 300 */
	float target_lufs;       /* every source is brought here, -23 by default */
	int64_t epoch_ns;        /* clock_now_ns() at which server_ms is 0 */
};

/* 0, -EINVAL, -ENOMEM, or -ENOTSUP: this libopus needs more memory than is set aside. */
MUST_USE int media_create(struct media **out, const struct media_setup *setup,
		const struct media_ports *ports);
void media_destroy(struct media *m);

/* What the clock says of a turn. */
struct media_turn {
	int64_t tick_ns;      /* the deadline: the sound that begins at this time */
	uint32_t late;        /* 1: this turn begins a whole tick after its deadline, or later */
	uint32_t skipped;     /* turns left out, since the last */
	uint32_t previous_us; /* how long the turn before took */
};

/* One turn. Cannot fail. */
RT void media_tick(struct media *m, const struct media_turn *turn);

#endif
