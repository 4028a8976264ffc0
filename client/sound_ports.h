// SPDX-License-Identifier: Apache-2.0
/*
 * The records between the sound card's callbacks and the threads that make and take sound. All
 * sound is mono float, full scale +-1.0, at the device's own rate. Each opening of the devices is
 * a new generation: records of an older one are dropped by whoever finds them.
 */
#ifndef CLIENT_SOUND_PORTS_H
#define CLIENT_SOUND_PORTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

enum { SOUND_BLOCK_FRAMES = 480 }; /* the longest piece in one record; callbacks may send more */

/* callback -> capture, and playback -> callback. */
struct sound_block {
	uint32_t generation;
	uint32_t rate_hz;
	uint32_t frames;   /* 1 to SOUND_BLOCK_FRAMES */
	bool gap;          /* captured: the system lost sound before this */
	float age_seconds; /* captured: how long before the record was put its first sample was */
	float samples[SOUND_BLOCK_FRAMES];
};

/* capture -> playback: own voice at 48 kHz, to be heard while open. */
struct side_block {
	bool open;       /* the microphone is on, and no cough */
	uint32_t frames; /* 1 to SOUND_BLOCK_FRAMES */
	float samples[SOUND_BLOCK_FRAMES];
};

/* callback -> playback: that much was taken; there is room for as much again. */
struct sound_demand {
	uint32_t generation;
	uint32_t rate_hz;
	uint32_t frames;       /* asked for by the device */
	uint32_t short_frames; /* of these, filled with silence because none were there */
	float latency_seconds; /* from now until the first of these frames sounds */
};

static inline size_t sound_block_bytes(const struct sound_block *b)
{
	return offsetof(struct sound_block, samples) + b->frames * sizeof b->samples[0];
}

static inline size_t side_block_bytes(const struct side_block *b)
{
	return offsetof(struct side_block, samples) + b->frames * sizeof b->samples[0];
}

enum audio_state {
	AUDIO_OPENING,
	AUDIO_OPEN,
	AUDIO_LOST,   /* the sound server or device is gone; it will be tried again */
	AUDIO_FAILED, /* could not be opened at the start: trouble says why; nothing follows */
};

enum { AUDIO_NAME_BYTES = 128, AUDIO_TROUBLE_BYTES = 256 };

/* devices -> main, after each change. */
struct audio_report {
	enum audio_state state;
	uint32_t openings;
	char input[AUDIO_NAME_BYTES], output[AUDIO_NAME_BYTES]; /* as opened, "" when not wanted */
	uint32_t input_rate_hz, output_rate_hz;
	char trouble[AUDIO_TROUBLE_BYTES];
};

#endif
