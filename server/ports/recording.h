// SPDX-License-Identifier: Apache-2.0
/*
 * Between control and the recorder: what to record, and how it goes. When a pipe is full: control
 * sends its newest command again; a lost note is made good by the next, a second later.
 */
#ifndef PORTS_RECORDING_H
#define PORTS_RECORDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/units.h"

/* The whole wish, each time. */
struct recording_command {
	bool on;
	uint32_t channels;  /* set of channels to record */
	uint32_t consented; /* of these, those whose speakers all agree now: others become silence
			     */
};

struct recording_note {
	bool on;        /* files are open and grow */
	int error;      /* negative errno of the last write or open that failed; 0 since then */
	uint64_t bytes; /* written since the start of this recording */
	uint64_t lost;  /* pages that could not be written */
	uint64_t free_bytes;     /* of the disk */
	char folder[NAME_BYTES]; /* of this recording, below the recordings' own; "" when off */
};

enum { RECORDING_PIPE_RECORDS = 16 };

#endif
