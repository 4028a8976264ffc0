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

#include <stdbool.h>
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

/* `recording`. Below `channels`: operators only. */
struct message_recording {
	bool on;
	int64_t since_ms;            /* server clock; on */
	const char *const *channels; /* ids; on */
	uint32_t channel_count;
	bool for_operators;
	const char *folder; /* on */
	uint64_t bytes;     /* on */
	uint64_t lost;      /* pages that could not be written; on */
	int64_t free_bytes; /* of the disk; -1 unknown: left out */
	const char *error;  /* "": none */
};

MUST_USE int message_write_recording(char *text, size_t capacity,
		const struct message_recording *r);

/* `plan`: the booths, and the rules in force. */
struct message_plan_channel {
	const char *id;
	const char *interlock, *pass_through; /* as in `rules` */
};

struct message_plan {
	const char *pivot;
	const struct message_booth *booths;
	uint32_t booth_count;
	const struct message_plan_channel *channels;
	uint32_t channel_count;
};

MUST_USE int message_write_plan(char *text, size_t capacity, const struct message_plan *p);

#endif
