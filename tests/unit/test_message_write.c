// SPDX-License-Identifier: Apache-2.0
/* message_write_...(): rows of what is said -> the exact text. */
#include "proto/message.h"

#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct message_channel channels[] = {
	{ "floor", "", "Original", CHANNEL_LIVE, NULL, 0, 41 },
	{ "ko", "ko", "한국어", CHANNEL_SUSPENDED, "sound", 1, -1 },
};
static const struct message_stream streams[] = {
	{ "floor", false, 1000, 20 },
	{ "ko", true, 1003, 60 },
};

#define FLOOR                                                                                      \
	"{\"id\":\"floor\",\"lang\":\"\",\"name\":\"Original\",\"state\":\"live\",\"depth\":0,"    \
	"\"delay_ms\":41}"
#define KO                                                                                         \
	"{\"id\":\"ko\",\"lang\":\"ko\",\"name\":\"한국어\",\"state\":\"suspended\","           \
	"\"reason\":\"sound\",\"depth\":1}"
#define STREAMS                                                                                    \
	"\"streams\":[{\"channel\":\"floor\",\"rendition\":\"high\",\"ssrc\":1000,"                \
	"\"payload_type\":111,\"frame_ms\":20},{\"channel\":\"ko\",\"rendition\":\"low\","         \
	"\"ssrc\":1003,\"payload_type\":111,\"frame_ms\":60}]"

static struct message_welcome welcome(void)
{
	return (struct message_welcome){
		.role = ROLE_LISTENER,
		.session = "u3c",
		.server_ms = 1234567,
		.event = { "gti", "T\"itle", "en", "open" },
		.channels = channels,
		.channel_count = 2,
		.streams = streams,
		.stream_count = 2,
	};
}

static void assert_written(int length, const char *text, const char *want)
{
	assert_string_equal(text, want);
	assert_int_equal(length, (int)strlen(want));
}

static void welcome_has_the_contracts_shape(void **state)
{
	(void)state;
	char text[4096];
	struct message_welcome w = welcome();
	int n = message_write_welcome(text, sizeof text, &w);
	assert_written(n, text,
			"{\"type\":\"welcome\",\"protocol\":\"tumen.v1\",\"role\":\"listener\","
			"\"session\":\"u3c\",\"server_ms\":1234567,\"event\":{\"id\":\"gti\","
			"\"title\":\"T\\\"itle\",\"floor_language\":\"en\",\"access\":\"open\"},"
			"\"channels\":[" FLOOR "," KO "]," STREAMS "}");
}

static void only_those_who_speak_get_an_uplink(void **state)
{
	(void)state;
	char text[4096];
	struct message_welcome w = welcome();
	w.role = ROLE_INTERPRETER;
	w.event.floor_language = "";
	w.channel_count = w.stream_count = 0;
	w.has_uplink = true;
	w.uplink_ssrc = 5077;
	w.uplink_bitrate_bps = 64000;
	int n = message_write_welcome(text, sizeof text, &w);
	assert_written(n, text,
			"{\"type\":\"welcome\",\"protocol\":\"tumen.v1\",\"role\":\"interpreter\","
			"\"session\":\"u3c\",\"server_ms\":1234567,\"event\":{\"id\":\"gti\","
			"\"title\":\"T\\\"itle\",\"access\":\"open\"},\"channels\":[],\"streams\":["
			"],"
			"\"uplink\":{\"ssrc\":5077,\"payload_type\":111,\"frame_ms\":20,"
			"\"bitrate\":64000}}");
}

