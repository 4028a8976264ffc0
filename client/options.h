// SPDX-License-Identifier: Apache-2.0
/*
 * Command lines from tables: each option stands once, with its range and its sentence, and that
 * row both parses it and prints it in --help.
 *
 * Thread: main's, before any other starts.
 */
#ifndef CLIENT_OPTIONS_H
#define CLIENT_OPTIONS_H

#include <stddef.h>
#include <stdio.h>

#include "base/units.h"

enum option_kind {
	OPTION_FLAG,    /* bool *into: becomes true */
	OPTION_TEXT,    /* const char **into: points into argv */
	OPTION_MAYBE,   /* the same, or "" when the option stands alone */
	OPTION_WHOLE,   /* int *into: least to most */
	OPTION_DECIMAL, /* double *into: least to most */
	OPTION_WORD,    /* int *into: index of one of the words */
};

struct option_row {
	const char *name; /* without the dashes */
	enum option_kind kind;
	void *into;
	const char *value; /* what --help calls the value; NULL for a flag */
	double least, most;
	const char *const *words; /* OPTION_WORD: ends with NULL */
	const char *help;         /* one sentence, without a full stop; '\n' breaks the line */
};

/* Rows under one heading. A program's list of sections ends with NULL. */
struct option_section {
	const char *title;
	const struct option_row *rows;
	size_t count;
};

enum { OPTIONS_ERROR_BYTES = 256 };

/* Fills what the rows point to; "--name value" and "--name=value" both. 0, or -EINVAL with one
 * sentence in `error` (OPTIONS_ERROR_BYTES). */
MUST_USE int options_parse(const struct option_section *const *sections, int argc, char **argv,
		char *error);

/* Prints the sections, two columns. */
void options_help(const struct option_section *const *sections, FILE *out);

#endif
