// SPDX-License-Identifier: Apache-2.0
/*
 * What comes in: the voices of the mix, each under its own gain, and the messages of the wire
 * contract that feed them. Every page's engine has two: the language and the floor underneath it,
 * or a console's incoming and its boothmate.
 *
 * One instance of the module is one engine, so the state is the module's own; what the page calls
 * stands in engine.h, here is the rest.
 *
 * Thread: the AudioWorklet's. No function waits, allocates or asks the time.
 * Before: rtp.h, voice.h. After: the engine's mix.
 */
#ifndef CLIENT_WEB_ENGINE_VOICES_H
#define CLIENT_WEB_ENGINE_VOICES_H

#include <stdint.h>

#include "base/units.h"

enum { VOICES = 2 };

/* What voices_write() writes, as doubles: VOICES_FIELDS of them, then VOICE_FIELDS for each voice.
 * Counters are since voices_init(). layout.js repeats the names. */
enum voices_field {
	VOICES_STRAY_PACKETS,  /* of a stream that no voice plays */
	VOICES_BROKEN_PACKETS, /* not RTP, or not whole */
	VOICES_FIELDS,
};

enum voice_field {
	VOICE_PLAYING,    /* 0 or 1 */
	VOICE_PEAK_DBFS,  /* under its gain, since the last voices_write() */
	VOICE_CAPTURE_MS, /* server's clock, when the sample last put out was captured; -1 unknown
			   */
	VOICE_BUFFERED_MS,
	VOICE_TARGET_MS,
	VOICE_JITTER_MS,
	VOICE_PACKETS,
	VOICE_LOST,
	VOICE_LATE,
	VOICE_CONCEALED_MS,
	VOICE_UNDERRUNS,
	VOICE_SKIPS,
	VOICE_FIELDS,
};

enum { VOICES_STATUS = VOICES_FIELDS + VOICES * VOICE_FIELDS };

/* 0 or negative errno. The first voice has gain 1, the others 0. */
MUST_USE int voices_init(void);

/* A delay of the listener's own, 0 to 10000 ms. */
void voices_set_extra_delay(int delay_ms);

/* Adds `samples` at 48 kHz that begin to sound at now_ns to mix. */
void voices_add(float *mix, int samples, int64_t now_ns);

/* VOICES_STATUS doubles. behind_us: how much later than voices_add() gave it the sound is put out.
 */
void voices_write(double *fields, int64_t behind_us);

#endif
