// SPDX-License-Identifier: Apache-2.0
/* What consoles and the desk are told: rows of what is said -> the exact text. */
#include "proto/console_message.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char *const offered[] = { "floor", "en" };

static struct message_console console(void)
{
	return (struct message_console){
		.seat = 3,
		.microphone = "on",
		.on_air = true,
		.output = 1,
		.outputs = { "mn", "en", NULL },
		.incoming = "ko",
		.floor_key = "en",
		.hears = "ko",
		.offered = offered,
		.offered_count = 2,
		.handover = { "countdown", 3, 4, 5000 },
	};
}

static struct message_seat_state seat(void)
{
	return (struct message_seat_state){
		.seat = 3,
		.state = "here",
		.role = "interpreter",
		.booth = "mn",
		.name = "Б\"ат",
		.microphone = "suspended",
		.turn_ms = 12,
		.output = "mn",
		.hears = "floor",
		.reason = "sound",
		.slow_down = true,
		.call = "calling",
		.consents = true,
	};
}

#define SEAT                                                                                       \
	"{\"seat\":3,\"state\":\"here\",\"role\":\"interpreter\",\"booth\":\"mn\","                \
	"\"name\":\"Б\\\"ат\",\"microphone\":\"suspended\",\"on_air\":false,\"turn_ms\":12,"    \
	"\"output\":\"mn\",\"hears\":\"floor\",\"reason\":\"sound\",\"slow_down\":true,"           \
	"\"call\":\"calling\",\"consents\":true}"

static void assert_written(int length, const char *text, const char *want)
{
	assert_string_equal(text, want);
	assert_int_equal(length, (int)strlen(want));
}

static void a_console_with_everything(void **state)
{
	(void)state;
	char text[1024];
	struct message_console c = console();
	assert_written(message_write_console(text, sizeof text, &c), text,
			"{\"type\":\"console\",\"seat\":3,\"microphone\":\"on\",\"on_air\":true,"
			"\"output\":\"b\",\"outputs\":{\"a\":\"mn\",\"b\":\"en\"},"
			"\"incoming\":\"ko\",\"floor_key\":\"en\",\"hears\":\"ko\","
			"\"offered\":[\"floor\",\"en\"],\"handover\":{\"state\":\"countdown\","
			"\"from\":3,\"to\":4,\"until_ms\":5000}}");
}

static void a_console_with_what_must_be(void **state)
{
	(void)state;
	char text[1024];
	struct message_console c = console();
	c.incoming = NULL;
	c.offered_count = 0;
	c.handover = (struct message_handover_state){ "none", SEAT_NOBODY, SEAT_NOBODY, 0 };
	assert_written(message_write_console(text, sizeof text, &c), text,
			"{\"type\":\"console\",\"seat\":3,\"microphone\":\"on\",\"on_air\":true,"
			"\"output\":\"b\",\"outputs\":{\"a\":\"mn\",\"b\":\"en\"},"
			"\"floor_key\":\"en\",\"hears\":\"ko\",\"offered\":[],"
			"\"handover\":{\"state\":\"none\"}}");
}

static void seats_full_empty_and_of_the_floor(void **state)
{
	(void)state;
	char text[1024];
	struct message_seat_state s = seat();
	assert_written(message_write_seat(text, sizeof text, &s), text, SEAT);
	s = (struct message_seat_state){ .seat = 4, .state = "empty" };
	assert_written(message_write_seat(text, sizeof text, &s), text,
			"{\"seat\":4,\"state\":\"empty\"}");
	s = (struct message_seat_state){ .seat = 4,
		.state = "lost",
		.role = "floor",
		.name = "",
		.microphone = "off",
		.turn_ms = -1,
		.call = "none" };
	assert_written(message_write_seat(text, sizeof text, &s), text,
			"{\"seat\":4,\"state\":\"lost\",\"role\":\"floor\",\"microphone\":\"off\","
			"\"on_air\":false,\"slow_down\":false,\"call\":\"none\",\"consents\":"
			"false}");
}

