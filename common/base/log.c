// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/units.h"

enum { LINE_BYTES = 1000 };

static enum log_level wanted = LOG_LEVEL_INFO; /* written before threads start */

void log_set_level(enum log_level level)
{
	wanted = level;
}

static int stamp(char *line, size_t bytes, enum log_level level, const char *area)
{
	static const char *const names[] = { "error", "warning", "info", "debug" };
	struct timespec now;
	struct tm utc;
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size_t used = strftime(line, bytes, "%Y-%m-%dT%H:%M:%S", &utc);
	int rest = snprintf(line + used, bytes - used, ".%03ldZ %s %s: ", now.tv_nsec / 1000000,
			names[level], area);
	return (int)used + rest;
}

void log_line(enum log_level level, const char *area, const char *format, ...)
{
	if (level > wanted)
		return;

	char line[LINE_BYTES];
	int used = stamp(line, sizeof line - 1, level, area);
	va_list args;
	va_start(args, format);
	int rest = vsnprintf(line + used, sizeof line - 1 - (size_t)used, format, args);
	va_end(args);
	if (rest < 0)
		return;
	int end = used + rest;
	if (end > LINE_BYTES - 2)
		end = LINE_BYTES - 2;
	for (int i = used; i < end; i++)
		if ((unsigned char)line[i] < 0x20 || line[i] == 0x7f)
			line[i] = '?';
	line[end++] = '\n';
	ssize_t written = write(STDERR_FILENO, line, (size_t)end);
	(void)written; /* where would we say that the log is gone? */
}
