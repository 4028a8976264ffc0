// SPDX-License-Identifier: Apache-2.0
#include "quit.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t wanted;
static const struct bell *to_ring;

static void on_signal(int signal)
{
	(void)signal;
	int before = errno;
	wanted = 1;
	bell_ring(to_ring); /* one write(): allowed here */
	errno = before;
}

void quit_listen(const struct bell *bell)
{
	static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };
	to_ring = bell;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		sigaction(ends[i], &action, NULL);
	action.sa_handler = SIG_IGN;
	sigaction(SIGPIPE, &action, NULL);
}

bool quit_wanted(void)
{
	return wanted;
}
