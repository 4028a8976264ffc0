// SPDX-License-Identifier: Apache-2.0
/*
 * HTTP over real sockets: what is there, what is not, and what is said about it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "support/net_house.h"
#include "support/ws_client.h"

enum { BIG_BYTES = 8 << 20, ANSWER_BYTES = BIG_BYTES + 4096 };

static struct net_house house;
static char dir[64];
static char answer[ANSWER_BYTES];

static void write_file(const char *name, const char *content, size_t bytes)
{
	char path[128];
	snprintf(path, sizeof path, "%s/%s", dir, name);
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	fwrite(content, 1, bytes, f);
	fclose(f);
}

static int open_house(void **state)
{
	(void)state;
	static char big[BIG_BYTES];
	snprintf(dir, sizeof dir, "/tmp/tumen-web-XXXXXX");
	assert_non_null(mkdtemp(dir));
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = (char)('a' + i % 26);
	write_file("index.html", "<html>", 6);
	write_file("app.js", "long script", 11);
	write_file("app.js.gz", "packed", 6);
	write_file("engine.0123abcd.wasm", big, sizeof big);
	write_file(".secret", "x", 1);
	house_open(&house, 8, dir);
	house.scratch.page = EVENT_PAGE_METRICS;
	house_say(&house, EVENT_PAGE, (struct handle){ 0 }, "tumen_channel_state 1\n");
	return 0;
}

static int close_house(void **state)
{
	(void)state;
	char command[80];
	house_close(&house);
	snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

/* The status of one exchange; the whole answer is in `answer`. */
static int get(const char *method, const char *path, const char *headers)
{
	char request[4096];
	snprintf(request, sizeof request,
			"%s %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n%s\r\n", method,
			path, headers);
	return http_exchange(house.port, request, answer, sizeof answer) > 12 ? atoi(answer + 9)
									      : 0;
}

static const char *body(void)
{
	const char *end = strstr(answer, "\r\n\r\n");
	return end ? end + 4 : "";
}

static void answers_what_is_asked(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *method, *path, *headers; int status; const char *says; } rows[] = {
		{ "GET",    "/",                      "", 200, "<html>" },
		{ "GET",    "/?x=1",                  "", 200, "<html>" },
		{ "GET",    "/index.html",            "", 200, "<html>" },
		{ "GET",    "/app.js",                "", 200, "long script" },
		{ "GET",    "/app.js",                "Accept-Encoding: gzip, br\r\n", 200, "packed" },
		{ "GET",    "/app.js",                "If-None-Match: *\r\n", 304, "" },
		{ "HEAD",   "/app.js",                "", 200, "" },
		{ "GET",    "/booth",                 "", 404, "There is nothing here." },
		{ "GET",    "/.secret",               "", 404, "" },
		{ "GET",    "/../etc/passwd",         "", 404, "" },
		{ "GET",    "/..%2f..%2fetc/passwd",  "", 404, "" },
		{ "GET",    "/healthz",               "", 200, "alive" },
		{ "GET",    "/readyz",                "", 503, "starting" },
		{ "GET",    "/api/v1/event",          "", 503, "starting" },
		{ "GET",    "/metrics",               "", 200, "tumen_channel_state 1\n# HELP" },
		{ "GET",    "/listen/xx.opus",        "", 404, "no such channel" },
		{ "GET",    "/ws",                    "", 426, "tumen.v1" },
		{ "POST",   "/",                      "Content-Length: 3\r\n", 405, "Only GET" },
		{ "DELETE", "/app.js",                "", 405, "Only GET" },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		int status = get(rows[i].method, rows[i].path, rows[i].headers);
		bool says = strncmp(body(), rows[i].says, strlen(rows[i].says)) == 0 ||
			    strstr(body(), rows[i].says) != NULL;
		if (status != rows[i].status || !says)
			print_error("%s %s: %s\n", rows[i].method, rows[i].path, answer);
		assert_int_equal(status, rows[i].status);
		assert_true(says);
		if (strcmp(rows[i].method, "HEAD") == 0)
			assert_string_equal(body(), "");
	}
}

