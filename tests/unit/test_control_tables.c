// SPDX-License-Identifier: Apache-2.0
/* The room's tables, every state with every event, against a second writing of them: what a key
 * does, seen from the key. And who may say what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/auth.h"
#include "control/console_table.h"
#include "control/handover.h"
#include "control/seat_table.h"

/* ---- consoles ---- */

/* Per event the states after it, in the order off, on, cough, suspended, muted: small letters.
 * + comes onto its channel, ! refused since muted. */
static const struct console_row {
	enum console_event event;
	const char *after;
} console_rows[] = {
	/* clang-format off */
	{ CONSOLE_PRESS_ON,   "n+ n c n+ m!" },
	{ CONSOLE_PRESS_OFF,  "o o o s m" },
	{ CONSOLE_COUGH_DOWN, "o c c s m" },
	{ CONSOLE_COUGH_UP,   "o n n s m" },
	{ CONSOLE_CANNOT,     "s s s s m!" },
	{ CONSOLE_CAN,        "o n c o m" },
	{ CONSOLE_REFUSE,     "o o o s m" },
	{ CONSOLE_GIVE,       "n+ n c n+ m!" },
	{ CONSOLE_TAKE,       "o o o o m" },
	{ CONSOLE_MUTE,       "m m m m m" },
	{ CONSOLE_UNMUTE,     "o n c s o" },
	/* clang-format on */
};

static void consoles(void **state)
{
	(void)state;
	static const char letters[] = "oncsm", effects[] = " +!";
	assert_int_equal(sizeof console_rows / sizeof console_rows[0], CONSOLE_EVENTS);
	for (int i = 0; i < CONSOLE_EVENTS; i++) {
		char after[32] = "";
		for (int s = 0; s < CONSOLE_STATES; s++) {
			struct console_step step =
					console_next((enum console_state)s, console_rows[i].event);
			char word[4] = { ' ', letters[step.next], effects[step.effect], '\0' };
			if (step.effect == CONSOLE_NOTHING)
				word[2] = '\0';
			strcat(after, s ? word : word + 1);
		}
		assert_string_equal(after, console_rows[i].after);
	}
}

static void what_media_and_people_see_of_a_console(void **state)
{
	(void)state;
	assert_int_equal(console_microphone(CONSOLE_OFF), MICROPHONE_OFF);
	assert_int_equal(console_microphone(CONSOLE_ON), MICROPHONE_ON);
	assert_int_equal(console_microphone(CONSOLE_COUGH), MICROPHONE_MUTED);
	assert_int_equal(console_microphone(CONSOLE_SUSPENDED), MICROPHONE_SUSPENDED);
	assert_int_equal(console_microphone(CONSOLE_MUTED), MICROPHONE_OFF);
	assert_string_equal(console_state_name(CONSOLE_COUGH), "cough");
	assert_string_equal(console_state_name(CONSOLE_MUTED), "muted");
}

/* ---- seats ---- */

/* Per event the states after it, in the order empty, here, stalled, carried, lost, and the
 * effect. */
