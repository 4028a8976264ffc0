// SPDX-License-Identifier: Apache-2.0
/*
 * The ways to ask a program to end: Ctrl-C, SIGTERM, a closed terminal. They set a flag and ring a
 * bell; who is at the other end of a closed pipe does not kill us.
 *
 * Thread: main's; the handler may run on it at any time.
 */
#ifndef CLIENT_QUIT_H
#define CLIENT_QUIT_H

#include <stdbool.h>

#include "base/bell.h"

/* Before any thread starts. The bell must live to the end of the program. */
void quit_listen(const struct bell *bell);

bool quit_wanted(void);

#endif
