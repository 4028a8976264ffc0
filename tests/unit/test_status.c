// SPDX-License-Identifier: Apache-2.0
/* The public state: every routing state with every report of media, and what counts as a change. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/status.h"

enum { UNSAID = -1, DEPTH = 2, DELAY_MS = 93 };

static struct status computed(enum routing_channel_state state, int sound, bool floor_there)
{
	static struct plan plan;
	static struct routing_result routing;
	static struct media_note note;
	struct status s;
	plan_built_in(&plan);
	memset(&routing, 0, sizeof routing);
	routing.channels[1].state = state;
	routing.channels[1].depth = state == ROUTING_LIVE ? DEPTH : 0;
	routing.channels[FLOOR].on_air = floor_there;
	if (sound != UNSAID)
		note.channels[1].sound = (enum channel_sound)sound;
	note.channels[1].delay_ms = DELAY_MS;
	status_compute(&s, &plan, 5, &routing, sound == UNSAID ? NULL : &note);
	return s;
}

static void every_state_with_every_sound(void **state)
{
	(void)state;
	static const struct row {
		enum routing_channel_state routing;
		int sound;
		bool floor_there;
		enum message_channel_state want;
		uint32_t depth;
		int delay_ms;
	} rows[] = {
		/* clang-format off */
		{ ROUTING_IDLE,      UNSAID,              true,  CHANNEL_IDLE,      0,     -1 },
		{ ROUTING_IDLE,      CHANNEL_SOUND_IDLE,  true,  CHANNEL_IDLE,      0,     -1 },
		{ ROUTING_IDLE,      CHANNEL_SOUND_LIVE,  true,  CHANNEL_IDLE,      0,     -1 },
		{ ROUTING_IDLE,      CHANNEL_SOUND_FLOOR, true,  CHANNEL_FLOOR,     0,     DELAY_MS },
		{ ROUTING_LIVE,      UNSAID,              true,  CHANNEL_LIVE,      DEPTH, -1 },
		{ ROUTING_LIVE,      CHANNEL_SOUND_IDLE,  true,  CHANNEL_LIVE,      DEPTH, DELAY_MS },
		{ ROUTING_LIVE,      CHANNEL_SOUND_LIVE,  true,  CHANNEL_LIVE,      DEPTH, DELAY_MS },
		{ ROUTING_LIVE,      CHANNEL_SOUND_FLOOR, true,  CHANNEL_FLOOR,     0,     DELAY_MS },
		{ ROUTING_FLOOR,     UNSAID,              true,  CHANNEL_FLOOR,     0,     -1 },
		{ ROUTING_FLOOR,     UNSAID,              false, CHANNEL_IDLE,      0,     -1 },
		{ ROUTING_FLOOR,     CHANNEL_SOUND_IDLE,  true,  CHANNEL_IDLE,      0,     -1 },
		{ ROUTING_FLOOR,     CHANNEL_SOUND_FLOOR, true,  CHANNEL_FLOOR,     0,     DELAY_MS },
		{ ROUTING_SUSPENDED, UNSAID,              true,  CHANNEL_SUSPENDED, 0,     -1 },
		{ ROUTING_SUSPENDED, CHANNEL_SOUND_FLOOR, true,  CHANNEL_SUSPENDED, 0,     -1 },
		/* clang-format on */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct row *row = &rows[i];
		struct status s = computed(row->routing, row->sound, row->floor_there);
		if (s.channels[1].state != row->want || s.channels[1].depth != row->depth ||
				s.channels[1].delay_ms != row->delay_ms)
			fail_msg("row %zu: state %d depth %u delay %d", i, s.channels[1].state,
					s.channels[1].depth, s.channels[1].delay_ms);
	}
}

static void what_counts_as_a_change(void **state)
{
	(void)state;
	static const struct row {
		const char *name;
		struct status_channel told, now;
		bool changed, changed_with_delays;
	} rows[] = {
		/* clang-format off */
		{ "the same",           { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 1, 90, "" },  false, false },
		{ "state",              { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_FLOOR, 1, 90, "" }, true,  true },
		{ "depth",              { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 2, 90, "" },  true,  true },
		{ "reason",             { CHANNEL_SUSPENDED, 0, -1, "sound" },
			{ CHANNEL_SUSPENDED, 0, -1, "too_fast" }, true, true },
		{ "delay, a little up", { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 1, 109, "" }, false, false },
		{ "delay, up",          { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 1, 110, "" }, false, true },
		{ "delay, down",        { CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 1, 70, "" },  false, true },
		{ "delay becomes known", { CHANNEL_LIVE, 1, -1, "" }, { CHANNEL_LIVE, 1, 5, "" },  false, true },
		{ "delay is unknown for a moment",
			{ CHANNEL_LIVE, 1, 90, "" }, { CHANNEL_LIVE, 1, -1, "" }, false, false },
		/* clang-format on */
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct status told = { .channel_count = 6 }, now = { .channel_count = 6 };
		told.channels[5] = rows[i].told;
		now.channels[5] = rows[i].now;
		uint32_t bit = 1u << 5;
		if (status_changes(&told, &now, false) != (rows[i].changed ? bit : 0) ||
				status_changes(&told, &now, true) !=
						(rows[i].changed_with_delays ? bit : 0))
			fail_msg("%s", rows[i].name);
	}
}

static void channels_are_written_as_the_plan_names_them(void **state)
{
	(void)state;
	struct plan plan;
	struct message_channel channels[CHANNELS_MAX];
	plan_built_in(&plan);
	struct status s = computed(ROUTING_LIVE, CHANNEL_SOUND_LIVE, true);
	snprintf(s.channels[3].reason, REASON_BYTES, "sound");
	assert_int_equal(status_channels(&s, &plan, 1u << 1 | 1u << 3 | 1u << 31, channels), 2);
	assert_string_equal(channels[0].id, "zh");
	assert_string_equal(channels[0].name, "中文");
	assert_int_equal(channels[0].state, CHANNEL_LIVE);
	assert_int_equal(channels[0].depth, DEPTH);
	assert_int_equal(channels[0].delay_ms, DELAY_MS);
	assert_null(channels[0].reason);
	assert_string_equal(channels[1].reason, "sound");
	assert_string_equal(status_floor_language(&s, &plan), "en");
	s.floor_language = PLAN_NONE;
	assert_string_equal(status_floor_language(&s, &plan), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_state_with_every_sound),
		cmocka_unit_test(what_counts_as_a_change),
		cmocka_unit_test(channels_are_written_as_the_plan_names_them),
	};
	return cmocka_run_group_tests_name("status", tests, NULL, NULL);
}
