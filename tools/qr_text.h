// SPDX-License-Identifier: Apache-2.0
/*
 * A QR code as text: for a terminal, two rows of modules in each line of half blocks, dark on light
 * whatever the terminal's colours, so that any phone reads it; or for a page, which draws it
 * itself.
 *
 * Thread: any.
 */
#ifndef TOOLS_QR_TEXT_H
#define TOOLS_QR_TEXT_H

#include <stdio.h>

#include "base/units.h"

enum { QR_SIDE_MAX = 177 /* modules: version 40 */ };

/* Draws `text` (UTF-8, not empty, about 1,000 bytes at most) with the four light modules around it
 * that readers need (ISO/IEC 18004). 0, or negative errno: -ERANGE when it is too long, -EINVAL
 * when empty, -ENOMEM; nothing is drawn then. */
MUST_USE int qr_text_draw(FILE *out, const char *text);

/* The same code as rows of '0' light and '1' dark, without the light modules around. The number of
 * rows, each as long; or negative errno as above. */
MUST_USE int qr_text_rows(char rows[static QR_SIDE_MAX][QR_SIDE_MAX + 1], const char *text);

#endif
