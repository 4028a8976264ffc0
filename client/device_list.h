// SPDX-License-Identifier: Apache-2.0
/*
 * The sound devices as PortAudio sees them: printed for people, and found by index or name.
 *
 * Thread: the one that called Pa_Initialize().
 */
#ifndef CLIENT_DEVICE_LIST_H
#define CLIENT_DEVICE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/units.h"

/* Keeps ALSA's and JACK's chatter off standard error. Before Pa_Initialize(). */
void device_list_hush(void);

/* One line per device: index, name, host API, channels, default rate and latency; the defaults are
 * marked. Returns the number of devices. */
int device_list_print(FILE *out);

/* The device that `wanted` means: NULL or "" the default, digits an index, else its exact name or
 * a part of one, case ignored. Returns the index, or -ENODEV (or -ENOTUNIQ) with a sentence in
 * `trouble`. */
MUST_USE int device_list_find(const char *wanted, bool input, char *trouble, size_t capacity);

#endif
