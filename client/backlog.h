// SPDX-License-Identifier: Apache-2.0
/*
 * How old the oldest byte is that we sent and the peer has not acknowledged. The kernel only says
 * how many bytes stand in the socket (SIOCOUTQ); with the time at which each was put there, that
 * becomes a delay in ms, whatever the bit rate is, and live sound can be dropped when it grows.
 *
 * Pure: told the times. Thread: one at a time.
 */
#ifndef CLIENT_BACKLOG_H
#define CLIENT_BACKLOG_H

#include <stdint.h>

enum { BACKLOG_WRITES = 256 }; /* 5 s of packets; older ones count as that old */

struct backlog {
	uint64_t total_bytes; /* written since the start */
	uint32_t count, next;
	struct backlog_write {
		uint64_t end_bytes; /* total_bytes after this write */
		int64_t time_ns;
	} writes[BACKLOG_WRITES];
};

void backlog_init(struct backlog *b);

/* bytes went into the socket at now_ns, framing included as far as known. */
void backlog_wrote(struct backlog *b, uint32_t bytes, int64_t now_ns);

/* Age in ns of the oldest of the `standing` bytes that are last in the stream; 0 when none. */
int64_t backlog_age_ns(const struct backlog *b, uint32_t standing, int64_t now_ns);

#endif
