// SPDX-License-Identifier: Apache-2.0
/*
 * The one place that decides who may come in, as what, and what each role may say. Listening is
 * open to everybody. The other roles need to be on this machine, unless the organiser said that
 * everybody is trusted.
 *
 * Thread: any; no state.
 */
#ifndef CONTROL_AUTH_H
#define CONTROL_AUTH_H

#include <stdbool.h>

#include "proto/message.h"

struct auth_rules {
	bool insecure; /* every role from everywhere */
};

/* loopback: the peer is on this machine. */
bool auth_allows(const struct auth_rules *rules, const struct message_join *join, bool loopback);

/* Whether such a message is for that role, once it has joined. */
bool auth_may_say(enum message_role role, enum message_type type);

#endif
