// SPDX-License-Identifier: Apache-2.0
/*
 * What media tells control: a report ten times a second, and at once when a channel's state
 * changes. When the pipe is full: dropped and counted; the next report says it all again.
 */
#ifndef PORTS_MEDIA_NOTE_H
#define PORTS_MEDIA_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/handle.h"
#include "base/units.h"

enum channel_sound {
	CHANNEL_SOUND_IDLE,  /* nobody, nothing */
	CHANNEL_SOUND_LIVE,  /* an interpreter (or on the floor channel, the floor) */
	CHANNEL_SOUND_FLOOR, /* pass-through */
};

struct microphone_note {
	struct handle microphone; /* invalid: an empty slot */
	bool active;              /* somebody speaks: pauses of 300 ms are bridged */
	float peak_dbfs, rms_dbfs;
	float loudness_lufs;            /* BS.1770 short-term, before levelling */
	int16_t delay_ms;               /* capture to mix; -1 unknown */
	int16_t jitter_ms, buffered_ms; /* at most INT16_MAX, like delay_ms */
	uint32_t packets, lost, late, concealed_ms, skipped_ms; /* since it was opened */
	uint32_t copies; /* of packets that had come already; not among `packets` */
};

struct channel_note {
	enum channel_sound sound;
	float peak_dbfs, rms_dbfs;
	float loudness_lufs; /* BS.1770 short-term, as encoded */
	int16_t delay_ms;    /* capture to publish, of its loudest source; -1 unknown */
	uint32_t packets;    /* high rendition, since start */
	uint64_t bytes;
};

/* The verdict on the floor's sound, of audio/sound_check.h. */
struct floor_note {
	bool known;       /* enough was heard; else nothing below is set */
	int bandwidth_hz; /* where the voice ends */
	bool narrow, clipped, quiet, loud;
	bool noise_known, noisy;
};

struct media_note {
	uint32_t route; /* number of the route in force */
	uint64_t ticks, late_ticks, skipped_ticks;
	uint32_t tick_max_us; /* longest tick since the last report */
	uint32_t tick_sum_us; /* all ticks since the last report */
	uint32_t tick_count;
	struct microphone_note microphones[MICROPHONES_MAX];
	struct channel_note channels[CHANNELS_MAX];
	struct floor_note floor;
};

enum { MEDIA_NOTE_PIPE_RECORDS = 32, MEDIA_NOTE_TICKS = 5 };

#endif
