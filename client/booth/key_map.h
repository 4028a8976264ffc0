// SPDX-License-Identifier: Apache-2.0
/*
 * Which key does what at a console, and the words for it: one table for the keyboard and for the
 * help that is shown; the same letters as on the web page.
 *
 * Pure. Thread: any.
 * Before: paper.h (keys). After: desk.h.
 */
#ifndef CLIENT_BOOTH_KEY_MAP_H
#define CLIENT_BOOTH_KEY_MAP_H

#include <stddef.h>

/* Keys that are no character, beyond Unicode. */
enum {
	KEY_MAP_NONE = 0,
	KEY_MAP_ENTER = '\n',
	KEY_MAP_TAB = '\t',
	KEY_MAP_ESCAPE = 27,
	KEY_MAP_BACKSPACE = 127,
	KEY_MAP_F9 = 0x110009,
	KEY_MAP_RESIZE,
};

enum command {
	COMMAND_NONE,
	COMMAND_MICROPHONE,
	COMMAND_COUGH,
	COMMAND_OUTPUT, /* argument: 0 A, 1 B, 2 C */
	COMMAND_FLOOR_KEY,
	COMMAND_DIGIT, /* argument: 0 to 8 */
	COMMAND_HANDOVER,
	COMMAND_CANCEL,
	COMMAND_TAKE,
	COMMAND_SLOW_DOWN,
	COMMAND_CANNOT,
	COMMAND_CALL,
	COMMAND_CHAT,
	COMMAND_INCOMING_VOLUME, /* of these five, argument: -1 or 1 */
	COMMAND_BOOTHMATE_VOLUME,
	COMMAND_OWN_VOLUME,
	COMMAND_BASS,
	COMMAND_TREBLE,
	COMMAND_CONSENT,
	COMMAND_LANGUAGE,
	COMMAND_EXPORT,
	COMMAND_HELP,
	COMMAND_QUIT,
};

struct key_row {
	int key; /* a Unicode character, or one of those above */
	enum command command;
	int argument;
	const char *shown; /* how the key is written; NULL: the row above says it */
	const char *words; /* what it does */
};

extern const struct key_row key_rows[];
extern const size_t key_row_count;

/* The row of a key, or NULL. Capitals count as small letters unless they have a row of their own.
 */
const struct key_row *key_row_of(int key);

#endif
