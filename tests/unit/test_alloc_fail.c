// SPDX-License-Identifier: Apache-2.0
#include "support/alloc_fail.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_nth_fails_once(void **state)
{
	(void)state;
	alloc_fail_at(2);
	char *first = malloc(10);
	char *second = malloc(10);
	char *third = malloc(10);
	assert_true(alloc_fail_stop());
	assert_non_null(first);
	assert_null(second);
	assert_non_null(third);
	free(first);
	free(third);
}

static void all_ways_to_allocate_count(void **state)
{
	(void)state;
	void *aligned = NULL;
	alloc_fail_at(1);
	assert_null(calloc(1, 1));
	alloc_fail_at(1);
	assert_null(realloc(NULL, 1));
	alloc_fail_at(1);
	assert_int_equal(posix_memalign(&aligned, 64, 64), ENOMEM);
	alloc_fail_at(1);
	assert_null(aligned_alloc(64, 64));
	alloc_fail_at(1);
	assert_null(strdup("ko"));
	assert_true(alloc_fail_stop());
}

struct pair {
	char *left;
	char *right;
};

static void destroy(void *thing)
{
	struct pair *p = thing;
	free(p->left);
	free(p->right);
	*p = (struct pair){ 0 };
}

static int create(void *thing)
{
	struct pair *p = thing;
	p->left = malloc(10);
	p->right = malloc(10);
	if (p->left && p->right)
		return 0;
	destroy(p);
	return -ENOMEM;
}

static void replay_walks_every_way_out(void **state)
{
	(void)state;
	struct pair p = { 0 };
	assert_int_equal(alloc_fail_replay(create, destroy, &p), 2);
	assert_null(p.left);
}

static void nothing_fails_unasked(void **state)
{
	(void)state;
	alloc_fail_at(0);
	char *memory = malloc(10);
	assert_non_null(memory);
	assert_false(alloc_fail_stop());
	free(memory);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_nth_fails_once),
		cmocka_unit_test(all_ways_to_allocate_count),
		cmocka_unit_test(replay_walks_every_way_out),
		cmocka_unit_test(nothing_fails_unasked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
