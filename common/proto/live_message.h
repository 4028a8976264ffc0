// SPDX-License-Identifier: Apache-2.0
/*
 * What the server says while the event runs, over and over: levels, figures, the verdict on the
 * floor's sound, alarms, and who hears what. docs/protocol.md is normative. They are written often
 * and are plain, so they are printed as they stand, without a tree of JSON in between; ids and
 * codes have a form that needs no escapes (text.h). As in message.h each writer returns the bytes
 * written without the terminating zero, or -ENOSPC.
 *
 * Every one of them fits a message of MESSAGE_BYTES_MAX with CHANNELS_MAX channels and
 * MICROPHONES_MAX seats, whatever their numbers.
 *
 * Thread: any; no state.
 */
#ifndef PROTO_LIVE_MESSAGE_H
#define PROTO_LIVE_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

#define MESSAGE_SILENT_DBFS (-127.0f) /* what silence is told as; RFC 6464 has the same */

/* ---- `levels` ---- */

struct message_seat_level {
	uint32_t seat;
	float peak_dbfs, rms_dbfs; /* -120 and less: silence */
};

struct message_channel_level {
	const char *id;
	float peak_dbfs, rms_dbfs;
};

MUST_USE int message_write_levels(char *text, size_t capacity,
		const struct message_seat_level *seats, uint32_t seat_count,
		const struct message_channel_level *channels, uint32_t channel_count);

/* ---- `figures` ---- */

struct message_seat_figures {
	uint32_t seat;
	float loudness_lufs; /* -70 and less: unknown, left out (BS.1770's absolute gate) */
	int delay_ms;        /* -1: unknown, left out */
	int jitter_ms, buffered_ms;
	uint32_t packets, lost, late, concealed_ms; /* since its line began */
};

struct message_channel_figures {
	const char *id;
	float loudness_lufs;
	uint32_t bitrate_bps; /* of the high rendition, as measured */
	int delay_ms;
	uint32_t high, low, player; /* listeners */
};

struct message_figures {
	int64_t server_ms;
	const struct message_seat_figures *seats;
	uint32_t seat_count;
	const struct message_channel_figures *channels;
	uint32_t channel_count;
	uint32_t tick_longest_us;       /* in the last second */
	uint64_t tick_late, tick_skips; /* since the start */
	uint32_t listeners;             /* people, not streams */
};

MUST_USE int message_write_figures(char *text, size_t capacity, const struct message_figures *f);

/* ---- `floor_sound` ---- */

enum message_loudness { FLOOR_RIGHT, FLOOR_LOW, FLOOR_HIGH };

struct message_floor_sound {
	bool known; /* else nothing below counts */
	int band_hz;
	bool narrow, clipping;
	enum message_loudness level;
	bool noise_known, noise_high; /* not known: left out */
};

MUST_USE int message_write_floor_sound(char *text, size_t capacity,
		const struct message_floor_sound *f);

/* ---- `alarms` ---- */

enum { MESSAGE_ALARMS_MAX = 96 }; /* in one message */

struct message_alarm {
	uint32_t id;
	const char *code;
	const char *channel; /* id; NULL: none */
	int seat;            /* -1: none */
	int64_t since_ms;
	int64_t until_ms; /* -1: it stands, left out */
	bool seen;
};

/* left_out: further ones that there are. */
MUST_USE int message_write_alarms(char *text, size_t capacity, const struct message_alarm *alarms,
		uint32_t alarm_count, uint32_t left_out);

/* ---- `audience` ---- */

struct message_audience {
	const char *id;
	uint32_t listeners;
	bool recorded;
};

MUST_USE int message_write_audience(char *text, size_t capacity,
		const struct message_audience *channels, uint32_t channel_count);

#endif
