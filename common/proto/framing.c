// SPDX-License-Identifier: Apache-2.0
#include "proto/framing.h"

#include <errno.h>
#include <string.h>

int framing_parse(struct framing_bundle *b, const uint8_t *bytes, size_t length)
{
	memset(b, 0, sizeof *b);
	size_t at = 0;
	while (at < length) {
		if (b->count == FRAMING_PACKETS_MAX || length - at < FRAMING_LENGTH_BYTES)
			return -EBADMSG;
		size_t packet = (size_t)bytes[at] << 8 | bytes[at + 1];
		at += FRAMING_LENGTH_BYTES;
		if (packet == 0 || packet > length - at)
			return -EBADMSG;
		b->packets[b->count++] = (struct framing_packet){ bytes + at, packet };
		at += packet;
	}
	return b->count ? (int)at : -EBADMSG;
}

int framing_write(const struct framing_bundle *b, uint8_t *bytes, size_t capacity)
{
	if (b->count == 0 || b->count > FRAMING_PACKETS_MAX)
		return -EINVAL;
	size_t at = 0;
	for (uint32_t i = 0; i < b->count; i++) {
		const struct framing_packet *p = &b->packets[i];
		if (p->length == 0 || p->length > UINT16_MAX)
			return -EINVAL;
		if (capacity - at < FRAMING_LENGTH_BYTES + p->length)
			return -ENOSPC;
		bytes[at++] = (uint8_t)(p->length >> 8);
		bytes[at++] = (uint8_t)p->length;
		memcpy(bytes + at, p->bytes, p->length);
		at += p->length;
	}
	return (int)at;
}
