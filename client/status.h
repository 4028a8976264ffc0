// SPDX-License-Identifier: Apache-2.0
/*
 * What both programs do to speak of themselves where nobody looks at a display: a line or a JSON
 * object each second, and one sentence when they end against their will. What stands in a line is
 * each program's own (booth_view.h, listen_view.h).
 *
 * Thread: main's.
 */
#ifndef CLIENT_STATUS_H
#define CLIENT_STATUS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "line_ports.h"
#include "playback.h"
#include "sound_ports.h"
#include "words.h"

enum { STATUS_MS = 1000, STATUS_CLOCK_BYTES = 16 };

/* Once a second: true when the next line is due. What was missed, while the machine slept perhaps,
 * is not made up for. *due_ns is 0 before the first question. */
bool status_due(int64_t *due_ns, int64_t now_ns);

/* "15:04:05", of this machine. */
const char *status_clock(time_t now, char text[static STATUS_CLOCK_BYTES]);

/* The object as one line, at once. Takes it over; NULL (no memory) is fine. */
void status_print(json_t *object, FILE *out);

/* A connection as a part of that object: its packets and bytes of the way that matters here, and
 * how many of them went wrong, in the member `bad`. */
json_t *status_link(const struct link_report *l, uint64_t packets, uint64_t bytes, const char *bad,
		uint64_t bad_packets);

/* What a program can end by. */
struct status_causes {
	const char *server; /* its address */
	const char *output; /* the file that is written to, or NULL */
	const struct link_report *link;
	const struct audio_report *audio;
	const struct playback_report *playback;
};

/* The sentence, without a full stop, in `text` or elsewhere; NULL: it may go on. */
const char *status_fault(const struct status_causes *c, char text[static WORDS_BYTES]);

#endif
