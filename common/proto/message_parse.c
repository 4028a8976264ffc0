// SPDX-License-Identifier: Apache-2.0
#include "proto/message.h"

#include <errno.h>
#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "proto/message_table.h"
#include "proto/text.h"

/* ---- refusing ---- */

__attribute__((format(printf, 3, 4))) static int refuse(struct message_error *e, const char *code,
		const char *format, ...)
{
	e->code = code;
	va_list args;
	va_start(args, format);
	vsnprintf(e->text, sizeof e->text, format, args);
	va_end(args);
	return -EBADMSG;
}

/* ---- the text as a whole ---- */

/* A walk over the bytes that knows strings and brackets only: how deep, and which string ended
 * last. */
struct walk {
	int depth_max;
	const char *word; /* NULL: none yet */
	size_t word_bytes;
};

static struct walk walk_over(const char *text, size_t bytes)
{
	struct walk w = { 0 };
	int depth = 0;
	size_t open = 0; /* where the string that we are in begins; 0: in none */
	for (size_t at = 0; at < bytes; at++) {
		char c = text[at];
		if (open && c == '\\') {
			at++;
		} else if (open && c == '"') {
			w.word = text + open;
			w.word_bytes = at - open;
			open = 0;
		} else if (open) {
			continue;
		} else if (c == '"') {
			open = at + 1;
		} else if (c == '{' || c == '[') {
			depth++;
			if (depth > w.depth_max)
				w.depth_max = depth;
		} else if (c == '}' || c == ']') {
			depth--;
		}
	}
	return w;
}

/* What jansson found, in our words: its own would echo the client's bytes. `at` is where it
 * stopped; the string before that is the field, in every case that names one. */
static int refuse_json(struct message_error *e, const char *text, size_t bytes,
		const json_error_t *found)
{
	size_t at = found->position < 0 ? 0 : (size_t)found->position;
	struct walk w = walk_over(text, at < bytes ? at : bytes);
	bool named = w.word && text_is_word(w.word, w.word_bytes);
	int length = named ? (int)w.word_bytes : 7;
	const char *field = named ? w.word : "a field";

	switch (json_error_code(found)) {
	case json_error_invalid_utf8:
		return refuse(e, MESSAGE_NOT_UTF8, "byte %zu is not UTF-8 (near \"%.*s\")", at,
				length, field);
	case json_error_duplicate_key:
		return refuse(e, MESSAGE_DUPLICATE, "\"%.*s\" stands twice; once is allowed",
				length, field);
	case json_error_numeric_overflow:
		return refuse(e, MESSAGE_OUT_OF_RANGE, "the number in \"%.*s\" is too large",
				length, field);
	default:
		return refuse(e, MESSAGE_NOT_JSON,
				"not JSON near byte %zu; one object per message is allowed", at);
	}
}

static int load(json_t **out, struct message_error *e, const char *text, size_t bytes)
{
	if (bytes > MESSAGE_BYTES_MAX)
		return refuse(e, MESSAGE_TOO_BIG, "%zu bytes; at most %d are allowed", bytes,
				MESSAGE_BYTES_MAX);
	if (walk_over(text, bytes).depth_max > MESSAGE_DEPTH_MAX)
		return refuse(e, MESSAGE_TOO_DEEP, "nested deeper than %d levels",
				MESSAGE_DEPTH_MAX);
	/* Zero bytes are allowed here so that the field they stand in can be named below. */
	json_error_t found;
	json_t *json = json_loadb(text, bytes,
			JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL | JSON_DECODE_ANY, &found);
	if (!json)
		return refuse_json(e, text, bytes, &found);
	*out = json;
	return 0;
}

/* ---- one field ---- */

/* `base`: the message, or one row of it. */
static void *place(const struct field *f, void *base)
{
	return (char *)base + f->offset;
}

