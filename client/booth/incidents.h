// SPDX-License-Identifier: Apache-2.0
/*
 * The book of what hearing protection had to do: when, what, how loud, for how long, and what was
 * heard; kept for the whole visit and written as a table for a spreadsheet (RFC 4180), with times
 * in UTC so that they can be laid beside the server's log.
 *
 * Thread: main's.
 * Before: playback.h (incidents). After: face.h, a file.
 */
#ifndef CLIENT_BOOTH_INCIDENTS_H
#define CLIENT_BOOTH_INCIDENTS_H

#include <stdint.h>
#include <stdio.h>

#include "audio/protection.h"
#include "base/units.h"

enum { INCIDENTS_MAX = 512 }; /* kept; the oldest goes */

struct incident_entry {
	int64_t unix_ms; /* when it began */
	struct protection_incident what;
	char source[2 * NAME_BYTES]; /* the channel that was heard, and "+boothmate" */
};

struct incidents {
	struct incident_entry entries[INCIDENTS_MAX]; /* a ring */
	uint32_t count;                               /* since the start */
};

void incidents_add(struct incidents *book, const struct incident_entry *e);

/* The back-th before the newest, 0 the newest; NULL when there are not so many. */
const struct incident_entry *incidents_entry(const struct incidents *book, uint32_t back);

/* "peak", "long" or "mean": for files. And in words. */
const char *incidents_kind(enum protection_kind kind);
const char *incidents_words(enum protection_kind kind);

/* 0 or negative errno. */
MUST_USE int incidents_export(const struct incidents *book, const char *file);
void incidents_write(const struct incidents *book, FILE *out);

#endif
