// SPDX-License-Identifier: Apache-2.0
/* Lines for a terminal: looks, widths, bars. */
#include "screen.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct screen s;
static char out[SCREEN_LINE_BYTES + 8];

static int begin(void **state)
{
	(void)state;
	unsetenv("NO_COLOR");
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	screen_init(&s);
	screen_line(&s);
	return 0;
}

static const char *fit(int columns)
{
	size_t bytes = screen_fit(&s, s.lines - 1, columns, out, sizeof out);
	assert_true(bytes < sizeof out);
	out[bytes] = '\0';
	return out;
}

static void looks_are_opened_and_closed(void **state)
{
	(void)state;
	screen_add(&s, LOOK_PLAIN, "a");
	screen_add(&s, LOOK_ON_AIR, "%d", 7);
	assert_string_equal(fit(80), "a\033[1;37;41m7\033[0m\033[0m");
}

static void without_colour_the_sign_still_stands_out(void **state)
{
	(void)state;
	setenv("NO_COLOR", "1", 1);
	screen_init(&s);
	screen_line(&s);
	screen_add(&s, LOOK_GOOD, "a");
	screen_add(&s, LOOK_ON_AIR, "b");
	assert_string_equal(fit(80), "a\033[7mb\033[0m\033[0m");
	unsetenv("NO_COLOR");
}

static void lines_are_cut_by_columns(void **state)
{
	(void)state;
	screen_add(&s, LOOK_PLAIN, "abc한국어def");
	assert_string_equal(fit(80), "abc한국어def\033[0m");
	assert_string_equal(fit(9), "abc한국어\033[0m");
	assert_string_equal(fit(8), "abc한국\033[0m"); /* half a letter is none */
	assert_string_equal(fit(3), "abc\033[0m");
	assert_string_equal(fit(0), "\033[0m");
}

static void a_cut_never_leaves_half_a_look(void **state)
{
	(void)state;
	screen_add(&s, LOOK_BAD, "abc");
	assert_string_equal(fit(2), "\033[1;31mab\033[0m");
}

static void a_bar_fills_with_the_level(void **state)
{
	(void)state;
	static const struct {
		float dbfs;
		int filled;
	} rows[] = { { -120, 0 }, { -60, 0 }, { -30, 10 }, { -3, 19 }, { 0, 20 }, { 5, 20 } };
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int filled = 0;
		int empty = 0;
		screen_clear(&s);
		screen_line(&s);
		screen_bar(&s, rows[i].dbfs, 20);
		for (const char *c = fit(80); *c; c++) {
			filled += strncmp(c, "\u2588", 3) == 0;
			empty += strncmp(c, "\u2591", 3) == 0;
		}
		assert_int_equal(filled, rows[i].filled);
		assert_int_equal(empty, 20 - rows[i].filled);
	}
}

static void an_ascii_terminal_gets_ascii(void **state)
{
	(void)state;
	assert_non_null(setlocale(LC_CTYPE, "C"));
	screen_init(&s);
	screen_line(&s);
	assert_string_equal(screen_text(&s, "한국어", "ko"), "ko");
	screen_bar(&s, -30, 4);
	assert_non_null(strstr(fit(80), "##"));
	screen_add(&s, LOOK_PLAIN, "\xed\x95\x9c");
	assert_non_null(fit(80));
}

static void too_much_does_not_overflow(void **state)
{
	(void)state;
	for (int i = 0; i < 1000; i++)
		screen_add(&s, LOOK_CHOSEN, "0123456789");
	for (int i = 0; i < 20; i++)
		screen_line(&s);
	assert_int_equal(s.lines, SCREEN_LINES);
	screen_bar(&s, 0, 100000);
	assert_true(strlen(fit(100000)) < sizeof out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(looks_are_opened_and_closed, begin),
		cmocka_unit_test_setup(without_colour_the_sign_still_stands_out, begin),
		cmocka_unit_test_setup(lines_are_cut_by_columns, begin),
		cmocka_unit_test_setup(a_cut_never_leaves_half_a_look, begin),
		cmocka_unit_test_setup(a_bar_fills_with_the_level, begin),
		cmocka_unit_test_setup(an_ascii_terminal_gets_ascii, begin),
		cmocka_unit_test_setup(too_much_does_not_overflow, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
