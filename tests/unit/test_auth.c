// SPDX-License-Identifier: Apache-2.0
/* control/keyring.h and control/auth.h: rows of files -> are they taken; rows of joins -> may they
 * come in. And, through the whole room, what a token binds and what revoking it does. */
#include "control/auth.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "support/control_house.h"

enum { UNIX_S = 1800000000 };

#define HEX32 "0123456789abcdef0123456789abcdef"
#define KEY HEX32 HEX32

static char folder[64], key_path[96], revoked_path[96];

static void write_text(const char *path, const char *text, mode_t mode)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(path, mode), 0);
}

/* ---- files ---- */

/* clang-format off */
static const struct file { const char *name, *keys, *revoked; mode_t mode; int err; uint32_t keys_n, revoked_n; } files[] = {
	{ "one key",              "k1 " KEY "\n",                     "",             0600, 0,       1, 0 },
	{ "read only",            "k1 " KEY "\n",                     "",             0400, 0,       1, 0 },
	{ "two, and comments",    "# x\n\nk1 " KEY " # y\n\tk2 " KEY, "a\n#b\nc-9\n", 0600, 0,       2, 2 },
	{ "no keys",              "",                                 "",             0600, 0,       0, 0 },
	{ "the group may read",   "k1 " KEY "\n",                     "",             0640, -EPERM,  0, 0 },
	{ "everybody may read",   "k1 " KEY "\n",                     "",             0604, -EPERM,  0, 0 },
	{ "a short secret",       "k1 " HEX32 "\n",                   "",             0600, -EINVAL, 0, 0 },
	{ "no hex",               "k1 " HEX32 "g123456789abcdef0123456789abcdef\n", "", 0600, -EINVAL, 0, 0 },
	{ "no secret",            "k1\n",                             "",             0600, -EINVAL, 0, 0 },
	{ "three words",          "k1 " KEY " x\n",                   "",             0600, -EINVAL, 0, 0 },
	{ "an odd id",            "k/1 " KEY "\n",                    "",             0600, -EINVAL, 0, 0 },
	{ "a long line",          "k1 " KEY KEY KEY KEY KEY "\n",     "",             0600, -EINVAL, 0, 0 },
	{ "nine keys",            "1 " KEY "\n2 " KEY "\n3 " KEY "\n4 " KEY "\n5 " KEY "\n6 " KEY "\n7 " KEY "\n8 " KEY "\n9 " KEY "\n",
	                                                              "",             0600, -E2BIG,  0, 0 },
	{ "two ids in a line",    "k1 " KEY "\n",                     "a b\n",        0600, -EINVAL, 0, 0 },
};
/* clang-format on */

static void files_are_taken_or_not(void **state)
{
	(void)state;
	static struct keyring k; /* large */
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		write_text(key_path, files[i].keys, files[i].mode);
		write_text(revoked_path, files[i].revoked, 0644);
		k = (struct keyring){ .revoked_count = 77 };
		int err = keyring_load(&k, key_path, revoked_path);
		if (err != files[i].err)
			fail_msg("%s: %d", files[i].name, err);
		assert_int_equal(k.keys.count, files[i].keys_n);
		assert_int_equal(k.revoked_count, err ? 77 : files[i].revoked_n);
		assert_int_equal(unlink(key_path), 0);
	}
	assert_int_equal(keyring_load(&k, "/nowhere/k", ""), -ENOENT);
	assert_int_equal(keyring_load(&k, "", "/nowhere/r"), -ENOENT);
	assert_int_equal(keyring_load(&k, "", ""), 0);
}

