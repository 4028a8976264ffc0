// SPDX-License-Identifier: Apache-2.0
/*
 * The web pages: every file below the web directory, read into memory once at start and found by
 * its exact path. What is not in the table does not exist, so there is no path to climb out of:
 * names are compared, never opened. Hidden files, and links, are left out. FILE.gz beside FILE is
 * the same in a smaller form and has no path of its own.
 *
 * Thread: site_load() and site_free() on main's; then read-only, any.
 * Owns:   the bytes of the files.
 */
#ifndef NET_SITE_H
#define NET_SITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	SITE_FILES_MAX = 1024,
	SITE_FILE_BYTES_MAX = 16 << 20,
	SITE_BYTES_MAX = 64 << 20,
	SITE_ETAG_BYTES = 24,
};

struct site_body {
	uint8_t *bytes;
	size_t count;
	char etag[SITE_ETAG_BYTES]; /* with its quotes; "" where there is no body */
};

struct site_file {
	char *path;       /* "/index.html" */
	const char *type; /* Content-Type, static */
	bool is_page;     /* HTML */
	bool is_hashed;   /* its name holds a hash of its content: NAME.1f2e3d4c.js */
	struct site_body plain;
	struct site_body gzip; /* bytes NULL where there is none */
};

struct site {
	struct site_file *files; /* sorted by path */
	uint32_t count;
};

/* Reads everything below dir. 0; -ENOENT and so on when dir cannot be read; -EFBIG when one of
 * the limits above is passed; -ENOMEM. The reason is in the log. */
MUST_USE int site_load(struct site *s, const char *dir);

/* A zeroed site is fine. */
void site_free(struct site *s);

/* "/" and the short names of pages (/booth, /operator, /podium) lead to their files; every other
 * path is its own. NULL: there is no such file. */
const struct site_file *site_find(const struct site *s, const char *path);

/* "text/javascript; charset=utf-8" and so on, by the end of the name. */
const char *site_type(const char *name);

/* Eight or more hex digits between dots, before the last part of the name? */
bool site_is_hashed(const char *name);

#endif
