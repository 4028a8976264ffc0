// SPDX-License-Identifier: Apache-2.0
#include "proto/text.h"

#include <stdint.h>

/* Bytes of a sequence by its first byte, 0 for one that cannot start any; and the bits of the
 * code point in that byte. */
static size_t sequence_bytes(uint8_t first, uint32_t *bits)
{
	if (first < 0x80) {
		*bits = first;
		return 1;
	}
	if (first >= 0xc2 && first < 0xe0) { /* C0 and C1 start overlong forms */
		*bits = first & 0x1fu;
		return 2;
	}
	if (first >= 0xe0 && first < 0xf0) {
		*bits = first & 0x0fu;
		return 3;
	}
	if (first >= 0xf0 && first < 0xf5) {
		*bits = first & 0x07u;
		return 4;
	}
	return 0;
}

/* Bytes of the character at the start of `text`, 0 when it is not one. */
static size_t take_character(const char *text, size_t bytes, uint32_t *character)
{
	static const uint32_t smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	if (bytes == 0)
		return 0;
	uint32_t value;
	size_t length = sequence_bytes((uint8_t)text[0], &value);
	if (length == 0 || length > bytes)
		return 0;
	for (size_t i = 1; i < length; i++) {
		uint8_t next = (uint8_t)text[i];
		if ((next & 0xc0) != 0x80)
			return 0;
		value = value << 6 | (next & 0x3fu);
	}
	if (value < smallest[length] || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
		return 0;
	*character = value;
	return length;
}

size_t text_utf8_prefix(const char *text, size_t bytes)
{
	size_t at = 0;
	uint32_t character;
	for (size_t n; (n = take_character(text + at, bytes - at, &character)) > 0;)
		at += n;
	return at;
}

static bool is_lower_with(char joint, const char *text, size_t bytes)
{
	if (bytes == 0 || bytes > TEXT_ID_MAX || text[0] < 'a' || text[0] > 'z')
		return false;
	for (size_t i = 1; i < bytes; i++) {
		char c = text[i];
		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != joint)
			return false;
	}
	return true;
}

bool text_is_id(const char *text, size_t bytes)
{
	return is_lower_with('-', text, bytes);
}

bool text_is_word(const char *text, size_t bytes)
{
	return is_lower_with('_', text, bytes);
}

static bool breaks_the_line(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

bool text_is_line(const char *text, size_t bytes)
{
	size_t at = 0;
	while (at < bytes) {
		uint32_t character;
		size_t n = take_character(text + at, bytes - at, &character);
		if (n == 0 || breaks_the_line(character))
			return false;
		at += n;
	}
	return true;
}

bool text_is_visible_ascii(const char *text, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		if (text[i] < '!' || text[i] > '~')
			return false;
	return true;
}
