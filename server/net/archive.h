// SPDX-License-Identifier: Apache-2.0
/*
 * The recordings as HTTP shows them: a list of recordings, a list of the files of one, a file. A
 * path is names of plain characters, looked up one below the other from the folder on and never
 * through a link, so there is no way out of it.
 *
 * Thread: any; no state. Reads the disk, a bounded piece at a time.
 */
#ifndef NET_ARCHIVE_H
#define NET_ARCHIVE_H

#include <stddef.h>

#include "base/units.h"

enum {
	ARCHIVE_LIST_BYTES = 65536,
	ARCHIVE_RECORDINGS_MAX = 1000, /* the newest are listed */
	ARCHIVE_FILES_MAX = 256,
};

/* Opens the file "/RECORDING/NAME" below dir for reading; its size then in *bytes. A descriptor, or
 * -ENOENT whatever is wrong with the path, -EMFILE and so on. */
MUST_USE int archive_open(const char *dir, const char *path, size_t *bytes);

/* JSON: {"recordings":[NAME...]}, newest first, for "" and "/"; {"recording":NAME,"files":
 * [{"name":NAME,"bytes":N}...]} for "/RECORDING" and "/RECORDING/". A folder that is not there yet
 * has no recordings. The bytes, -ENOENT, or -ENOSPC. */
MUST_USE int archive_list(const char *dir, const char *path, char text[static ARCHIVE_LIST_BYTES]);

#endif
