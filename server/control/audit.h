// SPDX-License-Identifier: Apache-2.0
/*
 * The event's book: one JSON object a line, each written to its file at once, so that what an
 * organiser bills and answers complaints with survives a crash. A line is begun, given its fields
 * and ended. What a full disk does not take waits here and is written later, in order; when too
 * much waits, lines are lost and counted, and the next one says how many.
 *
 * Whether the process that wrote last came to its end says the last line; when it did not, the
 * file's time says until when it ran, since audit_keep() sets it every second. A file that is moved
 * or removed is replaced by a new one.
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

enum { AUDIT_LINE_BYTES = 4096, AUDIT_WAITING_BYTES = 1 << 18 };

struct audit {
	bool open; /* false: nothing is written, nothing fails */
	int fd;
	const char *path;
	int64_t unix_ns; /* CLOCK_REALTIME at server time 0 */

	bool broke_off;       /* whoever wrote last did not come to its end ... */
	int64_t broke_off_ns; /* ... but to this server time, which is negative */

	bool failing;  /* the last try to write */
	bool torn;     /* the file ends within a line: begin on a new one */
	uint64_t lost; /* lines, since the last one that is written or waits */
	size_t waiting_bytes;
	char waiting[AUDIT_WAITING_BYTES]; /* whole lines */

	size_t used;
	bool cut; /* a field did not fit and is left out */
	char line[AUDIT_LINE_BYTES];
};

/* path NULL or "": no audit log; else it must outlive this. Makes the file readable by its owner
 * only. 0 or negative errno. */
MUST_USE int audit_open(struct audit *a, const char *path, int64_t unix_ns);
void audit_close(struct audit *a);

/* Once a second: writes what waits, and notes in the file's time that we are here. */
void audit_keep(struct audit *a, int64_t server_ns);

/* server_ns: since server time 0. */
void audit_begin(struct audit *a, int64_t server_ns, const char *event);
void audit_text(struct audit *a, const char *key, const char *value);
void audit_number(struct audit *a, const char *key, int64_t value);
void audit_boolean(struct audit *a, const char *key, bool value);

/* A moment, in the form of the line's own "time". */
void audit_time(struct audit *a, const char *key, int64_t server_ns);
void audit_end(struct audit *a);

#endif
