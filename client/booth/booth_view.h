// SPDX-License-Identifier: Apache-2.0
/*
 * What tumen-booth says of itself: the state of its microphone in words, a line for a log, a JSON
 * object for a program. The screen is face.h's, and says the same.
 *
 * Thread: main's.
 * Before: booth.h, visit.h, who fill the picture. After: standard output, face.h.
 */
#ifndef CLIENT_BOOTH_BOOTH_VIEW_H
#define CLIENT_BOOTH_BOOTH_VIEW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "booth/console.h"
#include "capture.h"
#include "line_ports.h"
#include "playback.h"
#include "sound_ports.h"
#include "words.h"

struct booth_picture {
	int64_t now_ns, start_ns;     /* local clock */
	const char *place;            /* "booth ko", "floor" */
	const char *input;            /* the file's name, or NULL for a device */
	const char *output;           /* likewise */
	bool microphone_on, coughing; /* what goes out, as far as this program is concerned */
	bool told;                    /* the server has said where the console stands: */
	enum console_microphone told_microphone;
	bool told_on_air;
	int64_t on_air_ns; /* since when; 0 while not */
	bool listens, has_path;
	struct link_report link, path; /* path: the second one */
	struct capture_report capture;
	uint64_t capture_reports; /* that came */
	struct playback_report playback;
	struct audio_report audio;
	struct loudness loudness; /* since the last line or object */
};

/* What keeps the voice from going out, or that it does. */
enum booth_state {
	BOOTH_ON_AIR,
	BOOTH_MICROPHONE_OFF,
	BOOTH_COUGH,
	BOOTH_SUSPENDED, /* cannot interpret */
	BOOTH_MUTED,     /* by the operator */
	BOOTH_NOT_HEARD, /* the microphone is on, and not heard in the channel */
	BOOTH_NOT_CONNECTED,
	BOOTH_NO_DEVICE,
};

enum booth_state booth_state_of(const struct booth_picture *p);

/* One word for programs: on_air, microphone_off, cough, suspended, muted, not_heard, not_connected,
 * no_device. And what stands on the sign. */
const char *booth_view_state(const struct booth_picture *p);
const char *booth_view_sign(const struct booth_picture *p);

/* Why it is as it is, or how long it has been so; "" when there is nothing to say. */
const char *booth_view_reason(const struct booth_picture *p, char text[static WORDS_BYTES]);

/* A word on the sound since the last line, when there is one to say; else "". */
const char *booth_view_verdict(const struct booth_picture *p, char text[static WORDS_BYTES]);

/* The microphone brings telephone sound, of a device at 8 or 16 kHz: where that ends, in Hz, as the
 * device says or as it was heard. 0: it does not, or nobody knows yet. */
int booth_view_narrow_hz(const struct booth_picture *p);

/* Is one of its devices a Bluetooth headset, by its name? */
bool booth_view_wireless(const struct booth_picture *p);

void booth_view_line(const struct booth_picture *p, FILE *out);
void booth_view_json(const struct booth_picture *p, FILE *out);

#endif
