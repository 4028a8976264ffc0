// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* RTLD_NEXT */
#include "support/rt_guard.h"

#include <execinfo.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local bool inside;
static _Atomic unsigned long rounds;

void rt_enter(void)
{
	atomic_fetch_add_explicit(&rounds, 1, memory_order_relaxed); /* a count, nothing more */
	inside = true;
}

void rt_leave(void)
{
	inside = false;
}

unsigned long rt_guard_rounds(void)
{
	return atomic_load_explicit(&rounds, memory_order_relaxed);
}

static void say(const char *text)
{
	ssize_t done = write(STDERR_FILENO, text, strlen(text));
	(void)done;
}

/* Called by everything that is forbidden between the marks. */
static void forbid(const char *call)
{
	if (!inside)
		return;
	inside = false; /* from here on we may do it ourselves */
	say("rt_guard: ");
	say(call);
	say(" inside real-time work\n");
	void *frames[32];
	backtrace_symbols_fd(frames, backtrace(frames, 32), STDERR_FILENO);
	abort();
}

#ifdef TUMEN_SANITIZED
/* as <sanitizer/allocator_interface.h> has it, which gcc's packages leave out */
int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
		void (*on_free)(const volatile void *));

static void on_malloc(const volatile void *memory, size_t bytes)
{
	(void)memory;
	(void)bytes;
	forbid("malloc");
}

static void on_free(const volatile void *memory)
{
	(void)memory;
	forbid("free");
}

__attribute__((constructor)) static void install(void)
{
	__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free);
}

#else
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <time.h>

/* glibc's allocator under its other names, so that nothing has to be looked up to allocate */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *memory, size_t bytes);
void *__libc_memalign(size_t alignment, size_t bytes);
void __libc_free(void *memory);

void *malloc(size_t bytes)
{
	forbid("malloc");
	return __libc_malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
	forbid("calloc");
	return __libc_calloc(count, bytes);
}

void *realloc(void *memory, size_t bytes)
{
	forbid("realloc");
	return __libc_realloc(memory, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
	forbid("aligned_alloc");
	return __libc_memalign(alignment, bytes);
}

int posix_memalign(void **memory, size_t alignment, size_t bytes)
{
	forbid("posix_memalign");
	*memory = __libc_memalign(alignment, bytes);
	return *memory ? 0 : ENOMEM;
}

void free(void *memory)
{
	forbid("free");
	__libc_free(memory);
}

/* The library's own function of that name, behind ours. ISO C has no conversion from an object
 * pointer to a function pointer; POSIX asks dlsym's callers to do it so. */
#define REAL(name)                                                                                 \
	static __typeof__(&name) real;                                                             \
	if (!real)                                                                                 \
	*(void **)&real = dlsym(RTLD_NEXT, #name)

int pthread_mutex_lock(pthread_mutex_t *mutex)
{
	forbid("pthread_mutex_lock");
	REAL(pthread_mutex_lock);
	return real(mutex);
}

int pthread_mutex_trylock(pthread_mutex_t *mutex)
{
	forbid("pthread_mutex_trylock");
	REAL(pthread_mutex_trylock);
	return real(mutex);
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	forbid("clock_gettime");
	REAL(clock_gettime);
	return real(clock, now);
}

int clock_nanosleep(clockid_t clock, int options, const struct timespec *until,
		struct timespec *left)
{
	forbid("clock_nanosleep");
	REAL(clock_nanosleep);
	return real(clock, options, until, left);
}

ssize_t write(int fd, const void *data, size_t bytes)
{
	if (bytes != sizeof(uint64_t)) /* bell_ring() */
		forbid("write");
	REAL(write);
	return real(fd, data, bytes);
}
#endif
