// SPDX-License-Identifier: Apache-2.0
/*
 * What tumen-listen shows: a display on a terminal, a line for a log, a JSON object for a program.
 * All three say the same.
 *
 * Thread: main's.
 * Before: main.c, who fills the picture. After: terminal.h, or standard output.
 */
#ifndef CLIENT_LISTEN_LISTEN_VIEW_H
#define CLIENT_LISTEN_LISTEN_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "line_ports.h"
#include "playback.h"
#include "screen.h"
#include "sound_ports.h"
#include "words.h"

struct listen_picture {
	int64_t now_ns, start_ns; /* local clock */
	char channel[NAME_BYTES]; /* chosen */
	const char *output;       /* the file's name, or NULL for a device */
	int volume_percent;
	bool muted;
	struct link_report link;
	struct playback_report playback;
	struct audio_report audio;
	struct loudness loudness; /* since the last line or object */
};

void listen_view_draw(const struct listen_picture *p, struct screen *s);
void listen_view_line(const struct listen_picture *p, FILE *out);
void listen_view_json(const struct listen_picture *p, FILE *out);

#endif