static void the_rest_of_the_messages(void **state)
{
	(void)state;
	char text[4096];
	int n = message_write_subscribed(text, sizeof text, streams, 2);
	assert_written(n, text, "{\"type\":\"subscribed\"," STREAMS "}");
	struct message_stream mate = { NULL, false, 1067, 20 };
	n = message_write_subscribed(text, sizeof text, &mate, 1);
	assert_written(n, text,
			"{\"type\":\"subscribed\",\"streams\":[{\"boothmate\":true,"
			"\"rendition\":\"high\",\"ssrc\":1067,\"payload_type\":111,"
			"\"frame_ms\":20}]}");
	n = message_write_state(text, sizeof text, channels + 1, 1, NULL);
	assert_written(n, text, "{\"type\":\"state\",\"channels\":[" KO "]}");
	n = message_write_state(text, sizeof text, NULL, 0, "mn");
	assert_written(n, text, "{\"type\":\"state\",\"event\":{\"floor_language\":\"mn\"}}");
	n = message_write_pong(text, sizeof text, 5, 1234.501);
	assert_written(n, text, "{\"type\":\"pong\",\"t\":5,\"server_ms\":1234.5}");
	struct message_error e = { "unknown_channel", "subscribe", "no channel \"xx\"" };
	n = message_write_error(text, sizeof text, &e);
	assert_written(n, text,
			"{\"type\":\"error\",\"code\":\"unknown_channel\","
			"\"message\":\"no channel \\\"xx\\\"\",\"re\":\"subscribe\"}");
	const struct message_booth booths[] = { { "ko", { "ko", "en" }, 2 },
		{ "mn", { "mn" }, 1 } };
	const struct message_event_page page = { { "gti", "Dialogue", "en", "pin" }, channels, 1,
		booths, 2 };
	n = message_write_event(text, sizeof text, &page);
	assert_written(n, text,
			"{\"id\":\"gti\",\"title\":\"Dialogue\",\"floor_language\":\"en\","
			"\"access\":\"pin\",\"channels\":[" FLOOR "],"
			"\"booths\":[{\"id\":\"ko\",\"outputs\":[\"ko\",\"en\"]},"
			"{\"id\":\"mn\",\"outputs\":[\"mn\"]}]}");
}

static void a_text_cut_inside_a_character_is_still_json(void **state)
{
	(void)state;
	char text[256];
	struct message_error e = { "refused", "", "booth \xed\x95" };
	int n = message_write_error(text, sizeof text, &e);
	assert_written(n, text, "{\"type\":\"error\",\"code\":\"refused\",\"message\":\"booth \"}");
}

static void no_writer_leaves_its_capacity(void **state)
{
	(void)state;
	char text[4096];
	struct message_welcome w = welcome();
	int whole = message_write_welcome(text, sizeof text, &w);
	for (int capacity = 0; capacity <= whole; capacity++) {
		memset(text, '#', sizeof text);
		assert_int_equal(message_write_welcome(text, (size_t)capacity, &w), -ENOSPC);
		assert_int_equal(text[capacity], '#');
	}
	assert_int_equal(message_write_welcome(text, (size_t)whole + 1, &w), whole);
}

/* ---- without memory: jansson allocates through this ---- */

static int allocations_left;

static void *failing_malloc(size_t bytes)
{
	return allocations_left-- == 0 ? NULL : malloc(bytes);
}

/* The first, second, third ... allocation fails, until a call gets by without. */
static void without_memory_it_says_so(void **state)
{
	(void)state;
	char text[4096];
	struct message_welcome w = welcome();
	w.has_uplink = true;
	json_set_alloc_funcs(failing_malloc, free);
	int fails = 0, n;
	do {
		allocations_left = fails;
		n = message_write_welcome(text, sizeof text, &w);
		assert_true(n > 0 || n == -ENOMEM);
	} while (n == -ENOMEM && ++fails);
	json_set_alloc_funcs(malloc, free);
	assert_true(fails > 50);
}

static void a_parser_without_memory_refuses(void **state)
{
	(void)state;
	struct message m;
	struct message_error e;
	const char text[] = "{\"type\":\"join\",\"role\":\"listener\",\"channels\":[\"ko\"]}";
	json_set_alloc_funcs(failing_malloc, free);
	int fails = 0, err;
	do {
		allocations_left = fails;
		err = message_parse(&m, &e, text, sizeof text - 1);
		assert_true(err == 0 || err == -EBADMSG);
	} while (err && ++fails);
	json_set_alloc_funcs(malloc, free);
	assert_true(fails > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(welcome_has_the_contracts_shape),
		cmocka_unit_test(only_those_who_speak_get_an_uplink),
		cmocka_unit_test(the_rest_of_the_messages),
		cmocka_unit_test(a_text_cut_inside_a_character_is_still_json),
		cmocka_unit_test(no_writer_leaves_its_capacity),
		cmocka_unit_test(without_memory_it_says_so),
		cmocka_unit_test(a_parser_without_memory_refuses),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
