// SPDX-License-Identifier: Apache-2.0
/*
 * The sound devices: opened through PortAudio, watched, and opened anew when the sound server or
 * the device goes away. The callbacks only move samples between the device and a pipe, count and
 * ring; everything that may wait is done on the devices thread.
 *
 * Thread: create, stop and destroy on main's. PortAudio is used on the devices thread only, its
 *         callbacks run on PortAudio's own.
 * Owns:   the streams. Not the pipes, which must outlive it.
 * After:  capture.h (captured). Before: playback.h (sound).
 */
#ifndef CLIENT_AUDIO_IO_H
#define CLIENT_AUDIO_IO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "sound_ports.h"

struct audio_io;

/* A direction is wanted when its pipe is there. */
struct audio_ports {
	struct pipe *captured; /* struct sound_block: written by the input callback */
	struct pipe *demands;  /* struct sound_demand: written by the output callback */
	struct pipe *sound;    /* struct sound_block: read by the output callback */
	struct pipe *reports;  /* struct audio_report */
	struct bell *capture, *playback, *main;
};

struct audio_setup {
	const char *input;  /* as device_list_find() takes it; must outlive the room */
	const char *output; /* likewise */
	int latency_ms; /* asked of each device, 2 to 500; 0: AUDIO_LATENCY_MS, and twice as much,
			   up to AUDIO_LATENCY_MOST_MS, when a device does not keep up, until
			   it goes away */
	bool patient;   /* keep trying when nothing can be opened at the start */
	struct audio_ports ports;
};

enum { AUDIO_LATENCY_MS = 10, AUDIO_LATENCY_MOST_MS = 80 };

/* Starts the thread, which opens the devices and reports. 0, -ENOMEM or -EAGAIN. */
MUST_USE int audio_io_create(struct audio_io **out, const struct audio_setup *setup);

/* Closes the devices, joins the thread. */
void audio_io_stop(struct audio_io *a);
void audio_io_destroy(struct audio_io *a);

#endif
