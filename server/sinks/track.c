// SPDX-License-Identifier: Apache-2.0
#include "sinks/track.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	PAGE_SAMPLES = 40 * TICK_SAMPLES, /* 800 ms, fewer packets than OGG_OPUS_PACKETS_MAX */
	FILE_MODE = 0640,
};

/* A page that the disk takes only in part is taken back: what is in the file is always whole. */
static void write_page(struct track *t, size_t bytes)
{
	size_t done = 0;
	while (done < bytes) {
		ssize_t n = write(t->fd, t->page + done, bytes - done);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		done += (size_t)n;
	}
	if (done == bytes) {
		t->file_bytes += (int64_t)bytes;
		t->error = 0;
		return;
	}
	t->error = -errno;
	t->lost_pages++;
	if (ftruncate(t->fd, t->file_bytes) == 0)
		lseek(t->fd, t->file_bytes, SEEK_SET);
}

static void flush(struct track *t)
{
	int bytes = ogg_opus_flush(&t->ogg, t->page, sizeof t->page);
	if (bytes > 0)
		write_page(t, (size_t)bytes);
	t->page_samples = 0;
}

static void added(struct track *t, int samples)
{
	t->samples += samples;
	t->page_samples += samples;
	if (t->page_samples >= PAGE_SAMPLES)
		flush(t);
}

int track_open(struct track *t, const char *path, const char *title, uint32_t serial)
{
	char comment[NAME_BYTES + sizeof "TITLE="];
	const char *comments[] = { comment };

	memset(t, 0, sizeof *t);
	t->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (t->fd < 0)
		return -errno;
	snprintf(comment, sizeof comment, "TITLE=%s", title);
	struct ogg_opus_setup setup = { .serial = serial,
		.comments = comments,
		.comment_count = 1 };
	int err = ogg_opus_init(&t->ogg, &setup);
	if (err) {
		close(t->fd);
		return err;
	}
	t->open = true;
	flush(t); /* OpusHead and OpusTags are pages of their own */
	flush(t);
	return t->error;
}

void track_fill(struct track *t, int64_t position)
{
	while (t->open && t->samples + TICK_SAMPLES <= position) {
		int64_t missing = position - t->samples;
		int64_t room = PAGE_SAMPLES - t->page_samples;
		int samples = ogg_opus_put_silence(&t->ogg, (int)(missing < room ? missing : room));
		if (samples <= 0) {
			t->error = samples ? samples : -EIO;
			return;
		}
		added(t, samples);
	}
}

void track_put(struct track *t, int64_t position, const uint8_t *opus, size_t bytes)
{
	if (!t->open || position + TICK_SAMPLES <= t->samples)
		return;
	track_fill(t, position);
	int samples = ogg_opus_packet_samples(opus, bytes);
	if (samples < 0 || ogg_opus_put(&t->ogg, opus, bytes) != 0)
		return;
	added(t, samples);
}

void track_close(struct track *t)
{
	if (!t->open)
		return;
	flush(t);
	close(t->fd);
	ogg_opus_finish(&t->ogg);
	t->open = false;
}
