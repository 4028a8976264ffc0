// SPDX-License-Identifier: Apache-2.0
#include "support/alloc_fail.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { REPLAYS_MAX = 100000 };

static _Thread_local unsigned countdown;
static _Thread_local bool failed;

void alloc_fail_at(unsigned n)
{
	countdown = n;
	failed = false;
}

bool alloc_fail_stop(void)
{
	countdown = 0;
	return failed;
}

static bool is_its_turn(void)
{
	if (countdown == 0 || --countdown > 0)
		return false;
	failed = true;
	errno = ENOMEM;
	return true;
}

unsigned alloc_fail_replay(int (*create)(void *thing), void (*destroy)(void *thing), void *thing)
{
	for (unsigned n = 1; n < REPLAYS_MAX; n++) {
		alloc_fail_at(n);
		int err = create(thing);
		if (!alloc_fail_stop()) {
			assert_int_equal(err, 0);
			destroy(thing);
			return n - 1;
		}
		assert_int_equal(err, -ENOMEM);
	}
	fail_msg("never succeeds: a failed allocation makes it allocate again");
	return 0;
}

/* ---- the linker sends our code's calls of malloc() and the others here ---- */

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_realloc(void *memory, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
int __real_posix_memalign(void **memory, size_t alignment, size_t bytes);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t bytes);

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *memory, size_t bytes);
void *__wrap_aligned_alloc(size_t alignment, size_t bytes);
int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t bytes);

void *__wrap_malloc(size_t bytes)
{
	return is_its_turn() ? NULL : __real_malloc(bytes);
}

void *__wrap_calloc(size_t count, size_t bytes)
{
	return is_its_turn() ? NULL : __real_calloc(count, bytes);
}

void *__wrap_realloc(void *memory, size_t bytes)
{
	return is_its_turn() ? NULL : __real_realloc(memory, bytes);
}

void *__wrap_aligned_alloc(size_t alignment, size_t bytes)
{
	return is_its_turn() ? NULL : __real_aligned_alloc(alignment, bytes);
}

int __wrap_posix_memalign(void **memory, size_t alignment, size_t bytes)
{
	return is_its_turn() ? ENOMEM : __real_posix_memalign(memory, alignment, bytes);
}

char *__wrap_strdup(const char *text)
{
	return is_its_turn() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t bytes)
{
	return is_its_turn() ? NULL : __real_strndup(text, bytes);
}
