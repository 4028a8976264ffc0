// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "screen.h"

#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static const char reset[] = "\033[0m";

static const char *const looks[] = {
	[LOOK_PLAIN] = "",
	[LOOK_DIM] = "\033[2m",
	[LOOK_BOLD] = "\033[1m",
	[LOOK_CHOSEN] = "\033[7m",
	[LOOK_GOOD] = "\033[32m",
	[LOOK_WARN] = "\033[33m",
	[LOOK_BAD] = "\033[1;31m",
	[LOOK_ON_AIR] = "\033[1;37;41m",
	[LOOK_OFF_AIR] = "\033[7m",
	[LOOK_HELD] = "\033[1;30;43m",
};

void screen_init(struct screen *s)
{
	const char *no_colour = getenv("NO_COLOR");
	*s = (struct screen){
		.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
		.colour = !no_colour || !no_colour[0],
	};
}

void screen_clear(struct screen *s)
{
	s->lines = 0;
}

void screen_line(struct screen *s)
{
	if (s->lines < SCREEN_LINES)
		s->lines++;
	s->used[s->lines - 1] = 0;
	s->text[s->lines - 1][0] = '\0';
}

static void append(struct screen *s, const char *text, size_t bytes)
{
	size_t *used = &s->used[s->lines - 1];
	if (*used + bytes >= SCREEN_LINE_BYTES)
		return;
	memcpy(s->text[s->lines - 1] + *used, text, bytes);
	*used += bytes;
	s->text[s->lines - 1][*used] = '\0';
}

/* Without colour, reverse and bold still tell. */
static const char *code_of(const struct screen *s, enum look look)
{
	if (s->colour || look <= LOOK_CHOSEN || look == LOOK_OFF_AIR)
		return looks[look];
	return look >= LOOK_ON_AIR ? looks[LOOK_CHOSEN] : look == LOOK_BAD ? looks[LOOK_BOLD] : "";
}

void screen_add(struct screen *s, enum look look, const char *format, ...)
{
	char text[SCREEN_LINE_BYTES];
	va_list args;
	va_start(args, format);
	int bytes = vsnprintf(text, sizeof text, format, args);
	va_end(args);
	if (bytes < 0 || (size_t)bytes >= sizeof text)
		return;
	const char *code = code_of(s, look);
	append(s, code, strlen(code));
	append(s, text, (size_t)bytes);
	if (code[0])
		append(s, reset, sizeof reset - 1);
}

static void repeat(struct screen *s, enum look look, const char *what, int times)
{
	char text[SCREEN_LINE_BYTES] = "";
	size_t each = strlen(what);
	for (int i = 0; i < times && (size_t)(i + 1) * each < sizeof text; i++)
		memcpy(text + (size_t)i * each, what, each + 1);
	if (times > 0)
		screen_add(s, look, "%s", text);
}

void screen_bar(struct screen *s, float dbfs, int columns)
{
	float share = (dbfs + 60.0f) / 60.0f;
	int filled = share <= 0.0f ? 0 : share >= 1.0f ? columns : (int)(share * (float)columns);
	int loud = columns * 42 / 60;      /* from -18 dBFS */
	int very_loud = columns * 54 / 60; /* from -6 dBFS */
	const char *full = s->utf8 ? "\u2588" : "#";
	const char *empty = s->utf8 ? "\u2591" : ".";
	int good = filled < loud ? filled : loud;
	int warn = filled < very_loud ? filled - loud : very_loud - loud;
	repeat(s, LOOK_GOOD, full, good);
	repeat(s, LOOK_WARN, full, warn);
	repeat(s, LOOK_BAD, full, filled - very_loud);
	repeat(s, LOOK_DIM, empty, columns - filled);
}

const char *screen_text(const struct screen *s, const char *name, const char *id)
{
	return s->utf8 && name[0] ? name : id;
}

/* Bytes of the escape sequence at text, 0 when there is none. */
static size_t escape_at(const char *text)
{
	if (text[0] != '\033' || text[1] != '[')
		return 0;
	size_t length = 2 + strcspn(text + 2, "m");
	return text[length] ? length + 1 : length;
}

/* Bytes and columns of the character at text. */
static size_t character_at(const char *text, int *columns)
{
	wchar_t wide;
	mbstate_t state = { 0 };
	size_t bytes = mbrtowc(&wide, text, strlen(text), &state);
	*columns = 1;
	if (bytes == 0 || bytes > 16)
		return 1; /* not of this locale: one byte, one column */
	int width = wcwidth(wide);
	*columns = width < 0 ? 1 : width;
	return bytes;
}

size_t screen_fit(const struct screen *s, int line, int columns, char *out, size_t capacity)
{
	const char *text = s->text[line];
	size_t used = 0;
	int column = 0;
	while (*text && used + 16 < capacity) {
		int wide = 0;
		size_t bytes = escape_at(text);
		if (bytes == 0)
			bytes = character_at(text, &wide);
		if (column + wide > columns)
			break;
		memcpy(out + used, text, bytes);
		used += bytes;
		text += bytes;
		column += wide;
	}
	memcpy(out + used, reset, sizeof reset);
	return used + sizeof reset - 1;
}