static void the_event_is_ready_when_control_says_so(void **state)
{
	(void)state;
	house.scratch.page = EVENT_PAGE_EVENT;
	house_say(&house, EVENT_PAGE, (struct handle){ 0 }, "{\"title\":\"one\"}");
	house_say(&house, EVENT_PAGE, (struct handle){ 0 }, "{\"title\":\"two\"}");
	for (int n = 0; n < 1000 && get("GET", "/readyz", "") != 200; n++)
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	assert_int_equal(get("GET", "/api/v1/event", ""), 200);
	assert_string_equal(body(), "{\"title\":\"two\"}");
	assert_non_null(strstr(answer, "Content-Type: application/json"));
	assert_non_null(strstr(answer, "Cache-Control: no-store"));
}

/* A page in several parts is shown when it is whole; one without its beginning never. */
static void a_long_page_comes_in_parts(void **state)
{
	(void)state;
	const struct handle nobody = { 0 };
	house.scratch.page = EVENT_PAGE_EVENT;
	house_say(&house, EVENT_PAGE, nobody, "\"former\"");
	house.scratch.page_goes_on = true;
	house_say(&house, EVENT_PAGE, nobody, "\"be");
	house.scratch.page_offset = 3;
	for (int n = 0; n < 1000 && get("GET", "/readyz", "") != 200; n++)
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	assert_int_equal(get("GET", "/api/v1/event", ""), 200);
	assert_string_equal(body(), "\"former\"");
	house.scratch.page_goes_on = false;
	house_say(&house, EVENT_PAGE, nobody, "gins\"");
	house.scratch.page_offset = 2;
	house_say(&house, EVENT_PAGE, nobody, "lost its beginning");
	house.scratch.page_offset = 0;
	for (int n = 0; n < 1000 && strcmp(body(), "\"begins\"") != 0; n++) {
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
		assert_int_equal(get("GET", "/api/v1/event", ""), 200);
	}
	assert_string_equal(body(), "\"begins\"");
}

static void a_large_file_arrives_whole(void **state)
{
	(void)state;
	assert_int_equal(get("GET", "/engine.0123abcd.wasm", ""), 200);
	assert_non_null(strstr(answer, "Content-Type: application/wasm"));
	assert_non_null(strstr(answer, "immutable"));
	size_t head = (size_t)(body() - answer);
	for (size_t i = 0; i < BIG_BYTES; i++)
		if (answer[head + i] != (char)('a' + i % 26))
			fail_msg("byte %zu is wrong", i);
}

static void a_connection_serves_several_requests(void **state)
{
	(void)state;
	static const char two[] = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
				  "GET /app.js HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
	http_exchange(house.port, two, answer, sizeof answer);
	assert_non_null(strstr(answer, "alive"));
	assert_non_null(strstr(answer, "long script"));
}

