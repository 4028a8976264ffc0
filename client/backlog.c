// SPDX-License-Identifier: Apache-2.0
#include "backlog.h"

void backlog_init(struct backlog *b)
{
	*b = (struct backlog){ 0 };
}

void backlog_wrote(struct backlog *b, uint32_t bytes, int64_t now_ns)
{
	b->total_bytes += bytes;
	b->writes[b->next] =
			(struct backlog_write){ .end_bytes = b->total_bytes, .time_ns = now_ns };
	b->next = (b->next + 1) % BACKLOG_WRITES;
	if (b->count < BACKLOG_WRITES)
		b->count++;
}

int64_t backlog_age_ns(const struct backlog *b, uint32_t standing, int64_t now_ns)
{
	int64_t age_ns = 0;
	uint64_t acknowledged = standing < b->total_bytes ? b->total_bytes - standing : 0;
	for (uint32_t i = 1; i <= b->count; i++) { /* from the newest back */
		uint32_t at = (b->next + BACKLOG_WRITES - i) % BACKLOG_WRITES;
		if (b->writes[at].end_bytes <= acknowledged)
			break;
		age_ns = now_ns - b->writes[at].time_ns;
	}
	return age_ns;
}
