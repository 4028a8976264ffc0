// SPDX-License-Identifier: Apache-2.0
/*
 * The marks around real-time work. In programs they do nothing; test binaries link
 * tests/support/rt_guard.c, which trips on malloc, free or a lock between them.
 *
 * Thread: the one that does the work; marks do not nest.
 */
#ifndef BASE_RT_H
#define BASE_RT_H

void rt_enter(void);
void rt_leave(void);

#endif
