// SPDX-License-Identifier: Apache-2.0
/* What operators see live: rows of what is said -> the exact text, and the largest event there can
 * be, which must fit one message. */
#include "proto/live_message.h"

#include <errno.h>
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "proto/message.h"

#define LONGEST_ID "a23456789-123456789-123456789-12"

static char text[MESSAGE_BYTES_MAX * 2];

static void assert_written(int length, const char *want)
{
	assert_string_equal(text, want);
	assert_int_equal(length, (int)strlen(want));
}

/* It is JSON, it fits, and one byte less is refused. */
static void assert_fits(int length, int (*again)(size_t capacity))
{
	assert_in_range(length, 1, MESSAGE_BYTES_MAX);
	json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(json);
	json_decref(json);
	assert_int_equal(again((size_t)length), -ENOSPC);
	print_message("the largest: %d bytes\n", length);
}

/* ---- levels ---- */

static void levels_have_one_decimal_and_silence_is_127(void **state)
{
	(void)state;
	static const struct message_seat_level seats[] = { { 3, -8.06f, -23.0f },
		{ 63, -120.0f, -120.0f } };
	static const struct message_channel_level channels[] = { { "ko", 0.04f, -119.9f } };
	assert_written(message_write_levels(text, sizeof text, seats, 2, channels, 1),
			"{\"type\":\"levels\",\"seats\":[{\"seat\":3,\"peak\":-8.1,\"rms\":-23.0},"
			"{\"seat\":63,\"peak\":-127.0,\"rms\":-127.0}],"
			"\"channels\":[{\"id\":\"ko\",\"peak\":0.0,\"rms\":-119.9}]}");
	assert_written(message_write_levels(text, sizeof text, NULL, 0, NULL, 0),
			"{\"type\":\"levels\",\"seats\":[],\"channels\":[]}");
}

static int write_most_levels(size_t capacity)
{
	struct message_seat_level seats[MICROPHONES_MAX];
	struct message_channel_level channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		seats[i] = (struct message_seat_level){ 10 + i % 54, -120.0f, -120.0f };
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		channels[i] = (struct message_channel_level){ LONGEST_ID, -120.0f, -120.0f };
	return message_write_levels(text, capacity, seats, MICROPHONES_MAX, channels, CHANNELS_MAX);
}

static void the_largest_levels_fit(void **state)
{
	(void)state;
	assert_fits(write_most_levels(sizeof text), write_most_levels);
}

/* ---- figures ---- */

static void figures_leave_out_what_is_unknown(void **state)
{
	(void)state;
	static const struct message_seat_figures seats[] = {
		{ 3, -22.94f, 43, 4, 12, 1000, 2, 1, 40 },
		{ 4, -70.0f, -1, 0, 0, 0, 0, 0, 0 },
	};
	static const struct message_channel_figures channels[] = {
		{ "ko", -23.1f, 47800, 61, 12, 3, 1 },
		{ "mn", -120.0f, 0, -1, 0, 0, 0 },
	};
	const struct message_figures f = { .server_ms = 12,
		.seats = seats,
		.seat_count = 2,
		.channels = channels,
		.channel_count = 2,
		.tick_longest_us = 2100,
		.tick_late = 7,
		.tick_skips = 5,
		.listeners = 16 };
	assert_written(message_write_figures(text, sizeof text, &f),
			"{\"type\":\"figures\",\"server_ms\":12,\"seats\":["
			"{\"seat\":3,\"loudness\":-22.9,\"delay_ms\":43,\"jitter_ms\":4,"
			"\"buffered_ms\":12,\"packets\":1000,\"lost\":2,\"late\":1,"
			"\"concealed_ms\":40},"
			"{\"seat\":4,\"jitter_ms\":0,\"buffered_ms\":0,\"packets\":0,\"lost\":0,"
			"\"late\":0,\"concealed_ms\":0}],"
			"\"channels\":[{\"id\":\"ko\",\"loudness\":-23.1,\"bitrate\":47800,"
			"\"delay_ms\":61,\"listeners\":{\"high\":12,\"low\":3,\"player\":1}},"
			"{\"id\":\"mn\",\"bitrate\":0,\"listeners\":{\"high\":0,\"low\":0,"
			"\"player\":0}}],"
			"\"tick\":{\"longest_us\":2100,\"late\":7,\"skipped\":5},"
			"\"listeners\":16}");
}

static int write_most_figures(size_t capacity)
{
	struct message_seat_figures seats[MICROPHONES_MAX];
	struct message_channel_figures channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++)
		seats[i] = (struct message_seat_figures){ 10 + i % 54, -69.9f, INT16_MAX, INT16_MAX,
			INT16_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX };
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		channels[i] = (struct message_channel_figures){ LONGEST_ID, -69.9f, 512000,
			INT16_MAX, 99999, 99999, 99999 };
	const struct message_figures f = { .server_ms = INT64_MAX,
		.seats = seats,
		.seat_count = MICROPHONES_MAX,
		.channels = channels,
		.channel_count = CHANNELS_MAX,
		.tick_longest_us = UINT32_MAX,
		.tick_late = INT64_MAX,
		.tick_skips = INT64_MAX,
		.listeners = 99999 };
	return message_write_figures(text, capacity, &f);
}