static int take_boolean(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_boolean(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be true or false", f->name);
	*(bool *)place(f, base) = json_is_true(v);
	return 0;
}

static void store_integer(const struct field *f, void *base, uint32_t value)
{
	switch (f->bytes) {
	case sizeof(uint8_t): *(uint8_t *)place(f, base) = (uint8_t)value; break;
	case sizeof(uint16_t): *(uint16_t *)place(f, base) = (uint16_t)value; break;
	case sizeof(uint32_t): *(uint32_t *)place(f, base) = value; break;
	default: assert(false); /* the table has an integer of another size */
	}
}

static int take_integer(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_integer(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a whole number", f->name);
	json_int_t value = json_integer_value(v);
	if (value < (json_int_t)f->min || value > (json_int_t)f->max)
		return refuse(e, MESSAGE_OUT_OF_RANGE, "\"%s\" must be %.0f to %.0f", f->name,
				f->min, f->max);
	store_integer(f, base, (uint32_t)value);
	return 0;
}

static int take_number(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_number(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a number", f->name);
	double value = json_number_value(v);
	if (!(value >= f->min && value <= f->max))
		return refuse(e, MESSAGE_OUT_OF_RANGE, "\"%s\" must be %.0f to %.0f", f->name,
				f->min, f->max);
	*(double *)place(f, base) = value;
	return 0;
}

static int refuse_word(const struct field *f, struct message_error *e)
{
	char list[ERROR_TEXT_BYTES] = "";
	size_t used = 0;
	for (const char *const *w = f->words; *w && used < sizeof list; w++)
		used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", used ? ", " : "",
				*w);
	return refuse(e, MESSAGE_UNKNOWN_WORD, "\"%s\" must be one of: %s", f->name, list);
}

static int take_word(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_string(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a text", f->name);
	for (int i = 0; f->words[i]; i++) {
		/* an enum is as large as an unsigned int; memcpy, since its type is not known */
		if (strlen(f->words[i]) == json_string_length(v) &&
				!strcmp(f->words[i], json_string_value(v))) {
			memcpy(place(f, base), &i, sizeof i);
			return 0;
		}
	}
	return refuse_word(f, e);
}

static int check_id(const char *name, const json_t *v, struct message_error *e)
{
	if (!json_is_string(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a text", name);
	size_t bytes = json_string_length(v);
	if (bytes > TEXT_ID_MAX)
		return refuse(e, MESSAGE_TOO_LONG, "\"%s\" has %zu bytes; at most %d are allowed",
				name, bytes, TEXT_ID_MAX);
	if (!text_is_id(json_string_value(v), bytes))
		return refuse(e, MESSAGE_BAD_FORM,
				"\"%s\" must be lower-case letters, digits and hyphens, and begin "
				"with a letter",
				name);
	return 0;
}

static int take_id(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	int err = check_id(f->name, v, e);
	if (!err)
		memcpy(place(f, base), json_string_value(v), json_string_length(v) + 1);
	return err;
}

static int take_text(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_string(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a text", f->name);
	const char *value = json_string_value(v);
	size_t bytes = json_string_length(v);
	if (bytes >= f->bytes)
		return refuse(e, MESSAGE_TOO_LONG, "\"%s\" has %zu bytes; at most %zu are allowed",
				f->name, bytes, f->bytes - 1);
	if (f->kind == FIELD_LINE && !text_is_line(value, bytes))
		return refuse(e, MESSAGE_BAD_FORM, "\"%s\" must not have control characters",
				f->name);
	if (f->kind == FIELD_ASCII && !text_is_visible_ascii(value, bytes))
		return refuse(e, MESSAGE_BAD_FORM, "\"%s\" must be ASCII without spaces", f->name);
	memcpy(place(f, base), value, bytes + 1);
	return 0;
}

static int take_ids(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_array(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a list of texts", f->name);
	size_t count = json_array_size(v);
	if (count > (size_t)f->max)
		return refuse(e, MESSAGE_TOO_LONG,
				"\"%s\" has %zu elements; at most %.0f are "
				"allowed",
				f->name, count, f->max);
	uint32_t *stored = place(f, base);
	char(*ids)[NAME_BYTES] = (char(*)[NAME_BYTES])(stored + 1);
	for (size_t i = 0; i < count; i++) {
		const json_t *element = json_array_get(v, i);
		char name[NAME_BYTES];
		snprintf(name, sizeof name, "%s[%zu]", f->name, i);
		int err = check_id(name, element, e);
		if (err)
			return err;
		memcpy(ids[i], json_string_value(element), json_string_length(element) + 1);
	}
	*stored = (uint32_t)count;
	return 0;
}

static int take_value(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	switch (f->kind) {
	case FIELD_BOOLEAN: return take_boolean(f, v, base, e);
	case FIELD_INTEGER: return take_integer(f, v, base, e);
	case FIELD_NUMBER: return take_number(f, v, base, e);
	case FIELD_WORD: return take_word(f, v, base, e);
	case FIELD_ID: return take_id(f, v, base, e);
	case FIELD_LINE:
	case FIELD_ASCII: return take_text(f, v, base, e);
	case FIELD_IDS: return take_ids(f, v, base, e);
	case FIELD_ROWS: break; /* take_rows() */
	}
	return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" is not understood", f->name);
}

/* "" for something that is not required says the same as leaving it out: forms and options that
 * were left empty need no case of their own. */
static bool left_out(const struct field *f, const json_t *v)
{
	return !v || (!f->required && json_is_string(v) && json_string_length(v) == 0);
}

static int take_absence(const struct field *f, void *base, struct message_error *e)
{
	if (f->required)
		return refuse(e, MESSAGE_MISSING, "\"%s\" must be there", f->name);
	if (f->kind == FIELD_INTEGER)
		store_integer(f, base, (uint32_t)f->fallback);
	return 0;
}

/* ---- lists of objects ---- */

static int take_row(const struct row_shape *rows, const json_t *json, void *row,
		struct message_error *e)
{
	for (size_t i = 0; i < rows->field_count; i++) {
		const struct field *f = &rows->fields[i];
		const json_t *v = json_object_get(json, f->name);
		int err = left_out(f, v) ? take_absence(f, row, e) : take_value(f, v, row, e);
		if (err)
			return err;
	}
	return 0;
}

/* Says in which row it was. */
static int refuse_row(const struct field *f, size_t row, struct message_error *e)
{
	char inner[ERROR_TEXT_BYTES];
	snprintf(inner, sizeof inner, "%s", e->text);
	return refuse(e, e->code, "\"%s[%zu]\": %s", f->name, row, inner);
}

static int take_rows(const struct field *f, const json_t *v, void *base, struct message_error *e)
{
	if (!json_is_array(v))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"%s\" must be a list of objects", f->name);
	size_t count = json_array_size(v);
	if (count > (size_t)f->max)
		return refuse(e, MESSAGE_TOO_LONG,
				"\"%s\" has %zu elements; at most %.0f are allowed", f->name, count,
				f->max);
	char *first = (char *)place(f, base) + f->rows->offset;
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(v, i);
		if (!json_is_object(row))
			return refuse(e, MESSAGE_WRONG_TYPE, "\"%s[%zu]\" must be an object",
					f->name, i);
		if (take_row(f->rows, row, first + i * f->rows->bytes, e))
			return refuse_row(f, i, e);
	}
	*(uint32_t *)place(f, base) = (uint32_t)count;
	return 0;
}

/* ---- one message ---- */

static int take_field(const struct field *f, const json_t *v, struct message *m,
		struct message_error *e)
{
	if (left_out(f, v))
		return take_absence(f, m, e);
	if (f->present)
		*((bool *)m + f->present) = true;
	return f->kind == FIELD_ROWS ? take_rows(f, v, m, e) : take_value(f, v, m, e);
}

static int take_fields(const struct message_shape *shape, const json_t *json, struct message *m,
		struct message_error *e)
{
	for (size_t i = 0; i < shape->field_count; i++) {
		const struct field *f = &shape->fields[i];
		int err = take_field(f, json_object_get(json, f->name), m, e);
		if (err)
			return err;
	}
	const char *missing = shape->missing ? shape->missing(m) : NULL;
	if (missing)
		return refuse(e, MESSAGE_MISSING, "\"%s\" must be there", missing);
	return 0;
}

static int take_type(const json_t *json, struct message *m, struct message_error *e)
{
	if (!json_is_object(json))
		return refuse(e, MESSAGE_NOT_OBJECT, "a message must be one JSON object");
	const json_t *type = json_object_get(json, "type");
	if (!type)
		return refuse(e, MESSAGE_MISSING, "\"type\" must be there");
	if (!json_is_string(type))
		return refuse(e, MESSAGE_WRONG_TYPE, "\"type\" must be a text");
	const char *name = json_string_value(type);
	for (int i = 0; i < MESSAGE_TYPE_COUNT; i++) {
		if (strlen(message_shapes[i].name) == json_string_length(type) &&
				!strcmp(message_shapes[i].name, name)) {
			m->type = (enum message_type)i;
			return 0;
		}
	}
	if (text_is_word(name, json_string_length(type)))
		memcpy(e->re, name, json_string_length(type) + 1);
	return refuse(e, MESSAGE_UNKNOWN_TYPE, "no message has this \"type\"");
}

int message_parse(struct message *m, struct message_error *error, const char *text, size_t bytes)
{
	memset(m, 0, sizeof *m);
	memset(error, 0, sizeof *error);
	json_t *json = NULL;
	int err = load(&json, error, text, bytes);
	if (err)
		return err;
	err = take_type(json, m, error);
	if (!err) {
		const struct message_shape *shape = &message_shapes[m->type];
		snprintf(error->re, sizeof error->re, "%s", shape->name);
		err = take_fields(shape, json, m, error);
	}
	json_decref(json);
	return err;
}
