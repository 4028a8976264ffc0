// SPDX-License-Identifier: Apache-2.0
/*
 * Between control and the recorder: what to record, and how it goes. When a pipe is full: control
 * sends its newest command again; a lost note is made good by the next, a second later.
 *
 * Nobody who refuses may slip in. So control tells the recorder that a channel lost its consent
 * before it tells media the route that brings the speaker in, and the recorder reads its commands
 * behind each packet that it takes; and a channel that has consent again has it from a moment on
 * by which the last of the speaker is published.
 */
#ifndef PORTS_RECORDING_H
#define PORTS_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

/* The whole wish, each time. */
struct recording_command {
	bool on;
	uint32_t number;    /* of this recording: rises each time that somebody begins one */
	uint32_t channels;  /* set of channels to record, as the recording begins */
	uint32_t consented; /* those whose speakers all agree now: others become silence */
	int64_t since_ns;   /* the consent of channels that are new in the set counts from this tick
			       on */
};

struct recording_note {
	bool on;         /* files are open and grow */
	uint32_t number; /* of the command that began it, or did not succeed in that */
	int error;       /* negative errno of what failed; 0 once it works again */
	uint64_t bytes;  /* written since the start of this recording */
	uint64_t lost;   /* pages that could not be written */
	uint32_t gap_ms[CHANNELS_MAX]; /* sound that the disk was too slow for: silence in its
					  place, since the start of this recording */
	int64_t gap_ns[CHANNELS_MAX];  /* when the latest such gap of the channel began */
	int64_t free_bytes;            /* of the disk; -1 unknown */
	char folder[NAME_BYTES]; /* of this recording, below the recordings' own; "" when off */
};

enum { RECORDING_PIPE_RECORDS = 64 };

#endif
