// SPDX-License-Identifier: Apache-2.0
/*
 * Fields of the server's JSON objects, taken one by one into C: what is left out stays as it was,
 * what is of the wrong type is refused. Whatever comes out may go to a terminal: control characters
 * become '?' here.
 *
 * Thread: any; no state.
 */
#ifndef CLIENT_FIELDS_H
#define CLIENT_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/units.h"

/* Copies as much of a text as fits, never half a UTF-8 character. */
void fields_copy(char *to, size_t capacity, const char *from);

/* 0, or -EBADMSG: it is there, and no text (no number, none from least to most). null is as if left
 * out. */
MUST_USE int fields_text(const json_t *object, const char *key, char *to, size_t capacity);
MUST_USE int fields_number(const json_t *object, const char *key, double *to);
MUST_USE int fields_whole(const json_t *object, const char *key, double least, double most,
		int *to);

/* It is there, and true; it is there, and that word. */
bool fields_true(const json_t *object, const char *key);
bool fields_is(const json_t *object, const char *key, const char *word);

#endif
