// SPDX-License-Identifier: Apache-2.0
/*
 * The room that knows people: who has joined, which seat they have, what they may hear and who may
 * be heard. It turns requests into events for the loops and into routes for media, and writes the
 * public state of the event.
 *
 * Thread: control_create(), _start(), _stop(), _destroy() on main's; the rest on its own thread,
 *         which sleeps on its bell and wakes ten times a second at least.
 * Before: ports/request.h, ports/media_note.h. After: ports/event.h, ports/media_command.h; and the
 *         recorder on both sides, ports/recording.h.
 */
#ifndef CONTROL_CONTROL_H
#define CONTROL_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bell.h"
#include "base/pipe.h"
#include "control/auth.h"
#include "control/plan.h"
#include "ports/counters.h"
#include "ports/loop_ports.h"

struct control;

struct control_setup {
	const struct plan *plan; /* must outlive control */
	uint32_t loops;
	const struct loop_ports *ports; /* one per loop; copied */
	struct pipe *media_command;     /* written */
	struct pipe *media_note;        /* read */
	struct pipe *recording_command; /* written; NULL: there is no recorder */
	struct pipe *recording_note;    /* read */
	struct bell *recorder_bell;     /* rung after a recording_command */
	struct bell *bell;              /* control's own */
	uint32_t sessions;              /* per loop: the slots that a handle can name */
	struct auth_setup auth;         /* who may come in */
	int64_t epoch_ns;               /* clock_now_ns() at which server_ms is 0 */
	int64_t unix_ns; /* CLOCK_REALTIME at the same moment, for tokens and the audit log */
	const char *audit_path;    /* appended to; NULL or "": no audit log */
	int handover_countdown_ms; /* from "accept" to the switch; 0: at once */
	int hold_off_ms;           /* before a channel without interpreters carries the floor */
	struct counters *counters;
};

/* 0, -EINVAL, -ENOMEM, or what open() of the audit log or keyring_load() said. */
MUST_USE int control_create(struct control **out, const struct control_setup *setup);
MUST_USE int control_start(struct control *c);
void control_stop(struct control *c);

/* Keys and revoked ids are read again, on control's thread; who came in with a token that is
 * revoked now is put out. Files that are bad change nothing. */
void control_reload(struct control *c);
void control_destroy(struct control *c);

/* One turn: reads what waits, answers, routes, tells. The thread calls it whenever the bell rings
 * and ten times a second; a test calls it with a clock of its own. */
void control_turn(struct control *c, int64_t now_ns);

#endif
