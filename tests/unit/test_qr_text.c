// SPDX-License-Identifier: Apache-2.0
#include "tools/qr_text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static char *draw(const char *text, int *err)
{
	char *drawn = NULL;
	size_t bytes = 0;
	FILE *out = open_memstream(&drawn, &bytes);
	assert_non_null(out);
	*err = qr_text_draw(out, text);
	fclose(out);
	return drawn;
}

static int lines_of(const char *drawn)
{
	int lines = 0;
	for (; *drawn; drawn++)
		lines += *drawn == '\n';
	return lines;
}

static void the_quiet_zone_is_light_and_the_corner_dark(void **state)
{
	(void)state;
	int err;
	char *drawn = draw("http://127.0.0.1:8080/#ko", &err);
	assert_int_equal(err, 0);
	/* 25 bytes at level M: version 2, 25 modules a side, and 4 light ones around */
	assert_int_equal(lines_of(drawn), (25 + 8 + 1) / 2);

	char *first = strchr(drawn, 'm') + 1; /* behind the colour */
	assert_memory_equal(first, "                                 \033[0m", 33 + 4);
	char *third = strchr(strchr(drawn, '\n') + 1, '\n') + 1;
	third = strchr(third, 'm') + 1;
	assert_memory_equal(third, "    █▀▀▀▀▀█", 4 + 7 * strlen("█")); /* a finder pattern */
	free(drawn);
}

static void what_cannot_be_drawn_is_refused(void **state)
{
	(void)state;
	int err;
	char *drawn = draw("", &err);
	assert_int_equal(err, -EINVAL);
	assert_string_equal(drawn, "");
	free(drawn);

	char text[4000];
	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = 0;
	drawn = draw(text, &err);
	assert_int_equal(err, -ERANGE);
	assert_string_equal(drawn, "");
	free(drawn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_quiet_zone_is_light_and_the_corner_dark),
		cmocka_unit_test(what_cannot_be_drawn_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
