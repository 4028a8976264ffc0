// SPDX-License-Identifier: Apache-2.0
/*
 * The table of messages (proto/message_table.h) and who may say which (control/auth.h) as JSON,
 * for tests that are not written in C:
 *
 *   {"ping":{"roles":["listener",...],"fields":[{"name":"t","kind":"number","required":true,
 *    "min":-9007199254740991,"max":9007199254740991}]},...}
 *
 * `most` is how many bytes a text may have; `words` are those allowed; `fields` of a field are
 * those of each of its rows.
 */
#include <jansson.h>
#include <stdlib.h>

#include "control/auth.h"
#include "proto/message_table.h"

static const char *const kinds[] = {
	[FIELD_BOOLEAN] = "boolean",
	[FIELD_INTEGER] = "integer",
	[FIELD_NUMBER] = "number",
	[FIELD_WORD] = "word",
	[FIELD_ID] = "id",
	[FIELD_LINE] = "line",
	[FIELD_ASCII] = "ascii",
	[FIELD_IDS] = "ids",
	[FIELD_ROWS] = "rows",
};

enum { ID_MOST = 32 };

static json_t *words_of(const struct field *f)
{
	json_t *words = json_array();
	for (const char *const *word = f->words; word && *word; word++)
		json_array_append_new(words, json_string(*word));
	return words;
}

/* Of one field, or of a row's, which have no rows themselves. */
static json_t *describe(const struct field *f)
{
	bool text = f->kind == FIELD_LINE || f->kind == FIELD_ASCII;
	return json_pack("{s:s, s:s, s:b, s:f, s:f, s:I, s:o}", "name", f->name, "kind",
			kinds[f->kind], "required", f->required, "min", f->min, "max", f->max,
			"most", (json_int_t)(text ? f->bytes - 1 : ID_MOST), "words", words_of(f));
}

static json_t *fields_of(const struct field *fields, size_t count)
{
	json_t *list = json_array();
	for (size_t i = 0; i < count; i++) {
		json_t *field = describe(&fields[i]);
		const struct row_shape *rows = fields[i].rows;
		json_t *inner = json_array();
		for (size_t r = 0; rows && r < rows->field_count; r++)
			json_array_append_new(inner, describe(&rows->fields[r]));
		json_object_set_new(field, "fields", inner);
		json_array_append_new(list, field);
	}
	return list;
}

static json_t *roles_of(enum message_type type)
{
	json_t *roles = json_array();
	for (int role = 0; role < ROLE_COUNT; role++)
		if (auth_may_say((enum message_role)role, type))
			json_array_append_new(roles,
					json_string(message_role_name((enum message_role)role)));
	return roles;
}

int main(void)
{
	json_t *all = json_object();
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		const struct message_shape *shape = &message_shapes[type];
		json_object_set_new(all, shape->name,
				json_pack("{s:o, s:o}", "roles", roles_of((enum message_type)type),
						"fields",
						fields_of(shape->fields, shape->field_count)));
	}
	int status = json_dumpf(all, stdout, JSON_COMPACT);
	json_decref(all);
	return status == 0 ? 0 : 1;
}
