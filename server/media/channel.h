// SPDX-License-Identifier: Apache-2.0
/*
 * One channel's mix: which microphones are in it, when the floor passes through, every change as
 * a ramp, a limiter at the end. It never bursts in: the floor comes after a hold-off, over
 * fade_ms, as loud as the interpreters, since microphone.h brought both to one loudness.
 *
 * Thread: media.
 * Owns:   its fades, limiter and meter; flat.
 * Before: microphone.h. After: publish.h encodes `pcm`.
 */
#ifndef MEDIA_CHANNEL_H
#define MEDIA_CHANNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/fade.h"
#include "audio/level.h"
#include "audio/limiter.h"
#include "media/microphone.h"
#include "ports/media_command.h"
#include "ports/media_note.h"

struct channel_rules {
	int hold_off_ms;         /* without a microphone */
	int silence_hold_off_ms; /* with one that says nothing */
	int fade_ms;             /* of the floor, in and out */
};

/* The floor as this tick has it, for pass-through. */
struct channel_floor {
	const float *pcm; /* TICK_SAMPLES */
	bool present;     /* a microphone is on the floor */
	bool has_capture;
	int64_t capture_us; /* of pcm[0], server clock */
};

struct channel {
	struct channel_rules rules;
	struct fade sources[MICROPHONES_MAX];
	uint64_t wanted; /* slots that are in, or ramping in */
	uint64_t heard;  /* slots whose gain is not zero */
	struct fade floor;
	bool passing;    /* the floor is in, or ramping in */
	int empty_ms;    /* since the last microphone left; 0 while there is one */
	int joined_ms;   /* since a microphone came in */
	uint32_t leader; /* slot whose capture time the packets carry */
	enum channel_sound sound;
	struct limiter limiter;
	struct level level; /* of pcm */
	bool has_capture;
	int64_t capture_us;        /* of pcm[0], server clock, limiter's look-ahead taken off */
	float mixed[TICK_SAMPLES]; /* before the limiter: what pass-through takes of the floor */
	float pcm[TICK_SAMPLES];
};

RT void channel_init(struct channel *c, const struct channel_rules *rules);

/* Mixes one tick. floor: NULL where it never passes through (the
 * floor itself, monitors). microphones: all MICROPHONES_MAX. */
RT void channel_turn(struct channel *c, const struct route_channel *route,
		const struct microphone *microphones, const struct channel_floor *floor);

/* What channel_turn() of the floor channel offers the others. */
RT struct channel_floor channel_as_floor(const struct channel *c);

#endif
