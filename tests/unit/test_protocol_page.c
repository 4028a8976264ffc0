// SPDX-License-Identifier: Apache-2.0
/* docs/protocol.md against the code: every message with every field has its section, every error
 * word and close code its row, and every JSON example of what a client says is taken. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/message.h"
#include "proto/message_table.h"

static char page[131072];

static int load_page(void **state)
{
	(void)state;
	FILE *file = fopen(SOURCE_DIR "/docs/protocol.md", "r");
	if (!file)
		return -1;
	size_t bytes = fread(page, 1, sizeof page - 1, file);
	fclose(file);
	page[bytes] = '\0';
	return 0;
}

/* The section of a message: from its heading to the next; the caller frees it. */
static char *section_of(const char *name)
{
	char heading[NAME_BYTES];
	snprintf(heading, sizeof heading, "\n### `%s`\n", name);
	const char *begin = strstr(page, heading);
	if (!begin) {
		fail_msg("docs/protocol.md has no section \"### `%s`\"", name);
		return NULL; /* not reached, which not every compiler sees */
	}
	const char *end = strstr(begin + 1, "\n##");
	return strndup(begin, end ? (size_t)(end - begin) : strlen(begin));
}

static void every_field_has_a_row(void **state)
{
	(void)state;
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		const struct message_shape *shape = &message_shapes[type];
		char *section = section_of(shape->name);
		for (size_t i = 0; i < shape->field_count; i++) {
			char row[NAME_BYTES];
			snprintf(row, sizeof row, "\n| `%s` |", shape->fields[i].name);
			if (!strstr(section, row))
				fail_msg("%s.%s has no row", shape->name, shape->fields[i].name);
		}
		free(section);
	}
}

static void every_word_is_explained(void **state)
{
	(void)state;
	static const char *const codes[] = { MESSAGE_TOO_BIG, MESSAGE_NOT_UTF8, MESSAGE_NOT_JSON,
		MESSAGE_NOT_OBJECT, MESSAGE_TOO_DEEP, MESSAGE_DUPLICATE, MESSAGE_UNKNOWN_TYPE,
		MESSAGE_MISSING, MESSAGE_WRONG_TYPE, MESSAGE_TOO_LONG, MESSAGE_BAD_FORM,
		MESSAGE_OUT_OF_RANGE, MESSAGE_UNKNOWN_WORD };
	static const enum close_code closes[] = { CLOSE_DONE, CLOSE_GOING_AWAY, CLOSE_TOO_BIG,
		CLOSE_PROTOCOL, CLOSE_NO_JOIN, CLOSE_NOT_ALLOWED, CLOSE_TOO_MANY, CLOSE_TAKEN_OVER,
		CLOSE_FULL };
	char row[NAME_BYTES];
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		snprintf(row, sizeof row, "\n| `%s` |", codes[i]);
		if (!strstr(page, row))
			fail_msg("%s has no row", codes[i]);
	}
	for (size_t i = 0; i < sizeof closes / sizeof *closes; i++) {
		snprintf(row, sizeof row, "\n| %d |", closes[i]);
		if (!strstr(page, row))
			fail_msg("close code %d has no row", closes[i]);
	}
}

/* Calls check with each ```json block of a text. Returns how many there were. */
static int each_example(const char *text, void (*check)(const char *json, size_t bytes))
{
	static const char begin[] = "```json\n";
	int count = 0;
	for (const char *at = text; (at = strstr(at, begin)); count++) {
		at += sizeof begin - 1;
		const char *end = strstr(at, "```");
		assert_non_null(end);
		check(at, (size_t)(end - at));
		at = end + 3;
	}
	return count;
}

static void check_is_json(const char *json, size_t bytes)
{
	json_error_t error;
	json_t *value = json_loadb(json, bytes, JSON_REJECT_DUPLICATES, &error);
	if (!value)
		fail_msg("%.*s: %s", (int)bytes, json, error.text);
	json_decref(value);
}

static void check_is_taken(const char *json, size_t bytes)
{
	struct message m;
	struct message_error e;
	if (message_parse(&m, &e, json, bytes) != 0)
		fail_msg("%.*s: %s", (int)bytes, json, e.text);
}

static void every_example_is_true(void **state)
{
	(void)state;
	assert_true(each_example(page, check_is_json) >= 11);
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		char *section = section_of(message_shapes[type].name);
		if (each_example(section, check_is_taken) == 0)
			fail_msg("%s has no example", message_shapes[type].name);
		free(section);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_has_a_row),
		cmocka_unit_test(every_word_is_explained),
		cmocka_unit_test(every_example_is_true),
	};
	return cmocka_run_group_tests(tests, load_page, NULL);
}
