// SPDX-License-Identifier: Apache-2.0
/* Links for people who are to come in: what they look like, that the token in them is good, and
 * what an operator is told when there can be none. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/invitation.h"
#include "control/keyring.h"
#include "proto/token.h"
#include "support/control_house.h"
#include "tools/qr_text.h"

#define KEY "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"

static char folder[64], key_path[96], audit_path[96];

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/tumen-invite-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(key_path, sizeof key_path, "%s/keys", folder);
	snprintf(audit_path, sizeof audit_path, "%s/audit", folder);
	FILE *keys = fopen(key_path, "w");
	if (!keys || fchmod(fileno(keys), 0600) != 0)
		return -1;
	fputs("k1 " KEY "\n", keys);
	return fclose(keys);
}

static int remove_folder(void **state)
{
	(void)state;
	unlink(key_path);
	unlink(audit_path);
	return rmdir(folder);
}

/* ---- paths ---- */

/* clang-format off */
static const struct path_row {
	struct token t;
	const char *name, *text, *path;
} path_rows[] = {
	{ { .role = ROLE_INTERPRETER, .booth = "ko" }, "", "a.b-_c", "/booth#booth=ko&token=a.b-_c" },
	{ { .role = ROLE_INTERPRETER, .booth = "ko" }, "", "", "/booth#booth=ko" },
	{ { .role = ROLE_INTERPRETER, .booth = "mn" }, "Бат & Co", "t",
		"/booth#booth=mn&name=%D0%91%D0%B0%D1%82%20%26%20Co&token=t" },
	{ { .role = ROLE_FLOOR }, "Hall+1", "t", "/booth#role=floor&name=Hall%2B1&token=t" },
	{ { .role = ROLE_OPERATOR }, "", "t", "/operator#token=t" },
	{ { .role = ROLE_PODIUM }, "", "", "/podium" },
	{ { .role = ROLE_LISTENER }, "", "", "/" },
	{ { .role = ROLE_LISTENER }, "", "t", "/#token=t" },
	{ { .role = ROLE_LISTENER, .channel_count = 1, .channels = { "ko" } }, "", "t", "/#ko&token=t" },
	{ { .role = ROLE_LISTENER, .channel_count = 2, .channels = { "ko", "mn" } }, "", "t", "/#token=t" },
};
/* clang-format on */

static void links_lead_to_the_roles_page(void **state)
{
	(void)state;
	char path[INVITATION_PATH_BYTES];
	for (size_t i = 0; i < sizeof path_rows / sizeof *path_rows; i++) {
		const struct path_row *r = &path_rows[i];
		invitation_path(path, &r->t, r->name, r->text);
		assert_string_equal(path, r->path);
	}
}

static void the_longest_link_fits(void **state)
{
	(void)state;
	char path[INVITATION_PATH_BYTES];
	char name[NAME_BYTES];
	char text[TOKEN_BYTES];
	struct token t = { .role = ROLE_INTERPRETER };
	memset(t.booth, 'b', sizeof t.booth - 1);
	memset(name, '\xff', sizeof name);
	memset(text, 't', sizeof text);
	name[sizeof name - 1] = text[sizeof text - 1] = '\0';
	invitation_path(path, &t, name, text);
	assert_string_equal(path + strlen(path) - 4, "tttt");
}

/* ---- in the room ---- */

/* clang-format off */
static const struct row {
	const char *says, *hears;
} rows[] = {
	{ "'role':'interpreter','booth':'ko','valid_s':60",
		"{'type':'invitation','role':'interpreter','booth':'ko','path':'/booth#booth=ko&token=*',"
		"'token':'*','jti':'*','expires_unix_s':60}" },
	{ "'role':'operator'", "*'path':'/operator#token=*','expires_unix_s':43200}" },
	{ "'role':'floor','name':'Hall'", "*'path':'/booth#role=floor&name=Hall&token=*" },
	/* this event is open: no listener needs a token */
	{ "'role':'listener','channels':['ko'],'address':'https://h.example/'",
		"{'type':'invitation','role':'listener','path':'/#ko','link':'https://h.example/#ko','qr':['1111111*" },
	{ "'role':'podium','address':'https://h.example:8443//'", "*'link':'https://h.example:8443/podium#token=*','qr':['1*']}" },
	{ "'role':'podium','booth':'nowhere','channels':['nothing']", "*'path':'/podium#*" }, /* not its business */

	{ "'role':'interpreter','booth':'xx'", "*'unknown_booth'*'xx'*'re':'invite'}" },
	{ "'role':'listener','channels':['ko','xx']", "*'unknown_channel'*'xx'*'re':'invite'}" },
	{ "'role':'podium','address':'h.example'", "*'bad_form'*address*'re':'invite'}" },
	{ "'role':'podium','address':'javascript:1'", "*'bad_form'*" },
	{ "'role':'podium','address':'https://h/#x'", "*'bad_form'*" },
};
/* clang-format on */

/* Two operators in an event whose keys are there; what was said on the way in is read. */
static struct house *desks(const struct auth_setup *auth)
{
	struct house *h = auth ? house_build_guarded(auth)
			       : house_build_one_loop(INTERLOCK_NONE, audit_path);
	house_play(h, (const char *const[]){
				      "> 0/0.1 {'type':'join','role':'operator','name':'Desk'}",
				      "> 0/1.1 {'type':'join','role':'operator'}", "turn 0",
				      "media ROUTE.", NULL });
	for (int i = 0; i < 6; i++)
		assert_true(house_next_event(h, 0));
	house_play(h, (const char *const[]){ "turn 0", "quiet", NULL });
	return h;
}

