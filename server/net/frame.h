// SPDX-License-Identifier: Apache-2.0
/*
 * The header of a WebSocket frame from a server: one whole message, not masked (RFC 6455 section
 * 5.2). Frames are finished here and in media, then sent as they are, so that one can be shared.
 *
 * Thread: any; no state.
 */
#ifndef NET_FRAME_H
#define NET_FRAME_H

#include <assert.h>
#include <stdint.h>
#include <string.h>

enum frame_opcode { FRAME_TEXT = 1, FRAME_BINARY = 2, FRAME_CLOSE = 8, FRAME_PING = 9 };

enum {
	FRAME_HEADER_MAX = 4,     /* payloads of at most 65,535 bytes */
	FRAME_REASON_BYTES = 124, /* of a close: 123 (RFC 6455 section 5.5), and the zero */
	FRAME_CLOSE_MAX = 2 + 2 + FRAME_REASON_BYTES - 1,
};

/* Writes the header for a payload of so many bytes; returns its length, 2 or 4. */
static inline uint32_t frame_header(uint8_t *wire, enum frame_opcode opcode, uint32_t bytes)
{
	assert(bytes <= UINT16_MAX);
	wire[0] = (uint8_t)(0x80 | opcode); /* final fragment */
	if (bytes < 126) {
		wire[1] = (uint8_t)bytes;
		return 2;
	}
	wire[1] = 126;
	wire[2] = (uint8_t)(bytes >> 8);
	wire[3] = (uint8_t)bytes;
	return 4;
}

/* Writes a whole close frame (FRAME_CLOSE_MAX bytes are enough); returns its length. */
static inline uint32_t frame_close(uint8_t *wire, uint16_t code, const char *reason)
{
	size_t length = strlen(reason);
	assert(length < FRAME_REASON_BYTES);
	uint32_t used = frame_header(wire, FRAME_CLOSE, 2 + (uint32_t)length);
	wire[used++] = (uint8_t)(code >> 8);
	wire[used++] = (uint8_t)code;
	memcpy(wire + used, reason, length);
	return used + (uint32_t)length;
}

#endif
