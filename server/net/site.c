// SPDX-License-Identifier: Apache-2.0
#include "net/site.h"

#include <ctype.h>
#include <errno.h>
#include <fts.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"

/* ---- names ---- */

const char *site_type(const char *name)
{
	static const struct {
		const char *end;
		const char *type;
	} types[] = {
		{ ".html", "text/html; charset=utf-8" },
		{ ".js", "text/javascript; charset=utf-8" },
		{ ".mjs", "text/javascript; charset=utf-8" },
		{ ".css", "text/css; charset=utf-8" },
		{ ".json", "application/json" },
		{ ".webmanifest", "application/manifest+json" },
		{ ".wasm", "application/wasm" },
		{ ".svg", "image/svg+xml" },
		{ ".png", "image/png" },
		{ ".ico", "image/x-icon" },
		{ ".woff2", "font/woff2" },
		{ ".txt", "text/plain; charset=utf-8" },
		{ ".map", "application/json" },
	};
	size_t length = strlen(name);
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t end = strlen(types[i].end);
		if (length > end && strcmp(name + length - end, types[i].end) == 0)
			return types[i].type;
	}
	return "application/octet-stream";
}

bool site_is_hashed(const char *name)
{
	const char *last = strrchr(name, '.');
	const char *digit = last;
	while (digit && digit > name && isxdigit((unsigned char)digit[-1]))
		digit--;
	return digit && last - digit >= 8 && digit > name && digit[-1] == '.';
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name);
	size_t e = strlen(end);
	return n > e && strcmp(name + n - e, end) == 0;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct site_file *)a)->path, ((const struct site_file *)b)->path);
}

static struct site_file *find(const struct site *s, const char *path)
{
	char name[256];
	snprintf(name, sizeof name, "%s", path);
	struct site_file wanted = { .path = name };
	if (!s->files || strlen(path) >= sizeof name)
		return NULL;
	return bsearch(&wanted, s->files, s->count, sizeof *s->files, by_path);
}

const struct site_file *site_find(const struct site *s, const char *path)
{
	static const char *const pages[][2] = {
		{ "/", "/index.html" },
		{ "/booth", "/booth.html" },
		{ "/operator", "/operator.html" },
		{ "/podium", "/podium.html" },
	};
	for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
		if (strcmp(path, pages[i][0]) == 0)
			return find(s, pages[i][1]);
	return find(s, path);
}

/* ---- reading ---- */

/* FNV-1a, 64 bits: tells versions of a file apart, nothing more. */
static void write_etag(struct site_body *b)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < b->count; i++)
		hash = (hash ^ b->bytes[i]) * UINT64_C(0x100000001b3);
	snprintf(b->etag, sizeof b->etag, "\"%016" PRIx64 "\"", hash);
}

static int read_body(struct site_body *b, const char *file, size_t bytes)
{
	FILE *in = fopen(file, "rb");
	if (!in)
		return -errno;
	b->bytes = malloc(bytes + 1); /* an empty file has bytes too */
	int err = 0;
	if (!b->bytes)
		err = -ENOMEM;
	else if (fread(b->bytes, 1, bytes, in) != bytes)
		err = -EIO;
	fclose(in);
	if (err)
		return err;
	b->count = bytes;
	write_etag(b);
	return 0;
}

static int add_file(struct site *s, const char *file, const char *path, size_t bytes)
{
	if (s->count == SITE_FILES_MAX || bytes > SITE_FILE_BYTES_MAX)
		return -EFBIG;
	struct site_file *f = &s->files[s->count];
	*f = (struct site_file){
		.path = strdup(path),
		.type = site_type(path),
		.is_page = ends_with(path, ".html"),
		.is_hashed = site_is_hashed(path),
	};
	if (!f->path)
		return -ENOMEM;
	s->count++;
	return read_body(&f->plain, file, bytes);
}

/* One entry of the walk. */
static int visit(struct site *s, FTS *walk, FTSENT *entry, size_t dir_length, size_t *total)
{
	bool hidden = entry->fts_name[0] == '.' && entry->fts_level > 0;
	switch (entry->fts_info) {
	case FTS_D:
		if (hidden)
			fts_set(walk, entry, FTS_SKIP);
		return 0;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS: return -(entry->fts_errno ? entry->fts_errno : EIO);
	case FTS_F: break;
	default: return 0; /* links and devices */
	}
	if (hidden)
		return 0;
	*total += (size_t)entry->fts_statp->st_size;
	if (*total > SITE_BYTES_MAX)
		return -EFBIG;
	return add_file(s, entry->fts_path, entry->fts_path + dir_length,
			(size_t)entry->fts_statp->st_size);
}

static int read_all(struct site *s, char *dir)
{
	char *const roots[] = { dir, NULL };
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	if (!walk)
		return -errno;
	size_t dir_length = strlen(dir);
	size_t total = 0;
	int err = 0;
	for (FTSENT *entry; !err && (entry = fts_read(walk));) {
		err = visit(s, walk, entry, dir_length, &total);
		if (err)
			log_error("net", "cannot serve %s: %s", entry->fts_path, strerror(-err));
	}
	fts_close(walk);
	return err;
}

/* Moves FILE.gz into FILE's entry. Files without a plain sibling stay what they are. */
static void join_gzip(struct site *s)
{
	uint32_t kept = 0;
	for (uint32_t i = 0; i < s->count; i++) {
		struct site_file *f = &s->files[i];
		char plain[256];
		size_t length = strlen(f->path);
		struct site_file *sibling = NULL;
		if (ends_with(f->path, ".gz") && length - 3 < sizeof plain) {
			memcpy(plain, f->path, length - 3);
			plain[length - 3] = '\0';
			/* sorted: the sibling comes before, among those kept */
			struct site before = { .files = s->files, .count = kept };
			sibling = find(&before, plain);
		}
		if (sibling) {
			sibling->gzip = f->plain;
			free(f->path);
		} else {
			s->files[kept++] = *f;
		}
	}
	s->count = kept;
}

int site_load(struct site *s, const char *dir)
{
	char root[4096];
	*s = (struct site){ .files = calloc(SITE_FILES_MAX, sizeof *s->files) };
	if (!s->files)
		return -ENOMEM;
	if (snprintf(root, sizeof root, "%s", dir) >= (int)sizeof root) {
		site_free(s);
		return -ENAMETOOLONG;
	}
	for (size_t n = strlen(root); n > 1 && root[n - 1] == '/'; n--)
		root[n - 1] = '\0';

	/* the directory itself may be a link, what lies in it may not */
	struct stat st;
	int err = stat(root, &st) < 0 ? -errno : S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
	if (!err && strlen(root) + 2 < sizeof root)
		err = read_all(s, strcat(root, "/."));
	if (err) {
		site_free(s);
		return err;
	}
	qsort(s->files, s->count, sizeof *s->files, by_path);
	join_gzip(s);
	return 0;
}

void site_free(struct site *s)
{
	for (uint32_t i = 0; s->files && i < s->count; i++) {
		free(s->files[i].path);
		free(s->files[i].plain.bytes);
		free(s->files[i].gzip.bytes);
	}
	free(s->files);
	*s = (struct site){ 0 };
}
