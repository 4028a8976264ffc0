// SPDX-License-Identifier: Apache-2.0
/*
 * The face's sentences: what each state of the console is called, and what it looks like besides
 * its colour.
 *
 * Pure. Thread: main's. Texts that are put together go into the caller's buffer.
 */
#ifndef CLIENT_BOOTH_FACE_WORDS_H
#define CLIENT_BOOTH_FACE_WORDS_H

#include "booth/visit.h"
#include "screen.h"

/* How the sign is drawn. ASCII: columns are bytes. */
struct sign_shape {
	enum look look;
	const char *edge; /* of the frame */
	const char *before, *after;
};

const struct sign_shape *face_shape(enum booth_state state);

/* The microphone's level: for a check before going on the air, and while on it. */
const char *face_level_words(const struct visit *v, enum look *look);

/* "   2 paths"; "" without a second one. */
const char *face_path_words(const struct booth_picture *p);

/* "floor", "direct  93 ms", "relay  180 ms", "suspended: sound", "nobody". */
const char *face_channel_words(const struct event_channel *c, char text[static WORDS_BYTES]);

/* The ear's level and protection's incidents. */
const char *face_ear_words(const struct visit *v, char text[static WORDS_BYTES]);

/* A colleague's microphone, turn, what is heard. */
const char *face_seat_words(const struct visit *v, const struct console_seat *s,
		char text[static WORDS_BYTES]);

/* The handover, with its countdown and what the keys do about it. */
const char *face_handover_words(const struct visit *v, char text[static WORDS_BYTES]);

const char *face_line_words(const struct console_line *l, char *text, size_t capacity,
		enum look *look);

/* The open question, a notice, or what to do next. */
const char *face_prompt_words(const struct visit *v, char text[static WORDS_BYTES],
		enum look *look);

/* The end of a text that fits into about so many columns. */
const char *face_tail(const char *text, int columns);

#endif
