// SPDX-License-Identifier: Apache-2.0
/*
 * The wiring of tumen-listen: its pipes, its threads (link, playback, devices), in which order they
 * start and end. One struct holds all of it.
 *
 * Thread: main's.
 */
#ifndef CLIENT_LISTEN_LISTEN_H
#define CLIENT_LISTEN_LISTEN_H

#include <stdbool.h>
#include <stdint.h>

#include "audio_io.h"
#include "base/bell.h"
#include "base/pipe.h"
#include "file_io.h"
#include "link.h"
#include "listen/listen_view.h"
#include "playback.h"
#include "settings.h"

/* What the command line asked for. */
struct listen_wish {
	const char *channel, *output;
	double duration_s; /* 0: until told */
	int rendition, bundle, volume_percent, delay_ms;
};

struct listen {
	struct bell main_bell, playback_bell;
	struct pipe link_orders, link_reports, arrivals;
	struct pipe playback_orders, playback_reports;
	struct pipe demands, sound, audio_reports;
	struct file_out file;
	bool to_file, on_terminal;
	struct link *link;
	struct playback *playback;
	struct audio_io *audio;
	struct listen_picture picture;
	int64_t line_ns; /* when the next line is due */
};

/* Opens the file or the device, then connects. 0 or negative errno; a device that cannot be opened
 * is 0 too, with AUDIO_FAILED in the picture. main_bell and file are there already. */
MUST_USE int listen_start(struct listen *l, const struct listen_wish *wish,
		const struct program *program);

/* Takes what the threads reported into the picture. */
void listen_take_reports(struct listen *l);

/* Sleeps until something rings, a key is pressed or 100 ms have passed. */
void listen_doze(struct listen *l);

/* Orders to the threads, and the picture with them. */
void listen_choose(struct listen *l, const char *channel);
void listen_set_volume(struct listen *l, int percent, bool muted);

/* Ends the threads in the order in which sound flows; parts that never started are fine. */
void listen_stop(struct listen *l);

#endif
