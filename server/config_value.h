// SPDX-License-Identifier: Apache-2.0
/*
 * One value of the config: from text to its place, or not. Knows kinds and ranges, and no file.
 *
 * Thread: main's, before any other starts.
 */
#ifndef CONFIG_VALUE_H
#define CONFIG_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"

struct config_key;
struct plan;

enum { CONFIG_ALLOWED_BYTES = 256 };

/* Stores a value at its offset from `base`. For KEY_CHANNELS and KEY_OUTPUTS: adds one element to
 * what is there. `plan` has the channels that names refer to. False: not allowed, nothing is
 * stored. */
MUST_USE bool config_value_take(const struct config_key *k, void *base, const struct plan *plan,
		const char *text, size_t bytes);

/* Before config_value_take() for a list, or where nothing else gives a value: the kind's nothing.
 */
void config_value_clear(const struct config_key *k, void *base);

/* Is its value in the file a list? */
bool config_value_is_list(const struct config_key *k);

/* What is allowed, in words: "a whole number, 16000 to 128000 bit/s". */
void config_value_allowed(const struct config_key *k, char text[static CONFIG_ALLOWED_BYTES]);

#endif
