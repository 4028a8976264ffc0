// SPDX-License-Identifier: Apache-2.0
/*
 * What is wrong with a config file: collected in any order, said in the order of lines.
 *
 * Thread: main's, before any other starts.
 */
#ifndef CONFIG_PROBLEMS_H
#define CONFIG_PROBLEMS_H

#include <stddef.h>
#include <stdio.h>

enum { PROBLEMS_MAX = 50, PROBLEM_BYTES = 512 };

struct problem {
	size_t line;   /* the first is 1 */
	size_t number; /* as they were found: the order within a line */
	char text[PROBLEM_BYTES];
};

struct problems {
	size_t count; /* all of them; the first PROBLEMS_MAX are kept */
	struct problem kept[PROBLEMS_MAX];
};

__attribute__((format(printf, 3, 4))) void problems_add(struct problems *p, size_t line,
		const char *format, ...);

/* One line each: "NAME:LINE: TEXT". */
void problems_print(struct problems *p, const char *name, FILE *errors);

/* A value that somebody typed, fit for a line of ours: cut after some 40 bytes, control characters
 * and broken UTF-8 as '?'. `shown` is returned. */
enum { PROBLEM_VALUE_BYTES = 48 };
const char *problem_value(char shown[static PROBLEM_VALUE_BYTES], const char *text, size_t bytes);

#endif
