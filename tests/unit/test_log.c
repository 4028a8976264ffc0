// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

/* Standard error is led into a pipe around one log line; `text` gets what was written. */
static int begin_capture(int ends[2])
{
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	int before = dup(STDERR_FILENO);
	assert_true(before >= 0);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	return before;
}

static void end_capture(int ends[2], int before, char *text, size_t bytes)
{
	dup2(before, STDERR_FILENO);
	ssize_t got = read(ends[0], text, bytes - 1);
	text[got > 0 ? got : 0] = 0;
	close(before);
	close(ends[0]);
	close(ends[1]);
}

#define CAPTURE(text, line)                                                                        \
	do {                                                                                       \
		int ends[2];                                                                       \
		int before = begin_capture(ends);                                                  \
		line;                                                                              \
		end_capture(ends, before, text, sizeof text);                                      \
	} while (0)

static void a_line_has_time_level_area_and_words(void **state)
{
	(void)state;
	char text[2000];
	CAPTURE(text, log_info("net", "session closed id=%d", 41));
	/* 2026-01-31T12:34:56.789Z info net: session closed id=41 */
	assert_int_equal(text[10], 'T');
	assert_int_equal(text[23], 'Z');
	assert_string_equal(text + 24, " info net: session closed id=41\n");
}

static void a_name_from_outside_cannot_forge_a_line(void **state)
{
	(void)state;
	char text[2000];
	CAPTURE(text, log_warning("net", "name=%s", "eve\n2026 error net: all lost\r\x1b[2J\x7f"));
	assert_string_equal(text + 24, " warning net: name=eve?2026 error net: all lost??[2J?\n");
}

static void other_scripts_pass_unharmed(void **state)
{
	(void)state;
	char text[2000];
	CAPTURE(text, log_info("net", "name=%s", "Өнөр 한국어 中文"));
	assert_string_equal(text + 24, " info net: name=Өнөр 한국어 中文\n");
}

static void a_long_line_is_cut_and_still_ends(void **state)
{
	(void)state;
	char text[3000];
	char name[2000];
	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = 0;
	CAPTURE(text, log_info("net", "name=%s", name));
	size_t length = strlen(text);
	assert_in_range(length, 990, 1000);
	assert_int_equal(text[length - 1], '\n');
}

static void levels_above_the_wanted_one_are_left_out(void **state)
{
	(void)state;
	char text[2000];
	CAPTURE(text, log_debug("net", "unseen"));
	assert_string_equal(text, "");
	log_set_level(LOG_LEVEL_ERROR);
	CAPTURE(text, log_warning("net", "unseen"));
	assert_string_equal(text, "");
	CAPTURE(text, log_error("net", "seen"));
	assert_string_equal(text + 24, " error net: seen\n");
	log_set_level(LOG_LEVEL_INFO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_has_time_level_area_and_words),
		cmocka_unit_test(a_name_from_outside_cannot_forge_a_line),
		cmocka_unit_test(other_scripts_pass_unharmed),
		cmocka_unit_test(a_long_line_is_cut_and_still_ends),
		cmocka_unit_test(levels_above_the_wanted_one_are_left_out),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
