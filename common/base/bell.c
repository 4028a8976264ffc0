// SPDX-License-Identifier: Apache-2.0
#include "base/bell.h"

#include <errno.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

int bell_init(struct bell *b)
{
	b->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	return b->fd < 0 ? -errno : 0;
}

void bell_finish(struct bell *b)
{
	if (b->fd > 0)
		close(b->fd);
	b->fd = 0;
}

void bell_ring(const struct bell *b)
{
	/* EAGAIN means that it has been ringing for long: nothing is lost */
	uint64_t one = 1;
	ssize_t done = write(b->fd, &one, sizeof one);
	(void)done;
}

void bell_hush(const struct bell *b)
{
	uint64_t rings;
	ssize_t done = read(b->fd, &rings, sizeof rings);
	(void)done;
}
