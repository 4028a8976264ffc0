// SPDX-License-Identifier: Apache-2.0
/* A client's dealings with the server, on a clock that the test moves. */
#include "session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WELCOME                                                                                    \
	"{\"type\":\"welcome\",\"session\":\"s1\",\"server_ms\":1000,\"channels\":[{\"id\":"       \
	"\"ko\"}],\"streams\":[{\"channel\":\"ko\",\"ssrc\":7}],\"uplink\":{\"ssrc\":9}}"

static int64_t now_ns;

static void pass(int ms)
{
	now_ns += ms * NS_PER_MS;
}

static struct session begin(bool patient)
{
	struct session s;
	struct session_setup setup = { .patient = patient,
		.seed = 1,
		.join = { .role = ROLE_INTERPRETER, .booth = "ko" } };
	now_ns = 1000 * NS_PER_S;
	session_init(&s, &setup, now_ns);
	return s;
}

static const char *said(struct session *s)
{
	static char text[MESSAGE_BYTES_MAX];
	text[0] = '\0';
	assert_true(session_say(s, text, sizeof text, now_ns) >= 0);
	return text;
}

static bool hear(struct session *s, const char *text)
{
	return session_text(s, text, strlen(text), now_ns);
}

static void join(struct session *s)
{
	assert_int_equal(session_turn(s, now_ns), SESSION_CONNECT);
	session_opened(s, now_ns);
	assert_non_null(strstr(said(s), "\"join\""));
	assert_true(hear(s, WELCOME));
	assert_int_equal(s->state, SESSION_JOINED);
}

static void wait_and_join(struct session *s)
{
	assert_int_equal(s->state, SESSION_WAITING);
	now_ns = session_deadline_ns(s);
	join(s);
}

static void it_connects_joins_and_pings(void **state)
{
	(void)state;
	struct session s = begin(false);
	join(&s);
	assert_int_equal(s.streams[0].ssrc, 7);
	assert_int_equal(s.uplink_ssrc, 9);
	assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
	assert_true(session_has_to_say(&s, now_ns));
	assert_non_null(strstr(said(&s), "\"ping\",\"t\":0.0"));
	assert_string_equal(said(&s), "");
	pass(6);
	assert_true(hear(&s, "{\"type\":\"pong\",\"t\":0.0,\"server_ms\":1003}"));
	assert_true(s.clock.known);
	assert_int_equal(s.clock.rtt_ns, 6 * NS_PER_MS);
	assert_int_equal(now_ns / 1000 + s.clock.offset_us, 1006000);
}

static void pings_are_quick_first_and_slow_then(void **state)
{
	(void)state;
	struct session s = begin(false);
	int pings = 0;
	join(&s);
	for (int ms = 0; ms < 10000; ms += 10, pass(10)) {
		session_heard(&s, now_ns);
		assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
		pings += said(&s)[0] != '\0';
	}
	assert_int_equal(pings, SESSION_QUICK_PINGS + 9);
}

static void a_silent_line_is_given_up(void **state)
{
	(void)state;
	struct session s = begin(false);
	join(&s);
	pass(SESSION_SILENCE_MS - 1);
	assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
	session_heard(&s, now_ns);
	pass(SESSION_SILENCE_MS - 1);
	assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
	pass(1);
	assert_int_equal(session_turn(&s, now_ns), SESSION_HANG_UP);
	assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
	assert_false(s.clock.known);
	wait_and_join(&s);
	assert_int_equal(s.joins, 2);
	assert_string_equal(s.trouble, "");
}

static void it_comes_back_to_the_same_seat(void **state)
{
	(void)state;
	struct session s = begin(false);
	join(&s);
	session_closed(&s, 1001, "x", now_ns);
	assert_string_equal(s.trouble, "the server is shutting down");
	now_ns = session_deadline_ns(&s);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns);
	assert_non_null(strstr(said(&s), "\"session\":\"s1\""));
}

static void waits_grow_until_it_works(void **state)
{
	(void)state;
	struct session s = begin(true);
	int64_t total_ms = 0;
	for (int i = 0; i < 20; i++) {
		now_ns = session_deadline_ns(&s);
		assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
		session_closed(&s, 0, "refused", now_ns);
		int64_t wait_ms = (session_deadline_ns(&s) - now_ns) / NS_PER_MS;
		assert_in_range(wait_ms, 250, SESSION_MOST_WAIT_MS);
		total_ms += wait_ms;
	}
	assert_true(total_ms > 60 * 1000);
	wait_and_join(&s);
	session_closed(&s, 0, "lost", now_ns);
	assert_in_range((session_deadline_ns(&s) - now_ns) / NS_PER_MS, 250, 500);
}

static void an_attempt_that_hangs_is_given_up(void **state)
{
	(void)state;
	struct session s = begin(true);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	pass(SESSION_ANSWER_MS);
	assert_int_equal(session_turn(&s, now_ns), SESSION_HANG_UP);
	assert_int_equal(s.state, SESSION_WAITING);
	now_ns = session_deadline_ns(&s);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns); /* and then no welcome */
	pass(SESSION_ANSWER_MOST_MS);
	assert_int_equal(session_turn(&s, now_ns), SESSION_HANG_UP);
}

static void who_is_not_patient_ends_when_the_first_attempt_fails(void **state)
{
	(void)state;
	struct session s = begin(false);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_closed(&s, 0, "connection refused", now_ns);
	assert_int_equal(s.state, SESSION_ENDED);
	assert_string_equal(s.trouble, "connection refused");
	assert_int_equal(session_turn(&s, now_ns + NS_PER_S * 1000), SESSION_NOTHING);
}