static const struct seat_row {
	enum seat_event event;
	struct {
		enum seat_state next;
		enum seat_effect effect;
	} after[SEAT_STATES];
} seat_rows[] = {
	/* clang-format off */
	{ SEAT_TAKE,   { { SEAT_HERE, SEAT_OPEN },      { SEAT_HERE, SEAT_REFUSED },
	                 { SEAT_STALLED, SEAT_REFUSED }, { SEAT_CARRIED, SEAT_REFUSED },
	                 { SEAT_LOST, SEAT_REFUSED } } },
	{ SEAT_RETURN, { { SEAT_EMPTY, SEAT_REFUSED },  { SEAT_HERE, SEAT_REPLACE },
	                 { SEAT_HERE, SEAT_REPLACE },   { SEAT_HERE, SEAT_GO_ON },
	                 { SEAT_HERE, SEAT_OPEN } } },
	{ SEAT_STALL,  { { SEAT_EMPTY, SEAT_NOTHING },  { SEAT_STALLED, SEAT_SILENCE },
	                 { SEAT_STALLED, SEAT_NOTHING }, { SEAT_LOST, SEAT_CLOSE },
	                 { SEAT_LOST, SEAT_NOTHING } } },
	{ SEAT_FLOW,   { { SEAT_EMPTY, SEAT_NOTHING },  { SEAT_HERE, SEAT_NOTHING },
	                 { SEAT_HERE, SEAT_RESUME },    { SEAT_CARRIED, SEAT_NOTHING },
	                 { SEAT_LOST, SEAT_NOTHING } } },
	{ SEAT_LEAVE,  { { SEAT_EMPTY, SEAT_NOTHING },  { SEAT_LOST, SEAT_CLOSE },
	                 { SEAT_LOST, SEAT_CLOSE },     { SEAT_CARRIED, SEAT_NOTHING },
	                 { SEAT_LOST, SEAT_NOTHING } } },
	{ SEAT_CARRY,  { { SEAT_EMPTY, SEAT_NOTHING },  { SEAT_CARRIED, SEAT_GO_ON },
	                 { SEAT_LOST, SEAT_CLOSE },     { SEAT_CARRIED, SEAT_NOTHING },
	                 { SEAT_LOST, SEAT_NOTHING } } },
	{ SEAT_DROP,   { { SEAT_EMPTY, SEAT_NOTHING },  { SEAT_HERE, SEAT_NOTHING },
	                 { SEAT_STALLED, SEAT_NOTHING }, { SEAT_LOST, SEAT_CLOSE },
	                 { SEAT_LOST, SEAT_NOTHING } } },
	{ SEAT_CLEAR,  { { SEAT_EMPTY, SEAT_FORGET },   { SEAT_HERE, SEAT_REFUSED },
	                 { SEAT_STALLED, SEAT_REFUSED }, { SEAT_CARRIED, SEAT_REFUSED },
	                 { SEAT_EMPTY, SEAT_FORGET } } },
	/* clang-format on */
};

static void seats(void **state)
{
	(void)state;
	assert_int_equal(sizeof seat_rows / sizeof seat_rows[0], SEAT_EVENTS);
	for (int i = 0; i < SEAT_EVENTS; i++)
		for (int s = 0; s < SEAT_STATES; s++) {
			struct seat_step step = seat_next((enum seat_state)s, seat_rows[i].event);
			assert_int_equal(step.next, seat_rows[i].after[s].next);
			assert_int_equal(step.effect, seat_rows[i].after[s].effect);
		}
	assert_string_equal(seat_state_name(SEAT_EMPTY), "empty");
	assert_string_equal(seat_state_name(SEAT_STALLED), "stalled");
	assert_string_equal(seat_state_name(SEAT_CARRIED), "here");
}

/* ---- handovers ---- */

/* A booth: seat 0 has the air, 1 and 2 stand by. What each key does in each state; a state is
 * none, 0 offered, 1 requested, agreed between 0 and 1. The answer: n none, o offered, r requested,
 * c countdown; ! refused; *ab switched from a to b. */
