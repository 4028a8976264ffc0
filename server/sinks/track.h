// SPDX-License-Identifier: Apache-2.0
/*
 * One channel's recording: an Ogg Opus file (RFC 7845) made of the very packets that listeners
 * got. What was not sent, lost on the way here or not consented to is silence, so that all tracks
 * of a recording stay on one clock. A page is written once a second: a crash costs no more.
 *
 * Thread: the recorder's.
 * Owns:   the file descriptor and libogg's buffers, from track_open() to track_close().
 */
#ifndef SINKS_TRACK_H
#define SINKS_TRACK_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/ogg_opus.h"
#include "base/units.h"

struct track {
	bool open;
	int fd;
	struct ogg_opus ogg;
	int64_t samples;      /* put so far: silence and sound */
	int64_t page_samples; /* of these, in the page being filled */
	int64_t file_bytes;   /* whole pages on the disk */
	uint64_t lost_pages;
	int error; /* negative errno of the last write; 0 when it worked */
	uint8_t page[OGG_OPUS_PAGE_MAX];
};

/* Creates the file, which must not exist yet. 0 or negative errno. */
MUST_USE int track_open(struct track *t, const char *path, const char *title, uint32_t serial);

/* A packet whose first sample is `position` samples after the recording's beginning. What overlaps
 * is dropped. Errors are kept in the track: the disk may have room again for the next page. */
void track_put(struct track *t, int64_t position, const uint8_t *opus, size_t bytes);

/* Silence up to there: for a channel that sends nothing. */
void track_fill(struct track *t, int64_t position);

/* Writes the last page. A zeroed track is fine. */
void track_close(struct track *t);

#endif
