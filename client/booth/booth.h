// SPDX-License-Identifier: Apache-2.0
/*
 * The wiring of tumen-booth: its pipes, its threads (devices, capture, link), in which order they
 * start and end. One struct holds all of it.
 *
 * Thread: main's.
 */
#ifndef CLIENT_BOOTH_BOOTH_H
#define CLIENT_BOOTH_BOOTH_H

#include <stdbool.h>
#include <stdint.h>

#include "audio_io.h"
#include "base/bell.h"
#include "base/pipe.h"
#include "booth/booth_view.h"
#include "capture.h"
#include "cough.h"
#include "file_io.h"
#include "link.h"
#include "settings.h"

/* What the command line asked for. */
struct booth_wish {
	const char *booth, *input;
	int role; /* 0 interpreter, 1 floor */
	bool loop, off;
};

struct booth {
	struct bell main_bell, capture_bell;
	struct pipe link_orders, link_reports, terms, uplink;
	struct pipe capture_orders, capture_reports;
	struct pipe captured, audio_reports;
	struct file_in file;
	bool from_file, on_terminal;
	struct link *link;
	struct capture *capture;
	struct audio_io *audio;
	struct cough cough;
	struct booth_picture picture;
	int64_t show_ns;  /* when to show the next line */
	int64_t ended_ns; /* when the file was at its end; 0 while it is not */
};

/* Opens the device, then connects. 0 or negative errno; a device that cannot be opened is 0 too,
 * with AUDIO_FAILED in the picture. main_bell and file are there already. */
MUST_USE int booth_start(struct booth *b, const struct booth_wish *wish,
		const struct program *program);

/* Takes what the threads reported into the picture. */
void booth_take_reports(struct booth *b);

/* Sleeps until something rings, a key is pressed or 100 ms have passed. */
void booth_doze(struct booth *b);

/* The microphone's key; and the cough key's end, to be looked for at every turn. */
void booth_switch_microphone(struct booth *b, bool on);
void booth_cough_when_due(struct booth *b);

/* Ends the threads in the order in which sound flows; parts that never started are fine. */
void booth_stop(struct booth *b);

#endif
