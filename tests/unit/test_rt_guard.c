// SPDX-License-Identifier: Apache-2.0
/* Who guards the guard: each forbidden call is made inside the marks by a child process, which
 * must not survive it; each allowed one must. */
#include "support/rt_guard.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static void *memory;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static void nothing(void)
{
}

static void do_malloc(void)
{
	memory = malloc(100);
}

static void do_calloc(void)
{
	memory = calloc(10, 10);
}

static void do_realloc(void)
{
	memory = realloc(memory, 5000);
}

static void do_posix_memalign(void)
{
	if (posix_memalign(&memory, 64, 100) != 0)
		memory = NULL;
}

static void do_free(void)
{
	free(memory);
}

static void ring(void)
{
	uint64_t one = 1;
	int fd = eventfd(0, EFD_NONBLOCK);
	ssize_t done = write(fd, &one, sizeof one);
	(void)done;
}

static void do_lock(void)
{
	pthread_mutex_lock(&mutex);
	pthread_mutex_unlock(&mutex);
}

static void do_trylock(void)
{
	if (pthread_mutex_trylock(&mutex) == 0)
		pthread_mutex_unlock(&mutex);
}

static void ask_the_time(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
}

static void print(void)
{
	ssize_t done = write(STDOUT_FILENO, "", 0);
	(void)done;
}

static bool survives(void (*act)(void))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(STDERR_FILENO); /* the guard speaks up */
		rt_enter();
		act();
		rt_leave();
		_exit(0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WIFSIGNALED(status))
		assert_int_equal(WTERMSIG(status), SIGABRT);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void the_heap_is_forbidden(void **state)
{
	(void)state;
	memory = malloc(100);
	assert_false(survives(do_malloc));
	assert_false(survives(do_calloc));
	assert_false(survives(do_realloc));
	assert_false(survives(do_free));
	free(memory);
}

static void a_bell_is_allowed(void **state)
{
	(void)state;
	assert_true(survives(nothing));
	assert_true(survives(ring));
}

static void the_rest_is_forbidden_too(void **state)
{
	(void)state;
	assert_false(survives(do_posix_memalign));
	assert_false(survives(do_lock));
	assert_false(survives(do_trylock));
	assert_false(survives(ask_the_time));
	assert_false(survives(print));
}

static void outside_the_marks_all_is_allowed(void **state)
{
	(void)state;
	unsigned long before = rt_guard_rounds();
	rt_enter();
	rt_leave();
	do_malloc();
	do_realloc();
	do_free();
	do_lock();
	ask_the_time();
	assert_int_equal(rt_guard_rounds(), before + 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_heap_is_forbidden),
		cmocka_unit_test(a_bell_is_allowed),
#ifndef TUMEN_SANITIZED /* there the sanitizers own these calls */
		cmocka_unit_test(the_rest_is_forbidden_too),
#endif
		cmocka_unit_test(outside_the_marks_all_is_allowed),
	};
	(void)the_rest_is_forbidden_too;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
