// SPDX-License-Identifier: Apache-2.0
/* What the server says, taken in completely or refused; and what the client says. */
#include "answer.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static int take(struct answer *a, struct event_view *view, const char *text)
{
	return answer_parse(a, view, text, strlen(text));
}

/* The server's own writer makes it, the client's reader takes it. */
static void a_welcome_comes_across(void **state)
{
	(void)state;
	struct message_channel channels[] = {
		{ .id = "floor",
				.lang = "",
				.name = "Floor",
				.state = CHANNEL_LIVE,
				.delay_ms = -1 },
		{ .id = "ko",
				.lang = "ko",
				.name = "한국어",
				.state = CHANNEL_SUSPENDED,
				.reason = "sound",
				.depth = 1,
				.delay_ms = 93 },
	};
	struct message_stream streams[] = { { "ko", false, 4000000000u, 20 } };
	struct message_welcome w = {
		.role = ROLE_INTERPRETER,
		.session = "u3c",
		.server_ms = 1234567,
		.event = { "gti", "Dialogue", "en", "open" },
		.channels = channels,
		.channel_count = 2,
		.streams = streams,
		.stream_count = 1,
		.has_uplink = true,
		.uplink_ssrc = 77,
		.uplink_bitrate_bps = 64000,
	};
	char text[MESSAGE_BYTES_MAX];
	int bytes = message_write_welcome(text, sizeof text, &w);
	assert_true(bytes > 0);

	struct answer a;
	struct event_view view = { .title = "an older one", .channel_count = 3 };
	assert_int_equal(answer_parse(&a, &view, text, (size_t)bytes), 0);
	assert_int_equal(a.type, ANSWER_WELCOME);
	assert_string_equal(a.session, "u3c");
	assert_true(a.server_ms == 1234567);
	assert_int_equal(a.stream_count, 1);
	assert_int_equal(a.streams[0].ssrc, 4000000000u);
	assert_true(a.has_uplink);
	assert_int_equal(a.uplink_ssrc, 77);
	assert_int_equal(a.uplink_bitrate_bps, 64000);
	assert_string_equal(view.title, "Dialogue");
	assert_string_equal(view.floor_language, "en");
	assert_int_equal(view.channel_count, 2);
	const struct event_channel *ko = event_view_find(&view, "ko");
	assert_non_null(ko);
	assert_string_equal(ko->name, "한국어");
	assert_int_equal(ko->state, CHANNEL_SUSPENDED);
	assert_string_equal(ko->reason, "sound");
	assert_int_equal(ko->depth, 1);
	assert_int_equal(ko->delay_ms, 93);
	assert_int_equal(event_view_find(&view, "floor")->delay_ms, -1);
	assert_null(event_view_find(&view, "mn"));
}

static void a_state_changes_only_what_it_brings(void **state)
{
	(void)state;
	struct answer a;
	struct event_view view = { .title = "T",
		.floor_language = "en",
		.channel_count = 2,
		.channels = { { .id = "ko",
					      .name = "한국어",
					      .state = CHANNEL_SUSPENDED,
					      .reason = "too fast",
					      .depth = 2,
					      .delay_ms = 80 },
				{ .id = "mn", .name = "Монгол", .depth = 1 } } };
	const char *text = "{\"type\":\"state\",\"channels\":[{\"id\":\"ko\",\"state\":\"live\"}],"
			   "\"event\":{\"floor_language\":\"zh\"},\"news\":[1,2,{}]}";
	assert_int_equal(take(&a, &view, text), 0);
	assert_string_equal(view.title, "T");
	assert_string_equal(view.floor_language, "zh");
	assert_int_equal(view.channels[0].state, CHANNEL_LIVE);
	assert_string_equal(view.channels[0].reason, "");
	assert_int_equal(view.channels[0].depth, 2);
	assert_string_equal(view.channels[1].name, "Монгол");
}

static void a_bad_one_leaves_the_picture_as_it_was(void **state)
{
	(void)state;
	static const char *const bads[] = {
		"",
		"null",
		"[]",
		"{",
		"{}",
		"{\"type\":1}",
		"{\"type\":\"state\"} x",
		"{\"type\":\"state\",\"channels\":{}}",
		"{\"type\":\"state\",\"channels\":[1]}",
		"{\"type\":\"state\",\"channels\":[{\"id\":\"ko\",\"state\":\"live\"},{}]}",
		"{\"type\":\"state\",\"channels\":[{\"id\":\"ko\",\"depth\":\"1\"}]}",
		"{\"type\":\"state\",\"channels\":[{\"id\":\"ko\",\"depth\":1e300}]}",
		"{\"type\":\"state\",\"event\":3}",
		"{\"type\":\"welcome\",\"streams\":[{\"channel\":\"ko\"}]}",
		"{\"type\":\"welcome\",\"streams\":[{\"ssrc\":-1}]}",
		"{\"type\":\"welcome\",\"streams\":[{\"ssrc\":4294967296}]}",
		"{\"type\":\"welcome\",\"session\":5}",
		"{\"type\":\"welcome\",\"uplink\":{}}",
		"{\"type\":\"pong\"}",
		"{\"type\":\"pong\",\"t\":\"1\",\"server_ms\":2}",
		"{\"type\":\"error\",\"code\":1}",
	};
	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		struct answer a;
		struct event_view view = { .title = "T",
			.channel_count = 1,
			.channels = { { .id = "ko", .name = "K", .depth = 3 } } };
		struct event_view before = view;
		print_message("%s\n", bads[i]);
		assert_int_equal(take(&a, &view, bads[i]), -EBADMSG);
		assert_memory_equal(&view, &before, sizeof view);
	}
}

