// SPDX-License-Identifier: Apache-2.0
/*
 * JSON objects being built, for the files that write messages. jansson's setters accept the NULL
 * of a constructor that found no memory, and fail; so building runs through to the end, where one
 * check is enough.
 *
 * Thread: any; no state.
 */
#ifndef PROTO_OBJECT_H
#define PROTO_OBJECT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/units.h"

struct object {
	json_t *json;
	bool failed;
};

struct object object_begin(void);

/* Takes over the value, which may be NULL: then the object has failed. */
void object_set(struct object *o, const char *key, json_t *value);

/* As much of the text as is valid UTF-8. */
void object_set_text(struct object *o, const char *key, const char *text);
void object_set_integer(struct object *o, const char *key, int64_t value);
void object_set_boolean(struct object *o, const char *key, bool value);

/* A whole number as one, so that what a client sent as 5 does not come back as 5.0. */
void object_set_number(struct object *o, const char *key, double value);

/* A list of texts. */
void object_set_texts(struct object *o, const char *key, const char *const *texts, uint32_t count);

/* `booths`, as several messages have them. In message_write.c. */
struct message_booth;
void object_set_booths(struct object *o, const struct message_booth *booths, uint32_t count);

/* The finished object, or NULL and everything freed. */
json_t *object_end(struct object *o);

/* The text of a finished object, or of NULL, which is a failed one; frees it. Returns the bytes
 * written without the terminating zero, -ENOSPC, or -ENOMEM. */
MUST_USE int object_write(char *text, size_t capacity, json_t *json);

#endif
