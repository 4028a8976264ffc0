// SPDX-License-Identifier: Apache-2.0
/* proto/token.h: rows of what was done to a token -> is it taken. Forgeries are made with libjwt
 * itself, so that only what the row says is wrong with them. */
#include "proto/token.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jwt.h>

enum { NOW_S = 1800000000 };

static const struct token_keys two_keys = {
	.count = 2,
	.keys = { { "new", "01234567890123456789012345678901" },
			{ "old", "abcdefghijklmnopqrstuvwxyzabcdef" } },
};

static const struct token ko = {
	.id = "1f",
	.event = "gti",
	.role = ROLE_INTERPRETER,
	.booth = "ko",
	.channel_count = 2,
	.channels = { "ko", "en" },
	.expires_s = NOW_S + 60,
};

static void what_is_written_is_read(void **state)
{
	(void)state;
	static const struct token tokens[] = {
		{ .id = "1", .event = "gti", .role = ROLE_LISTENER, .expires_s = NOW_S + 1 },
		{ .id = "2", .event = "x", .role = ROLE_OPERATOR, .expires_s = INT64_C(1) << 40 },
		{ .id = "3", .role = ROLE_PODIUM, .expires_s = NOW_S + 9 },
	};
	char text[TOKEN_BYTES];
	struct token got;
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		assert_int_equal(token_write(text, &tokens[i], &two_keys), 0);
		assert_int_equal(token_read(&got, text, &two_keys, NOW_S), 0);
		assert_memory_equal(&got, &tokens[i], sizeof got);
	}
	assert_int_equal(token_write(text, &ko, &two_keys), 0);
	assert_int_equal(token_read(&got, text, &two_keys, NOW_S), 0);
	assert_memory_equal(&got, &ko, sizeof got);
	assert_true(strlen(text) < 300); /* a QR code that a phone reads from a screen */
}

static void what_is_too_long_is_not_written(void **state)
{
	(void)state;
	char text[TOKEN_BYTES];
	struct token t = ko;
	struct token_keys none = { 0 };
	t.channel_count = CHANNELS_MAX;
	for (int i = 0; i < CHANNELS_MAX; i++)
		memset(t.channels[i], 'a', NAME_BYTES - 1);
	assert_int_equal(token_write(text, &t, &two_keys), -ENOSPC);
	assert_int_equal(token_write(text, &ko, &none), -ENOKEY);
}

/* ---- forgeries ---- */

/* "" leaves a claim out. */
struct forgery {
	const char *name;
	jwt_alg_t alg;
	int key; /* of two_keys */
	const char *kid;
	const char *json; /* all claims */
	bool taken;
};

#define CLAIMS "\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\",\"exp\":1800000060"

/* clang-format off */
static const struct forgery forgeries[] = {
	{ "as it should be",          JWT_ALG_HS256, 0, "new", "{" CLAIMS "}", true },
	{ "by the older key",         JWT_ALG_HS256, 1, "old", "{" CLAIMS "}", true },
	{ "claims we do not know",    JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"x\":[1]}", true },
	{ "one channel",              JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"channels\":\"ko\"}", true },
	{ "alg none",                 JWT_ALG_NONE,  0, "new", "{" CLAIMS "}", false },
	{ "another algorithm",        JWT_ALG_HS384, 0, "new", "{" CLAIMS "}", false },
	{ "in another key's name",    JWT_ALG_HS256, 0, "old", "{" CLAIMS "}", false },
	{ "in nobody's name",         JWT_ALG_HS256, 0, "",    "{" CLAIMS "}", false },
	{ "no claims",                JWT_ALG_HS256, 0, "new", "{}", false },
	{ "no exp",                   JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\"}", false },
	{ "exp as text",              JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\",\"exp\":\"1800000060\"}", false },
	{ "exp is now",               JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\",\"exp\":1800000000}", false },
	{ "exp long ago",             JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\",\"exp\":1}", false },
	{ "exp before 1970",          JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"listener\",\"exp\":-9000000000}", false },
	{ "nbf is now",               JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"nbf\":1800000000}", true },
	{ "nbf in a second",          JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"nbf\":1800000001}", false },
	{ "nbf as text",              JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"nbf\":\"1\"}", false },
	{ "nbf long ago",             JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"nbf\":-9000000000}", true },
	{ "no id",                    JWT_ALG_HS256, 0, "new", "{\"event\":\"gti\",\"role\":\"listener\",\"exp\":1800000060}", false },
	{ "no role",                  JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"exp\":1800000060}", false },
	{ "a role there is not",      JWT_ALG_HS256, 0, "new", "{\"jti\":\"1\",\"event\":\"gti\",\"role\":\"king\",\"exp\":1800000060}", false },
	{ "no channels at all",       JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"channels\":\"\"}", false },
	{ "channels are no text",     JWT_ALG_HS256, 0, "new", "{" CLAIMS ",\"channels\":[\"ko\"]}", false },
	{ "an id that is too long",   JWT_ALG_HS256, 0, "new", "{\"jti\":\"123456789012345678901234567890123\",\"role\":\"listener\",\"exp\":1800000060}", false },
};
/* clang-format on */