static void strangers_are_ignored(void **state)
{
	(void)state;
	struct answer a;
	struct event_view view = { 0 };
	assert_int_equal(take(&a, &view, "{\"type\":\"chat\",\"text\":\"hi\"}"), 0);
	assert_int_equal(a.type, ANSWER_OTHER);
	assert_int_equal(
			take(&a, &view,
					"{\"type\":\"state\",\"channels\":[{\"id\":\"x\",\"state\":"
					"\"dreaming\"}]}"),
			0);
	assert_int_equal(view.channels[0].state, CHANNEL_IDLE);
	assert_string_equal(view.channels[0].name, "x");
}

static void more_channels_than_fit_are_refused(void **state)
{
	(void)state;
	char text[4000] = "{\"type\":\"state\",\"channels\":[";
	struct answer a;
	struct event_view view = { 0 };
	for (int i = 0; i <= CHANNELS_MAX; i++)
		sprintf(text + strlen(text), "%s{\"id\":\"c%d\"}", i ? "," : "", i);
	strcat(text, "]}");
	assert_int_equal(take(&a, &view, text), -EBADMSG);
	assert_int_equal(view.channel_count, 0);
}

static void nothing_of_it_can_move_the_cursor(void **state)
{
	(void)state;
	struct answer a;
	struct event_view view = { 0 };
	assert_int_equal(take(&a, &view,
					 "{\"type\":\"error\",\"code\":\"c\",\"message\":"
					 "\"a\\u001b[2Jb\\nc\\u009bd\\u007f한\"}"),
			0);
	assert_string_equal(a.text, "a?[2Jb?c??d?한");
}

static void a_long_text_is_cut_between_characters(void **state)
{
	(void)state;
	struct answer a;
	struct event_view view = { 0 };
	char text[400] = "{\"type\":\"error\",\"code\":\"";
	for (int i = 0; i < 40; i++)
		strcat(text, "한"); /* 3 bytes each: 63 bytes hold 21 */
	strcat(text, "\"}");
	assert_int_equal(take(&a, &view, text), 0);
	assert_int_equal(strlen(a.code), 63);
}

/* The client's own writer makes it, the server's reader takes it. */
static void a_join_comes_across(void **state)
{
	(void)state;
	struct message_join join = { .role = ROLE_LISTENER,
		.has_channels = true,
		.subscribe = { .count = 2,
				.channels = { "ko", "floor" },
				.rendition = MESSAGE_LOW,
				.bundle = 3 },
		.token = "t\"1",
		.client = "test/1",
		.session = "s1" };
	char text[MESSAGE_BYTES_MAX];
	int bytes = answer_write_join(text, sizeof text, &join);
	assert_true(bytes > 0);

	static struct message m;
	struct message_error error;
	assert_int_equal(message_parse(&m, &error, text, (size_t)bytes), 0);
	assert_int_equal(m.type, MESSAGE_JOIN);
	assert_int_equal(m.join.role, ROLE_LISTENER);
	assert_int_equal(m.join.subscribe.count, 2);
	assert_string_equal(m.join.subscribe.channels[1], "floor");
	assert_int_equal(m.join.subscribe.rendition, MESSAGE_LOW);
	assert_int_equal(m.join.subscribe.bundle, 3);
	assert_string_equal(m.join.token, "t\"1");
	assert_string_equal(m.join.client, "test/1");
	assert_string_equal(m.join.session, "s1");
	assert_string_equal(m.join.booth, "");
	assert_int_equal(answer_write_join(text, 20, &join), -ENOSPC);
}

static void the_short_ones_come_across(void **state)
{
	(void)state;
	static struct message m;
	struct message_error error;
	char text[MESSAGE_BYTES_MAX];
	int bytes = answer_write_ping(text, sizeof text, 1234.5678);
	assert_int_equal(message_parse(&m, &error, text, (size_t)bytes), 0);
	assert_true(m.type == MESSAGE_PING && m.ping.t == 1234.5678);
	bytes = answer_write_microphone(text, sizeof text, false);
	assert_int_equal(message_parse(&m, &error, text, (size_t)bytes), 0);
	assert_true(m.type == MESSAGE_MICROPHONE && !m.microphone.on);
	struct message_subscribe s = { .count = 1, .channels = { "mn" } };
	bytes = answer_write_subscribe(text, sizeof text, &s);
	assert_int_equal(message_parse(&m, &error, text, (size_t)bytes), 0);
	assert_int_equal(m.type, MESSAGE_SUBSCRIBE);
	assert_string_equal(m.subscribe.channels[0], "mn");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_welcome_comes_across),
		cmocka_unit_test(a_state_changes_only_what_it_brings),
		cmocka_unit_test(a_bad_one_leaves_the_picture_as_it_was),
		cmocka_unit_test(strangers_are_ignored),
		cmocka_unit_test(more_channels_than_fit_are_refused),
		cmocka_unit_test(nothing_of_it_can_move_the_cursor),
		cmocka_unit_test(a_long_text_is_cut_between_characters),
		cmocka_unit_test(a_join_comes_across),
		cmocka_unit_test(the_short_ones_come_across),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
