// SPDX-License-Identifier: Apache-2.0
#include "file_io.h"

#include <assert.h>
#include <errno.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "converter.h"

bool file_is_meant(const char *name)
{
	static const char *const endings[] = { ".wav", ".flac", ".ogg", ".opus", ".aif", ".aiff",
		".au", ".mp3", ".rf64", ".w64" };
	size_t length = strlen(name);
	for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
		size_t tail = strlen(endings[i]);
		if (length > tail && strcasecmp(name + length - tail, endings[i]) == 0)
			return true;
	}
	struct stat about;
	return stat(name, &about) == 0 && !S_ISDIR(about.st_mode);
}

/* The system's own words where it was the system; libsndfile's only repeat them with a label. */
static int refuse(char *trouble, const char *verb, const char *name)
{
	const char *why = sf_error(NULL) == SF_ERR_SYSTEM
					  ? strerror(errno)
					  : "this is no sound file that can be read";
	snprintf(trouble, FILE_TROUBLE_BYTES, "cannot %s %s: %s", verb, name, why);
	return -EIO;
}

/* ---- in ---- */

int file_in_open(struct file_in *f, const char *name, bool loop, char *trouble)
{
	SF_INFO info = { 0 };
	*f = (struct file_in){ .loop = loop };
	f->file = sf_open(name, SFM_READ, &info);
	if (!f->file)
		return refuse(trouble, "read", name);
	f->rate_hz = (uint32_t)info.samplerate;
	f->channels = info.channels;
	f->seconds = (double)info.frames / info.samplerate;
	bool usable = f->rate_hz >= CONVERTER_RATE_MIN_HZ && f->rate_hz <= CONVERTER_RATE_MAX_HZ &&
		      info.frames > 0;
	if (!usable) {
		file_in_close(f);
		snprintf(trouble, FILE_TROUBLE_BYTES, "%s is empty or has an odd sample rate",
				name);
		return -EINVAL;
	}
	f->interleaved = calloc((size_t)FILE_READ_MAX * (size_t)f->channels, sizeof(float));
	if (f->interleaved)
		return 0;
	file_in_close(f);
	snprintf(trouble, FILE_TROUBLE_BYTES, "no memory for %s", name);
	return -ENOMEM;
}

static uint32_t read_piece(struct file_in *f, float *mono, uint32_t count)
{
	sf_count_t got = sf_readf_float(f->file, f->interleaved, count);
	const float *from = f->interleaved;
	for (sf_count_t i = 0; i < got; i++) {
		float sum = 0.0f;
		for (int c = 0; c < f->channels; c++)
			sum += *from++;
		mono[i] = sum / (float)f->channels;
	}
	return got > 0 ? (uint32_t)got : 0;
}

uint32_t file_in_read(struct file_in *f, float *mono, uint32_t count)
{
	assert(count <= FILE_READ_MAX);
	uint32_t done = read_piece(f, mono, count);
	while (done < count && f->loop) {
		if (sf_seek(f->file, 0, SEEK_SET) != 0)
			break;
		uint32_t more = read_piece(f, mono + done, count - done);
		if (more == 0)
			break;
		done += more;
	}
	return done;
}

void file_in_close(struct file_in *f)
{
	if (f->file)
		sf_close(f->file);
	free(f->interleaved);
	f->file = NULL;
	f->interleaved = NULL;
}

/* ---- out ---- */

int file_out_open(struct file_out *f, const char *name, char *trouble)
{
	SF_INFO info = { .samplerate = SAMPLE_RATE_HZ,
		.channels = 1,
		.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16 };
	*f = (struct file_out){ 0 };
	f->file = sf_open(name, SFM_WRITE, &info);
	if (!f->file)
		return refuse(trouble, "write", name);
	sf_command(f->file, SFC_SET_CLIPPING, NULL, SF_TRUE);
	return 0;
}

int file_out_write(struct file_out *f, const float *mono, uint32_t count)
{
	errno = 0;
	if (sf_write_float(f->file, mono, count) != (sf_count_t)count)
		return errno ? -errno : -EIO;
	f->samples += count;
	f->unsaved_samples += count;
	if (f->unsaved_samples >= SAMPLE_RATE_HZ) {
		sf_command(f->file, SFC_UPDATE_HEADER_NOW, NULL, 0);
		f->unsaved_samples = 0;
	}
	return 0;
}

void file_out_close(struct file_out *f)
{
	if (f->file)
		sf_close(f->file);
	f->file = NULL;
}
