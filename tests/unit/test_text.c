// SPDX-License-Identifier: Apache-2.0
/* text.h: what may stand as a name. */
#include "proto/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
#define BYTES(text) text, sizeof(text) - 1
static const struct row {
	const char *text;
	size_t bytes;
	bool id, line, ascii;
	size_t utf8; /* valid bytes at the start */
} rows[] = {
	/* text                                     id     line   ascii  utf8 */
	{ BYTES(""),                                false, true,  true,  0 },
	{ BYTES("a"),                               true,  true,  true,  1 },
	{ BYTES("zh-hant-2"),                       true,  true,  true,  9 },
	{ BYTES("abcdefghijklmnopqrstuvwxyz-12345"), true, true,  true,  32 },
	{ BYTES("abcdefghijklmnopqrstuvwxyz-123456"), false, true, true, 33 },
	{ BYTES("2zh"),                             false, true,  true,  3 },
	{ BYTES("-zh"),                             false, true,  true,  3 },
	{ BYTES("Zh"),                              false, true,  true,  2 },
	{ BYTES("zh_x"),                            false, true,  true,  4 },
	{ BYTES("a b"),                             false, true,  false, 3 },
	{ BYTES("a\0b"),                            false, false, false, 3 },
	{ BYTES("a\nb"),                            false, false, false, 3 },
	{ BYTES("a\x7f"),                           false, false, false, 2 },
	{ BYTES("한국어"),                          false, true,  false, 9 },
	{ BYTES("Бат-Эрдэнэ"),                      false, true,  false, 19 },
	{ BYTES("\xc2\x85"),                        false, false, false, 2 }, /* NEL, a C1 control */
	{ BYTES("\xc2\xa0"),                        false, true,  false, 2 },
	{ BYTES("\xe2\x80\xa8"),                    false, false, false, 3 }, /* line separator */
	{ BYTES("a\xe2\x80\xae" "b"),               false, false, false, 5 }, /* right-to-left override */
	{ BYTES("\xe2\x81\xa6"),                    false, false, false, 3 }, /* isolate */
	{ BYTES("\xe2\x80\x8d"),                    false, true,  false, 3 }, /* a joiner is part of words */
	{ BYTES("\xf0\x9f\x8e\xa7"),                false, true,  false, 4 },
	{ BYTES("ab\x80"),                          false, false, false, 2 }, /* starts nowhere */
	{ BYTES("ab\xc0\x80"),                      false, false, false, 2 }, /* overlong zero */
	{ BYTES("ab\xe0\x80\xaf"),                  false, false, false, 2 }, /* overlong slash */
	{ BYTES("ab\xf0\x80\x80\x80"),              false, false, false, 2 },
	{ BYTES("ab\xed\xa0\x80"),                  false, false, false, 2 }, /* surrogate */
	{ BYTES("ab\xf4\x90\x80\x80"),              false, false, false, 2 }, /* above U+10FFFF */
	{ BYTES("ab\xed\x95"),                      false, false, false, 2 }, /* cut off */
	{ BYTES("ab\xed\x95z"),                     false, false, false, 2 },
	{ BYTES("ab\xff"),                          false, false, false, 2 },
};
/* clang-format on */

static void forms(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		print_message("row %zu: %s\n", i, r->text);
		assert_int_equal(text_is_id(r->text, r->bytes), r->id);
		assert_int_equal(text_is_line(r->text, r->bytes), r->line);
		assert_int_equal(text_is_visible_ascii(r->text, r->bytes), r->ascii);
		assert_int_equal(text_utf8_prefix(r->text, r->bytes), r->utf8);
	}
}

static void words_have_underscores(void **state)
{
	(void)state;
	assert_true(text_is_word("cannot_interpret", 16));
	assert_false(text_is_word("cannot-interpret", 16));
	assert_false(text_is_word("_x", 2));
	assert_false(text_is_word("", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(forms),
		cmocka_unit_test(words_have_underscores),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
