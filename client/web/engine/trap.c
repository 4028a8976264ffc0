// SPDX-License-Identifier: Apache-2.0
/*
 * What a failed assert does in a browser: it stops the engine, and the page hears of it as a
 * processor error. libc's own would print, and pull in stdio and a file system for it.
 */
#include <assert.h>

void __assert_fail(const char *expression, const char *file, int line, const char *function)
{
	(void)expression;
	(void)file;
	(void)line;
	(void)function;
	__builtin_trap();
}
