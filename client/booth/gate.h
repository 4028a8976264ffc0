// SPDX-License-Identifier: Apache-2.0
/*
 * Whether the microphone's sound may leave this machine. Off closes at once, here; on opens when
 * the server has said that the microphone is on, and so does a handover. An answer that crossed an
 * off on its way does not open it again.
 *
 * A floor microphone is told nothing by the server: there the key alone decides.
 *
 * Pure. Thread: one at a time.
 */
#ifndef CLIENT_BOOTH_GATE_H
#define CLIENT_BOOTH_GATE_H

#include <stdbool.h>

#include "booth/console.h"

struct gate {
	bool told, told_on; /* by the server; and that it is on, or coughs */
	bool wanted;        /* the key, and what the server made of it */
	bool owed;          /* the server has yet to say that it is off: "on" is older */
};

/* on: as it joins. */
void gate_init(struct gate *g, bool on);

/* The key. */
void gate_switch(struct gate *g, bool on);

/* What `console` said. */
void gate_tell(struct gate *g, enum console_microphone microphone);

/* The server would not have it so. */
void gate_refuse(struct gate *g);

/* A new line, whose server has said nothing yet. */
void gate_forget(struct gate *g);

bool gate_is_open(const struct gate *g);

#endif
