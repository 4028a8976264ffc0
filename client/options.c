// SPDX-License-Identifier: Apache-2.0
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { HELP_COLUMN = 28, WORDS_BYTES = 128 };

__attribute__((format(printf, 2, 3))) static int refuse(char *error, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	vsnprintf(error, OPTIONS_ERROR_BYTES, format, args);
	va_end(args);
	return -EINVAL;
}

static const struct option_row *row_of(const struct option_section *const *sections,
		const char *name, size_t length)
{
	for (; *sections; sections++)
		for (size_t i = 0; i < (*sections)->count; i++) {
			const struct option_row *row = &(*sections)->rows[i];
			if (strlen(row->name) == length && strncmp(row->name, name, length) == 0)
				return row;
		}
	return NULL;
}

static void list_words(const struct option_row *row, char *text)
{
	text[0] = '\0';
	for (const char *const *word = row->words; *word; word++) {
		if (word != row->words)
			strcat(text, word[1] ? ", " : " or ");
		strcat(text, *word);
	}
}

static int take_number(const struct option_row *row, const char *value, char *error)
{
	char *end;
	errno = 0;
	double number = strtod(value, &end);
	bool whole = row->kind == OPTION_WHOLE;
	bool fits = number >= row->least && number <= row->most;
	if (errno || end == value || *end || !fits || (whole && number != (double)(int)number))
		return refuse(error, "--%s takes a%s number from %g to %g, not \"%s\"", row->name,
				whole ? " whole" : "", row->least, row->most, value);
	if (whole)
		*(int *)row->into = (int)number;
	else
		*(double *)row->into = number;
	return 0;
}

static int take_word(const struct option_row *row, const char *value, char *error)
{
	for (int i = 0; row->words[i]; i++)
		if (strcmp(row->words[i], value) == 0) {
			*(int *)row->into = i;
			return 0;
		}
	char words[WORDS_BYTES];
	list_words(row, words);
	return refuse(error, "--%s is %s, not \"%s\"", row->name, words, value);
}

static int take_value(const struct option_row *row, const char *value, char *error)
{
	switch (row->kind) {
	case OPTION_FLAG: *(bool *)row->into = true; return 0;
	case OPTION_TEXT:
	case OPTION_MAYBE: *(const char **)row->into = value; return 0;
	case OPTION_WHOLE:
	case OPTION_DECIMAL: return take_number(row, value, error);
	case OPTION_WORD: return take_word(row, value, error);
	}
	return -EINVAL;
}

int options_parse(const struct option_section *const *sections, int argc, char **argv, char *error)
{
	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], "--", 2) != 0)
			return refuse(error, "\"%s\" is not an option; see --help", argv[i]);
		const char *name = argv[i] + 2;
		size_t length = strcspn(name, "=");
		const struct option_row *row = row_of(sections, name, length);
		if (!row)
			return refuse(error, "there is no option --%.*s; see --help", (int)length,
					name);
		const char *value = name[length] ? name + length + 1 : NULL;
		if (row->kind == OPTION_FLAG && value)
			return refuse(error, "--%s takes no value", row->name);
		bool alone = i + 1 == argc || strncmp(argv[i + 1], "--", 2) == 0;
		if (row->kind == OPTION_MAYBE && !value)
			value = alone ? "" : argv[++i];
		if (row->kind != OPTION_FLAG && !value) {
			if (++i == argc)
				return refuse(error, "--%s needs a value: %s", row->name,
						row->value);
			value = argv[i];
		}
		int err = take_value(row, value, error);
		if (err)
			return err;
	}
	return 0;
}

static void print_row(const struct option_row *row, FILE *out)
{
	int used = fprintf(out, "  --%s%s%s", row->name, row->value ? " " : "",
			row->value ? row->value : "");
	if (used >= HELP_COLUMN)
		used = fprintf(out, "\n") - 1;
	for (const char *line = row->help; line;) {
		size_t length = strcspn(line, "\n");
		fprintf(out, "%*s%.*s\n", HELP_COLUMN - used, "", (int)length, line);
		used = 0;
		line = line[length] ? line + length + 1 : NULL;
	}
}

void options_help(const struct option_section *const *sections, FILE *out)
{
	for (; *sections; sections++) {
		fprintf(out, "\n%s\n", (*sections)->title);
		for (size_t i = 0; i < (*sections)->count; i++)
			print_row(&(*sections)->rows[i], out);
	}
}