static void invite(struct house *h, const char *says)
{
	char line[512];
	snprintf(line, sizeof line, "> 0/0.1 {'type':'invite',%s}", says);
	house_obey(h, line);
	house_turn(h, 0);
	assert_true(house_next_event(h, 0));
	assert_memory_equal(h->text, "TEXT 0.1 ", 9); /* to who asked */
	assert_true(strlen(h->text) < MESSAGE_BYTES_MAX);
}

static const struct auth_setup with_keys = { .trusts_this_machine = true, .key_path = key_path };

static void operators_invite(void **state)
{
	(void)state;
	struct house *h = desks(&with_keys);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char pattern[512];
		invite(h, rows[i].says);
		snprintf(pattern, sizeof pattern, "TEXT 0.1 %s", rows[i].hears);
		if (!house_matches(pattern, h->text))
			fail_msg("%s: %s", rows[i].says, h->text);
		house_play(h, (const char *const[]){ "quiet", NULL }); /* nobody else hears it */
	}
	house_tear_down(h);
}

/* The text of a member, which has no escapes in it. */
static char *member(const char *json, const char *name)
{
	char key[64];
	snprintf(key, sizeof key, "'%s':'", name);
	const char *begin = strstr(json, key);
	if (!begin) {
		fail_msg("no %s in %s", name, json);
		return NULL; /* not reached, which not every compiler sees */
	}
	begin += strlen(key);
	return strndup(begin, strcspn(begin, "'"));
}

static void what_it_gives_lets_one_in(void **state)
{
	(void)state;
	struct keyring k = { 0 };
	struct token t;
	char line[2 * TOKEN_BYTES];
	struct house *h = desks(&with_keys);
	invite(h, "'role':'interpreter','booth':'ko'");
	char *token = member(h->text, "token");
	char *jti = member(h->text, "jti");
	assert_int_equal(keyring_load(&k, key_path, ""), 0);
	assert_int_equal(token_read(&t, token, &k.keys, 43199), 0);
	assert_int_equal(token_read(&t, token, &k.keys, 43200), -EACCES);
	assert_string_equal(t.id, jti);
	assert_string_equal(t.event, "tumen");
	snprintf(line, sizeof line,
			"far> 0/2.1 {'type':'join','role':'interpreter','booth':'ko','token':'%s'}",
			token);
	house_obey(h, line);
	house_play(h, (const char *const[]){ "turn 0", "< 0 GRANT 2.1*", NULL });
	free(token);
	free(jti);
	house_tear_down(h);
}

/* Ten long names: the token is far longer than a code of the usual size. */
static void a_code_is_the_links(void **state)
{
	(void)state;
	static char rows_wanted[QR_SIDE_MAX][QR_SIDE_MAX + 1];
	const struct auth_setup pinned = { .trusts_this_machine = true,
		.pin = "471147",
		.key_path = key_path };
	struct house *h = desks(&pinned);
	invite(h, "'role':'listener','channels':['floor','zh','ko','mn','ru','en'],"
		  "'address':'https://interpretation.example.org:8443'");
	assert_true(house_matches("*'path':'/#token=*'token':'*'link':'https://*", h->text));
	char *link = member(h->text, "link");
	int side = qr_text_rows(rows_wanted, link);
	assert_in_range(side, 21, QR_SIDE_MAX);
	const char *at = strstr(h->text, "'qr':[");
	assert_non_null(at);
	at += strlen("'qr':[");
	for (int y = 0; y < side; y++) {
		assert_int_equal(*at, '\'');
		assert_memory_equal(at + 1, rows_wanted[y], (size_t)side);
		at += side + 3;
	}
	assert_string_equal(at - 1, "]}");
	free(link);
	house_tear_down(h);
}

static void without_keys_there_is_a_path(void **state)
{
	(void)state;
	struct house *h = desks(NULL);
	invite(h, "'role':'interpreter','booth':'ko','name':'Li'");
	assert_string_equal(h->text, "TEXT 0.1 {'type':'invitation','role':'interpreter',"
				     "'booth':'ko','path':'/booth#booth=ko&name=Li'}");
	house_tear_down(h);
}

static void the_log_knows_who_was_invited_and_not_the_token(void **state)
{
	(void)state;
	static char log[16384];
	struct house *h = desks(NULL);
	invite(h, "'role':'interpreter','booth':'ko'");
	house_tear_down(h);
	FILE *file = fopen(audit_path, "r");
	assert_non_null(file);
	log[fread(log, 1, sizeof log - 1, file)] = '\0';
	fclose(file);
	assert_non_null(strstr(log, "\"event\":\"invite\",\"name\":\"Desk\",\"role\":\"operator\","
				    "\"invited\":\"interpreter\",\"for_booth\":\"ko\""));
	assert_null(strstr(log, "token"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_lead_to_the_roles_page),
		cmocka_unit_test(the_longest_link_fits),
		cmocka_unit_test(operators_invite),
		cmocka_unit_test(what_it_gives_lets_one_in),
		cmocka_unit_test(a_code_is_the_links),
		cmocka_unit_test(without_keys_there_is_a_path),
		cmocka_unit_test(the_log_knows_who_was_invited_and_not_the_token),
	};
	return cmocka_run_group_tests_name("invitations", tests, make_folder, remove_folder);
}
