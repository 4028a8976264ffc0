// SPDX-License-Identifier: Apache-2.0
/* The small rooms of base: handles, clock and threads. */
#define _GNU_SOURCE /* pthread_getname_np */
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/handle.h"
#include "base/thread.h"

static void a_handle_names_slot_and_tenant(void **state)
{
	(void)state;
	struct handle none = { 0 };
	struct handle first = { .slot = 3, .generation = 1 };
	struct handle next_tenant = { .slot = 3, .generation = 2 };
	struct handle other_slot = { .slot = 4, .generation = 1 };
	assert_false(handle_valid(none));
	assert_true(handle_valid(first));
	assert_true(handle_equal(first, first));
	assert_false(handle_equal(first, next_tenant));
	assert_false(handle_equal(first, other_slot));
}

static void the_clock_never_runs_backwards(void **state)
{
	(void)state;
	int64_t before = clock_now_ns();
	for (int i = 0; i < 1000; i++) {
		int64_t now = clock_now_ns();
		assert_true(now >= before);
		before = now;
	}
}

static void sleeping_ends_after_its_deadline(void **state)
{
	(void)state;
	int64_t deadline = clock_now_ns() + 2 * 1000000;
	clock_sleep_until_ns(deadline);
	assert_true(clock_now_ns() >= deadline);
	clock_sleep_until_ns(deadline); /* passed: returns at once, or this test would hang */
	clock_sleep_until_ns(0);
}

struct seen {
	char name[16];
	sigset_t blocked;
	int ran;
};

static void look_around(void *arg)
{
	struct seen *seen = arg;
	pthread_getname_np(pthread_self(), seen->name, sizeof seen->name);
	pthread_sigmask(SIG_SETMASK, NULL, &seen->blocked);
	thread_expect(THREAD_SINK);
	seen->ran = 1;
}

static void a_thread_has_name_role_and_no_signals(void **state)
{
	(void)state;
	struct thread t = { 0 };
	struct seen seen = { 0 };
	assert_int_equal(thread_start(&t, THREAD_SINK, "a name far too long", look_around, &seen),
			0);
	thread_join(&t);
	thread_join(&t); /* joined twice is fine */
	assert_int_equal(seen.ran, 1);
	assert_string_equal(seen.name, "a name far too ");
	assert_true(sigismember(&seen.blocked, SIGTERM));
	assert_true(sigismember(&seen.blocked, SIGINT));

	sigset_t mine;
	pthread_sigmask(SIG_SETMASK, NULL, &mine);
	assert_false(sigismember(&mine, SIGTERM)); /* the starter's own are as before */
}

static void expect_another_role(void *arg)
{
	(void)arg;
	thread_expect(THREAD_MEDIA);
}

static void the_wrong_thread_is_stopped(void **state)
{
	(void)state;
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct thread t = { 0 };
		close(STDERR_FILENO); /* assert() would print */
		int err = thread_start(&t, THREAD_SINK, "sink", expect_another_role, NULL);
		thread_join(&t);
		_exit(err);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGABRT);
}

static void main_and_tests_may_call_anything(void **state)
{
	(void)state;
	thread_expect(THREAD_MEDIA);
	thread_expect(THREAD_LOOP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_handle_names_slot_and_tenant),
		cmocka_unit_test(the_clock_never_runs_backwards),
		cmocka_unit_test(sleeping_ends_after_its_deadline),
		cmocka_unit_test(a_thread_has_name_role_and_no_signals),
		cmocka_unit_test(the_wrong_thread_is_stopped),
		cmocka_unit_test(main_and_tests_may_call_anything),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
