// SPDX-License-Identifier: Apache-2.0
/*
 * The wiring of tumen-booth: its pipes, its threads (devices, capture, playback, one link or two),
 * in which order they start and end. One struct holds all of it.
 *
 *   microphone --> capture --> link, and the second one --> server
 *                     | own voice
 *                     v
 *   headset <------ playback <------------------ link <-- server
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
#include "ear.h"
#include "file_io.h"
#include "link.h"
#include "playback.h"
#include "settings.h"

/* What the command line asked for. */
struct booth_wish {
	const char *booth, *input, *output;
	const char *second_path; /* where from, as in wire.h; "" anywhere; NULL none */
	int role;                /* 0 interpreter, 1 floor */
	bool loop;
	bool off, on; /* join with the microphone so */
	bool listens; /* to incoming, boothmate and own voice: an interpreter's console */
	struct protection_setup protection;
	struct ear_settings ear; /* to begin with */
};

/* A connection, and the pipes that only it has. */
struct booth_line {
	struct link *link; /* NULL: there is none */
	struct pipe orders, reports, terms, uplink;
};

struct booth {
	struct bell main_bell, capture_bell, playback_bell;
	struct booth_line lines[CAPTURE_WAYS];
	struct pipe says, heard; /* text messages */
	struct pipe capture_orders, capture_reports, captured, side_tone;
	struct pipe arrivals, playback_orders, playback_reports, incidents, demands, sound;
	struct pipe audio_reports;
	struct file_in input;
	struct file_out output;
	bool from_file, to_file, listens;
	struct capture *capture;
	struct playback *playback;
	struct audio_io *audio;
	struct booth_picture picture;
	char key[SESSION_ID_BYTES]; /* as the second path was told it */
	struct line_text text;      /* on its way to the server */
};

/* Opens the devices, then connects. 0 or negative errno; a device that cannot be opened is 0 too,
 * with AUDIO_FAILED in the picture. main_bell and the files are there already. */
MUST_USE int booth_start(struct booth *b, const struct booth_wish *wish,
		const struct program *program);

/* Takes what the threads reported into the picture. */
void booth_take_reports(struct booth *b);

/* Sleeps until something rings, one of the descriptors (-1: none) can be read or 100 ms have
 * passed. */
void booth_doze(struct booth *b, int first_fd, int second_fd);

/* The next text message from the server; false when none waits. */
bool booth_hear(struct booth *b, struct line_text *text);

/* Sends a text message of the protocol, of at most MESSAGE_BYTES_MAX bytes; false when it is not
 * connected. */
bool booth_say(struct booth *b, const char *text, size_t bytes);

/* Whether the microphone's sound goes out, as far as this program is concerned. */
void booth_open_microphone(struct booth *b, bool open, bool coughing);

/* The microphone's key: said to the server, and said again after a broken line where it must be. */
void booth_want_microphone(struct booth *b, bool on);

/* The server has switched it: so it is to be after a broken line. */
void booth_note_microphone(struct booth *b, bool on);

void booth_set_ear(struct booth *b, const struct ear_settings *ear);

/* Ends the threads in the order in which sound flows; parts that never started are fine. */
void booth_stop(struct booth *b);

#endif
