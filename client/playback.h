// SPDX-License-Identifier: Apache-2.0
/*
 * The thread that turns packets into sound: the ear, then either the sound card, which takes what
 * it needs when it needs it (so its crystal sets the pace, and the ear follows), or a WAV file at
 * the pace of the clock.
 *
 * Thread: create, stop and destroy on main's.
 * Owns:   its thread and the ear. Not the pipes or the file.
 * Before: link.h. After: audio_io.h or file_io.h.
 */
#ifndef CLIENT_PLAYBACK_H
#define CLIENT_PLAYBACK_H

#include <stdbool.h>
#include <stdint.h>

#include "audio/playout.h"
#include "base/bell.h"
#include "base/pipe.h"
#include "base/units.h"
#include "ear.h"
#include "file_io.h"

struct playback;

/* playback -> main: a sound that hearing protection had to turn down, or a loud minute. */
struct playback_incident {
	struct protection_incident incident;
	int64_t ago_ms; /* it began so long before this record was put */
};

/* playback -> main, ten times a second. */
struct playback_report {
	float peak_dbfs, rms_dbfs; /* since the report before */
	bool has_delay;
	double delay_ms;  /* from the microphone to this ear, all counted */
	double device_ms; /* of it, in the sound card and what is kept ready for it */
	uint64_t malformed, strangers;
	uint64_t shortages; /* times the sound card found too little */
	int64_t zero_ns;    /* file: when its first sample sounds, local clock */
	uint64_t samples;   /* written, or taken by the device */
	int failure;        /* negative errno: the file cannot be written; nothing follows */
	struct protection_reading ear; /* an interpreter's */
	bool boothmate_heard;          /* sound of theirs is coming out */
	struct playout_status status;
	struct playout_counts counts;
};

struct playback_ports {
	struct pipe *arrivals;  /* struct arrival: read */
	struct pipe *orders;    /* struct ear_settings: read */
	struct pipe *side_tone; /* struct side_block: read; or NULL */
	struct pipe *incidents; /* struct playback_incident: written; or NULL */
	struct pipe *demands;   /* struct sound_demand: read, unless there is a file */
	struct pipe *sound;     /* struct sound_block: written, likewise */
	struct pipe *reports;   /* struct playback_report: written */
	struct bell *bell;      /* ours */
	struct bell *main;
};

struct playback_setup {
	struct file_out *file; /* NULL: a device */
	struct ear_setup ear;
	struct ear_settings settings; /* to begin with */
	struct playback_ports ports;
};

/* 0, -ENOMEM, -EAGAIN, or what ear_init() says. */
MUST_USE int playback_create(struct playback **out, const struct playback_setup *setup);
void playback_stop(struct playback *p);
void playback_destroy(struct playback *p);

#endif
