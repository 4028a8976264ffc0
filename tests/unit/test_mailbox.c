// SPDX-License-Identifier: Apache-2.0
/*
 * Texts on their way out as a table: 1 to 9 puts a text into the mailbox, a to z hangs one on the
 * board for listeners, A to Z for operators only, J joins as a listener, t takes one; what was
 * taken is written as it was put, . for nothing, ! when something was lost.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net/mailbox.h"

enum { LISTENER = 1, OPERATOR = 2 };

#define BOARD_FULL "aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffgggggggghhhhhhhh"

/* clang-format off */
static const struct row { const char *name, *script, *want; } rows[] = {
	{ "nothing waits",                         "t",              "."    },
	{ "its own, in order",                     "123tttt",        "123." },
	{ "the board is not for who has not joined", "ab1ttJt",      "1.."  },
	{ "the board from joining on",             "aJbcttt",        "bc."  },
	{ "as control said them",                  "J1a2bcttttt3t",  "1a2bc3" },
	{ "the other roles' are passed over",      "JaQbRttt",       "ab."  },
	{ "only the other roles'",                 "JQRSt1t",        ".1"   },
	{ "a full board is read",                  "J" BOARD_FULL "t",  "a" },
	{ "one more and the first is lost",        "J" BOARD_FULL "it", "!" },
	{ "lost even where none was for it",       "J" BOARD_FULL "Qt", "!" },
	{ "a full mailbox takes no more",          "123456789123456712t", "!!1" },
};
/* clang-format on */

static void take(struct mailbox *m, const struct board *b, char *said)
{
	const struct text *text;
	switch (mailbox_peek(m, b, &text)) {
	case MAILBOX_EMPTY: strcat(said, "."); return;
	case MAILBOX_LOST: strcat(said, "!"); return;
	case MAILBOX_TEXT: break;
	}
	assert_int_equal(text->wire[0], 0x81);
	assert_int_equal(text->wire[1], 1);
	assert_int_equal(text->wire_bytes, 3);
	strncat(said, (const char *)text->wire + 2, 1);
	mailbox_drop(m, b);
}

static void keeps_order_and_says_what_was_lost(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mailbox m = { 0 };
		struct board b = { 0 };
		char said[100] = "";
		for (const char *c = rows[i].script; *c; c++) {
			if (*c == 't')
				take(&m, &b, said);
			else if (*c == 'J')
				mailbox_join(&m, &b, LISTENER);
			else if (*c >= '1' && *c <= '9')
				strcat(said, mailbox_put(&m, &b, c, 1) ? "" : "!");
			else
				assert_true(board_put(&b, *c >= 'a' ? LISTENER : OPERATOR, c, 1));
		}
		if (strcmp(said, rows[i].want) != 0)
			print_error("%s: \"%s\"\n", rows[i].name, said);
		assert_string_equal(said, rows[i].want);
		mailbox_finish(&m);
		board_finish(&b);
	}
}

static void long_texts_get_a_long_header(void **state)
{
	(void)state;
	struct mailbox m = { 0 };
	struct board b = { 0 };
	char text[16384] = { 'x' };
	const struct text *out;
	assert_true(mailbox_put(&m, &b, text, sizeof text));
	assert_int_equal(mailbox_peek(&m, &b, &out), MAILBOX_TEXT);
	assert_int_equal(out->wire_bytes, 4 + sizeof text);
	assert_int_equal(out->wire[1], 126);
	assert_int_equal(out->wire[2] << 8 | out->wire[3], sizeof text);
	assert_memory_equal(out->wire + 4, text, sizeof text);
	mailbox_finish(&m);
	board_finish(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keeps_order_and_says_what_was_lost),
		cmocka_unit_test(long_texts_get_a_long_header),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
