// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "booth/sheet.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PUT_BYTES = 1024 };

static int limited(int value, int most)
{
	return value < 0 ? 0 : value > most ? most : value;
}

void sheet_begin(struct sheet *s, int rows, int columns, bool utf8)
{
	s->rows = limited(rows, SHEET_ROWS);
	s->columns = limited(columns, SHEET_COLUMNS);
	s->utf8 = utf8;
	for (int row = 0; row < SHEET_ROWS; row++)
		for (int column = 0; column < SHEET_COLUMNS; column++)
			s->cells[row][column] = (struct sheet_cell){ L' ', LOOK_PLAIN };
	sheet_move(s, 0, 0, 0);
}

void sheet_move(struct sheet *s, int row, int column, int end)
{
	s->row = row;
	s->column = column < 0 ? 0 : column;
	s->end = end <= 0 || end > s->columns ? s->columns : end;
}

/* The next character of UTF-8 (RFC 3629); its bytes, 1 for what is none. */
static size_t decode(const char *text, wchar_t *letter)
{
	const unsigned char *b = (const unsigned char *)text;
	size_t more = b[0] >= 0xf0 ? 3 : b[0] >= 0xe0 ? 2 : b[0] >= 0xc0 ? 1 : 0;
	static const unsigned char masks[] = { 0x7f, 0x1f, 0x0f, 0x07 };
	unsigned value = b[0] & masks[more];
	for (size_t i = 1; i <= more; i++) {
		if ((b[i] & 0xc0) != 0x80) {
			*letter = L'?';
			return 1;
		}
		value = value << 6 | (b[i] & 0x3fu);
	}
	*letter = more == 0 && b[0] >= 0x80 ? L'?' : (wchar_t)value;
	return more + 1;
}

/* What stands for a letter here, and how many columns it takes. */
static int width_of(const struct sheet *s, wchar_t *letter)
{
	if (!s->utf8 && *letter >= 0x80)
		*letter = L'?';
	int width = wcwidth(*letter);
	if (width < 0) {
		*letter = L'?';
		width = 1;
	}
	return width;
}

size_t sheet_fit(const struct sheet *s, const char *text, int columns)
{
	size_t used = 0;
	size_t words = 0;
	while (text[used]) {
		wchar_t letter;
		size_t bytes = decode(text + used, &letter);
		int width = width_of(s, &letter);
		columns -= width;
		if (width == 2) /* Chinese has no spaces: it breaks anywhere */
			words = used;
		if (letter == L' ')
			words = used + bytes;
		else if (columns < 0)
			return words ? words : used ? used : bytes;
		used += bytes;
	}
	return used;
}

/* Letters without a width of their own are left out. */
static void put_letter(struct sheet *s, wchar_t letter, enum look look)
{
	int width = width_of(s, &letter);
	bool fits = s->row >= 0 && s->row < s->rows && s->column + width <= s->end;
	if (width == 0 || !fits) {
		s->column += width; /* nothing narrower slips in behind it */
		return;
	}
	s->cells[s->row][s->column] = (struct sheet_cell){ letter, look };
	if (width == 2)
		s->cells[s->row][s->column + 1] = (struct sheet_cell){ 0, look };
	s->column += width;
}

static void put_text(struct sheet *s, enum look look, const char *text)
{
	while (*text) {
		wchar_t letter;
		text += decode(text, &letter);
		put_letter(s, letter, look);
	}
}

void sheet_put(struct sheet *s, enum look look, const char *format, ...)
{
	char text[PUT_BYTES];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	put_text(s, look, text);
}

void sheet_bar(struct sheet *s, float dbfs, int columns)
{
	float share = (dbfs + 60.0f) / 60.0f;
	int filled = share <= 0.0f ? 0 : share >= 1.0f ? columns : (int)(share * (float)columns);
	int loud = columns * 42 / 60;      /* from -18 dBFS */
	int very_loud = columns * 54 / 60; /* from -6 dBFS */
	for (int i = 0; i < columns; i++) {
		enum look look = i >= very_loud ? LOOK_BAD : i >= loud ? LOOK_WARN : LOOK_GOOD;
		if (i < filled)
			put_letter(s, s->utf8 ? L'\u2588' : L'#', look);
		else
			put_letter(s, s->utf8 ? L'\u2591' : L'.', LOOK_DIM);
	}
}

void sheet_rule(struct sheet *s, const char *title)
{
	wchar_t line = s->utf8 ? L'\u2500' : L'-';
	put_letter(s, line, LOOK_DIM);
	put_text(s, LOOK_BOLD, title);
	while (s->column < s->end)
		put_letter(s, line, LOOK_DIM);
}

void sheet_fill(struct sheet *s, int row, int column, int rows, int columns, enum look look,
		const char *letter)
{
	for (int r = row; r < row + rows; r++) {
		sheet_move(s, r, column, column + columns);
		for (int c = 0; c < columns; c++)
			put_text(s, look, letter);
	}
}

static size_t encode(wchar_t letter, char *text)
{
	unsigned c = (unsigned)letter;
	if (c < 0x80) {
		text[0] = (char)c;
		return 1;
	}
	size_t bytes = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char leads[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	for (size_t i = bytes - 1; i > 0; i--, c >>= 6)
		text[i] = (char)(0x80 | (c & 0x3f));
	text[0] = (char)(leads[bytes] | c);
	return bytes;
}

size_t sheet_text(const struct sheet *s, int row, char *text, size_t capacity)
{
	size_t used = 0;
	size_t end = 0;
	for (int column = 0; column < s->columns && used + 5 < capacity; column++) {
		wchar_t letter = s->cells[row][column].letter;
		if (letter == 0)
			continue;
		used += encode(letter, text + used);
		if (letter != L' ')
			end = used;
	}
	text[end] = '\0';
	return end;
}