static void keys_are_made_and_rotate(void **state)
{
	(void)state;
	static struct keyring before, after;
	struct stat s;
	assert_int_equal(keyring_make(key_path), 0);
	assert_int_equal(stat(key_path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(keyring_load(&before, key_path, ""), 0);
	assert_int_equal(before.keys.count, 1);
	assert_int_equal(keyring_make(key_path), 0); /* leaves it as it is */
	for (uint32_t i = 0; i < TOKEN_KEYS_MAX + 2; i++) {
		assert_int_equal(keyring_load(&before, key_path, ""), 0);
		assert_int_equal(keyring_rotate(key_path), 0);
		assert_int_equal(keyring_load(&after, key_path, ""), 0);
		uint32_t kept = before.keys.count < TOKEN_KEYS_MAX ? before.keys.count
								   : TOKEN_KEYS_MAX - 1;
		assert_int_equal(after.keys.count, kept + 1);
		assert_memory_equal(&after.keys.keys[1], before.keys.keys,
				kept * sizeof before.keys.keys[0]);
	}
	assert_int_equal(stat(key_path, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(unlink(key_path), 0);
	assert_int_equal(keyring_make("/nowhere/k"), -ENOENT);
}

/* ---- who may come in ---- */

/* The token that a row's join has, before it is changed; "" no token, "=x" the text x itself. */
static const struct token tokens[] = {
	{ .id = "l", .event = "tumen", .role = ROLE_LISTENER },
	{ .id = "i", .event = "tumen", .role = ROLE_INTERPRETER, .booth = "ko" },
	{ .id = "n", .event = "tumen", .role = ROLE_INTERPRETER },
	{ .id = "o", .event = "tumen", .role = ROLE_OPERATOR },
	{ .id = "p", .event = "tumen", .role = ROLE_PODIUM },
	{ .id = "f", .event = "tumen", .role = ROLE_FLOOR },
	{ .id = "x", .event = "other", .role = ROLE_OPERATOR },
	{ .id = "gone", .event = "tumen", .role = ROLE_OPERATOR },
};

enum where { FAR, NEAR };
enum house_kind { TRUSTING, OPEN, PINNED };

#define L ROLE_LISTENER
#define I ROLE_INTERPRETER
#define F ROLE_FLOOR
#define O ROLE_OPERATOR
#define P ROLE_PODIUM
#define YES true
#define NO false

/* clang-format off */
static const struct row {
	const char *name;
	enum house_kind house;
	enum where where;
	enum message_role role;
	const char *booth, *token;
	int64_t later_s; /* after the token was made for a minute */
	bool allowed;
} rows[] = {
	{ "a listener from anywhere",             OPEN, FAR,  L, "",   "",  0, YES },
	{ "whatever it has in its pocket",        OPEN, FAR,  L, "",   "=rubbish", 0, YES },
	{ "an interpreter with a token",          OPEN, FAR,  I, "ko", "i", 0, YES },
	{ "coming back, without the booth",       OPEN, FAR,  I, "",   "i", 0, YES },
	{ "into another booth",                   OPEN, FAR,  I, "mn", "i", 0, NO },
	{ "with a token for no booth",            OPEN, FAR,  I, "ko", "n", 0, NO },
	{ "with none",                            OPEN, FAR,  I, "ko", "",  0, NO },
	{ "with such a one, coming back",         OPEN, FAR,  I, "",   "n", 0, NO },
	{ "with none, on this machine",           OPEN, NEAR, I, "ko", "",  0, NO },
	{ "an operator",                          OPEN, FAR,  O, "",   "o", 0, YES },
	{ "a podium",                             OPEN, FAR,  P, "",   "p", 0, YES },
	{ "a floor",                              OPEN, FAR,  F, "",   "f", 0, YES },
	{ "an operator with an interpreter's",    OPEN, FAR,  O, "",   "i", 0, NO },
	{ "an operator with a listener's",        OPEN, FAR,  O, "",   "l", 0, NO },
	{ "an interpreter with an operator's",    OPEN, FAR,  I, "ko", "o", 0, NO },
	{ "a podium with an operator's",          OPEN, FAR,  P, "",   "o", 0, NO },
	{ "a floor with a podium's",              OPEN, FAR,  F, "",   "p", 0, NO },
	{ "another event's",                      OPEN, FAR,  O, "",   "x", 0, NO },
	{ "a revoked one",                        OPEN, FAR,  O, "",   "gone", 0, NO },
	{ "in its last second",                   OPEN, FAR,  O, "",   "o", 59, YES },
	{ "expired",                              OPEN, FAR,  O, "",   "o", 60, NO },
	{ "none-signed",                          OPEN, FAR,  O, "",   "=eyJhbGciOiJub25lIn0.eyJqdGkiOiJvIiwiZXZlbnQiOiJ0dW1lbiIsInJvbGUiOiJvcGVyYXRvciIsImV4cCI6MTgwMDAwMDA2MH0.", 0, NO },
	{ "trying out: any role near",            TRUSTING, NEAR, O, "", "", 0, YES },
	{ "trying out: no role from far",         TRUSTING, FAR,  O, "", "", 0, NO },
	{ "trying out: listeners from far",       TRUSTING, FAR,  L, "", "", 0, YES },
	{ "a listener with the PIN",              PINNED, FAR,  L, "",   "=471147", 0, YES },
	{ "without",                              PINNED, FAR,  L, "",   "",        0, NO },
	{ "without, on this machine",             PINNED, NEAR, L, "",   "",        0, NO },
	{ "a wrong PIN",                          PINNED, FAR,  L, "",   "=471148", 0, NO },
	{ "the beginning of it",                  PINNED, FAR,  L, "",   "=47114",  0, NO },
	{ "more than it",                         PINNED, FAR,  L, "",   "=4711470", 0, NO },
	{ "much more than it",                    PINNED, FAR,  L, "",   "=471147aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 0, NO },
	{ "a listener's token instead",           PINNED, FAR,  L, "",   "l", 0, YES },
	{ "an operator's is not for listening",   PINNED, FAR,  L, "",   "o", 0, NO },
	{ "the PIN makes nobody an operator",     PINNED, FAR,  O, "",   "=471147", 0, NO },
	{ "a token does, in a PIN's event too",   PINNED, FAR,  O, "",   "o", 0, YES },
};
/* clang-format on */

static struct plan plan;
static struct auth auth; /* large */

static void build_auth(enum house_kind kind)
{
	const struct auth_setup setup = { .trusts_this_machine = kind == TRUSTING,
		.pin = "471147",
		.key_path = key_path,
		.revoked_path = revoked_path };
	plan_built_in(&plan);
	write_text(key_path, "k1 " KEY "\n", 0600);
	write_text(revoked_path, "gone\n", 0600);
	memset(&auth, 0, sizeof auth);
	assert_int_equal(auth_init(&auth, &plan, &setup), 0);
	if (kind != PINNED)
		auth.setup.pin[0] = '\0';
}

static void write_token(char text[static TOKEN_BYTES], const char *which,
		const struct token_keys *keys)
{
	snprintf(text, TOKEN_BYTES, "%s", *which == '=' ? which + 1 : "");
	for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
		struct token t = tokens[i];
		t.expires_s = UNIX_S + 60;
		if (strcmp(t.id, which) == 0)
			assert_int_equal(token_write(text, &t, keys), 0);
	}
}

static void rows_come_in_or_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct message_join join = { .role = r->role };
		struct auth_pass pass;
		build_auth(r->house);
		snprintf(join.booth, sizeof join.booth, "%s", r->booth);
		write_token(join.token, r->token, &auth.keyring.keys);
		struct auth_question q = { .join = &join,
			.address = "192.0.2.1",
			.loopback = r->where == NEAR,
			.unix_s = UNIX_S + r->later_s };
		if (auth_allows(&auth, &q, &pass) != r->allowed)
			fail_msg("%s", r->name);
		if (r->allowed && r->role == ROLE_INTERPRETER)
			assert_string_equal(pass.booth, "ko");
		auth_finish(&auth);
	}
}

static bool guess(const char *address, const char *pin, int64_t now_ns)
{
	struct message_join join = { .role = ROLE_LISTENER };
	struct auth_pass pass;
	snprintf(join.token, sizeof join.token, "%s", pin);
	const struct auth_question q = { .join = &join, .address = address, .now_ns = now_ns };
	bool in = auth_allows(&auth, &q, &pass);
	if (!in)
		auth_refused(&auth, &q);
	return in;
}

static bool limited(const char *address, const char *pin)
{
	struct message_join join = { .role = ROLE_LISTENER };
	snprintf(join.token, sizeof join.token, "%s", pin);
	const struct auth_question q = { .join = &join, .address = address, .now_ns = 1 };
	return auth_limited(&auth, &q);
}

static void who_guesses_too_often_is_not_heard(void **state)
{
	(void)state;
	build_auth(PINNED);
	auth.seed = 0; /* which addresses share a place is the same each time */
	for (int i = 0; i < 1000; i++)
		assert_true(guess("192.0.2.1", "471147", 1)); /* a whole hall behind it, at once */
	for (int i = 0; i < 1000; i++)
		assert_false(guess("192.0.2.1", "",
				1)); /* its pages, which learn that there is one */
	for (int i = 0; i < 30; i++) {
		assert_false(limited("192.0.2.1", "000000"));
		assert_false(guess("192.0.2.1", "000000", 1));
	}
	assert_true(limited("192.0.2.1", "000000"));
	assert_true(limited("192.0.2.1", "471147"));
	assert_false(limited("192.0.2.1", ""));
	assert_false(limited("192.0.2.2", "471147"));
	assert_false(guess("192.0.2.1", "471147", 1));
	assert_true(guess("192.0.2.2", "471147", 1));
	assert_true(guess("192.0.2.1", "471147", 2 * NS_PER_S));

	for (int i = 0; i < 31; i++)
		guess("2001:db8::1", "000000", 1);
	assert_false(guess("2001:db8::ffff:2", "471147", 1)); /* the same household */
	assert_true(guess("2001:db8:0:1::1", "471147", 1));

	memset(auth.setup.pin, '7', AUTH_PIN_BYTES - 1); /* the longest there is */
	assert_true(guess("192.0.2.9", "77777777777777777777777777777777", 1));
	assert_false(guess("192.0.2.9", "777777777777777777777777777777777", 1));

	/* a token is always heard */
	struct message_join join = { .role = ROLE_OPERATOR };
	struct auth_pass pass;
	write_token(join.token, "o", &auth.keyring.keys);
	const struct auth_question q = { .join = &join,
		.address = "2001:db8::1",
		.now_ns = 1,
		.unix_s = UNIX_S };
	assert_true(auth_allows(&auth, &q, &pass));
}

/* ---- in the whole room ---- */

static void say(struct house *h, const char *who, const char *fields, const char *token)
{
	char line[2 * TOKEN_BYTES];
	snprintf(line, sizeof line, "far> %s {'type':'join',%s,'token':'%s'}", who, fields, token);
	house_obey(h, line);
}

static struct house *guarded_house(struct token_keys *keys)
{
	const struct auth_setup setup = { .key_path = key_path, .revoked_path = revoked_path };
	static struct keyring k;
	write_text(key_path, "k1 " KEY "\n", 0600);
	write_text(revoked_path, "", 0600);
	assert_int_equal(keyring_load(&k, key_path, ""), 0);
	*keys = k.keys;
	struct house *h = house_build_guarded(&setup);
	house_play(h, (const char *const[]){ "turn 0", "media ROUTE.", "quiet", NULL });
	return h;
}

static void a_token_binds_in_the_room(void **state)
{
	(void)state;
	struct token_keys keys;
	struct house *h = guarded_house(&keys);
	char text[TOKEN_BYTES];
	struct token t = { .id = "1",
		.event = "tumen",
		.role = ROLE_LISTENER,
		.channel_count = 1,
		.channels = { "ko" },
		.expires_s = INT64_C(1) << 40 };
	/* an open event does not look at listeners' tokens */
	assert_int_equal(token_write(text, &t, &keys), 0);
	say(h, "0/0.1", "'role':'listener','channels':['mn']", text);
	house_play(h, (const char *const[]){ "turn 0", "< 0 GRANT 0.1 listener", "< 0 TEXT*",
				      "< 0 SUBSCRIBE*", "quiet", NULL });
	house_tear_down(h);

	const struct auth_setup pinned = { .pin = "471147", .key_path = key_path };
	h = house_build_guarded(&pinned);
	say(h, "0/0.1", "'role':'listener','channels':['ko','mn']", text);
	house_play(h, (const char *const[]){ "turn 0", "media ROUTE.",
				      "< 0 TEXT 0.1 *'not_allowed'*",
				      "< 0 CLOSE 0.1 4003 not allowed", "quiet", NULL });
	say(h, "0/1.1", "'role':'listener','channels':['ko']", text);
	house_play(h, (const char *const[]){ "turn 0", "< 0 GRANT 1.1 listener", "< 0 TEXT*",
				      "< 0 SUBSCRIBE*",
				      "far> 0/1.1 {'type':'subscribe','channels':['floor']}",
				      "turn 0", "< 0 TEXT 1.1 *'not_allowed'*", "quiet", NULL });
	say(h, "0/2.1", "'role':'listener','channels':['ko','mn']", "471147");
	house_play(h, (const char *const[]){ "turn 0", "< 0 GRANT 2.1 listener", "< 0 TEXT*",
				      "< 0 SUBSCRIBE*", "quiet", NULL });
	house_tear_down(h);
}

static void all_refusals_look_the_same(void **state)
{
	(void)state;
	struct token_keys keys;
	struct house *h = guarded_house(&keys);
	char token[TOKEN_BYTES], first[200] = "";
	static const char *const which[] = { "", "=rubbish", "x", "i", "=a.b.c" };
	for (unsigned i = 0; i < sizeof which / sizeof *which; i++) {
		char who[16];
		write_token(token, which[i], &keys);
		snprintf(who, sizeof who, "0/%u.1", i);
		say(h, who, "'role':'operator'", token);
		house_turn(h, 0);
		assert_true(house_next_event(h, 0));
		const char *words = strchr(h->text, '{'); /* behind the session's handle */
		assert_non_null(words);
		if (!first[0])
			snprintf(first, sizeof first, "%s", words);
		assert_string_equal(words, first);
		assert_null(strstr(h->text, "rubbish"));
		assert_true(house_next_event(h, 0));
		assert_non_null(strstr(h->text, "4003 not allowed"));
	}
	house_tear_down(h);
}

static void who_is_revoked_is_put_out(void **state)
{
	(void)state;
	struct token_keys keys;
	struct house *h = guarded_house(&keys);
	char text[TOKEN_BYTES];
	struct token t = { .id = "22",
		.event = "tumen",
		.role = ROLE_INTERPRETER,
		.booth = "ko",
		.expires_s = INT64_C(1) << 40 };
	assert_int_equal(token_write(text, &t, &keys), 0);
	say(h, "1/5.1", "'role':'interpreter','booth':'ko'", text);
	house_play(h, (const char *const[]){ "turn 0", "< 1 GRANT 5.1 interpreter*", "< 1 TEXT*",
				      "< 1 SUBSCRIBE*", "turn 200", NULL });
	while (house_next_event(h, 1) || house_next_event(h, 0) || house_next_command(h))
		;
	write_text(revoked_path, "21\n23\n", 0600);
	control_reload(h->control);
	house_play(h, (const char *const[]){ "turn 0", "quiet", NULL });
	write_text(revoked_path, "22 oops\n", 0600); /* a bad file changes nothing */
	control_reload(h->control);
	house_play(h, (const char *const[]){ "turn 0", "quiet", NULL });
	write_text(revoked_path, "21\n22\n", 0600);
	control_reload(h->control);
	house_play(h, (const char *const[]){ "turn 0", "< 1 CLOSE 5.1 4003 not allowed", NULL });
	say(h, "1/6.1", "'role':'interpreter','booth':'ko'", text);
	house_play(h, (const char *const[]){ "turn 0", "< 1 TEXT 6.1 *'not_allowed'*",
				      "< 1 CLOSE 6.1 4003 *", NULL });
	house_tear_down(h);
}

static int make_folder(void **state)
{
	(void)state;
	log_set_level(LOG_LEVEL_ERROR);
	snprintf(folder, sizeof folder, "/tmp/tumen-test-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(key_path, sizeof key_path, "%s/keys", folder);
	snprintf(revoked_path, sizeof revoked_path, "%s/revoked", folder);
	return 0;
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(key_path);
	unlink(revoked_path);
	return rmdir(folder); /* nothing else was left there */
}

static void knock(struct house *h, enum message_role role, const char *token)
{
	h->req = (struct request){ .kind = REQUEST_DOOR,
		.session = { 3, 7 }, /* a door's, which is nobody's session */
		.address = "192.0.2.7",
		.message = { .type = MESSAGE_JOIN, .join = { .role = role } } };
	snprintf(h->req.message.join.token, TOKEN_BYTES, "%s", token);
	assert_true(pipe_put(&h->request[0], &h->req, sizeof h->req));
	house_turn(h, 100);
}

static void doors_open_to_who_could_join(void **state)
{
	(void)state;
	struct token_keys keys;
	struct house *h = guarded_house(&keys);
	char text[TOKEN_BYTES];
	struct token t = { .id = "1",
		.event = "tumen",
		.role = ROLE_OPERATOR,
		.expires_s = INT64_C(1) << 40 };
	assert_int_equal(token_write(text, &t, &keys), 0);
	knock(h, ROLE_OPERATOR, text);
	house_play(h, (const char *const[]){ "< 0 DOOR 3.7 opens", "quiet", NULL });
	knock(h, ROLE_OPERATOR, "");
	house_play(h, (const char *const[]){ "< 0 DOOR 3.7 shut", "quiet", NULL });
	t.role = ROLE_PODIUM;
	assert_int_equal(token_write(text, &t, &keys), 0);
	knock(h, ROLE_OPERATOR, text);
	house_play(h, (const char *const[]){ "< 0 DOOR 3.7 shut", "quiet", NULL });
	assert_int_equal(counter_get(&h->counters, COUNTER_JOINS_NOT_ALLOWED), 2);
	house_tear_down(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_taken_or_not),
		cmocka_unit_test(keys_are_made_and_rotate),
		cmocka_unit_test(rows_come_in_or_not),
		cmocka_unit_test(who_guesses_too_often_is_not_heard),
		cmocka_unit_test(a_token_binds_in_the_room),
		cmocka_unit_test(doors_open_to_who_could_join),
		cmocka_unit_test(all_refusals_look_the_same),
		cmocka_unit_test(who_is_revoked_is_put_out),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