static void the_largest_figures_fit(void **state)
{
	(void)state;
	assert_fits(write_most_figures(sizeof text), write_most_figures);
}

/* ---- what changes now and then ---- */

static void the_verdict_on_the_floor(void **state)
{
	(void)state;
	struct message_floor_sound f = { 0 };
	assert_written(message_write_floor_sound(text, sizeof text, &f),
			"{\"type\":\"floor_sound\",\"known\":false}");
	f = (struct message_floor_sound){ .known = true,
		.band_hz = 4000,
		.narrow = true,
		.level = FLOOR_LOW };
	assert_written(message_write_floor_sound(text, sizeof text, &f),
			"{\"type\":\"floor_sound\",\"known\":true,\"band_hz\":4000,"
			"\"narrow\":true,\"clipping\":false,\"level\":\"low\"}");
	f = (struct message_floor_sound){ .known = true,
		.band_hz = 20000,
		.clipping = true,
		.level = FLOOR_HIGH,
		.noise_known = true };
	assert_written(message_write_floor_sound(text, sizeof text, &f),
			"{\"type\":\"floor_sound\",\"known\":true,\"band_hz\":20000,"
			"\"narrow\":false,\"clipping\":true,\"level\":\"high\","
			"\"noise\":\"low\"}");
	f.level = FLOOR_RIGHT;
	f.noise_high = true;
	assert_true(message_write_floor_sound(text, sizeof text, &f) > 0);
	assert_non_null(strstr(text, "\"level\":\"right\",\"noise\":\"high\"}"));
}

static void alarms_say_what_they_know(void **state)
{
	(void)state;
	static const struct message_alarm alarms[] = {
		{ 17, "silence", "ko", 3, 1, 9, false },
		{ 18, "full_disk", NULL, -1, 5, -1, true },
	};
	assert_written(message_write_alarms(text, sizeof text, alarms, 2, 0),
			"{\"type\":\"alarms\",\"alarms\":[{\"id\":17,\"code\":\"silence\","
			"\"channel\":\"ko\",\"seat\":3,\"since_ms\":1,\"until_ms\":9,"
			"\"seen\":false},{\"id\":18,\"code\":\"full_disk\",\"since_ms\":5,"
			"\"seen\":true}]}");
	assert_written(message_write_alarms(text, sizeof text, NULL, 0, 3),
			"{\"type\":\"alarms\",\"alarms\":[],\"left_out\":3}");
}

static int write_most_alarms(size_t capacity)
{
	struct message_alarm alarms[MESSAGE_ALARMS_MAX];
	for (uint32_t i = 0; i < MESSAGE_ALARMS_MAX; i++)
		alarms[i] = (struct message_alarm){ UINT32_MAX, "recording_failed", LONGEST_ID, 63,
			INT64_C(1000000000000), INT64_C(1000000000000), false };
	return message_write_alarms(text, capacity, alarms, MESSAGE_ALARMS_MAX, 999);
}

static void the_largest_alarms_fit(void **state)
{
	(void)state;
	assert_fits(write_most_alarms(sizeof text), write_most_alarms);
}

static int write_most_audience(size_t capacity)
{
	struct message_audience channels[CHANNELS_MAX];
	for (uint32_t i = 0; i < CHANNELS_MAX; i++)
		channels[i] = (struct message_audience){ LONGEST_ID, UINT32_MAX, false };
	return message_write_audience(text, capacity, channels, CHANNELS_MAX);
}

static void the_audience(void **state)
{
	(void)state;
	static const struct message_audience channels[] = { { "ko", 13, true },
		{ "mn", 0, false } };
	assert_written(message_write_audience(text, sizeof text, channels, 2),
			"{\"type\":\"audience\",\"channels\":[{\"id\":\"ko\",\"listeners\":13,"
			"\"recorded\":true},{\"id\":\"mn\",\"listeners\":0,"
			"\"recorded\":false}]}");
	assert_fits(write_most_audience(sizeof text), write_most_audience);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(levels_have_one_decimal_and_silence_is_127),
		cmocka_unit_test(the_largest_levels_fit),
		cmocka_unit_test(figures_leave_out_what_is_unknown),
		cmocka_unit_test(the_largest_figures_fit),
		cmocka_unit_test(the_verdict_on_the_floor),
		cmocka_unit_test(alarms_say_what_they_know),
		cmocka_unit_test(the_largest_alarms_fit),
		cmocka_unit_test(the_audience),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
