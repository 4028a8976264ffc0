// SPDX-License-Identifier: Apache-2.0
/*
 * States in words, the same in both programs, and levels as people read them.
 *
 * Thread: main's. Pure; texts that are put together go into the caller's buffer.
 */
#ifndef CLIENT_WORDS_H
#define CLIENT_WORDS_H

#include <stddef.h>

#include "answer.h"
#include "line_ports.h"
#include "sound_ports.h"

enum { WORDS_BYTES = 320 };

/* "connected", "connecting", "reconnecting in 2 s: the connection was lost". */
const char *words_link(const struct link_report *r, int64_t now_ns, char text[static WORDS_BYTES]);

/* One word for programs: waiting, connecting, joining, joined, ended. */
const char *words_link_state(enum session_state state);

/* "interpreted directly", "through relay", "the floor's own sound", "nobody is interpreting",
 * "suspended: sound". */
const char *words_channel(const struct event_channel *c, char text[static WORDS_BYTES]);

/* One word for programs: live, floor, suspended, idle. */
const char *words_channel_state(enum message_channel_state state);

/* One word for programs: opening, open, lost, failed. */
const char *words_audio_state(enum audio_state state);

/* Peak and mean over however many reports there were since the last reading. */
struct loudness {
	float peak_dbfs;
	double power;
	int reports;
};

void loudness_clear(struct loudness *l);
void loudness_add(struct loudness *l, float peak_dbfs, float rms_dbfs);
float loudness_rms_dbfs(const struct loudness *l);

#endif