static const struct handover_row {
	const char *name;
	enum handover_event event;
	int actor; /* -1: nobody's key */
	const char *after[HANDOVER_STATES];
} handover_rows[] = {
	/* clang-format off */
	{ "the live one offers",      HANDOVER_OFFER,    0,  { "o0-", "o0-", "c01", "c01" } },
	{ "a stand-by offers",        HANDOVER_OFFER,    1,  { "!",   "!",   "!",   "!" } },
	{ "a stand-by requests",      HANDOVER_REQUEST,  1,  { "r01", "c01", "r01", "c01" } },
	{ "another requests",         HANDOVER_REQUEST,  2,  { "r02", "c02", "r01", "c01" } },
	{ "the live one requests",    HANDOVER_REQUEST,  0,  { "!",   "!",   "!",   "!" } },
	{ "the live one accepts",     HANDOVER_ACCEPT,   0,  { "!",   "!",   "c01", "*01" } },
	{ "a stand-by accepts",       HANDOVER_ACCEPT,   1,  { "!",   "c01", "!",   "*01" } },
	{ "another accepts",          HANDOVER_ACCEPT,   2,  { "!",   "c02", "!",   "!" } },
	{ "the live one cancels",     HANDOVER_CANCEL,   0,  { "!",   "n",   "n",   "n" } },
	{ "a stand-by cancels",       HANDOVER_CANCEL,   1,  { "!",   "!",   "n",   "n" } },
	{ "another cancels",          HANDOVER_CANCEL,   2,  { "!",   "!",   "!",   "!" } },
	{ "a stand-by takes",         HANDOVER_TAKE,     1,  { "*01", "*01", "*01", "*01" } },
	{ "another takes",            HANDOVER_TAKE,     2,  { "*02", "*02", "*02", "*02" } },
	{ "the live one takes",       HANDOVER_TAKE,     0,  { "!",   "!",   "!",   "!" } },
	{ "time",                     HANDOVER_TIME,     -1, { "n",   "n",   "n",   "*01" } },
	{ "who gives is off the air", HANDOVER_FROM_OFF, -1, { "n",   "n",   "n",   "*01" } },
	{ "who gets is gone",         HANDOVER_TO_GONE,  -1, { "n",   "o0-", "n",   "n" } },
	/* clang-format on */
};

enum { NOW = 1000, COUNTDOWN = 3 };

static struct handover brought_to(enum handover_state wanted)
{
	static const struct handover_actor live = { 0, true, 0 }, standby = { 1, false, 0 };
	struct handover h = { 0 };
	if (wanted == HANDOVER_OFFERED)
		handover_apply(&h, HANDOVER_OFFER, &live, NOW, COUNTDOWN);
	if (wanted >= HANDOVER_REQUESTED)
		handover_apply(&h, HANDOVER_REQUEST, &standby, NOW, COUNTDOWN);
	if (wanted == HANDOVER_COUNTDOWN)
		handover_apply(&h, HANDOVER_ACCEPT, &live, NOW, COUNTDOWN);
	assert_int_equal(h.state, wanted);
	return h;
}

static char seat_letter(uint32_t seat)
{
	return seat == SEAT_NONE ? '-' : (char)('0' + seat);
}

static void handovers(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof handover_rows / sizeof handover_rows[0]; i++) {
		const struct handover_row *row = &handover_rows[i];
		for (int s = 0; s < HANDOVER_STATES; s++) {
			struct handover h = brought_to((enum handover_state)s), before = h;
			struct handover_actor actor = { (uint32_t)row->actor, row->actor == 0, 0 };
			enum handover_verdict verdict = handover_apply(&h, row->event,
					row->actor < 0 ? NULL : &actor, NOW, COUNTDOWN);
			char after[8] = { "norc"[h.state], seat_letter(h.from), seat_letter(h.to) };
			if (h.state == HANDOVER_NONE)
				after[1] = '\0';
			if (verdict == HANDOVER_SWITCH)
				snprintf(after, sizeof after, "*%c%c", seat_letter(h.from),
						seat_letter(h.to));
			if (verdict == HANDOVER_REFUSED) {
				snprintf(after, sizeof after, "!");
				assert_int_equal(h.state, before.state);
				assert_int_equal(h.from, before.from);
				assert_int_equal(h.to, before.to);
			}
			if (strcmp(after, row->after[s]) != 0)
				fail_msg("%s in %s: %s, want %s", row->name,
						handover_state_name((enum handover_state)s), after,
						row->after[s]);
		}
	}
}

