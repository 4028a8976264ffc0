// SPDX-License-Identifier: Apache-2.0
#include "control/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum { TIME_BYTES = 32, END_BYTES = 3 /* "}\n" and the zero */ };

int audit_open(struct audit *a, const char *path, int64_t unix_ns)
{
	memset(a, 0, sizeof *a);
	a->fd = -1;
	if (!path || !path[0])
		return 0;
	a->fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (a->fd < 0)
		return -errno;
	a->unix_ns = unix_ns;
	a->open = true;
	return 0;
}

void audit_close(struct audit *a)
{
	if (a->open)
		close(a->fd);
	a->open = false;
}

/* Appends, or leaves everything as it was when it does not fit. */
__attribute__((format(printf, 2, 3))) static void add(struct audit *a, const char *format, ...)
{
	size_t room = sizeof a->line - END_BYTES - a->used;
	va_list args;
	va_start(args, format);
	int length = vsnprintf(a->line + a->used, room, format, args);
	va_end(args);
	if (length >= 0 && (size_t)length < room)
		a->used += (size_t)length;
	else
		a->cut = true;
}

/* The text as JSON has it (RFC 8259 section 7): quotes, backslashes and control characters
 * escaped, everything else as it is. False when `escaped` is too small. */
static bool escape(char *escaped, size_t capacity, const char *text)
{
	size_t used = 0;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;
		if (used + sizeof "\\u0000" > capacity)
			return false;
		if (c == '"' || c == '\\')
			escaped[used++] = '\\';
		if (c < 0x20)
			used += (size_t)sprintf(escaped + used, "\\u%04x", c);
		else
			escaped[used++] = (char)c;
	}
	escaped[used] = '\0';
	return true;
}

static void write_time(const struct audit *a, char text[static TIME_BYTES], int64_t server_ns)
{
	int64_t ns = a->unix_ns + server_ns;
	time_t seconds = (time_t)(ns / NS_PER_S);
	struct tm utc;
	gmtime_r(&seconds, &utc);
	size_t used = strftime(text, TIME_BYTES, "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(text + used, TIME_BYTES - used, ".%03dZ", (int)(ns % NS_PER_S / NS_PER_MS));
}

void audit_begin(struct audit *a, int64_t server_ns, const char *event)
{
	if (!a->open)
		return;
	char time[TIME_BYTES];
	write_time(a, time, server_ns);
	a->used = 0;
	a->cut = false;
	add(a, "%s{\"time\":\"%s\",\"event\":\"%s\"", a->torn ? "\n" : "", time, event);
}

void audit_text(struct audit *a, const char *key, const char *value)
{
	char escaped[AUDIT_LINE_BYTES / 2];
	if (!a->open)
		return;
	if (escape(escaped, sizeof escaped, value))
		add(a, ",\"%s\":\"%s\"", key, escaped);
	else
		a->cut = true;
}

void audit_number(struct audit *a, const char *key, int64_t value)
{
	if (a->open)
		add(a, ",\"%s\":%" PRId64, key, value);
}

void audit_boolean(struct audit *a, const char *key, bool value)
{
	if (a->open)
		add(a, ",\"%s\":%s", key, value ? "true" : "false");
}

void audit_time(struct audit *a, const char *key, int64_t server_ns)
{
	if (!a->open)
		return;
	char time[TIME_BYTES];
	write_time(a, time, server_ns);
	audit_text(a, key, time);
}

/* The first line of a row of lost ones is said in the log, the rest is counted. */
static void count_lost(struct audit *a, int error)
{
	if (a->lost++ == 0)
		log_error("audit", "line lost error=\"%s\"", strerror(error));
}

void audit_end(struct audit *a)
{
	if (!a->open)
		return;
	if (a->cut)
		add(a, ",\"cut\":true");
	if (a->lost)
		add(a, ",\"lost_before\":%" PRIu64, a->lost);
	a->line[a->used++] = '}';
	a->line[a->used++] = '\n';
	ssize_t written = write(a->fd, a->line, a->used); /* one call: lines stay whole */
	if (written == (ssize_t)a->used) {
		a->lost = 0;
		a->torn = false;
		return;
	}
	count_lost(a, written < 0 ? errno : ENOSPC);
	a->torn = a->torn || written > 0;
}
