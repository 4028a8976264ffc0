// SPDX-License-Identifier: Apache-2.0
/* message_parse(): rows of text -> refusal, and bad messages made from the table itself, so that
 * a new message is tested by being in it. */
#include "proto/message.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/message_table.h"

#define LISTENER "{\"type\":\"join\",\"role\":\"listener\","

/* clang-format off */
#define BYTES(text) text, sizeof(text) - 1
static const struct refusal {
	const char *text;
	size_t bytes;
	const char *code, *re, *says;
} refusals[] = {
	{ BYTES(""),                       "not_json", "", "not JSON near byte 0" },
	{ BYTES("{"),                      "not_json", "", "not JSON near byte 1" },
	{ BYTES("{} {}"),                  "not_json", "", "one object per message" },
	{ BYTES("{\"type\":\"ping\",\"t\":1}\0"), "not_json", "", "not JSON near byte 22" },
	{ BYTES("[]"),                     "not_object", "", "one JSON object" },
	{ BYTES("7"),                      "not_object", "", "one JSON object" },
	{ BYTES("{}"),                     "missing", "", "\"type\" must be there" },
	{ BYTES("{\"type\":7}"),           "wrong_type", "", "\"type\" must be a text" },
	{ BYTES("{\"type\":\"fly\"}"),     "unknown_type", "fly", "no message has this \"type\"" },
	{ BYTES("{\"type\":\"<b>\"}"),     "unknown_type", "", "no message has this \"type\"" },
	{ BYTES("{\"type\":\"\"}"),        "unknown_type", "", "no message has this \"type\"" },
	{ BYTES("{\"type\":\"ping\\u0000\",\"t\":1}"), "unknown_type", "", "no message" },
	{ BYTES("{\"type\":\"ping\",\"t\":1,\"t\":2}"), "duplicate", "", "\"t\" stands twice" },
	{ BYTES("{\"type\":\"ping\",\"t\":1,\"<>\":2,\"<>\":2}"), "duplicate", "", "\"a field\" stands twice" },
	{ BYTES("{\"type\":\"ping\",\"t\":1e999}"), "out_of_range", "", "number in \"t\" is too large" },
	{ BYTES("{\"type\":\"ping\",\"t\":99999999999999999999}"), "out_of_range", "", "number in \"t\"" },
	{ BYTES("{\"type\":\"ping\",\"t\":9007199254740992}"), "out_of_range", "ping", "\"t\" must be -9007199254740991 to 9007199254740991" },
	{ BYTES("{\"type\":\"join\",\"name\":\"a\xff\"}"), "not_utf8", "", "not UTF-8 (near \"name\")" },
	{ BYTES(LISTENER "\"name\":\"a\\u0000b\"}"), "bad_form", "join", "\"name\" must not have control characters" },
	{ BYTES(LISTENER "\"name\":\"a\\nb\"}"), "bad_form", "join", "\"name\" must not have control" },
	{ BYTES(LISTENER "\"name\":\"\\u202Ex\"}"), "bad_form", "join", "\"name\" must not have control" },
	{ BYTES(LISTENER "\"token\":\"a b\"}"), "bad_form", "join", "\"token\" must be ASCII without spaces" },
	{ BYTES(LISTENER "\"channels\":[\"ko\",\"KO\"]}"), "bad_form", "join", "\"channels[1]\" must be lower-case" },
	{ BYTES(LISTENER "\"channels\":[\"\"]}"), "bad_form", "join", "\"channels[0]\"" },
	{ BYTES(LISTENER "\"channels\":[\"ko\\u0000\"]}"), "bad_form", "join", "\"channels[0]\"" },
	{ BYTES(LISTENER "\"channels\":[7]}"), "wrong_type", "join", "\"channels[0]\" must be a text" },
	{ BYTES(LISTENER "\"channels\":[\"abcdefghijklmnopqrstuvwxyz-123456\"]}"), "too_long", "join", "\"channels[0]\" has 33 bytes; at most 32" },
	{ BYTES(LISTENER "\"bundle\":0}"), "out_of_range", "join", "\"bundle\" must be 1 to 3" },
	{ BYTES(LISTENER "\"bundle\":4}"), "out_of_range", "join", "\"bundle\" must be 1 to 3" },
	{ BYTES(LISTENER "\"bundle\":4294967297}"), "out_of_range", "join", "\"bundle\" must be 1 to 3" },
	{ BYTES(LISTENER "\"bundle\":2.5}"), "wrong_type", "join", "\"bundle\" must be a whole number" },
	{ BYTES(LISTENER "\"rendition\":\"HIGH\"}"), "unknown_word", "join", "must be one of: high, low, auto" },
	{ BYTES("{\"type\":\"join\",\"role\":\"\"}"), "unknown_word", "join", "one of: listener, interpreter, floor, operator, podium" },
	{ BYTES("{\"type\":\"join\",\"role\":\"interpreter\"}"), "missing", "join", "\"booth\" must be there" },
#define RULES "{\"type\":\"rules\",\"channels\":[{\"id\":\"en\",\"interlock\":\"none\"},"
	{ BYTES(RULES "7]}"), "wrong_type", "rules", "\"channels[1]\" must be an object" },
	{ BYTES(RULES "{}]}"), "missing", "rules", "\"channels[1]\": \"id\" must be there" },
	{ BYTES(RULES "{\"id\":\"KO\"}]}"), "bad_form", "rules", "\"channels[1]\": \"id\" must be lower" },
	{ BYTES(RULES "{\"id\":\"ko\",\"interlock\":\"x\"}]}"), "unknown_word", "rules", "\"channels[1]\": \"interlock\" must be one of: keep, none, interlock, override" },
	{ BYTES("{\"type\":\"microphone\",\"on\":1}"), "wrong_type", "microphone", "\"on\" must be true or false" },
	{ BYTES("{\"type\":\"microphone\",\"on\":null}"), "wrong_type", "microphone", "\"on\" must be true or false" },
};
/* clang-format on */

