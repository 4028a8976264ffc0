// SPDX-License-Identifier: Apache-2.0
#include "net/archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };

/* ---- names ---- */

/* What the recorder makes, and nothing that means anything to a file system or to JSON. */
static bool is_plain(const char *name)
{
	return *name && *name != '.' && strlen(name) < NAME_BYTES &&
	       name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				 "._-")] == '\0';
}

struct place {
	char recording[NAME_BYTES]; /* "": the folder of all */
	char file[NAME_BYTES];      /* "": the folder */
};

static bool take_name(const char **path, char name[static NAME_BYTES])
{
	*path += **path == '/';
	size_t length = strcspn(*path, "/");
	if (length == 0)
		return true;
	if (length >= NAME_BYTES)
		return false;
	memcpy(name, *path, length);
	name[length] = '\0';
	*path += length;
	return is_plain(name);
}

static bool place_of(const char *path, struct place *p)
{
	*p = (struct place){ 0 };
	return take_name(&path, p->recording) && take_name(&path, p->file) && *path == '\0';
}

/* ---- files ---- */

/* The descriptor of dir itself, or of a recording in it. */
static int open_folder(const char *dir, const char *recording)
{
	int all = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* may be a link: it is ours */
	if (all < 0 || !recording[0])
		return all < 0 ? -errno : all;
	int one = openat(all, recording, FOLDER_FLAGS);
	int err = errno;
	close(all);
	return one < 0 ? -err : one;
}

/* Anything that is no file is not there: a pipe would keep its reader waiting. */
static int check_file(int fd, size_t *bytes)
{
	struct stat st;
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return -ENOENT;
	}
	*bytes = (size_t)st.st_size;
	return fd;
}

static int hide(int err)
{
	return err == -EMFILE || err == -ENFILE || err == -ENOMEM ? err : -ENOENT;
}

int archive_open(const char *dir, const char *path, size_t *bytes)
{
	struct place p;
	if (!place_of(path, &p) || !p.recording[0] || !p.file[0])
		return -ENOENT;
	int folder = open_folder(dir, p.recording);
	if (folder < 0)
		return hide(folder);
	int fd = openat(folder, p.file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int err = errno;
	close(folder);
	return fd < 0 ? hide(-err) : check_file(fd, bytes);
}

/* ---- lists ---- */

struct writer {
	char *text;
	size_t used; /* ARCHIVE_LIST_BYTES: it did not fit */
};

__attribute__((format(printf, 2, 3))) static void add(struct writer *w, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	int n = vsnprintf(w->text + w->used, ARCHIVE_LIST_BYTES - w->used, format, args);
	va_end(args);
	bool fits = n >= 0 && (size_t)n < ARCHIVE_LIST_BYTES - w->used;
	w->used = fits ? w->used + (size_t)n : ARCHIVE_LIST_BYTES;
}

struct names {
	uint32_t count;
	char names[ARCHIVE_RECORDINGS_MAX][NAME_BYTES];
};

static int by_name(const void *a, const void *b)
{
	return strcmp(a, b);
}

static int newest_first(const void *a, const void *b)
{
	return strcmp(b, a); /* the date is in the name */
}

/* A plain name. Where they are too many, the newest stay. */
static void keep(struct names *n, const char *name)
{
	if (n->count < ARCHIVE_RECORDINGS_MAX) {
		memcpy(n->names[n->count++], name, strlen(name) + 1);
		return;
	}
	uint32_t oldest = 0;
	for (uint32_t i = 1; i < n->count; i++)
		if (strcmp(n->names[i], n->names[oldest]) < 0)
			oldest = i;
	if (strcmp(name, n->names[oldest]) > 0)
		memcpy(n->names[oldest], name, strlen(name) + 1);
}

/* Takes over the descriptor. type: DT_DIR or DT_REG; what the file system does not know passes. */
static int read_names(struct names *n, int folder, unsigned char type)
{
	DIR *d = fdopendir(folder);
	if (!d) {
		close(folder);
		return -ENOMEM;
	}
	n->count = 0;
	for (struct dirent *entry; (entry = readdir(d));)
		if (is_plain(entry->d_name) &&
				(entry->d_type == type || entry->d_type == DT_UNKNOWN))
			keep(n, entry->d_name);
	closedir(d);
	return 0;
}

static void write_recordings(struct writer *w, struct names *n)
{
	qsort(n->names, n->count, NAME_BYTES, newest_first);
	add(w, "{\"recordings\":[");
	for (uint32_t i = 0; i < n->count; i++)
		add(w, "%s\"%s\"", i ? "," : "", n->names[i]);
	add(w, "]}");
}

static void write_files(struct writer *w, struct names *n, const char *recording, int folder)
{
	const char *comma = "";
	qsort(n->names, n->count, NAME_BYTES, by_name);
	add(w, "{\"recording\":\"%s\",\"files\":[", recording);
	for (uint32_t i = 0; i < n->count && i < ARCHIVE_FILES_MAX; i++) {
		struct stat st;
		if (fstatat(folder, n->names[i], &st, AT_SYMLINK_NOFOLLOW) != 0 ||
				!S_ISREG(st.st_mode))
			continue;
		add(w, "%s{\"name\":\"%s\",\"bytes\":%lld}", comma, n->names[i],
				(long long)st.st_size);
		comma = ",";
	}
	add(w, "]}");
}

static int list_folder(struct writer *w, struct names *n, const struct place *p, int folder)
{
	int copy = dup(folder);
	int err = copy < 0 ? -errno : read_names(n, copy, p->recording[0] ? DT_REG : DT_DIR);
	if (!err && p->recording[0])
		write_files(w, n, p->recording, folder);
	else if (!err)
		write_recordings(w, n);
	return err;
}

int archive_list(const char *dir, const char *path, char text[static ARCHIVE_LIST_BYTES])
{
	struct place p;
	struct writer w = { .text = text };
	struct names *n = place_of(path, &p) && !p.file[0] ? calloc(1, sizeof *n) : NULL;
	if (!n)
		return -ENOENT;
	int folder = open_folder(dir, p.recording);
	int err = 0;
	if (folder >= 0)
		err = list_folder(&w, n, &p, folder);
	else if (p.recording[0])
		err = -ENOENT;
	else
		write_recordings(&w, n);
	if (folder >= 0)
		close(folder);
	free(n);
	if (err)
		return hide(err);
	return w.used < ARCHIVE_LIST_BYTES ? (int)w.used : -ENOSPC;
}
