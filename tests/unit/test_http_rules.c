// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "net/http_rules.h"

#define COUNT(rows) (sizeof(rows) / sizeof *(rows))

static void knows_its_paths(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *path; enum http_route route; const char *channel; } rows[] = {
		{ "/",                   HTTP_ROUTE_FILE,    "" },
		{ "/booth",              HTTP_ROUTE_FILE,    "" },
		{ "/ws",                 HTTP_ROUTE_SOCKET,  "" },
		{ "/ws/",                HTTP_ROUTE_FILE,    "" },
		{ "/api/v1/event",       HTTP_ROUTE_EVENT,   "" },
		{ "/metrics",            HTTP_ROUTE_METRICS, "" },
		{ "/healthz",            HTTP_ROUTE_HEALTHZ, "" },
		{ "/readyz",             HTTP_ROUTE_READYZ,  "" },
		{ "/recordings",         HTTP_ROUTE_RECORDINGS, "" },
		{ "/recordings/",        HTTP_ROUTE_RECORDINGS, "" },
		{ "/recordings/a/b.opus", HTTP_ROUTE_RECORDINGS, "" },
		{ "/recordingsx",        HTTP_ROUTE_FILE,    "" },
		{ "/listen/ko.opus",     HTTP_ROUTE_LISTEN,  "ko" },
		{ "/listen/floor.opus",  HTTP_ROUTE_LISTEN,  "floor" },
		{ "/listen/.opus",       HTTP_ROUTE_FILE,    "" },
		{ "/listen/ko",          HTTP_ROUTE_FILE,    "" },
		{ "/listen/ko.opus/",    HTTP_ROUTE_FILE,    "" },
		{ "/listen/a/b.opus",    HTTP_ROUTE_LISTEN,  "a/b" }, /* no such channel, then */
		{ "/listen/0123456789012345678901234567890123456789012345678901234567890123.opus",
		                         HTTP_ROUTE_FILE,    "" },
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT(rows); i++) {
		char channel[NAME_BYTES] = "";
		assert_int_equal(http_route_of(rows[i].path, channel), rows[i].route);
		assert_string_equal(channel, rows[i].channel);
	}
}

static void understands_headers(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *header; bool gzip; } encodings[] = {
		{ "",                        false },
		{ "gzip",                    true  },
		{ "gzip, deflate, br",       true  },
		{ "br;q=1.0, GZIP;q=0.5",    true  },
		{ "gzip;q=0",                false },
		{ "gzip; q=0.000, br",       false },
		{ "xgzip, gzipx",            false },
		{ ",, ,gzip",                true  },
	};
	static const struct { const char *header; bool same; } etags[] = {
		{ "",                        false },
		{ "\"abc\"",                 true  },
		{ "W/\"abc\"",               true  },
		{ "\"x\", \"abc\"",          true  },
		{ "\"ab\"",                  false },
		{ "\"abcd\"",                false },
		{ "*",                       true  },
	};
	static const struct { const char *list; bool offered; } protocols[] = {
		{ "",                        false },
		{ "tumen.v1",                true  },
		{ "other, tumen.v1",         true  },
		{ "tumen.v1,other",          true  },
		{ "tumen.v12",               false },
		{ "Tumen.v1",                false },
		{ "xtumen.v1",               false },
	};
	static const struct { const char *origin, *host; bool allowed; } origins[] = {
		{ "",                        "tumen.example",      true  },
		{ "https://tumen.example",   "tumen.example",      true  },
		{ "http://TUMEN.example",    "tumen.example",      true  },
		{ "http://10.0.0.1:8080",    "10.0.0.1:8080",      true  },
		{ "http://10.0.0.1",         "10.0.0.1:8080",      false },
		{ "https://evil.example",    "tumen.example",      false },
		{ "https://tumen.example.evil.example", "tumen.example", false },
		{ "null",                    "tumen.example",      false },
		{ "file://",                 "",                   false },
		{ "http://",                 "",                   false },
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT(encodings); i++)
		assert_int_equal(http_accepts_gzip(encodings[i].header), encodings[i].gzip);
	for (size_t i = 0; i < COUNT(etags); i++)
		assert_int_equal(http_etag_matches(etags[i].header, "\"abc\""), etags[i].same);
	assert_false(http_etag_matches("*", ""));
	for (size_t i = 0; i < COUNT(protocols); i++)
		assert_int_equal(http_offers(protocols[i].list, "tumen.v1"), protocols[i].offered);
	for (size_t i = 0; i < COUNT(origins); i++)
		assert_int_equal(http_origin_allowed(origins[i].origin, origins[i].host),
				origins[i].allowed);
}

static void only_this_machine_is_called_so(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *host; bool here; } hosts[] = {
		{ "localhost", true },        { "LocalHost:8080", true },
		{ "127.0.0.1", true },        { "127.0.0.1:8080", true },
		{ "[::1]", true },            { "[::1]:443", true },
		{ "", false },                { "?", false },
		{ "hall.example.org", false },{ "hall.example.org:8080", false },
		{ "localhost.", false },      { "localhost.example.org", false },
		{ "127.0.0.1.example.org", false }, { "127.0.0.10", false },
		{ "192.0.2.1:8080", false },  { "localhost:", false },
		{ "localhost:80x", false },   { "::1", false },
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT(hosts); i++)
		assert_int_equal(http_host_is_here(hosts[i].host), hosts[i].here);
}

