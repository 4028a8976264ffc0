// SPDX-License-Identifier: Apache-2.0
/*
 * Opus packets as an Ogg stream (RFC 7845), for /listen/CHANNEL.opus and for recordings: two pages
 * of headers, then pages of packets whose granule positions count samples at 48 kHz. Puts packets
 * into a page until it is told to flush; a live listener flushes after each, a file once a second.
 * A room of its own, so that common/audio needs no libogg.
 *
 * Thread: one at a time; not for the tick, libogg allocates.
 * Owns:   libogg's buffers, about 28 KB, from ogg_opus_init() to ogg_opus_finish().
 * Before: encoder.h. After: a file, or an HTTP body.
 */
#ifndef AUDIO_OGG_OPUS_H
#define AUDIO_OGG_OPUS_H

#include <ogg/ogg.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum {
	OGG_OPUS_PAGE_MAX = 27 + 255 + 255 * 255,          /* bytes, RFC 3533 section 6 */
	OGG_OPUS_LIVE_PAGE_MAX = 27 + 6 + OPUS_PACKET_MAX, /* one packet, flushed at once */
	OGG_OPUS_PACKETS_MAX = 42,         /* in one page: they fit whatever their length */
	OGG_OPUS_COMMENT_BYTES_MAX = 1024, /* all of them together */
	OGG_OPUS_CONVERGE_SAMPLES = 3840,  /* 80 ms: pre-skip of who joins a running stream */
};

struct ogg_opus {
	ogg_stream_state stream;
	int64_t granule; /* samples put so far */
	int64_t number;  /* of packets, headers included */
	int waiting;     /* packets in the page being filled */
};

struct ogg_opus_setup {
	uint32_t serial;             /* tells apart the streams of one file; any number */
	int pre_skip_samples;        /* 0 to 65535: what a player throws away at the start */
	const char *const *comments; /* "TITLE=한국어" in UTF-8, as RFC 7845 section 5.2 has them */
	int comment_count;
};

/* 0, -EINVAL (pre-skip out of range, too many bytes of comments) or -ENOMEM. Puts the headers:
 * the first two flushes give their pages. */
MUST_USE int ogg_opus_init(struct ogg_opus *o, const struct ogg_opus_setup *setup);

/* A zeroed one is fine. */
void ogg_opus_finish(struct ogg_opus *o);

/* Adds a packet to the page. 0; -EINVAL when it is no Opus packet (RFC 6716 section 3) or longer
 * than OPUS_PACKET_MAX; -ENOSPC when the page is full or the headers are not flushed yet; -ENOMEM.
 */
MUST_USE int ogg_opus_put(struct ogg_opus *o, const uint8_t *packet, size_t bytes);

/* Adds silence in place of sound that was not sent, in packets of 20 ms and as many as fit the
 * page. Returns the samples added, or -ENOMEM. */
MUST_USE int ogg_opus_put_silence(struct ogg_opus *o, int samples);

/* Writes the page out. Returns its bytes, 0 when nothing waits, -ENOSPC when capacity is less than
 * the page (which is lost). */
MUST_USE int ogg_opus_flush(struct ogg_opus *o, uint8_t *out, size_t capacity);

/* Samples of an Opus packet at 48 kHz, by its first bytes; -EINVAL when it is none. */
int ogg_opus_packet_samples(const uint8_t *packet, size_t bytes);

#endif
