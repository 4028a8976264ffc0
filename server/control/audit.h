// SPDX-License-Identifier: Apache-2.0
/*
 * The event's book: one JSON object a line, each written to its file at once, so that what an
 * organiser bills and answers complaints with survives a crash. A line is begun, given its fields
 * and ended; a full disk loses lines, counts them, and says so in the log and in the next line
 * that can be written.
 *
 * Thread: control.
 * Owns:   the file, which is only ever appended to.
 */
#ifndef CONTROL_AUDIT_H
#define CONTROL_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum { AUDIT_LINE_BYTES = 4096 };

struct audit {
	bool open; /* false: nothing is written, nothing fails */
	int fd;
	int64_t unix_ns; /* CLOCK_REALTIME at server time 0 */
	uint64_t lost;   /* lines, since the last one that was written */
	bool torn;       /* the last one was written in part: begin on a new one */
	size_t used;
	bool cut; /* a field did not fit and is left out */
	char line[AUDIT_LINE_BYTES];
};

/* path NULL or "": no audit log. Makes the file readable by its owner only. 0 or negative errno. */
MUST_USE int audit_open(struct audit *a, const char *path, int64_t unix_ns);
void audit_close(struct audit *a);

/* server_ns: since server time 0. */
void audit_begin(struct audit *a, int64_t server_ns, const char *event);
void audit_text(struct audit *a, const char *key, const char *value);
void audit_number(struct audit *a, const char *key, int64_t value);
void audit_boolean(struct audit *a, const char *key, bool value);

/* A moment, in the form of the line's own "time". */
void audit_time(struct audit *a, const char *key, int64_t server_ns);
void audit_end(struct audit *a);

#endif
