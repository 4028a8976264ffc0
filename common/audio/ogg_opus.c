// SPDX-License-Identifier: Apache-2.0
#include "audio/ogg_opus.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

enum {
	HEAD_BYTES = 19,
	HEAD_PACKETS = 2, /* OpusHead and OpusTags, each on a page of its own */
	TAGS_BYTES_MAX = 8 + 4 + 8 + 4 + OGG_OPUS_COMMENT_BYTES_MAX,
	SILENT_SAMPLES = 960,
};

static uint8_t *put16(uint8_t *at, int value)
{
	*at++ = (uint8_t)value;
	*at++ = (uint8_t)(value >> 8);
	return at;
}

static uint8_t *put32(uint8_t *at, uint32_t value)
{
	at = put16(at, (int)(value & 0xffff));
	return put16(at, (int)(value >> 16));
}

static uint8_t *put_string(uint8_t *at, const char *s)
{
	size_t bytes = strlen(s);
	at = put32(at, (uint32_t)bytes);
	memcpy(at, s, bytes);
	return at + bytes;
}

/* libogg only reads the packet, but does not say so. */
static int add(struct ogg_opus *o, uint8_t *packet, size_t bytes, int samples)
{
	ogg_packet p = {
		.packet = packet,
		.bytes = (long)bytes,
		.b_o_s = o->number == 0,
		.granulepos = o->granule + samples,
		.packetno = o->number,
	};

	if (ogg_stream_packetin(&o->stream, &p))
		return -ENOMEM;
	o->granule += samples;
	o->number++;
	o->waiting++;
	return 0;
}

/* RFC 7845 section 5.1 */
static int add_head(struct ogg_opus *o, int pre_skip_samples)
{
	uint8_t head[HEAD_BYTES];
	memcpy(head, "OpusHead", 8);
	head[8] = 1; /* version */
	head[9] = 1; /* channels */
	uint8_t *at = put16(head + 10, pre_skip_samples);
	at = put32(at, SAMPLE_RATE_HZ);
	at = put16(at, 0); /* gain */
	*at = 0;           /* mapping family: mono or stereo */
	return add(o, head, HEAD_BYTES, 0);
}

/* RFC 7845 section 5.2 */
static int add_tags(struct ogg_opus *o, const struct ogg_opus_setup *setup)
{
	uint8_t tags[TAGS_BYTES_MAX];
	memcpy(tags, "OpusTags", 8);
	uint8_t *at = put_string(tags + 8, "tumen");
	at = put32(at, (uint32_t)setup->comment_count);
	for (int i = 0; i < setup->comment_count; i++)
		at = put_string(at, setup->comments[i]);
	return add(o, tags, (size_t)(at - tags), 0);
}

static bool is_valid(const struct ogg_opus_setup *setup)
{
	size_t bytes = 0;

	for (int i = 0; i < setup->comment_count; i++)
		bytes += 4 + strlen(setup->comments[i]);
	return setup->pre_skip_samples >= 0 && setup->pre_skip_samples <= 65535 &&
	       setup->comment_count >= 0 && bytes <= OGG_OPUS_COMMENT_BYTES_MAX;
}

int ogg_opus_init(struct ogg_opus *o, const struct ogg_opus_setup *setup)
{
	memset(o, 0, sizeof *o);
	if (!is_valid(setup))
		return -EINVAL;
	if (ogg_stream_init(&o->stream, (int)setup->serial))
		return -ENOMEM;
	int err = add_head(o, setup->pre_skip_samples);
	if (!err)
		err = add_tags(o, setup);
	if (err)
		ogg_opus_finish(o);
	return err;
}

void ogg_opus_finish(struct ogg_opus *o)
{
	ogg_stream_clear(&o->stream);
	memset(o, 0, sizeof *o);
}

/* RFC 6716 table 2 */
static int frame_samples(uint8_t toc)
{
	int config = toc >> 3;

	if (config >= 16) /* CELT: 2.5, 5, 10, 20 ms */
		return 120 << (config & 3);
	if (config >= 12) /* hybrid: 10, 20 ms */
		return 480 << (config & 1);
	return (config & 3) == 3 ? 2880 : 480 << (config & 3); /* SILK: 10, 20, 40, 60 ms */
}

int ogg_opus_packet_samples(const uint8_t *packet, size_t bytes)
{
	if (bytes < 1)
		return -EINVAL;
	int frames = (packet[0] & 3) == 0 ? 1 : 2;
	if ((packet[0] & 3) == 3) { /* RFC 6716 section 3.2.5 */
		if (bytes < 2)
			return -EINVAL;
		frames = packet[1] & 63;
	}
	int samples = frames * frame_samples(packet[0]);
	return samples > 0 && samples <= OPUS_FRAME_MAX ? samples : -EINVAL;
}

/* The headers' pages hold nothing else. */
static bool has_room(const struct ogg_opus *o)
{
	return o->number == HEAD_PACKETS ? o->waiting == 0 : o->waiting < OGG_OPUS_PACKETS_MAX;
}

int ogg_opus_put(struct ogg_opus *o, const uint8_t *packet, size_t bytes)
{
	int samples = ogg_opus_packet_samples(packet, bytes);
	if (samples < 0 || bytes > OPUS_PACKET_MAX)
		return -EINVAL;
	if (!has_room(o))
		return -ENOSPC;
	uint8_t copy[OPUS_PACKET_MAX];
	memcpy(copy, packet, bytes);
	return add(o, copy, bytes, samples);
}

int ogg_opus_put_silence(struct ogg_opus *o, int samples)
{
	/* CELT, full band, mono, 20 ms: the frame that says "silence" and nothing else. */
	uint8_t silent[] = { 0xf8, 0xff, 0xfe };
	int added = 0;

	while (samples - added >= SILENT_SAMPLES && has_room(o)) {
		int err = add(o, silent, sizeof silent, SILENT_SAMPLES);
		if (err)
			return err;
		added += SILENT_SAMPLES;
	}
	return added;
}

int ogg_opus_flush(struct ogg_opus *o, uint8_t *out, size_t capacity)
{
	ogg_page page;
	/* ogg_stream_flush() would end a page at 4 KB. */
	if (!ogg_stream_flush_fill(&o->stream, &page, OGG_OPUS_PAGE_MAX))
		return 0;
	o->waiting -= ogg_page_packets(&page);
	size_t bytes = (size_t)page.header_len + (size_t)page.body_len;
	if (bytes > capacity)
		return -ENOSPC;
	memcpy(out, page.header, (size_t)page.header_len);
	memcpy(out + page.header_len, page.body, (size_t)page.body_len);
	return (int)bytes;
}
