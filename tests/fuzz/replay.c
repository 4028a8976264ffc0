// SPDX-License-Identifier: Apache-2.0
/* A plain main for a fuzz target: every file of the folders given goes through it once, in memory
 * of exactly its size, so that a sanitizer sees a read past the end. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

enum { INPUT_BYTES_MAX = 1 << 20 };

static int replay_file(const char *path)
{
	static uint8_t bytes[INPUT_BYTES_MAX];
	FILE *file = fopen(path, "rb");
	if (!file)
		return -1;
	size_t length = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	uint8_t *exact = malloc(length + !length);
	if (!exact)
		return -1;
	memcpy(exact, bytes, length);
	LLVMFuzzerTestOneInput(exact, length);
	free(exact);
	return 0;
}

/* Number of files replayed, -1 when the folder or one of them cannot be read. */
static int replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	if (!dir)
		return -1;
	int files = 0;
	for (struct dirent *entry; files >= 0 && (entry = readdir(dir));) {
		char path[4096];
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
		files = replay_file(path) == 0 ? files + 1 : -1;
	}
	closedir(dir);
	return files;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		int files = replay_folder(argv[i]);
		if (files <= 0) {
			fprintf(stderr, "%s: no corpus\n", argv[i]);
			return 1;
		}
		printf("%s: %d inputs\n", argv[i], files);
	}
	return argc < 2;
}
