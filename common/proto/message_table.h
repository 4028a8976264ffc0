// SPDX-License-Identifier: Apache-2.0
/*
 * Every message that a client may send, with every field, as one table. message_parse.c walks it,
 * the tests make all bad messages from it, and docs/protocol.md is checked against it: a new
 * message is a struct in message.h and a few lines here.
 *
 * Thread: any; constant.
 */
#ifndef PROTO_MESSAGE_TABLE_H
#define PROTO_MESSAGE_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/message.h"

enum field_kind {
	FIELD_BOOLEAN, /* bool */
	FIELD_INTEGER, /* uint8_t, uint16_t or uint32_t, by `bytes`; min to max */
	FIELD_NUMBER,  /* double; min to max */
	FIELD_WORD,    /* an enum: the place in `words` */
	FIELD_ID,      /* char[]: [a-z][a-z0-9-]*, at most TEXT_ID_MAX bytes */
	FIELD_LINE,    /* char[]: UTF-8 without control characters, at most bytes - 1 */
	FIELD_ASCII,   /* char[]: visible ASCII, at most bytes - 1 */
	FIELD_IDS,     /* uint32_t count, then char[max][NAME_BYTES]: at most max ids */
	FIELD_ROWS,    /* uint32_t count, then max structs: a list of objects of one shape */
};

struct field;

/* One object of a FIELD_ROWS; its fields' offsets count from the struct's start. */
struct row_shape {
	const struct field *fields; /* none of them FIELD_ROWS */
	size_t field_count;
	size_t bytes;  /* of the struct */
	size_t offset; /* of the first struct, behind the count's start */
};

struct field {
	const char *name;
	enum field_kind kind;
	bool required;
	size_t offset;   /* of the value in struct message, or in its row */
	size_t bytes;    /* its size there */
	size_t present;  /* offset of a bool that says whether it was there; 0: nobody asks */
	double min, max; /* INTEGER, NUMBER; IDS, ROWS: elements, 0 to max */
	double fallback; /* INTEGER: when left out */
	const char *const *words; /* WORD; ends with NULL; when left out: the first */
	const struct row_shape *rows;
};

struct message_shape {
	const char *name; /* its "type" */
	const struct field *fields;
	size_t field_count;
	/* What no single field can say. NULL, or the name of the field that is missing. */
	const char *(*missing)(const struct message *m);
};

extern const struct message_shape message_shapes[MESSAGE_TYPE_COUNT];

#endif
