// SPDX-License-Identifier: Apache-2.0
/*
 * Second paths: a connection that brings a second copy of a seat's sound, and nothing else
 * (protocol.md, `join`). It takes no seat and is told nothing; it carries the seat alone while that
 * has lost its line, goes along when it gets a new one, and ends when the seat becomes somebody
 * else's.
 *
 * Thread: control.
 */
#ifndef CONTROL_CONTROL_PATH_H
#define CONTROL_CONTROL_PATH_H

#include "control/control_state.h"

/* The session has the right to the seat's role, and brings a second copy of its sound from now on;
 * seat: SEAT_NONE when its `session` names none. */
void control_join_path(struct control *c, struct session_ref who, struct session *s,
		const struct message_join *join, uint32_t seat);

/* The seat has a new line, and so a new microphone: its second path, if any, is granted that. */
void control_renew_path(struct control *c, uint32_t seat);

/* The seat is somebody else's from now on. */
void control_close_path(struct control *c, uint32_t seat);

#endif
