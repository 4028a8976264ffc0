// SPDX-License-Identifier: Apache-2.0
/*
 * A sheet of the terminal's size, written on with a pen: texts with a look, bars, frames. It counts
 * columns, not bytes (한국어 is six wide), cuts what does not fit, and shows '?' for what the
 * locale cannot.
 *
 * Pure but for the locale's widths. Thread: main's.
 * Before: face.h. After: paper.h, who puts it on the screen; a test, that reads it.
 */
#ifndef CLIENT_BOOTH_SHEET_H
#define CLIENT_BOOTH_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <wchar.h>

#include "screen.h"

enum { SHEET_ROWS = 64, SHEET_COLUMNS = 240 };

struct sheet_cell {
	wchar_t letter; /* 0: the right half of a wide one */
	enum look look;
};

struct sheet {
	int rows, columns;
	bool utf8;
	int row, column; /* the pen */
	int end;         /* the pen writes before this column */
	struct sheet_cell cells[SHEET_ROWS][SHEET_COLUMNS];
};

/* A blank sheet; larger ones than SHEET_ROWS x SHEET_COLUMNS are cut to that. */
void sheet_begin(struct sheet *s, int rows, int columns, bool utf8);

/* Moves the pen; what is written from now on ends before `end`, or at the edge when 0. */
void sheet_move(struct sheet *s, int row, int column, int end);

/* Writes; the pen is behind it then. */
__attribute__((format(printf, 3, 4))) void sheet_put(struct sheet *s, enum look look,
		const char *format, ...);

/* How many bytes of the text fit into so many columns: whole words, with the spaces behind them, or
 * as many letters as there is room for; all of it when it fits. At least one letter. */
size_t sheet_fit(const struct sheet *s, const char *text, int columns);

/* A bar for a level from -60 to 0 dBFS, its loud end marked by looks. */
void sheet_bar(struct sheet *s, float dbfs, int columns);

/* A rule from the pen to the edge. */
void sheet_rule(struct sheet *s, const char *title);

/* A block of one look, filled with a letter. */
void sheet_fill(struct sheet *s, int row, int column, int rows, int columns, enum look look,
		const char *letter);

/* A row as UTF-8, without the blanks at its end. Returns its bytes. */
size_t sheet_text(const struct sheet *s, int row, char *text, size_t capacity);

#endif
