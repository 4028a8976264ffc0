// SPDX-License-Identifier: Apache-2.0
/* Command lines from tables. */
#include "options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct {
	bool loop;
	const char *server, *path;
	int latency_ms, rendition;
	double duration_s;
} got;

static const char *const renditions[] = { "high", "low", "auto", NULL };

static const struct option_row rows[] = {
	{ .name = "server",
			.kind = OPTION_TEXT,
			.into = &got.server,
			.value = "URL",
			.help = "where the server is" },
	{ .name = "loop", .kind = OPTION_FLAG, .into = &got.loop, .help = "again and\nagain" },
	{ .name = "path",
			.kind = OPTION_MAYBE,
			.into = &got.path,
			.value = "[WHERE]",
			.help = "another way" },
	{ .name = "latency",
			.kind = OPTION_WHOLE,
			.into = &got.latency_ms,
			.value = "MS",
			.least = 1,
			.most = 500,
			.help = "how much" },
};

static const struct option_row more_rows[] = {
	{ .name = "duration",
			.kind = OPTION_DECIMAL,
			.into = &got.duration_s,
			.value = "SECONDS",
			.least = 0.1,
			.most = 86400,
			.help = "how long" },
	{ .name = "rendition",
			.kind = OPTION_WORD,
			.into = &got.rendition,
			.value = "WORD",
			.words = renditions,
			.help = "which" },
};

static const struct option_section sound = { "Sound", rows, 4 };
static const struct option_section more = { "More", more_rows, 2 };
static const struct option_section *const sections[] = { &sound, &more, NULL };

static int parse(const char *line, char *error)
{
	static char text[512];
	char *argv[16] = { "program" };
	int argc = 1;

	memset(&got, 0, sizeof got);
	snprintf(text, sizeof text, "%s", line);
	for (char *word = strtok(text, " "); word; word = strtok(NULL, " "))
		argv[argc++] = word;
	return options_parse(sections, argc, argv, error);
}

static void values_land_where_the_row_says(void **state)
{
	(void)state;
	char error[OPTIONS_ERROR_BYTES];

	assert_int_equal(parse("--server ws://h --loop --latency=20 --duration 1.5 "
			       "--rendition low",
					 error),
			0);
	assert_string_equal(got.server, "ws://h");
	assert_true(got.loop);
	assert_int_equal(got.latency_ms, 20);
	assert_true(got.duration_s == 1.5);
	assert_int_equal(got.rendition, 1);
	assert_int_equal(parse("", error), 0);
	assert_false(got.loop);
}

static void a_value_may_be_left_out_where_the_row_says_so(void **state)
{
	(void)state;
	static const struct {
		const char *line, *path, *server;
	} lines[] = {
		{ "--path eth1 --server s", "eth1", "s" },
		{ "--path=eth1", "eth1", NULL },
		{ "--path --server s", "", "s" },
		{ "--server s --path", "", "s" },
		{ "--server s", NULL, "s" },
	};
	char error[OPTIONS_ERROR_BYTES];
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
		assert_int_equal(parse(lines[i].line, error), 0);
		assert_true(!got.path == !lines[i].path && !got.server == !lines[i].server);
		if (got.path)
			assert_string_equal(got.path, lines[i].path);
	}
}

/* clang-format off */
static const struct bad { const char *line, *says; } bads[] = {
	{ "talk",               "\"talk\" is not an option" },
	{ "-x",                 "\"-x\" is not an option" },
	{ "--volume 3",         "no option --volume" },
	{ "--ser ws://h",       "no option --ser" },
	{ "--",                 "no option --" },
	{ "--loop=yes",         "--loop takes no value" },
	{ "--server",           "--server needs a value: URL" },
	{ "--latency 0",        "whole number from 1 to 500, not \"0\"" },
	{ "--latency 501",      "from 1 to 500" },
	{ "--latency 2.5",      "whole number" },
	{ "--latency 5x",       "not \"5x\"" },
	{ "--latency=",         "not \"\"" },
	{ "--duration nan",     "from 0.1 to 86400" },
	{ "--duration inf",     "from 0.1 to 86400" },
	{ "--rendition medium", "--rendition is high, low or auto, not \"medium\"" },
};
/* clang-format on */

static void mistakes_get_one_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		char error[OPTIONS_ERROR_BYTES] = "";
		int err = parse(bads[i].line, error);
		print_message("%s: %s\n", bads[i].line, error);
		assert_true(err < 0);
		assert_non_null(strstr(error, bads[i].says));
	}
}

static void help_lists_every_row_in_two_columns(void **state)
{
	(void)state;
	char text[2000] = "";
	FILE *out = fmemopen(text, sizeof text, "w");

	options_help(sections, out);
	fclose(out);
	assert_non_null(strstr(text, "\nSound\n  --server URL              where the server is\n"));
	assert_non_null(strstr(text, "  --loop                    again and\n"
				     "                            again\n"));
	assert_non_null(strstr(text, "--rendition WORD"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_land_where_the_row_says),
		cmocka_unit_test(a_value_may_be_left_out_where_the_row_says_so),
		cmocka_unit_test(mistakes_get_one_sentence),
		cmocka_unit_test(help_lists_every_row_in_two_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
