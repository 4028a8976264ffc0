// SPDX-License-Identifier: Apache-2.0
/*
 * A few lines of text for a terminal, put together piece by piece: words with a look, a level bar,
 * and a cut to the terminal's width that counts columns, not bytes (한국어 is six wide). Where the
 * locale is not UTF-8 the bar is made of '#', and screen_text() gives ASCII.
 *
 * Pure but for the locale. Thread: main's.
 * After: terminal.h, who draws it.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

enum { SCREEN_LINES = 8, SCREEN_LINE_BYTES = 1024 };

/* How a piece looks; never the only thing that says something. */
enum look {
	LOOK_PLAIN,
	LOOK_DIM,
	LOOK_BOLD,
	LOOK_CHOSEN, /* reversed */
	LOOK_GOOD,   /* green */
	LOOK_WARN,   /* yellow */
	LOOK_BAD,    /* red */
	LOOK_ON_AIR, /* white on red */
	LOOK_OFF_AIR,
	LOOK_HELD, /* black on yellow */
};

struct screen {
	bool utf8, colour;
	int lines;
	size_t used[SCREEN_LINES]; /* bytes of each line */
	char text[SCREEN_LINES][SCREEN_LINE_BYTES];
};

/* Asks the locale and NO_COLOR (no-color.org). After setlocale(). */
void screen_init(struct screen *s);

/* No lines. */
void screen_clear(struct screen *s);

/* Begins the next line; beyond SCREEN_LINES the last one is begun anew. */
void screen_line(struct screen *s);

/* Adds to the line that was begun. Lines that are too long end early. */
__attribute__((format(printf, 3, 4))) void screen_add(struct screen *s, enum look look,
		const char *format, ...);

/* A bar for a level from -60 to 0 dBFS, `columns` wide, with its loud end marked by looks. */
void screen_bar(struct screen *s, float dbfs, int columns);

/* name where this terminal can show it, else id. */
const char *screen_text(const struct screen *s, const char *name, const char *id);

/* Copies a line cut to `columns`, looks closed. Returns its bytes; capacity SCREEN_LINE_BYTES + 8
 * always suffices. */
size_t screen_fit(const struct screen *s, int line, int columns, char *out, size_t capacity);

#endif
