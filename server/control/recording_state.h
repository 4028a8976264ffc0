// SPDX-License-Identifier: Apache-2.0
/*
 * The recorder as control sees it: what it was told, what it last said, and how the staff reads
 * that. control_recording.c does what there is to do with it.
 *
 * Thread: control.
 * Before: consent.h, ports/recording.h.
 */
#ifndef CONTROL_RECORDING_STATE_H
#define CONTROL_RECORDING_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "control/consent.h"
#include "ports/recording.h"

enum { RECORDING_FOR_OPERATORS, RECORDING_FOR_OTHERS, RECORDING_TEXTS };

enum { RECORDING_TEXT_BYTES = 2048 };

/* How the recording goes, as it is told. */
struct recording_text {
	uint32_t version; /* rises when the text changes */
	char text[RECORDING_TEXT_BYTES];
};

/* The recorder as control sees it. */
struct control_recording {
	struct pipe *command, *note; /* NULL: there is none */
	struct bell *bell;
	struct consent consent;
	struct recording_command wish;
	bool wish_waits;           /* the recorder was not told yet */
	struct recording_note now; /* the newest */
	int64_t noted_ns;          /* when that came */
	int64_t gap_ns;            /* when it was last heard that sound is missing; 0: never */
	int64_t since_ns;          /* when it was first on */
	struct recording_note told;
	int64_t growth_due_ns; /* bytes are told no earlier */
	struct recording_text texts[RECORDING_TEXTS];
};

#endif