static void upgrades_are_checked(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *path, *headers; int status; } rows[] = {
		{ "/ws",  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tumen.v1\r\n", 101 },
		{ "/ws",  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: x, tumen.v1\r\n", 101 },
		{ "/ws",  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tumen.v1\r\nOrigin: http://127.0.0.1\r\n", 101 },
		{ "/ws",  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tumen.v1\r\nOrigin: https://evil.example\r\n", 403 },
		{ "/ws",  "Sec-WebSocket-Version: 13\r\n", 400 },
		{ "/ws",  "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat\r\n", 400 },
		{ "/ws",  "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Protocol: tumen.v1\r\n", 400 },
		{ "/",    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: tumen.v1\r\n", 404 },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static struct ws_client c;
		char request[1024];
		snprintf(request, sizeof request,
				"GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
				"Connection: keep-alive, Upgrade\r\n"
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n%s",
				rows[i].path, rows[i].headers);
		int status = ws_open_with(&c, house.port, request);
		if (status != rows[i].status)
			print_error("%s %s: %d\n", rows[i].path, rows[i].headers, status);
		assert_int_equal(status, rows[i].status);
		ws_drop(&c);
	}
}

static void an_origin_too_long_to_read_is_refused(void **state)
{
	(void)state;
	static struct ws_client c;
	char request[1024];
	snprintf(request, sizeof request,
			"GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
			"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
			"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
			"Sec-WebSocket-Protocol: tumen.v1\r\nOrigin: https://%0400d\r\n",
			1);
	assert_int_equal(ws_open_with(&c, house.port, request), 403);
	ws_drop(&c);
}

/* Such a page passes the check of origins: its own name points here. */
static void a_page_whose_name_was_made_to_point_here_is_a_stranger(void **state)
{
	(void)state;
	static const char *const hosts[] = { "localhost:8080", "rebound.example.org:8080" };
	for (int i = 0; i < 2; i++) {
		static struct ws_client c;
		struct request r;
		char request[512];
		snprintf(request, sizeof request,
				"GET /ws HTTP/1.1\r\nHost: %s\r\nOrigin: http://%s\r\n"
				"Upgrade: websocket\r\nConnection: Upgrade\r\n"
				"Sec-WebSocket-Version: 13\r\n"
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
				"Sec-WebSocket-Protocol: tumen.v1\r\n",
				hosts[i], hosts[i]);
		assert_int_equal(ws_open_with(&c, house.port, request), 101);
		ws_say(&c, "{\"type\":\"join\",\"role\":\"operator\"}");
		do
			assert_true(house_request(&house, &r, 1000));
		while (r.kind != REQUEST_MESSAGE);
		assert_int_equal(r.loopback, i == 0);
		ws_drop(&c);
	}
}

/* A phone at 100 kbit/s, with five pages' files beside it: what one write left in the kernel takes
 * it longer than an idler is given. */
static void a_thin_line_gets_its_file(void **state)
{
	(void)state;
	static const char request[] = "GET /engine.0123abcd.wasm HTTP/1.1\r\nHost: x\r\n\r\n";
	char piece[1024];
	int little = 1; /* the kernel makes it its least */
	int fd = tcp_connect(house.port, 4096);
	int end = -1;
	for (int n = 0; n < 1000 && end < 0; n++) {
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
		end = house_end_of(fd);
	}
	assert_int_equal(setsockopt(end, SOL_SOCKET, SO_SNDBUF, &little, sizeof little), 0);
	assert_int_equal(send(fd, request, sizeof request - 1, 0), sizeof request - 1);
	for (int n = 0; n < 14; n++) {
		assert_true(recv(fd, piece, sizeof piece, 0) > 0);
		clock_sleep_until_ns(clock_now_ns() + 500 * NS_PER_MS);
	}
	assert_true(house_end_of(fd) >= 0);
	close(fd);
}

static double cpu_seconds(void)
{
	struct rusage u;
	getrusage(RUSAGE_SELF, &u);
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
	       (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

/* A peer that asks for much, takes nothing, and speaks on must not keep the loop busy. */
static void who_speaks_while_being_answered_is_hung_up_on(void **state)
{
	(void)state;
	static const char request[] = "GET /engine.0123abcd.wasm HTTP/1.1\r\nHost: x\r\n\r\n";
	int fd = tcp_connect(house.port, 0);
	send(fd, request, sizeof request - 1, MSG_NOSIGNAL);
	assert_true(house_wait(&house, COUNTER_HTTP_REQUESTS, 1, 1000));
	send(fd, "G", 1, MSG_NOSIGNAL);
	double before = cpu_seconds();
	clock_sleep_until_ns(clock_now_ns() + 500 * NS_PER_MS);
	assert_true(cpu_seconds() - before < 0.25);
	static char rest[ANSWER_BYTES];
	size_t got = 0;
	for (ssize_t n; (n = recv(fd, rest, sizeof rest, 0)) > 0;)
		got += (size_t)n;
	assert_true(got < BIG_BYTES); /* closed before all of it was sent */
	ws_drop(&(struct ws_client){ .fd = fd });
}

/* Opens /listen/ko.opus and waits until the server counts it. */
static int listen_to_ko(void)
{
	static const char request[] = "GET /listen/ko.opus HTTP/1.1\r\nHost: x\r\n\r\n";
	int fd = tcp_connect(house.port, 0);
	send(fd, request, sizeof request - 1, MSG_NOSIGNAL);
	assert_true(house_wait(&house, COUNTER_STREAMS_HTTP, 1, 1000));
	return fd;
}

/* Reads until so many Ogg pages have come; the bytes. */
static size_t read_pages(int fd, int pages)
{
	size_t used = 0;
	int seen = 0;
	while (seen < pages && used < sizeof answer - 1) {
		ssize_t n = recv(fd, answer + used, sizeof answer - 1 - used, 0);
		if (n <= 0)
			break;
		used += (size_t)n;
		seen = 0;
		for (size_t i = 0; i + 4 <= used; i++)
			seen += memcmp(answer + i, "OggS", 4) == 0;
	}
	assert_true(seen >= pages);
	answer[used] = '\0';
	return used;
}

static bool streams_end(void)
{
	for (int n = 0; n < 2000; n++) {
		if (counter_get(&house.counters, COUNTER_STREAMS_HTTP) == 0)
			return true;
		clock_sleep_until_ns(clock_now_ns() + NS_PER_MS);
	}
	return false;
}

static void a_channel_is_an_endless_ogg_stream(void **state)
{
	(void)state;
	int fd = listen_to_ko();
	for (int n = 0; n < 10; n++)
		house_publish(&house, 1, n * TICK_NS, true);
	read_pages(fd, 12);
	assert_int_equal(strncmp(answer, "HTTP/1.1 200 OK\r\nContent-Type: audio/ogg\r\n", 42), 0);
	assert_non_null(strstr(answer, "Connection: close\r\n"));
	assert_null(strstr(answer, "Content-Length"));
	assert_int_equal(strncmp(body(), "OggS", 4), 0);
	assert_int_equal(strncmp(body() + 28, "OpusHead", 8), 0);
	ws_drop(&(struct ws_client){ .fd = fd });
	assert_true(streams_end());
}

static void a_silent_channel_does_not_starve_its_players(void **state)
{
	(void)state;
	int fd = listen_to_ko();
	house_publish(&house, 1, 0, true);
	read_pages(fd, 3 + 2); /* and two of silence, which nobody published */
	ws_drop(&(struct ws_client){ .fd = fd });
	assert_true(streams_end());
}

static void a_player_that_hangs_up_is_seen_in_silence_too(void **state)
{
	(void)state;
	int fd = listen_to_ko();
	shutdown(fd, SHUT_WR);
	double before = cpu_seconds();
	assert_true(streams_end());
	assert_true(cpu_seconds() - before < 0.25);
	ws_drop(&(struct ws_client){ .fd = fd });
}

static void the_head_of_a_stream_is_only_a_head(void **state)
{
	(void)state;
	assert_int_equal(get("HEAD", "/listen/ko.opus", ""), 200);
	assert_string_equal(body(), "");
	assert_int_equal(counter_get(&house.counters, COUNTER_STREAMS_HTTP), 0);
}

#define WITH_HOUSE(test) cmocka_unit_test_setup_teardown(test, open_house, close_house)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_HOUSE(answers_what_is_asked),
		WITH_HOUSE(the_event_is_ready_when_control_says_so),
		WITH_HOUSE(a_long_page_comes_in_parts),
		WITH_HOUSE(a_large_file_arrives_whole),
		WITH_HOUSE(a_connection_serves_several_requests),
		WITH_HOUSE(upgrades_are_checked),
		WITH_HOUSE(an_origin_too_long_to_read_is_refused),
		WITH_HOUSE(a_thin_line_gets_its_file),
		WITH_HOUSE(a_page_whose_name_was_made_to_point_here_is_a_stranger),
		WITH_HOUSE(who_speaks_while_being_answered_is_hung_up_on),
		WITH_HOUSE(a_channel_is_an_endless_ogg_stream),
		WITH_HOUSE(a_silent_channel_does_not_starve_its_players),
		WITH_HOUSE(a_player_that_hangs_up_is_seen_in_silence_too),
		WITH_HOUSE(the_head_of_a_stream_is_only_a_head),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
