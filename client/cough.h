// SPDX-License-Identifier: Apache-2.0
/*
 * "Muted while held" on a terminal, which reports keys going down but never up. A held key
 * repeats, so: the first press mutes for COUGH_FIRST_MS, longer than a keyboard waits before it
 * repeats; each repeat after it for COUGH_REPEAT_MS more. Letting go is therefore heard that much
 * later, and a single tap mutes for COUGH_FIRST_MS.
 *
 * Pure: told the times. Thread: one at a time.
 */
#ifndef CLIENT_COUGH_H
#define CLIENT_COUGH_H

#include <stdbool.h>
#include <stdint.h>

enum {
	COUGH_FIRST_MS = 800,  /* the usual first wait of a keyboard is 250 to 660 ms */
	COUGH_REPEAT_MS = 150, /* the usual repeat is every 25 to 50 ms; twice that and a hiccup */
};

struct cough {
	int64_t until_ns; /* muted before this */
};

/* The key came (again) at now_ns. */
void cough_press(struct cough *c, int64_t now_ns);

bool cough_muted(const struct cough *c, int64_t now_ns);

#endif
