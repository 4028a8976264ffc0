// SPDX-License-Identifier: Apache-2.0
/* Which announcements stand after others, as scripts. */
#include "control/announcements.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { EVERYBODY = 0 };

/* "a3" announces to the channels with those bits, a0 to everybody; "e2" ends number 2, e0 all of
 * them. Then, what stands and, of the last step, what is over: ids. */
static const struct row {
	const char *name, *script, *stands, *over;
} rows[] = {
	/* clang-format off */
	{ "one stands",                          "a0",             "1",     "" },
	{ "a newer one takes its place",         "a0 a0",          "2",     "1" },
	{ "each group has its own",              "a1 a2 a4",       "1 2 3", "" },
	{ "one for some leaves that for all",    "a0 a1",          "1 2",   "" },
	{ "one for all takes every place",       "a1 a2 a0",       "3",     "2 1" },
	{ "the same group",                      "a3 a3",          "2",     "1" },
	{ "more than the group",                 "a1 a3",          "2",     "1" },
	{ "less than the group",                 "a3 a1",          "1 2",   "" },
	{ "another that overlaps",               "a3 a6",          "1 2",   "" },
	{ "ended",                               "a1 a2 e1",       "2",     "1" },
	{ "ended twice",                         "a1 a2 e1 e1",    "2",     "" },
	{ "all ended",                           "a1 a2 e0",       "",      "2 1" },
	{ "none to end",                         "e0",             "",      "" },
	{ "ids are not given again",             "a0 e1 a0",       "2",     "" },
	/* clang-format on */
};

static void append(char *text, uint32_t id)
{
	sprintf(text + strlen(text), "%s%u", text[0] ? " " : "", id);
}

static uint32_t set_of(const char *step)
{
	uint32_t bits = (uint32_t)atoi(step);
	return bits == EVERYBODY ? ANNOUNCED_TO_ALL : bits;
}

static void what_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		static struct announcements a;
		struct announcements_over over = { .count = 0 };
		char stands[100] = "";
		char gone[100] = "";
		memset(&a, 0, sizeof a);
		for (const char *p = rows[i].script; *p; p += strcspn(p, " "), p += strspn(p, " "))
			if (*p == 'a')
				announcements_add(&a, set_of(p + 1), "text", 7, &over);
			else
				announcements_end(&a, (uint32_t)atoi(p + 1), &over);
		for (uint32_t n = 0; n < a.count; n++)
			append(stands, a.standing[n].id);
		for (uint32_t n = 0; n < over.count; n++)
			append(gone, over.ids[n]);
		if (strcmp(stands, rows[i].stands) != 0 || strcmp(gone, rows[i].over) != 0)
			fail_msg("%s: '%s', over '%s'", rows[i].name, stands, gone);
	}
}

/* However many and however long: a welcome has room for them, and the newest stands. */
static void the_oldest_give_way(void **state)
{
	(void)state;
	static struct announcements a;
	struct announcements_over over;
	char text[CHAT_BYTES];
	for (uint32_t n = 0; n < ANNOUNCEMENTS_MAX + 4; n++)
		announcements_add(&a, UINT32_C(1) << n, "short", n, &over);
	assert_int_equal(a.count, ANNOUNCEMENTS_MAX);
	assert_int_equal(over.count, 1);
	assert_int_equal(over.ids[0], 4);

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	for (uint32_t n = 0; n < CHANNELS_MAX; n++)
		announcements_add(&a, ~(UINT32_C(1) << n), text, n, &over);
	size_t bytes = 0;
	for (uint32_t n = 0; n < a.count; n++)
		bytes += strlen(a.standing[n].text);
	assert_in_range(bytes, 2 * (CHAT_BYTES - 1), ANNOUNCEMENTS_BYTES);
	assert_int_equal(a.standing[a.count - 1].id, ANNOUNCEMENTS_MAX + 4 + CHANNELS_MAX);
	assert_string_equal(a.standing[a.count - 1].text, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands),
		cmocka_unit_test(the_oldest_give_way),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
