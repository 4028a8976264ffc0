// SPDX-License-Identifier: Apache-2.0
/*
 * What tumen-booth shows: a display on a terminal, a line for a log, a JSON object for a program.
 * All three say the same.
 *
 * Thread: main's.
 * Before: main.c, who fills the picture. After: terminal.h, or standard output.
 */
#ifndef CLIENT_BOOTH_BOOTH_VIEW_H
#define CLIENT_BOOTH_BOOTH_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "capture.h"
#include "line_ports.h"
#include "playback.h"
#include "screen.h"
#include "sound_ports.h"
#include "words.h"

struct booth_picture {
	int64_t now_ns, start_ns; /* local clock */
	const char *place;        /* "booth ko", "floor" */
	const char *input;        /* the file's name, or NULL for a device */
	const char *output;       /* likewise */
	bool microphone_on, coughing;
	int64_t on_air_ns; /* since when; 0 while not */
	bool listens, has_path;
	struct link_report link, path; /* path: the second one */
	struct capture_report capture;
	struct playback_report playback;
	struct audio_report audio;
	struct loudness loudness; /* since the last line or object */
};

/* One word for programs, and what the display's sign is made of: on_air, microphone_off, cough,
 * not_connected, no_device. */
const char *booth_view_state(const struct booth_picture *p);

void booth_view_draw(const struct booth_picture *p, struct screen *s);
void booth_view_line(const struct booth_picture *p, FILE *out);
void booth_view_json(const struct booth_picture *p, FILE *out);

#endif
