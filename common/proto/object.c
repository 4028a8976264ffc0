// SPDX-License-Identifier: Apache-2.0
#include "proto/object.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include "proto/message.h"
#include "proto/text.h"

struct object object_begin(void)
{
	json_t *json = json_object();
	return (struct object){ json, !json };
}

void object_set(struct object *o, const char *key, json_t *value)
{
	if (json_object_set_new(o->json, key, value) != 0)
		o->failed = true;
}

static json_t *text_json(const char *text)
{
	return json_stringn(text, text_utf8_prefix(text, strlen(text)));
}

void object_set_text(struct object *o, const char *key, const char *text)
{
	object_set(o, key, text_json(text));
}

void object_set_integer(struct object *o, const char *key, int64_t value)
{
	object_set(o, key, json_integer(value));
}

void object_set_boolean(struct object *o, const char *key, bool value)
{
	object_set(o, key, json_boolean(value));
}

void object_set_number(struct object *o, const char *key, double value)
{
	if (value == rint(value) && fabs(value) <= MESSAGE_NUMBER_MAX)
		object_set_integer(o, key, (int64_t)value);
	else
		object_set(o, key, json_real(value));
}

void object_set_texts(struct object *o, const char *key, const char *const *texts, uint32_t count)
{
	json_t *list = json_array();
	for (uint32_t i = 0; i < count; i++)
		if (json_array_append_new(list, text_json(texts[i])) != 0)
			o->failed = true;
	object_set(o, key, list);
}

json_t *object_end(struct object *o)
{
	if (!o->failed)
		return o->json;
	json_decref(o->json);
	return NULL;
}

int object_write(char *text, size_t capacity, json_t *json)
{
	if (!json)
		return -ENOMEM;
	size_t bytes = json_dumpb(json, text, capacity, JSON_COMPACT);
	json_decref(json);
	if (bytes == 0)
		return -ENOMEM;
	if (bytes >= capacity)
		return -ENOSPC;
	text[bytes] = '\0';
	return (int)bytes;
}
