// SPDX-License-Identifier: Apache-2.0
/*
 * The terminal: keys as they are pressed, and a block of lines that is redrawn in place below
 * everything that was said before. What this program's libraries write to standard error is kept
 * out of the block: our own log lines appear above it, others' are dropped. However the program
 * ends, the terminal is left as it was found. When it changes its width, the screen is cleared and
 * the block begins anew.
 *
 * Thread: main's. One at a time in a program: signals need it to be found.
 * Before: screen.h.
 */
#ifndef CLIENT_TERMINAL_H
#define CLIENT_TERMINAL_H

#include <stdbool.h>

#include "base/units.h"
#include "screen.h"

enum { TERMINAL_UP = 256, TERMINAL_DOWN, TERMINAL_LEFT, TERMINAL_RIGHT };

/* Both standard input and output are terminals that can move a cursor, and ours to use. */
bool terminal_is_there(void);

/* Takes keys and standard error over. 0 or negative errno. */
MUST_USE int terminal_begin(void);

/* For who draws on the whole screen by other means: as terminal_begin(), but only what guards the
 * terminal; and, once that is drawing, so that it is left in a crash too. */
MUST_USE int terminal_guard(void);
void terminal_guard_screen(void);
void terminal_left_screen(void);

/* To be polled for reading keys. */
int terminal_keys_fd(void);

/* The next key: a character, TERMINAL_UP ..., or 0 when none is there. */
int terminal_key(void);

/* Draws the lines in the place of those drawn before; what came on standard error goes above. */
void terminal_draw(const struct screen *s);

/* Puts everything back; the last block stays. Calling it twice, or without begin, is fine. */
void terminal_end(void);

#endif