/* clang-format off */
static const struct closing { int code; bool ends; const char *says; } closings[] = {
	{ 0,    false, "why" },
	{ 1000, false, "ended" },
	{ 1001, false, "shutting down" },
	{ 1009, false, "why" },
	{ 4000, true,  "broke the protocol" },
	{ 4001, false, "why" },
	{ 4003, true,  "not allowed" },
	{ 4008, false, "why" },
	{ 4009, true,  "taken over" },
	{ 4013, false, "full" },
};
/* clang-format on */

static void close_codes_end_it_or_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof closings / sizeof closings[0]; i++) {
		struct session s = begin(false);
		join(&s);
		print_message("%d\n", closings[i].code);
		session_closed(&s, closings[i].code, "why", now_ns);
		assert_int_equal(s.state == SESSION_ENDED, closings[i].ends);
		assert_non_null(strstr(s.trouble, closings[i].says));
	}
}

static void a_refused_join_ends_with_the_servers_words(void **state)
{
	(void)state;
	struct session s = begin(true);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns);
	assert_true(hear(&s, "{\"type\":\"error\",\"code\":\"unknown_booth\",\"message\":\"there "
			     "is no booth \\\"xx\\\"\",\"re\":\"join\"}"));
	session_closed(&s, 4003, "x", now_ns);
	assert_int_equal(s.state, SESSION_ENDED);
	assert_string_equal(s.trouble, "there is no booth \"xx\"");
}

static void an_error_later_is_only_shown(void **state)
{
	(void)state;
	struct session s = begin(false);
	join(&s);
	assert_true(hear(&s, "{\"type\":\"error\",\"code\":\"unknown_channel\"}"));
	assert_string_equal(s.trouble, "unknown_channel");
	assert_int_equal(s.state, SESSION_JOINED);
	session_closed(&s, 0, "lost", now_ns);
	assert_int_equal(s.state, SESSION_WAITING);
}

static void an_order_is_kept_for_the_next_connection(void **state)
{
	(void)state;
	struct session s = begin(false);
	session_subscribe(&s, "mn");
	session_microphone(&s, false);
	assert_false(session_has_to_say(&s, now_ns));
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns);
	assert_non_null(strstr(said(&s), "\"channels\":[\"mn\"]"));
	assert_true(hear(&s, WELCOME));
	assert_non_null(strstr(said(&s), "\"on\":false"));
	session_subscribe(&s, "zh");
	assert_non_null(strstr(said(&s), "\"subscribe\",\"channels\":[\"zh\"]"));
	uint32_t version = s.streams_version;
	assert_true(hear(&s, "{\"type\":\"subscribed\",\"streams\":[{\"channel\":\"zh\","
			     "\"ssrc\":8}]}"));
	assert_true(s.streams_version != version);
	assert_int_equal(s.streams[0].ssrc, 8);
}

static void what_is_no_answer_breaks_the_protocol(void **state)
{
	(void)state;
	struct session s = begin(false);
	join(&s);
	assert_false(hear(&s, "nonsense"));
	assert_false(hear(&s, WELCOME)); /* twice */
}

static void a_second_path_waits_for_its_key_and_never_ends(void **state)
{
	(void)state;
	struct session s;
	struct session_setup setup = { .seed = 1,
		.join = { .role = ROLE_INTERPRETER, .booth = "ko", .path = true } };
	session_init(&s, &setup, now_ns);
	pass(100000);
	assert_int_equal(session_turn(&s, now_ns), SESSION_NOTHING);
	session_key(&s, "k1", now_ns);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns);
	const char *join = said(&s);
	assert_non_null(strstr(join, "\"session\":\"k1\""));
	assert_non_null(strstr(join, "\"path\":true"));

	/* refused: its seat may come back */
	session_closed(&s, CLOSE_PROTOCOL, "unknown session", now_ns);
	assert_int_equal(s.state, SESSION_WAITING);
	session_key(&s, "k2", now_ns);
	assert_int_equal(session_turn(&s, now_ns), SESSION_CONNECT);
	session_opened(&s, now_ns);
	assert_non_null(strstr(said(&s), "\"session\":\"k2\""));
	session_microphone(&s, false);
	assert_true(session_text(&s, WELCOME, strlen(WELCOME), now_ns));
	assert_null(strstr(said(&s), "microphone")); /* the first line says so */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_connects_joins_and_pings),
		cmocka_unit_test(pings_are_quick_first_and_slow_then),
		cmocka_unit_test(a_silent_line_is_given_up),
		cmocka_unit_test(it_comes_back_to_the_same_seat),
		cmocka_unit_test(waits_grow_until_it_works),
		cmocka_unit_test(an_attempt_that_hangs_is_given_up),
		cmocka_unit_test(who_is_not_patient_ends_when_the_first_attempt_fails),
		cmocka_unit_test(close_codes_end_it_or_not),
		cmocka_unit_test(a_refused_join_ends_with_the_servers_words),
		cmocka_unit_test(an_error_later_is_only_shown),
		cmocka_unit_test(an_order_is_kept_for_the_next_connection),
		cmocka_unit_test(what_is_no_answer_breaks_the_protocol),
		cmocka_unit_test(a_second_path_waits_for_its_key_and_never_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
