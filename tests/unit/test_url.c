// SPDX-License-Identifier: Apache-2.0
/* Server addresses, taken apart or refused. */
#include "url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* clang-format off */
static const struct good { const char *text; bool tls, ipv6; const char *host; int port; const char *path; } goods[] = {
	{ "ws://127.0.0.1:8080",          false, false, "127.0.0.1",   8080, "/ws" },
	{ "ws://127.0.0.1:8080/",         false, false, "127.0.0.1",   8080, "/ws" },
	{ "ws://hall",                    false, false, "hall",        80,   "/ws" },
	{ "wss://tumen.example.org",      true,  false, "tumen.example.org", 443, "/ws" },
	{ "wss://tumen.example.org/a/ws", true,  false, "tumen.example.org", 443, "/a/ws" },
	{ "ws://h:65535/ws?event=1",      false, false, "h",           65535, "/ws?event=1" },
	{ "ws://[::1]:9000/ws",           false, true,  "::1",         9000, "/ws" },
	{ "ws://[fe80::1]",               false, true,  "fe80::1",     80,   "/ws" },
};

static const struct bad { const char *text, *why; } bads[] = {
	{ "",                       "begin with" },
	{ "127.0.0.1:8080",         "begin with" },
	{ "http://hall",            "begin with" },
	{ "WS://hall",              "begin with" },
	{ "ws://",                  "host" },
	{ "ws://:8080",             "host" },
	{ "ws:///ws",               "host" },
	{ "ws://[::1",              "host" },
	{ "ws://[]:1",              "host" },
	{ "ws://hall:",             "port" },
	{ "ws://hall:0",            "port" },
	{ "ws://hall:65536",        "port" },
	{ "ws://hall:99999999999",  "port" },
	{ "ws://hall:80a",          "port" },
	{ "ws://hall:-1",           "port" },
	{ "ws://[::1]x",            "port" },
	{ "ws://me:secret@hall",    "--token" },
	{ "ws://hall/a b",          "character" },
	{ "ws://hall\n",            "character" },
	{ "ws://hall#ko",           "character" },
	{ "ws://hall?x",            "path" },
};
/* clang-format on */

static void good_ones_are_taken_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof goods / sizeof goods[0]; i++) {
		const struct good *g = &goods[i];
		struct url u;
		const char *why = NULL;
		print_message("%s\n", g->text);
		assert_int_equal(url_parse(&u, g->text, &why), 0);
		assert_int_equal(u.tls, g->tls);
		assert_int_equal(u.literal_ipv6, g->ipv6);
		assert_string_equal(u.host, g->host);
		assert_int_equal(u.port, g->port);
		assert_string_equal(u.path, g->path);
	}
}

static void bad_ones_are_refused_with_a_reason(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		struct url u;
		const char *why = NULL;
		print_message("%s\n", bads[i].text);
		assert_true(url_parse(&u, bads[i].text, &why) < 0);
		assert_non_null(strstr(why, bads[i].why));
	}
}

static void too_long_ones_are_refused(void **state)
{
	(void)state;
	char text[2000] = "ws://";
	struct url u;
	const char *why = NULL;
	memset(text + 5, 'a', 400);
	assert_true(url_parse(&u, text, &why) < 0);
	strcpy(text, "ws://a/");
	memset(text + 7, 'a', 400);
	assert_true(url_parse(&u, text, &why) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_ones_are_taken_apart),
		cmocka_unit_test(bad_ones_are_refused_with_a_reason),
		cmocka_unit_test(too_long_ones_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