/* In memory of exactly that size, so that a sanitizer sees a read past the end. */
static int parse(struct message *m, struct message_error *e, const char *text, size_t bytes)
{
	char *exact = malloc(bytes + !bytes);
	assert_non_null(exact);
	memcpy(exact, text, bytes);
	int err = message_parse(m, e, exact, bytes);
	free(exact);
	return err;
}

static void refused(const char *text, size_t bytes, const char *code, const char *re,
		const char *says)
{
	struct message m;
	struct message_error e;
	int err = parse(&m, &e, text, bytes);
	if (err != -EBADMSG)
		fail_msg("%s: returned %d", text, err);
	if (strcmp(e.code, code) || strcmp(e.re, re) || !strstr(e.text, says))
		fail_msg("%s: code=%s re=%s text=%s", text, e.code, e.re, e.text);
}

static void bad_messages_are_refused_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
		const struct refusal *r = &refusals[i];
		refused(r->text, r->bytes, r->code, r->re, r->says);
	}
}

static void size_and_depth_are_limited(void **state)
{
	(void)state;
	static char text[MESSAGE_BYTES_MAX + 2];
	memset(text, ' ', sizeof text);
	const char ping[] = "{\"type\":\"ping\",\"t\":1}";
	memcpy(text, ping, sizeof ping - 1);
	struct message m;
	struct message_error e;
	assert_int_equal(parse(&m, &e, text, MESSAGE_BYTES_MAX), 0);
	text[MESSAGE_BYTES_MAX + 1] = '\0';
	refused(text, MESSAGE_BYTES_MAX + 1, "too_big", "", "16385 bytes; at most 16384");

	memset(text, '[', 8000);
	refused(text, 8000, "too_deep", "", "deeper than 16 levels");
	const char deep[] =
			"{\"type\":\"ping\",\"t\":1,\"x\":[[[[[[[[[[[[[[[\"[[\"]]]]]]]]]]]]]]]}";
	assert_int_equal(parse(&m, &e, deep, sizeof deep - 1), 0);
	const char deeper[] = "{\"type\":\"ping\",\"t\":1,\"x\":[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]}";
	refused(deeper, sizeof deeper - 1, "too_deep", "", "deeper than 16 levels");
}

/* ---- from the table ---- */

