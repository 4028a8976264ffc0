// SPDX-License-Identifier: Apache-2.0
#include "proto/rtp.h"

#include <errno.h>
#include <string.h>

enum {
	HEADER_BYTES = 12,         /* RFC 3550 section 5.1, without CSRCs */
	BLOCK_HEADER_BYTES = 4,    /* RFC 3550 section 5.3.1: profile, length in words */
	ONE_BYTE_PROFILE = 0xbede, /* RFC 8285 section 4.2 */
	ID_PADDING = 0,
	ID_STOP = 15,
	CAPTURE_TIME_BYTES = 8,
	US_PER_S = 1000000,
};

static uint16_t get_u16(const uint8_t *b)
{
	return (uint16_t)(b[0] << 8 | b[1]);
}

static uint32_t get_u32(const uint8_t *b)
{
	return (uint32_t)get_u16(b) << 16 | get_u16(b + 2);
}

static void put_u16(uint8_t *b, uint16_t value)
{
	b[0] = (uint8_t)(value >> 8);
	b[1] = (uint8_t)value;
}

static void put_u32(uint8_t *b, uint32_t value)
{
	put_u16(b, (uint16_t)(value >> 16));
	put_u16(b + 2, (uint16_t)value);
}

/* 32.32 fixed point to microseconds. Rounds, so that what put_capture_us() cut off comes back; only
 * the very last moment must not be rounded past the end. */
static int64_t get_capture_us(const uint8_t *b)
{
	uint64_t fraction = get_u32(b + 4);
	int64_t us = (int64_t)get_u32(b) * US_PER_S +
		     (int64_t)((fraction * US_PER_S + (UINT64_C(1) << 31)) >> 32);
	return us > RTP_CAPTURE_US_MAX ? RTP_CAPTURE_US_MAX : us;
}

static void put_capture_us(uint8_t *b, int64_t us)
{
	put_u32(b, (uint32_t)(us / US_PER_S));
	put_u32(b + 4, (uint32_t)(((uint64_t)(us % US_PER_S) << 32) / US_PER_S));
}

/* One extension of a length that its definition does not know is skipped like an unknown one. */
static void take_element(struct rtp_packet *p, unsigned id, const uint8_t *data, size_t bytes)
{
	if (id == RTP_EXTENSION_AUDIO_LEVEL && bytes == 1) {
		p->has_audio_level = true;
		p->voice_activity = data[0] & 0x80;
		p->audio_level_dbov = data[0] & 0x7f;
	} else if (id == RTP_EXTENSION_CAPTURE_TIME && bytes == CAPTURE_TIME_BYTES) {
		p->has_capture_time = true;
		p->capture_us = get_capture_us(data);
	}
}

/* The elements of a one-byte block (RFC 8285 section 4.2). False when one is longer than the
 * block. ID 15, and ID 0 with a length, end the reading. */
static bool take_elements(struct rtp_packet *p, const uint8_t *block, size_t length)
{
	size_t at = 0;
	while (at < length) {
		uint8_t head = block[at++];
		if (head == ID_PADDING)
			continue;
		unsigned id = head >> 4;
		if (id == ID_STOP || id == ID_PADDING)
			break;
		size_t bytes = (head & 0x0fu) + 1;
		if (bytes > length - at)
			return false;
		take_element(p, id, block + at, bytes);
		at += bytes;
	}
	return true;
}

/* The extension block at the start of `bytes`: its size, or -EBADMSG. Blocks of other profiles
 * are skipped whole. */
static int take_block(struct rtp_packet *p, const uint8_t *bytes, size_t length)
{
	if (length < BLOCK_HEADER_BYTES)
		return -EBADMSG;
	size_t block = (size_t)get_u16(bytes + 2) * 4;
	if (block > length - BLOCK_HEADER_BYTES)
		return -EBADMSG;
	if (get_u16(bytes) == ONE_BYTE_PROFILE &&
			!take_elements(p, bytes + BLOCK_HEADER_BYTES, block))
		return -EBADMSG;
	return (int)(BLOCK_HEADER_BYTES + block);
}

