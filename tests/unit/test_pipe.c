// SPDX-License-Identifier: Apache-2.0
#include "base/pipe.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "base/thread.h"
#include "support/alloc_fail.h"
#include "support/rt_guard.h"

/* In a script a letter puts that letter, '.' takes one; the wanted string has what each take gave
 * ('-' for nothing) and '!' where a put was dropped. The pipe holds four. */
/* clang-format off */
static const struct row { const char *name, *script, *want; } rows[] = {
	{ "empty gives nothing",           ".",               "-"          },
	{ "in order",                      "ab..",            "ab"         },
	{ "taken dry, then again",         "a..b..",          "a-b-"       },
	{ "full drops the newest",         "abcde.....",      "!abcd-"     },
	{ "each drop is told",             "abcdefg....",     "!!!abcd"    },
	{ "room again after one take",     "abcd.e....",      "abcde"      },
	{ "round the ring",                "ab.c.d.e.f..",    "abcdef"     },
};
/* clang-format on */

static void run(struct pipe *p, const char *script, char *got)
{
	for (; *script; script++) {
		if (*script == '.') {
			char record = '-';
			if (pipe_take(p, &record) == 0)
				record = '-';
			*got++ = record;
		} else if (!pipe_put(p, script, 1)) {
			*got++ = '!';
		}
	}
	*got = 0;
}

/* Counters wrap after 2^32 records; every row runs across that too. */
static void check_rows_from(uint32_t start)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pipe p;
		char got[32];
		assert_int_equal(pipe_init(&p, 1, 4), 0);
		p.put = start;
		p.taken = start;
		run(&p, rows[i].script, got);
		if (strcmp(got, rows[i].want) != 0)
			fail_msg("%s: got %s, want %s", rows[i].name, got, rows[i].want);
		pipe_finish(&p);
	}
}

static void scripts_give_what_the_table_says(void **state)
{
	(void)state;
	check_rows_from(0);
	check_rows_from(UINT32_MAX - 1);
}

static void sizes_are_checked_and_rounded_up(void **state)
{
	(void)state;
	struct pipe p;
	char record = 'x';
	assert_int_equal(pipe_init(&p, 0, 4), -EINVAL);
	assert_int_equal(pipe_init(&p, 1, 0), -EINVAL);
	assert_int_equal(pipe_init(&p, 1, (1u << 20) + 1), -EINVAL);

	assert_int_equal(pipe_init(&p, 1, 5), 0);
	for (unsigned i = 0; i < 8; i++)
		assert_true(pipe_put(&p, &record, 1));
	assert_false(pipe_put(&p, &record, 1));
	assert_int_equal(pipe_waiting(&p), 8);
	assert_int_equal(pipe_dropped(&p), 1);
	pipe_finish(&p);
	pipe_finish(&p); /* finished twice is fine */
}

static void a_short_record_keeps_its_length(void **state)
{
	(void)state;
	struct pipe p;
	char record[8] = "........";
	assert_int_equal(pipe_init(&p, sizeof record, 2), 0);
	assert_true(pipe_put(&p, "abc", 3));
	assert_int_equal(pipe_take(&p, record), 3);
	assert_memory_equal(record, "abc.....", 8);
	pipe_finish(&p);
}

static int create(void *pipe)
{
	return pipe_init(pipe, 16, 4);
}

static void destroy(void *pipe)
{
	pipe_finish(pipe);
}

static void no_memory_is_told(void **state)
{
	(void)state;
	struct pipe p;
	assert_int_equal(alloc_fail_replay(create, destroy, &p), 2);
}

static void neither_end_allocates_or_locks(void **state)
{
	(void)state;
	struct pipe p;
	char record = 'x';
	assert_int_equal(pipe_init(&p, 1, 1), 0);
	rt_enter();
	bool first = pipe_put(&p, &record, 1);
	bool second = pipe_put(&p, &record, 1);
	size_t bytes = pipe_take(&p, &record);
	rt_leave();
	assert_true(first);
	assert_false(second);
	assert_int_equal(bytes, 1);
	pipe_finish(&p);
}

/* ---- two threads; the thread sanitizer watches ---- */

enum { RECORDS = 200000 };

struct numbered {
	uint32_t number;
	uint32_t copies[7]; /* the same number: a record seen half written would differ */
};

static void write_numbers(void *arg)
{
	struct pipe *p = arg;
	for (uint32_t n = 1; n <= RECORDS; n++) {
		struct numbered r = { .number = n };
		for (int i = 0; i < 7; i++)
			r.copies[i] = n;
		pipe_put(p, &r, sizeof r);
	}
}

static bool is_whole(const struct numbered *r)
{
	for (int i = 0; i < 7; i++)
		if (r->copies[i] != r->number)
			return false;
	return true;
}

static void two_threads_lose_nothing_uncounted(void **state)
{
	(void)state;
	struct pipe p;
	struct thread writer = { 0 };
	assert_int_equal(pipe_init(&p, sizeof(struct numbered), 64), 0);
	assert_int_equal(thread_start(&writer, THREAD_NONE, "writer", write_numbers, &p), 0);

	uint32_t last = 0;
	uint64_t taken = 0;
	while (taken + pipe_dropped(&p) < RECORDS || pipe_waiting(&p) > 0) {
		struct numbered r;
		if (pipe_take(&p, &r) == 0)
			continue;
		assert_true(is_whole(&r));
		assert_true(r.number > last);
		last = r.number;
		taken++;
	}
	thread_join(&writer);
	assert_int_equal(taken + pipe_dropped(&p), RECORDS);
	pipe_finish(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scripts_give_what_the_table_says),
		cmocka_unit_test(sizes_are_checked_and_rounded_up),
		cmocka_unit_test(a_short_record_keeps_its_length),
		cmocka_unit_test(no_memory_is_told),
		cmocka_unit_test(neither_end_allocates_or_locks),
		cmocka_unit_test(two_threads_lose_nothing_uncounted),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
