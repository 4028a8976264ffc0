// SPDX-License-Identifier: Apache-2.0
/*
 * The sound devices as PortAudio sees them: printed for people, and found by index or name.
 *
 * Thread: the one that calls device_list_open().
 */
#ifndef CLIENT_DEVICE_LIST_H
#define CLIENT_DEVICE_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/units.h"

/* Pa_Initialize(), quietly: ALSA's and JACK's chatter stays off standard error. 0, or -EIO with a
 * sentence in `trouble`; after 0, Pa_Terminate() ends it. PortAudio (19.6, 19.7) ends the whole
 * program where ALSA's configuration names no default device (an empty or half-written one), so
 * that is looked at first. */
MUST_USE int device_list_open(char *trouble, size_t capacity);

/* What a PaError means: the system's words for a host error, PortAudio's for the others. */
const char *device_list_words(int error);

/* One line per device: index, name, host API, channels, default rate and latency; the defaults are
 * marked. Returns the number of devices. */
int device_list_print(FILE *out);

/* The device that `wanted` means: NULL or "" the default, digits an index, else its exact name or
 * a part of one, case ignored. Returns the index, or -ENODEV (or -ENOTUNIQ) with a sentence in
 * `trouble`. */
MUST_USE int device_list_find(const char *wanted, bool input, char *trouble, size_t capacity);

#endif
