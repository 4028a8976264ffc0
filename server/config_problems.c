// SPDX-License-Identifier: Apache-2.0
#include "config_problems.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "proto/text.h"

void problems_add(struct problems *p, size_t line, const char *format, ...)
{
	if (p->count++ >= PROBLEMS_MAX)
		return;
	struct problem *kept = &p->kept[p->count - 1];
	kept->line = line;
	kept->number = p->count;
	va_list args;
	va_start(args, format);
	vsnprintf(kept->text, sizeof kept->text, format, args);
	va_end(args);
}

static int by_line(const void *a, const void *b)
{
	const struct problem *x = a;
	const struct problem *y = b;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

void problems_print(struct problems *p, const char *name, FILE *errors)
{
	size_t kept = p->count < PROBLEMS_MAX ? p->count : PROBLEMS_MAX;
	qsort(p->kept, kept, sizeof p->kept[0], by_line);
	for (size_t i = 0; i < kept; i++)
		fprintf(errors, "%s:%zu: %s\n", name, p->kept[i].line, p->kept[i].text);
	if (p->count > kept)
		fprintf(errors, "%s: and %zu more\n", name, p->count - kept);
}

const char *problem_value(char shown[static PROBLEM_VALUE_BYTES], const char *text, size_t bytes)
{
	enum { ELLIPSIS_BYTES = 3 };
	size_t room = PROBLEM_VALUE_BYTES - 1 - ELLIPSIS_BYTES;
	size_t used = bytes < room ? bytes : room;
	memcpy(shown, text, used);
	if (bytes > used) {
		used = text_utf8_prefix(shown, used);
		memcpy(shown + used, "...", ELLIPSIS_BYTES);
		used += ELLIPSIS_BYTES;
	}
	shown[used] = '\0';
	if (!text_is_line(shown, used))
		for (size_t i = 0; i < used; i++)
			if (shown[i] < ' ' || shown[i] > '~')
				shown[i] = '?';
	return shown;
}
