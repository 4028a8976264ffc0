// SPDX-License-Identifier: Apache-2.0
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "audio/decibel.h"

const char *words_link(const struct link_report *r, int64_t now_ns, char text[static WORDS_BYTES])
{
	int64_t left_ns = r->retry_ns - now_ns;
	switch (r->state) {
	case SESSION_JOINED: return "connected";
	case SESSION_CONNECTING:
	case SESSION_JOINING:
		if (!r->trouble[0])
			return "connecting";
		snprintf(text, WORDS_BYTES, "reconnecting: %s", r->trouble);
		return text;
	case SESSION_WAITING:
		if (left_ns < 0)
			left_ns = 0;
		snprintf(text, WORDS_BYTES, "reconnecting in %.1f s: %s",
				(double)left_ns / NS_PER_S, r->trouble);
		return text;
	case SESSION_ENDED: return r->trouble;
	}
	return "";
}

const char *words_link_state(enum session_state state)
{
	static const char *const words[] = {
		[SESSION_WAITING] = "waiting",
		[SESSION_CONNECTING] = "connecting",
		[SESSION_JOINING] = "joining",
		[SESSION_JOINED] = "joined",
		[SESSION_ENDED] = "ended",
	};
	return words[state];
}

const char *words_channel(const struct event_channel *c, char text[static WORDS_BYTES])
{
	switch (c->state) {
	case CHANNEL_LIVE:
		if (c->depth <= 0)
			return "the original";
		if (c->depth == 1)
			return "interpreted directly";
		return c->depth == 2 ? "interpreted through relay" : "through two relays or more";
	case CHANNEL_FLOOR: return "the floor's own sound";
	case CHANNEL_IDLE: return "nobody is interpreting";
	case CHANNEL_SUSPENDED:
		snprintf(text, WORDS_BYTES, "suspended%s%s", c->reason[0] ? ": " : "", c->reason);
		return text;
	}
	return "";
}

const char *words_channel_state(enum message_channel_state state)
{
	static const char *const words[] = {
		[CHANNEL_IDLE] = "idle",
		[CHANNEL_LIVE] = "live",
		[CHANNEL_FLOOR] = "floor",
		[CHANNEL_SUSPENDED] = "suspended",
	};
	return words[state];
}

const char *words_audio_state(enum audio_state state)
{
	static const char *const words[] = {
		[AUDIO_OPENING] = "opening",
		[AUDIO_OPEN] = "open",
		[AUDIO_LOST] = "lost",
		[AUDIO_FAILED] = "failed",
	};
	return words[state];
}

void loudness_clear(struct loudness *l)
{
	*l = (struct loudness){ .peak_dbfs = DECIBEL_FLOOR };
}

void loudness_add(struct loudness *l, float peak_dbfs, float rms_dbfs)
{
	if (l->reports == 0 || peak_dbfs > l->peak_dbfs)
		l->peak_dbfs = peak_dbfs;
	l->power += pow(10.0, (double)rms_dbfs / 10.0);
	l->reports++;
}

float loudness_rms_dbfs(const struct loudness *l)
{
	return l->reports ? decibel_of_power(l->power / l->reports) : DECIBEL_FLOOR;
}