/* The JSON of a good value of a field. */
static const char *good_value(const struct field *f)
{
	static char word[64];
	switch (f->kind) {
	case FIELD_BOOLEAN: return "true";
	case FIELD_INTEGER: snprintf(word, sizeof word, "%.0f", f->min); return word;
	case FIELD_NUMBER: return "0.5";
	case FIELD_WORD: snprintf(word, sizeof word, "\"%s\"", f->words[0]); return word;
	case FIELD_ID:
	case FIELD_ASCII: return "\"x\"";
	case FIELD_LINE: return "\"Ж\"";
	case FIELD_IDS: return "[\"x\"]";
	case FIELD_ROWS: return "[{\"id\":\"x\"}]";
	}
	return "";
}

/* A message of that shape with every field, but `except` has `value` instead, or is left out when
 * that is NULL. */
static void build(char *text, size_t capacity, const struct message_shape *shape,
		const struct field *except, const char *value)
{
	size_t used = (size_t)snprintf(text, capacity, "{\"type\":\"%s\"", shape->name);
	for (size_t i = 0; i < shape->field_count; i++) {
		const struct field *f = &shape->fields[i];
		const char *v = f == except ? value : good_value(f);
		if (v)
			used += (size_t)snprintf(text + used, capacity - used, ",\"%s\":%s",
					f->name, v);
	}
	snprintf(text + used, capacity - used, "}");
}

static void refused_field(const struct message_shape *shape, const struct field *f,
		const char *value, const char *code)
{
	static char text[MESSAGE_BYTES_MAX];
	char says[NAME_BYTES];
	build(text, sizeof text, shape, f, value);
	snprintf(says, sizeof says, "\"%s", f->name);
	refused(text, strlen(text), code, shape->name, says);
}

/* Values of every JSON type that this kind is not. */
static void wrong_types(const struct message_shape *shape, const struct field *f)
{
	static const char *const values[] = { "null", "true", "7", "0.5", "\"x\"", "[]", "{}" };
	static const char *const fine[] = {
		[FIELD_BOOLEAN] = "true",
		[FIELD_INTEGER] = "7",
		[FIELD_NUMBER] = "7 0.5",
		[FIELD_WORD] = "\"x\"",
		[FIELD_ID] = "\"x\"",
		[FIELD_LINE] = "\"x\"",
		[FIELD_ASCII] = "\"x\"",
		[FIELD_IDS] = "[]",
		[FIELD_ROWS] = "[]",
	};
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		if (!strstr(fine[f->kind], values[i]))
			refused_field(shape, f, values[i], "wrong_type");
}

static void too_long(const struct message_shape *shape, const struct field *f)
{
	static char value[MESSAGE_BYTES_MAX];
	if (f->kind == FIELD_ID || f->kind == FIELD_LINE || f->kind == FIELD_ASCII) {
		size_t most = f->kind == FIELD_ID ? 32 : f->bytes - 1;
		memset(value, 'x', most + 3);
		value[0] = value[most + 2] = '"';
		value[most + 3] = '\0';
		refused_field(shape, f, value, "too_long");
	}
	if (f->kind == FIELD_IDS || f->kind == FIELD_ROWS) {
		size_t used = 0;
		for (int i = 0; i <= (int)f->max; i++)
			used += (size_t)snprintf(value + used, sizeof value - used, "%s\"x\"",
					i ? "," : "[");
		snprintf(value + used, sizeof value - used, "]");
		refused_field(shape, f, value, "too_long");
	}
}

static void out_of_range(const struct message_shape *shape, const struct field *f)
{
	char value[64];
	if (f->kind != FIELD_INTEGER && f->kind != FIELD_NUMBER)
		return;
	double step = f->kind == FIELD_INTEGER ? 1 : f->max;
	snprintf(value, sizeof value, "%.0f", f->min - step);
	refused_field(shape, f, value, "out_of_range");
	snprintf(value, sizeof value, "%.0f", f->max + step);
	refused_field(shape, f, value, "out_of_range");
}