static void forge(char text[static TOKEN_BYTES], const struct forgery *f)
{
	const struct token_key *key = &two_keys.keys[f->key];
	bool none = f->alg == JWT_ALG_NONE;
	jwt_t *jwt;
	assert_int_equal(jwt_new(&jwt), 0);
	if (*f->kid)
		assert_int_equal(jwt_add_header(jwt, "kid", f->kid), 0);
	assert_int_equal(jwt_add_grants_json(jwt, f->json), 0);
	assert_int_equal(jwt_set_alg(jwt, f->alg, none ? NULL : key->secret,
					 none ? 0 : sizeof key->secret),
			0);
	char *encoded = jwt_encode_str(jwt);
	assert_non_null(encoded);
	assert_true(strlen(encoded) < TOKEN_BYTES);
	strcpy(text, encoded);
	free(encoded);
	jwt_free(jwt);
}

static void forgeries_are_refused(void **state)
{
	(void)state;
	char text[TOKEN_BYTES];
	struct token t;
	for (size_t i = 0; i < sizeof forgeries / sizeof *forgeries; i++) {
		forge(text, &forgeries[i]);
		int err = token_read(&t, text, &two_keys, NOW_S);
		if (err != (forgeries[i].taken ? 0 : -EACCES))
			fail_msg("%s: %d", forgeries[i].name, err);
	}
}

static void another_hall_s_keys_do_not_open(void **state)
{
	(void)state;
	char text[TOKEN_BYTES];
	struct token t;
	struct token_keys others = two_keys;
	struct token_keys none = { 0 };
	assert_int_equal(token_write(text, &ko, &two_keys), 0);
	others.keys[0].secret[31] ^= 1; /* the same id, even */
	assert_int_equal(token_read(&t, text, &others, NOW_S), -EACCES);
	assert_int_equal(token_read(&t, text, &none, NOW_S), -EACCES);
}

/* Cut anywhere, and with any character another one. */
static void not_one_character_can_change(void **state)
{
	(void)state;
	char text[TOKEN_BYTES], damaged[TOKEN_BYTES];
	struct token t;
	assert_int_equal(token_write(text, &ko, &two_keys), 0);
	size_t length = strlen(text);
	for (size_t i = 0; i < length; i++) {
		memcpy(damaged, text, length + 1);
		damaged[i] = '\0';
		if (token_read(&t, damaged, &two_keys, NOW_S) == 0)
			fail_msg("cut to %zu characters", i);
		/* of the last one, only the upper four bits count */
		damaged[i] = text[i] == 'Q' ? 'g' : 'Q';
		memcpy(damaged + i + 1, text + i + 1, length - i);
		if (token_read(&t, damaged, &two_keys, NOW_S) == 0)
			fail_msg("character %zu is another one", i);
	}
	static const char *const rubbish[] = { "", ".", "..", "...", "a.b.c", "4711", "e30.e30.",
		"e30.e30.e30" };
	for (size_t i = 0; i < sizeof rubbish / sizeof *rubbish; i++)
		assert_int_equal(token_read(&t, rubbish[i], &two_keys, NOW_S), -EACCES);
}

static void new_ones_are_new(void **state)
{
	(void)state;
	struct token_key a, b;
	assert_int_equal(token_new_key(&a), 0);
	assert_int_equal(token_new_key(&b), 0);
	assert_string_not_equal(a.id, b.id);
	assert_memory_not_equal(a.secret, b.secret, TOKEN_KEY_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(what_is_too_long_is_not_written),
		cmocka_unit_test(forgeries_are_refused),
		cmocka_unit_test(another_hall_s_keys_do_not_open),
		cmocka_unit_test(not_one_character_can_change),
		cmocka_unit_test(new_ones_are_new),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