static void a_list_of_seats(void **state)
{
	(void)state;
	char text[1024];
	static const char *const seats[] = { SEAT, "{\"seat\":4,\"state\":\"empty\"}" };
	assert_written(message_write_seats(text, sizeof text, seats, 2, "D\"sk"), text,
			"{\"type\":\"seats\",\"floor_language_by\":\"D\\\"sk\",\"seats\":[" SEAT
			",{\"seat\":4,\"state\":\"empty\"}]}");
	assert_written(message_write_seats(text, sizeof text, NULL, 0, ""), text,
			"{\"type\":\"seats\",\"seats\":[]}");
}

static void words(void **state)
{
	(void)state;
	char text[1024];
	struct message_chat_line l = { 3, "interpreter", "Бат", "mn", "booth", "zh", "hi", 7 };
	assert_written(message_write_chat(text, sizeof text, &l), text,
			"{\"type\":\"chat\",\"from\":{\"seat\":3,\"role\":\"interpreter\","
			"\"name\":\"Бат\",\"booth\":\"mn\"},\"to\":\"booth\",\"booth\":\"zh\","
			"\"text\":\"hi\",\"server_ms\":7}");
	l = (struct message_chat_line){ SEAT_NOBODY, "operator", "", NULL, "booths", NULL, "x", 7 };
	assert_written(message_write_chat(text, sizeof text, &l), text,
			"{\"type\":\"chat\",\"from\":{\"role\":\"operator\"},\"to\":\"booths\","
			"\"text\":\"x\",\"server_ms\":7}");
	assert_written(message_write_alert(text, sizeof text, "muted", SEAT_NOBODY, "m"), text,
			"{\"type\":\"alert\",\"code\":\"muted\",\"message\":\"m\"}");
	assert_written(message_write_alert(text, sizeof text, "taken", 0, "m"), text,
			"{\"type\":\"alert\",\"code\":\"taken\",\"seat\":0,\"message\":\"m\"}");
	struct message_announcement a = { 3, offered, 2, "t", 9 };
	assert_written(message_write_announcement(text, sizeof text, &a), text,
			"{\"type\":\"announcement\",\"id\":3,\"channels\":[\"floor\",\"en\"],"
			"\"text\":\"t\",\"server_ms\":9}");
	a.channel_count = 0;
	assert_written(message_write_announcement(text, sizeof text, &a), text,
			"{\"type\":\"announcement\",\"id\":3,\"text\":\"t\",\"server_ms\":9}");
	const uint32_t ids[] = { 3, 4 };
	assert_written(message_write_announcement_over(text, sizeof text, ids, 2), text,
			"{\"type\":\"announcement_over\",\"ids\":[3,4]}");
}

static void no_writer_leaves_its_capacity(void **state)
{
	(void)state;
	char text[1024];
	static const char *const seats[] = { SEAT, SEAT };
	struct message_console c = console();
	int console_bytes = message_write_console(text, sizeof text, &c);
	int seats_bytes = message_write_seats(text, sizeof text, seats, 2, "Desk");
	for (int capacity = 0; capacity <= seats_bytes; capacity++) {
		memset(text, '#', sizeof text);
		assert_int_equal(message_write_seats(text, (size_t)capacity, seats, 2, "Desk"),
				-ENOSPC);
		assert_int_equal(text[capacity], '#');
	}
	assert_int_equal(message_write_seats(text, (size_t)seats_bytes + 1, seats, 2, "Desk"),
			seats_bytes);
	for (int capacity = 0; capacity <= console_bytes; capacity++)
		assert_int_equal(message_write_console(text, (size_t)capacity, &c), -ENOSPC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_console_with_everything),
		cmocka_unit_test(a_console_with_what_must_be),
		cmocka_unit_test(seats_full_empty_and_of_the_floor),
		cmocka_unit_test(a_list_of_seats),
		cmocka_unit_test(words),
		cmocka_unit_test(no_writer_leaves_its_capacity),
	};
	return cmocka_run_group_tests_name("console messages", tests, NULL, NULL);
}