static void every_field_is_checked(void **state)
{
	(void)state;
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		const struct message_shape *shape = &message_shapes[type];
		for (size_t i = 0; i < shape->field_count; i++) {
			const struct field *f = &shape->fields[i];
			print_message("%s.%s\n", shape->name, f->name);
			if (f->required)
				refused_field(shape, f, NULL, "missing");
			wrong_types(shape, f);
			too_long(shape, f);
			out_of_range(shape, f);
			if (f->kind == FIELD_WORD)
				refused_field(shape, f, "\"nobody\"", "unknown_word");
			if (f->kind == FIELD_ID)
				refused_field(shape, f, "\"A b\"", "bad_form");
			if (f->kind == FIELD_LINE || f->kind == FIELD_ASCII)
				refused_field(shape, f, "\"\\u0007\"", "bad_form");
		}
	}
}

static void every_message_is_taken_whole(void **state)
{
	(void)state;
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		char text[1024];
		struct message m;
		struct message_error e;
		build(text, sizeof text, &message_shapes[type], NULL, NULL);
		if (parse(&m, &e, text, strlen(text)) != 0)
			fail_msg("%s: %s %s", text, e.code, e.text);
		assert_int_equal(m.type, type);
	}
}

static void the_table_says_what_it_must(void **state)
{
	(void)state;
	for (int type = 0; type < MESSAGE_TYPE_COUNT; type++) {
		const struct message_shape *shape = &message_shapes[type];
		assert_non_null(shape->name);
		for (size_t i = 0; i < shape->field_count; i++) {
			const struct field *f = &shape->fields[i];
			assert_true(f->offset + f->bytes <= sizeof(struct message));
			assert_true(f->kind != FIELD_ID || f->bytes >= 33);
			assert_true(f->kind != FIELD_WORD || f->bytes == sizeof(int));
			assert_true(f->kind != FIELD_WORD || f->words);
		}
	}
}

/* ---- what is taken ---- */

static struct message taken(const char *text)
{
	struct message m;
	struct message_error e;
	if (parse(&m, &e, text, strlen(text)) != 0)
		fail_msg("%s: %s %s", text, e.code, e.text);
	return m;
}

static void a_join_with_everything(void **state)
{
	(void)state;
	struct message m = taken("{\"client\":\"my-player/1.0\",\"type\":\"join\","
				 "\"role\":\"interpreter\",\"channels\":[\"ko\",\"floor\"],"
				 "\"rendition\":\"auto\",\"bundle\":3,\"token\":\"a.b-c_d\","
				 "\"booth\":\"mn\",\"name\":\"Бат\",\"session\":\"u3c\","
				 "\"future\":{\"x\":[1,null]}}");
	assert_int_equal(m.type, MESSAGE_JOIN);
	assert_int_equal(m.join.role, ROLE_INTERPRETER);
	assert_true(m.join.has_channels);
	assert_int_equal(m.join.subscribe.count, 2);
	assert_string_equal(m.join.subscribe.channels[0], "ko");
	assert_string_equal(m.join.subscribe.channels[1], "floor");
	assert_int_equal(m.join.subscribe.rendition, MESSAGE_AUTO);
	assert_int_equal(m.join.subscribe.bundle, 3);
	assert_string_equal(m.join.token, "a.b-c_d");
	assert_string_equal(m.join.booth, "mn");
	assert_string_equal(m.join.name, "Бат");
	assert_string_equal(m.join.client, "my-player/1.0");
	assert_string_equal(m.join.session, "u3c");
}

static void what_is_left_out_has_a_default(void **state)
{
	(void)state;
	struct message m = taken("{\"type\":\"join\",\"role\":\"podium\",\"token\":\"\","
				 "\"rendition\":\"\"}");
	assert_int_equal(m.join.role, ROLE_PODIUM);
	assert_false(m.join.has_channels);
	assert_int_equal(m.join.subscribe.count, 0);
	assert_int_equal(m.join.subscribe.rendition, MESSAGE_HIGH);
	assert_int_equal(m.join.subscribe.bundle, 1);
	assert_string_equal(m.join.token, "");
	m = taken("{\"type\":\"join\",\"role\":\"interpreter\",\"session\":\"u3c\"}");
	assert_string_equal(m.join.booth, "");
	m = taken("{\"type\":\"subscribe\",\"channels\":[]}");
	assert_int_equal(m.subscribe.count, 0);
	assert_int_equal(m.subscribe.bundle, 1);
}