static const struct http_answer page = {
	.status = 200,
	.type = "text/html; charset=utf-8",
	.cache = HTTP_REVALIDATE,
	.etag = "\"1\"",
	.is_page = true,
	.body_bytes = 12,
};

static void writes_heads(void **state)
{
	(void)state;
	char text[HTTP_HEAD_MAX];
	struct http_answer a = page;
	assert_true(http_write_head(text, sizeof text, &a, "tumen.example:8443") > 0);
	assert_non_null(strstr(text,
			"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
			"Content-Length: 12\r\nCache-Control: no-cache\r\nETag: \"1\"\r\n"));
	assert_non_null(strstr(text, "connect-src 'self' ws://tumen.example:8443 "
				     "wss://tumen.example:8443; worker-src 'self'"));
	assert_non_null(strstr(text, "\r\nX-Content-Type-Options: nosniff\r\n"));
	assert_string_equal(text + strlen(text) - 4, "\r\n\r\n");

	a.status = 304;
	assert_true(http_write_head(text, sizeof text, &a, "") > 0);
	assert_null(strstr(text, "Content-Length"));
	assert_non_null(strstr(text, "ETag: \"1\""));

	a = (struct http_answer){ .status = 200, .type = "audio/ogg", .etag = "", .endless = true };
	assert_true(http_write_head(text, sizeof text, &a, "x") > 0);
	assert_null(strstr(text, "Content-Length"));
	assert_null(strstr(text, "Content-Security-Policy"));
	assert_non_null(strstr(text, "Connection: close\r\n"));
	assert_non_null(strstr(text, "Cache-Control: no-store\r\n"));
}

static void no_host_header_gets_into_the_policy(void **state)
{
	(void)state;
	static const char *const hosts[] = { "", "a; script-src *", "a\r\nX: y", "a'b", "a b" };
	char text[HTTP_HEAD_MAX];
	for (size_t i = 0; i < COUNT(hosts); i++) {
		assert_true(http_write_head(text, sizeof text, &page, hosts[i]) > 0);
		assert_non_null(strstr(text, "connect-src 'self'; worker-src"));
	}
}

static void a_head_that_does_not_fit_is_refused(void **state)
{
	(void)state;
	char text[HTTP_HEAD_MAX];
	int whole = http_write_head(text, sizeof text, &page, "h");
	for (int n = 1; n <= whole; n++)
		assert_int_equal(http_write_head(text, (size_t)n, &page, "h"), -ENOSPC);
	assert_int_equal(http_write_head(text, (size_t)whole + 1, &page, "h"), whole);
}

static void understands_ranges(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *range; size_t whole; int status; size_t first, count; } rows[] = {
		{ "",                100, 200,  0, 100 },
		{ "bytes=0-",        100, 206,  0, 100 },
		{ "bytes=10-19",     100, 206, 10,  10 },
		{ "Bytes=10-10",     100, 206, 10,   1 },
		{ "bytes=90-500",    100, 206, 90,  10 },
		{ "bytes=-10",       100, 206, 90,  10 },
		{ "bytes=-500",      100, 206,  0, 100 },
		{ "bytes=100-",      100, 416,  0,   0 },
		{ "bytes=-0",        100, 416,  0,   0 },
		{ "bytes=0-",          0, 416,  0,   0 },
		{ "bytes=5-99999999999999999999999", 100, 206, 5, 95 },
		{ "bytes=99999999999999999999999-",  100, 416, 0,  0 },
		/* nothing that must be answered in parts */
		{ "bytes=0-1,5-6",   100, 200,  0, 100 },
		{ "bytes=19-10",     100, 200,  0, 100 },
		{ "bytes=-",         100, 200,  0, 100 },
		{ "bytes=x-",        100, 200,  0, 100 },
		{ "bytes= 1-2",      100, 200,  0, 100 },
		{ "bytes=+1-2",      100, 200,  0, 100 },
		{ "pages=1-2",       100, 200,  0, 100 },
	};
	/* clang-format on */
	for (size_t i = 0; i < COUNT(rows); i++) {
		size_t first;
		size_t count;
		int status = http_range(rows[i].range, rows[i].whole, &first, &count);
		if (status != rows[i].status)
			fail_msg("%s: %d", rows[i].range, status);
		if (status == 416)
			continue;
		assert_int_equal(first, rows[i].first);
		assert_int_equal(count, rows[i].count);
	}
	assert_string_equal(http_bearer("Bearer a.b.c"), "a.b.c");
	assert_string_equal(http_bearer("bearer x"), "x");
	assert_string_equal(http_bearer("Basic eA=="), "");
	assert_string_equal(http_bearer(""), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_this_machine_is_called_so),
		cmocka_unit_test(knows_its_paths),
		cmocka_unit_test(understands_headers),
		cmocka_unit_test(understands_ranges),
		cmocka_unit_test(writes_heads),
		cmocka_unit_test(no_host_header_gets_into_the_policy),
		cmocka_unit_test(a_head_that_does_not_fit_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
