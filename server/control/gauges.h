// SPDX-License-Identifier: Apache-2.0
/*
 * What control knows as numbers, in Prometheus' text format (version 0.0.4): channels,
 * microphones, the tick. net puts its counters beside them.
 *
 * Thread: control. Pure.
 */
#ifndef CONTROL_GAUGES_H
#define CONTROL_GAUGES_H

#include <stddef.h>

#include "control/plan.h"
#include "control/roster.h"
#include "control/status.h"
#include "ports/counters.h"
#include "ports/media_note.h"

/* Writes whole lines only, as many as fit; returns the bytes without the terminating zero.
 * note: NULL when media has said nothing yet. */
size_t gauges_write(char *text, size_t capacity, const struct plan *p, const struct status *s,
		const struct roster *r, const struct counters *counters,
		const struct media_note *note);

#endif
