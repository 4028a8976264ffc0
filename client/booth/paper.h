// SPDX-License-Identifier: Apache-2.0
/*
 * The terminal, through ncurses: a sheet on the whole screen, keys with wide characters, and the
 * screen as it was found when the program ends, however it ends. What libraries write to standard
 * error meanwhile is kept off the screen, and let out at the end if it is of our own log.
 *
 * What is pasted is no key: outside of a text being written it is thrown away.
 *
 * Thread: main's. One at a time in a program: signals need it to be found.
 * Before: a keyboard, face.h. After: key_map.h.
 */
#ifndef CLIENT_BOOTH_PAPER_H
#define CLIENT_BOOTH_PAPER_H

#include <stdbool.h>

#include "base/units.h"
#include "booth/sheet.h"

/* 0, or negative errno: the terminal is not known. */
MUST_USE int paper_begin(void);

void paper_size(int *rows, int *columns);

/* The next key, as key_map.h has them; KEY_MAP_NONE when none waits. takes_text: what is pasted
 * counts. */
int paper_key(bool takes_text);

void paper_show(const struct sheet *s);

/* Rings the terminal's bell. */
void paper_ring(void);

/* Puts everything back. Calling it twice, or without begin, is fine. */
void paper_end(void);

#endif
