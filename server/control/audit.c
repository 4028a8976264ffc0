// SPDX-License-Identifier: Apache-2.0
#include "control/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

enum { TIME_BYTES = 32, END_BYTES = 3 /* "}\n" and the zero */ };

static const char closing[] = "\"event\":\"closed\"";

static int open_file(const char *path)
{
	int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

/* How the file that is there ends: in a whole line, and in the one that ends an event? */
static void read_end(struct audit *a)
{
	char end[AUDIT_LINE_BYTES + 1];
	struct stat s;
	if (fstat(a->fd, &s) != 0 || s.st_size == 0)
		return;
	off_t from = s.st_size > AUDIT_LINE_BYTES ? s.st_size - AUDIT_LINE_BYTES : 0;
	ssize_t bytes = pread(a->fd, end, AUDIT_LINE_BYTES, from);
	if (bytes <= 0)
		return;
	end[bytes] = '\0';
	a->torn = end[bytes - 1] != '\n';
	if (!a->torn)
		end[bytes - 1] = '\0';
	const char *before = strrchr(end, '\n');
	a->broke_off = !strstr(before ? before : end, closing);
	a->broke_off_ns = s.st_mtim.tv_sec * NS_PER_S + s.st_mtim.tv_nsec - a->unix_ns;
}

int audit_open(struct audit *a, const char *path, int64_t unix_ns)
{
	memset(a, 0, sizeof *a);
	a->fd = -1;
	if (!path || !path[0])
		return 0;
	a->fd = open_file(path);
	if (a->fd < 0)
		return a->fd;
	a->path = path;
	a->unix_ns = unix_ns;
	a->open = true;
	read_end(a);
	return 0;
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
	add(a, "{\"time\":\"%s\",\"event\":\"%s\"", time, event);
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

/* ---- to the disk ---- */

/* Whoever has moved or removed the file gets the lines so far, and a new file the others. When it
 * cannot be made, the old one goes on. */
static void follow_path(struct audit *a)
{
	struct stat named, ours;
	if (fstat(a->fd, &ours) != 0)
		return;
	if (stat(a->path, &named) == 0 && named.st_ino == ours.st_ino &&
			named.st_dev == ours.st_dev)
		return;
	int fd = open_file(a->path);
	if (fd < 0)
		return;
	close(a->fd);
	a->fd = fd;
	a->torn = false;
}

/* The last bytes of a line that was written in part; false: they stay. */
static bool take_back(int fd, size_t bytes)
{
	off_t size = lseek(fd, 0, SEEK_END);
	return size >= (off_t)bytes && ftruncate(fd, size - (off_t)bytes) == 0;
}

/* In one call, so that lines stay whole; what the disk does not take waits. */
static ssize_t write_waiting(struct audit *a)
{
	if (a->torn && write(a->fd, "\n", 1) != 1)
		return -1;
	a->torn = false;
	ssize_t written = write(a->fd, a->waiting, a->waiting_bytes);
	if (written < 0)
		return -1;
	size_t whole = (size_t)written;
	while (whole > 0 && a->waiting[whole - 1] != '\n')
		whole--;
	if (whole < (size_t)written)
		a->torn = !take_back(a->fd, (size_t)written - whole);
	a->waiting_bytes -= whole;
	memmove(a->waiting, a->waiting + whole, a->waiting_bytes);
	return written;
}

/* The first failure of a row is said in the log. */
static void flush(struct audit *a)
{
	if (a->waiting_bytes == 0)
		return;
	follow_path(a);
	errno = 0;
	bool failed = write_waiting(a) < 0 || a->waiting_bytes > 0;
	if (failed && !a->failing)
		log_error("audit", "lines wait error=\"%s\"", strerror(errno ? errno : ENOSPC));
	if (!failed && a->failing)
		log_info("audit", "lines written that waited");
	a->failing = failed;
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
	if (a->waiting_bytes + a->used > sizeof a->waiting) {
		a->lost++;
	} else {
		memcpy(a->waiting + a->waiting_bytes, a->line, a->used);
		a->waiting_bytes += a->used;
		a->lost = 0;
	}
	flush(a);
}

void audit_keep(struct audit *a, int64_t server_ns)
{
	if (!a->open)
		return;
	int64_t ns = a->unix_ns + server_ns;
	const struct timespec now = { .tv_sec = (time_t)(ns / NS_PER_S), .tv_nsec = ns % NS_PER_S };
	flush(a);
	(void)futimens(a->fd, (const struct timespec[]){ now, now });
}

void audit_close(struct audit *a)
{
	if (!a->open)
		return;
	flush(a);
	if (a->waiting_bytes > 0)
		log_error("audit", "lines lost bytes=%zu", a->waiting_bytes);
	close(a->fd);
	a->open = false;
}
