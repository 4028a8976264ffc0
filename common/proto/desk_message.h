// SPDX-License-Identifier: Apache-2.0
/*
 * What the server says to the operator's desk about doors and recordings. docs/protocol.md is
 * normative. As in message.h each writer returns the bytes written without the terminating zero,
 * -ENOSPC, or -ENOMEM.
 *
 * Thread: any; no state.
 */
#ifndef PROTO_DESK_MESSAGE_H
#define PROTO_DESK_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "base/units.h"
#include "proto/message.h"

/* `invitation`: texts that are "" are left out. */
struct message_invitation {
	enum message_role role;
	const char *booth;
	const char *path;
	const char *token; /* with it its id, and when it expires */
	const char *jti;
	int64_t expires_unix_s;
	const char *link;
	const char *const *qr; /* a row each, '1' dark; none: left out */
	uint32_t qr_rows;
};

MUST_USE int message_write_invitation(char *text, size_t capacity,
		const struct message_invitation *i);

#endif