static void a_name_of_63_bytes_is_whole(void **state)
{
	(void)state;
	char name[64], text[256];
	memset(name, 'n', 63);
	name[63] = '\0';
	snprintf(text, sizeof text, LISTENER "\"name\":\"%s\"}", name);
	struct message m = taken(text);
	assert_string_equal(m.join.name, name);
}

static void numbers_come_whole(void **state)
{
	(void)state;
	struct message m = taken("{\"type\":\"ping\",\"t\":1732435968123.25}");
	assert_true(m.ping.t == 1732435968123.25);
	m = taken("{\"type\":\"ping\",\"t\":-9007199254740991}");
	assert_true(m.ping.t == -9007199254740991.0);
	m = taken("{\"type\":\"microphone\",\"on\":true}");
	assert_true(m.microphone.on);
	m = taken("{\"type\":\"microphone\",\"on\":false}");
	assert_false(m.microphone.on);
}

static void rules_come_in_rows(void **state)
{
	(void)state;
	struct message m = taken("{\"type\":\"rules\",\"channels\":["
				 "{\"id\":\"en\",\"interlock\":\"override\"},"
				 "{\"pass_through\":\"never\",\"id\":\"ko\"}]}");
	assert_int_equal(m.rules.count, 2);
	assert_string_equal(m.rules.channels[0].channel, "en");
	assert_int_equal(m.rules.channels[0].interlock, RULE_OVERRIDE);
	assert_int_equal(m.rules.channels[0].pass_through, RULE_PASS_KEEP);
	assert_string_equal(m.rules.channels[1].channel, "ko");
	assert_int_equal(m.rules.channels[1].interlock, RULE_INTERLOCK_KEEP);
	assert_int_equal(m.rules.channels[1].pass_through, RULE_NEVER);
}

static void a_console_joins_off_the_air(void **state)
{
	(void)state;
	struct message m = taken("{\"type\":\"join\",\"role\":\"interpreter\",\"booth\":\"ko\"}");
	assert_int_equal(m.join.microphone, SWITCH_ON);
	assert_false(m.join.subscribe.incoming);
	m = taken("{\"type\":\"join\",\"role\":\"interpreter\",\"booth\":\"ko\","
		  "\"microphone\":\"off\",\"incoming\":true}");
	assert_int_equal(m.join.microphone, SWITCH_OFF);
	assert_true(m.join.subscribe.incoming);
}

static void words_are_numbers_of_our_own(void **state)
{
	(void)state;
	struct message m = taken("{\"type\":\"output\",\"output\":\"c\"}");
	assert_int_equal(m.output.output, 2);
	m = taken("{\"type\":\"handover\",\"step\":\"take\"}");
	assert_int_equal(m.handover.step, STEP_TAKE);
	m = taken("{\"type\":\"cannot_interpret\",\"on\":true,\"reason\":\"too_fast\"}");
	assert_int_equal(m.cannot_interpret.reason, REASON_TOO_FAST);
	assert_string_equal(message_reason_name(REASON_UNSEEN_TEXT), "unseen_text");
	assert_string_equal(message_type_name(MESSAGE_SEEN), "seen");
}

static void roles_have_names(void **state)
{
	(void)state;
	for (int role = 0; role < ROLE_COUNT; role++)
		assert_int_equal(message_role_from(message_role_name((enum message_role)role)),
				role);
	assert_int_equal(message_role_from("chair"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_messages_are_refused_in_words),
		cmocka_unit_test(size_and_depth_are_limited),
		cmocka_unit_test(every_field_is_checked),
		cmocka_unit_test(every_message_is_taken_whole),
		cmocka_unit_test(the_table_says_what_it_must),
		cmocka_unit_test(a_join_with_everything),
		cmocka_unit_test(what_is_left_out_has_a_default),
		cmocka_unit_test(a_name_of_63_bytes_is_whole),
		cmocka_unit_test(numbers_come_whole),
		cmocka_unit_test(roles_have_names),
		cmocka_unit_test(rules_come_in_rows),
		cmocka_unit_test(a_console_joins_off_the_air),
		cmocka_unit_test(words_are_numbers_of_our_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