static void take_header(struct rtp_packet *p, const uint8_t *bytes)
{
	p->marker = bytes[1] & 0x80;
	p->payload_type = bytes[1] & 0x7f;
	p->sequence = get_u16(bytes + 2);
	p->timestamp = get_u32(bytes + 4);
	p->ssrc = get_u32(bytes + 8);
}

int rtp_parse(struct rtp_packet *p, const uint8_t *bytes, size_t length)
{
	memset(p, 0, sizeof *p);
	if (length < HEADER_BYTES || bytes[0] >> 6 != 2)
		return -EBADMSG;
	take_header(p, bytes);

	size_t start = HEADER_BYTES + (bytes[0] & 0x0fu) * 4;
	if (start > length)
		return -EBADMSG;
	if (bytes[0] & 0x10) {
		int block = take_block(p, bytes + start, length - start);
		if (block < 0)
			return block;
		start += (size_t)block;
	}

	size_t padding = 0;
	if (bytes[0] & 0x20) {
		padding = bytes[length - 1]; /* counts itself */
		if (padding == 0 || padding > length - start)
			return -EBADMSG;
	}
	p->payload = bytes + start;
	p->payload_bytes = length - start - padding;
	if (p->payload_bytes == 0 || p->payload_bytes > OPUS_PACKET_MAX)
		return -EBADMSG;
	return (int)length;
}

/* The block's size in bytes, its own header included; 0 when there is nothing to say. */
static size_t block_bytes(const struct rtp_packet *p)
{
	size_t elements = 0;
	if (p->has_audio_level)
		elements += 1 + 1;
	if (p->has_capture_time)
		elements += 1 + CAPTURE_TIME_BYTES;
	return elements ? BLOCK_HEADER_BYTES + (elements + 3) / 4 * 4 : 0;
}

static void put_block(const struct rtp_packet *p, uint8_t *bytes, size_t block)
{
	memset(bytes, 0, block);
	put_u16(bytes, ONE_BYTE_PROFILE);
	put_u16(bytes + 2, (uint16_t)((block - BLOCK_HEADER_BYTES) / 4));
	uint8_t *element = bytes + BLOCK_HEADER_BYTES;
	if (p->has_audio_level) {
		*element++ = RTP_EXTENSION_AUDIO_LEVEL << 4 | (1 - 1);
		*element++ = (uint8_t)((p->voice_activity ? 0x80 : 0) | p->audio_level_dbov);
	}
	if (p->has_capture_time) {
		*element++ = RTP_EXTENSION_CAPTURE_TIME << 4 | (CAPTURE_TIME_BYTES - 1);
		put_capture_us(element, p->capture_us);
	}
}

static bool fits_the_wire(const struct rtp_packet *p)
{
	return p->payload_type <= 127 && p->audio_level_dbov <= 127 && p->payload_bytes > 0 &&
	       p->payload_bytes <= OPUS_PACKET_MAX &&
	       (!p->has_capture_time ||
			       (p->capture_us >= 0 && p->capture_us <= RTP_CAPTURE_US_MAX));
}

int rtp_write(const struct rtp_packet *p, uint8_t *bytes, size_t capacity)
{
	if (!fits_the_wire(p))
		return -EINVAL;
	size_t block = block_bytes(p);
	size_t start = HEADER_BYTES + block;
	if (start + p->payload_bytes > capacity)
		return -ENOSPC;

	bytes[0] = (uint8_t)(2 << 6 | (block ? 0x10 : 0));
	bytes[1] = (uint8_t)((p->marker ? 0x80 : 0) | p->payload_type);
	put_u16(bytes + 2, p->sequence);
	put_u32(bytes + 4, p->timestamp);
	put_u32(bytes + 8, p->ssrc);
	if (block)
		put_block(p, bytes + HEADER_BYTES, block);
	memcpy(bytes + start, p->payload, p->payload_bytes);
	return (int)(start + p->payload_bytes);
}
