// SPDX-License-Identifier: Apache-2.0
/*
 * What an interpreter sees on a terminal: the sign, large; what is heard and what else could be;
 * the boothmate and the handover; the ear's protection; what was said; and every key beside what it
 * does. Nothing is said by colour alone: each state has a word, and the sign a shape. Made for 24
 * rows of 80; more rows show more of what was said.
 *
 * Pure. Thread: main's.
 * Before: visit.h. After: paper.h.
 */
#ifndef CLIENT_BOOTH_FACE_H
#define CLIENT_BOOTH_FACE_H

#include <time.h>

#include "booth/sheet.h"
#include "booth/visit.h"

enum { FACE_ROWS = 24, FACE_COLUMNS = 80 };

/* now: of the wall, for the clock. */
void face_draw(struct sheet *s, const struct visit *v, time_t now);

#endif
