// SPDX-License-Identifier: Apache-2.0
/*
 * From packets to what one ear hears. A listener's hears one voice, and a limiter stands before it;
 * an interpreter's hears the incoming channel, the boothmate and the own voice, each at a volume of
 * its own, through bass and treble, and hearing protection stands before it, always. Knows how long
 * ago what it gives now was said.
 *
 * Pure: told the times. No allocation after init; about 800 KB. Thread: one at a time.
 * Before: link.h, capture.h. After: playback.h.
 */
#ifndef CLIENT_EAR_H
#define CLIENT_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/level.h"
#include "audio/limiter.h"
#include "audio/protection.h"
#include "audio/tone_control.h"
#include "base/units.h"
#include "line_ports.h"
#include "side_tone.h"
#include "voice.h"

enum {
	EAR_PULL_SAMPLES = VOICE_PULL_SAMPLES,
	EAR_VOLUME_PERCENT = VOICE_VOLUME_PERCENT,
};

static_assert((int)VOICE_PULL_SAMPLES == (int)SIDE_TONE_PULL_SAMPLES, "they are added up");

struct ear_setup {
	int extra_delay_ms; /* the listener's own, 0 to 10000 */
	bool interpreter;   /* three sources and protection, instead of one and a limiter */
	struct protection_setup protection;
};

/* What can be turned. */
struct ear_settings {
	int volume_percent[LINE_VOICES]; /* 0 to EAR_VOLUME_PERCENT */
	int own_percent;                 /* own voice, likewise */
	float bass_db, treble_db;
};

bool ear_settings_same(const struct ear_settings *a, const struct ear_settings *b);

struct ear {
	bool interpreter;
	struct voice voices[LINE_VOICES]; /* a listener's has one */
	struct side_tone side_tone;
	struct tone_control tone;
	struct limiter limiter;
	struct protection protection;
	struct level level; /* of what comes out */
	struct line_clock clock;
	uint64_t malformed, strangers; /* no RTP; another stream's */
};

/* 0, -EINVAL or -ENOTSUP. */
MUST_USE int ear_init(struct ear *e, const struct ear_setup *setup);

/* A packet, or only the terms that come with it. */
void ear_arrival(struct ear *e, const struct arrival *a);

void ear_set(struct ear *e, const struct ear_settings *settings);

/* EAR_PULL_SAMPLES samples that are taken at now_ns. */
void ear_pull(struct ear *e, int64_t now_ns, float *out);

/* How long ago the last sample pulled of the channel was captured, by the server's clock, when it
 * was pulled at now_ns; in ms. false when it cannot be known now. */
bool ear_delay_ms(const struct ear *e, int64_t now_ns, double *delay_ms);

#endif
