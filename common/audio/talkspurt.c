// SPDX-License-Identifier: Apache-2.0
#include "audio/talkspurt.h"

#include <assert.h>
#include <math.h>

void talkspurt_init(struct talkspurt *t, int packet_ms)
{
	assert(packet_ms >= 1 && packet_ms <= TALKSPURT_KEEP_ALIVE_MS);
	*t = (struct talkspurt){ .packet_ms = packet_ms, .quiet_ms = TALKSPURT_KEEP_ALIVE_MS };
}

static bool has_sound(const float *pcm, int samples)
{
	for (int i = 0; i < samples; i++)
		if (fabsf(pcm[i]) > TALKSPURT_QUIET)
			return true;
	return false;
}

enum talkspurt_verdict talkspurt_next(struct talkspurt *t, const float *pcm, int samples)
{
	if (has_sound(pcm, samples)) {
		bool first = !t->sending;
		t->sending = true;
		t->quiet_ms = 0;
		return first ? TALKSPURT_SEND_FIRST : TALKSPURT_SEND;
	}
	t->quiet_ms += t->packet_ms;
	if (t->sending && t->quiet_ms <= TALKSPURT_HANG_MS)
		return TALKSPURT_SEND;
	t->sending = false;
	if (t->quiet_ms < TALKSPURT_KEEP_ALIVE_MS)
		return TALKSPURT_SKIP;
	t->quiet_ms = 0;
	return TALKSPURT_KEEP_ALIVE;
}
