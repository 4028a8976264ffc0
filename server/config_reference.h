// SPDX-License-Identifier: Apache-2.0
/*
 * The table of keys in words, for people: docs/configuration.md and a part of --help.
 *
 * Thread: main's.
 */
#ifndef CONFIG_REFERENCE_H
#define CONFIG_REFERENCE_H

#include <stdio.h>

/* The whole page in Markdown. */
void config_reference_page(FILE *out);

/* Every key of the file, one or two lines each, for a terminal of 80 columns. */
void config_reference_keys(FILE *out);

#endif
