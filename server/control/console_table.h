// SPDX-License-Identifier: Apache-2.0
/*
 * What a console's microphone key, cough key and "cannot interpret" do, and what others may do to
 * it, as one table. Two rules run through it: nothing but the interpreter's own key (or a handover
 * the interpreter agreed to) puts anybody on the air, and what the operator has muted stays muted.
 *
 * Thread: any; pure.
 */
#ifndef CONTROL_CONSOLE_TABLE_H
#define CONTROL_CONSOLE_TABLE_H

#include "control/routing.h"

enum console_state {
	CONSOLE_OFF,
	CONSOLE_ON,
	CONSOLE_COUGH,     /* on, and muted while the key is held */
	CONSOLE_SUSPENDED, /* cannot interpret; listeners see it */
	CONSOLE_MUTED,     /* by the operator */
	CONSOLE_STATES,
};

enum console_event {
	CONSOLE_PRESS_ON,
	CONSOLE_PRESS_OFF,
	CONSOLE_COUGH_DOWN,
	CONSOLE_COUGH_UP,
	CONSOLE_CANNOT, /* cannot interpret */
	CONSOLE_CAN,    /* can again */
	CONSOLE_REFUSE, /* the channel belongs to another booth */
	CONSOLE_GIVE,   /* a handover gives it the air */
	CONSOLE_TAKE,   /* a handover, or a colleague, has taken the air */
	CONSOLE_MUTE,
	CONSOLE_UNMUTE,
	CONSOLE_EVENTS,
};

enum console_effect {
	CONSOLE_NOTHING,  /* besides the state */
	CONSOLE_COMES,    /* onto its channel: a new order for the interlock */
	CONSOLE_IS_MUTED, /* refused: the operator has muted it */
};

struct console_step {
	enum console_state next;
	enum console_effect effect;
};

struct console_step console_next(enum console_state state, enum console_event event);

/* What routing makes of it. */
enum routing_microphone console_microphone(enum console_state state);

/* "off" and so on. */
const char *console_state_name(enum console_state state);

#endif
