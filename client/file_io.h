// SPDX-License-Identifier: Apache-2.0
/*
 * Sound files in the place of devices: WAV, FLAC and whatever else libsndfile reads goes in as
 * mono; out comes WAV, 48 kHz mono, 16 bits, whose header is true once a second, so that a file
 * left behind by a killed program plays to its last second.
 *
 * Thread: one at a time per file.
 * Owns:   the open file.
 */
#ifndef CLIENT_FILE_IO_H
#define CLIENT_FILE_IO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum { FILE_READ_MAX = 4096, FILE_TROUBLE_BYTES = 256 };

struct file_in {
	void *file; /* SNDFILE */
	uint32_t rate_hz;
	int channels;
	double seconds; /* its length */
	bool loop;
	float *interleaved; /* room for FILE_READ_MAX frames */
};

struct file_out {
	void *file;
	uint32_t unsaved_samples; /* since the header was last true */
	uint64_t samples;
};

/* A name that looks like a sound file, or a file that exists: not a device. */
bool file_is_meant(const char *name);

/* 0, or -EIO, -EINVAL or -ENOMEM with a sentence in `trouble` (FILE_TROUBLE_BYTES). */
MUST_USE int file_in_open(struct file_in *f, const char *name, bool loop, char *trouble);
MUST_USE int file_out_open(struct file_out *f, const char *name, char *trouble);

/* Fills mono with count (at most FILE_READ_MAX) samples at the file's rate, channels averaged;
 * with `loop` the end joins the beginning. Returns how many: fewer than asked at the end. */
uint32_t file_in_read(struct file_in *f, float *mono, uint32_t count);

/* 0, or negative errno: the disk is full or gone. */
MUST_USE int file_out_write(struct file_out *f, const float *mono, uint32_t count);

/* Zeroed ones are fine. */
void file_in_close(struct file_in *f);
void file_out_close(struct file_out *f);

#endif
