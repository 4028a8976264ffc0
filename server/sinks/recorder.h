// SPDX-License-Identifier: Apache-2.0
/*
 * Records channels as listeners hear them, one track each, all on one clock, nothing encoded
 * twice. It reads the same pipe of finished packets as a net loop does. A channel whose speaker
 * does not consent is silent in its track, from the packet on that follows control's word.
 *
 * Thread: recorder_create(), _start(), _stop() and _destroy() on main's; the rest on its own.
 * Owns:   the tracks and their files. Not the pipes.
 * Before: ports/downlink.h, ports/recording.h. After: DIR/EVENT-DATE-TIME/CHANNEL.opus.
 */
#ifndef SINKS_RECORDER_H
#define SINKS_RECORDER_H

#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "base/units.h"
#include "ports/recording.h"

struct recorder;

struct recorder_channel {
	char id[NAME_BYTES];
	char name[NAME_BYTES];
};

struct recorder_setup {
	const char *dir;                         /* made when missing; copied */
	const char *event_id;                    /* copied */
	const struct recorder_channel *channels; /* copied */
	uint32_t channel_count;
	struct pipe *downlink; /* read */
	struct pipe *command;  /* read */
	struct pipe *note;     /* written, once a second and when something changes */
	struct bell *bell;     /* rings for the recorder */
	struct bell *control;  /* rung after a note */
};

/* 0, -EINVAL or -ENOMEM. No file is touched before a command says so. */
MUST_USE int recorder_create(struct recorder **out, const struct recorder_setup *setup);
MUST_USE int recorder_start(struct recorder *r);

/* Closes what is open: every track is whole. */
void recorder_stop(struct recorder *r);
void recorder_destroy(struct recorder *r);

/* One turn: commands, packets, a note when due. The thread calls it when the bell rings and once
 * a second; a test with a clock of its own. */
void recorder_turn(struct recorder *r, int64_t now_ns);

#endif
