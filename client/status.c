// SPDX-License-Identifier: Apache-2.0
#include "status.h"

#include <string.h>

bool status_due(int64_t *due_ns, int64_t now_ns)
{
	const int64_t period_ns = STATUS_MS * NS_PER_MS;
	bool due = *due_ns != 0 && now_ns >= *due_ns;
	bool missed = now_ns - *due_ns >= period_ns;
	if (*due_ns == 0 || (due && missed))
		*due_ns = now_ns + period_ns;
	else if (due)
		*due_ns += period_ns;
	return due;
}

const char *status_clock(time_t now, char text[static STATUS_CLOCK_BYTES])
{
	struct tm local;
	strftime(text, STATUS_CLOCK_BYTES, "%H:%M:%S", localtime_r(&now, &local));
	return text;
}

void status_print(json_t *object, FILE *out)
{
	if (!object)
		return;
	json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(6));
	fputc('\n', out);
	fflush(out);
	json_decref(object);
}

json_t *status_link(const struct link_report *l, uint64_t packets, uint64_t bytes, const char *bad,
		uint64_t bad_packets)
{
	return json_pack("{s:s, s:I, s:s, s:I, s:I, s:I, s:o}", "state", words_link_state(l->state),
			"joins", (json_int_t)l->joins, "trouble", l->trouble, "packets",
			(json_int_t)packets, "bytes", (json_int_t)bytes, bad,
			(json_int_t)bad_packets, "rtt_ms",
			l->clock_known ? json_real((double)l->rtt_ns / 1e6) : json_null());
}

const char *status_fault(const struct status_causes *c, char text[static WORDS_BYTES])
{
	if (c->audio->state == AUDIO_FAILED)
		return c->audio->trouble;
	if (c->playback->failure) {
		snprintf(text, WORDS_BYTES, "cannot write any more to %s: %s", c->output,
				strerror(-c->playback->failure));
		return text;
	}
	if (c->link->state != SESSION_ENDED)
		return NULL;
	snprintf(text, WORDS_BYTES, "%s: %s", c->server, c->link->trouble);
	return text;
}
