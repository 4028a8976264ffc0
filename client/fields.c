// SPDX-License-Identifier: Apache-2.0
#include "fields.h"

#include <errno.h>
#include <string.h>

static void tame(char *text)
{
	for (unsigned char *c = (unsigned char *)text; *c; c++) {
		if (*c < 0x20 || *c == 0x7f)
			*c = '?';
		if (c[0] == 0xc2 && c[1] >= 0x80 && c[1] < 0xa0) /* U+0080 to U+009F */
			c[0] = c[1] = '?';
	}
}

void fields_copy(char *to, size_t capacity, const char *from)
{
	size_t length = strlen(from);
	if (length >= capacity) {
		length = capacity - 1;
		while (length > 0 && ((unsigned char)from[length] & 0xc0) == 0x80)
			length--;
	}
	memcpy(to, from, length);
	to[length] = '\0';
	tame(to);
}

int fields_text(const json_t *object, const char *key, char *to, size_t capacity)
{
	const json_t *value = json_object_get(object, key);
	if (!value || json_is_null(value))
		return 0;
	if (!json_is_string(value))
		return -EBADMSG;
	fields_copy(to, capacity, json_string_value(value));
	return 0;
}

int fields_number(const json_t *object, const char *key, double *to)
{
	const json_t *value = json_object_get(object, key);
	if (!value || json_is_null(value))
		return 0;
	if (!json_is_number(value))
		return -EBADMSG;
	*to = json_number_value(value);
	return 0;
}

int fields_whole(const json_t *object, const char *key, double least, double most, int *to)
{
	double value = 0;
	const json_t *field = json_object_get(object, key);
	if (!field || json_is_null(field))
		return 0; /* what it is may be out of range, for "unknown" */
	int err = fields_number(object, key, &value);
	if (err)
		return err;
	if (!(value >= least && value <= most))
		return -EBADMSG;
	*to = (int)value;
	return 0;
}

bool fields_true(const json_t *object, const char *key)
{
	return json_is_true(json_object_get(object, key));
}

bool fields_is(const json_t *object, const char *key, const char *word)
{
	const char *value = json_string_value(json_object_get(object, key));
	return value && strcmp(value, word) == 0;
}