static void deadlines(void **state)
{
	(void)state;
	assert_int_equal(brought_to(HANDOVER_OFFERED).deadline_ns, NOW + 60 * NS_PER_S);
	assert_int_equal(brought_to(HANDOVER_REQUESTED).deadline_ns, NOW + 60 * NS_PER_S);
	assert_int_equal(brought_to(HANDOVER_COUNTDOWN).deadline_ns, NOW + COUNTDOWN);
	static const struct handover_actor live = { 0, true, 0 };
	struct handover h = brought_to(HANDOVER_OFFERED);
	handover_apply(&h, HANDOVER_OFFER, &live, NOW + 5, COUNTDOWN); /* again is no new offer */
	assert_int_equal(h.deadline_ns, NOW + 60 * NS_PER_S);
}

static void nobody_on_the_air(void **state)
{
	(void)state;
	static const struct handover_actor alone = { 1, false, SEAT_NONE };
	struct handover h = { 0 };
	assert_int_equal(handover_apply(&h, HANDOVER_REQUEST, &alone, NOW, COUNTDOWN),
			HANDOVER_REFUSED);
	assert_int_equal(handover_apply(&h, HANDOVER_TAKE, &alone, NOW, COUNTDOWN),
			HANDOVER_SWITCH);
	assert_int_equal(h.from, SEAT_NONE);
	assert_int_equal(h.to, 1);
}

/* ---- who may say what ---- */

/* l listener, i interpreter, f floor, o operator, p podium */
static const struct say_row {
	enum message_type type;
	const char *roles;
} say_rows[] = {
	/* clang-format off */
	{ MESSAGE_JOIN,             "" },
	{ MESSAGE_SUBSCRIBE,        "lifop" },
	{ MESSAGE_PING,             "lifop" },
	{ MESSAGE_MICROPHONE,       "if" },
	{ MESSAGE_COUGH,            "i" },
	{ MESSAGE_OUTPUT,           "i" },
	{ MESSAGE_INCOMING,         "i" },
	{ MESSAGE_CANNOT_INTERPRET, "i" },
	{ MESSAGE_SLOW_DOWN,        "i" },
	{ MESSAGE_CALL_OPERATOR,    "i" },
	{ MESSAGE_HANDOVER,         "i" },
	{ MESSAGE_CONSENT,          "i" },
	{ MESSAGE_FLOOR_LANGUAGE,   "io" },
	{ MESSAGE_CHAT,             "io" },
	{ MESSAGE_ANNOUNCE,         "o" },
	{ MESSAGE_ANNOUNCE_OVER,    "o" },
	{ MESSAGE_ANSWER,           "o" },
	{ MESSAGE_MUTE,             "o" },
	{ MESSAGE_RULES,            "o" },
	{ MESSAGE_RECORD,           "o" },
	{ MESSAGE_ALARM_SEEN,       "o" },
	{ MESSAGE_INVITE,           "o" },
	{ MESSAGE_SEEN,             "op" },
	/* clang-format on */
};

static void every_role_with_every_message(void **state)
{
	(void)state;
	assert_int_equal(sizeof say_rows / sizeof say_rows[0], MESSAGE_TYPE_COUNT);
	for (int i = 0; i < MESSAGE_TYPE_COUNT; i++) {
		char roles[ROLE_COUNT + 1] = "";
		for (int role = 0; role < ROLE_COUNT; role++)
			if (auth_may_say((enum message_role)role, say_rows[i].type))
				strncat(roles, &"lifop"[role], 1);
		assert_string_equal(roles, say_rows[i].roles);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consoles),
		cmocka_unit_test(what_media_and_people_see_of_a_console),
		cmocka_unit_test(seats),
		cmocka_unit_test(handovers),
		cmocka_unit_test(deadlines),
		cmocka_unit_test(nobody_on_the_air),
		cmocka_unit_test(every_role_with_every_message),
	};
	return cmocka_run_group_tests_name("control's tables", tests, NULL, NULL);
}
