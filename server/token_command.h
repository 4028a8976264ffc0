// SPDX-License-Identifier: Apache-2.0
/*
 * `tumen-server token`: signs a token and prints the link that its holder opens, with a QR code.
 * The token stands behind the link's '#': browsers send that part to nobody, so it is in no log and
 * no Referer.
 *
 * Thread: main's; no server runs in this process.
 */
#ifndef TOKEN_COMMAND_H
#define TOKEN_COMMAND_H

#include <stdio.h>

#include "base/units.h"

/* argv[0] is "token". The link goes to `out`, what is wrong and the token's id to `errors`. The
 * exit status: 0, 1 when the keys cannot be read or written, 2 when the arguments are wrong. */
MUST_USE int token_command(int argc, char **argv, FILE *out, FILE *errors);

#endif
