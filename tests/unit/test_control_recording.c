// SPDX-License-Identifier: Apache-2.0
/* Who is recorded and who is not, as a table; and the recorder's commands, notes and what people
 * are told of them, as scripts between control's pipes (support/control_house.h). */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "control/consent.h"
#include "support/control_house.h"

enum { ZH = 1, KO, MN, RU, EN, ALL = 0x3f };

/* ---- whose voices are in a channel ---- */

/* clang-format off */

/* Slots in channels 1 and 2: of the route in force, and of the one on its way. */
static const struct row {
	const char *name;
	uint64_t before[2], after[2], refusing;
	uint32_t on_its_way, in_force; /* channels 1 and 2 as bits 1 and 2 */
} rows[] = {
	{ "nobody there",                       { 0, 0 },   { 0, 0 },   ~0ULL, 6, 6 },
	{ "all agree",                          { 1, 2 },   { 1, 2 },   0,     6, 6 },
	{ "one refuses: his channel",           { 1, 2 },   { 1, 2 },   2,     2, 2 },
	{ "two in a channel, one refuses",      { 1, 6 },   { 1, 6 },   4,     2, 2 },
	{ "who refuses comes: at once",         { 1, 2 },   { 5, 2 },   4,     4, 4 },
	{ "who refuses goes: not before it is so", { 5, 2 }, { 1, 2 },  4,     4, 6 },
	{ "handover to one who refuses",        { 1, 2 },   { 8, 2 },   8,     4, 4 },
	{ "handover from one who refuses",      { 8, 2 },   { 1, 2 },   8,     4, 6 },
	{ "who refuses moves to the other",     { 1, 0 },   { 0, 1 },   1,     0, 2 },
};
/* clang-format on */

static void a_channel_needs_everybody(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *r = &rows[i];
		struct route before = { .number = 1 };
		struct route after = { .number = 2 };
		struct consent c = { 0 };
		for (int n = 0; n < 2; n++) {
			before.channels[n + 1].microphones = r->before[n];
			after.channels[n + 1].microphones = r->after[n];
		}
		before.channels[0].microphones = after.channels[0].microphones = ~0ULL;
		consent_in_force(&c, &before);
		consent_route(&c, &after);
		if ((consent_channels(&c, r->refusing) & 7) != (r->on_its_way | 1))
			fail_msg("%s: on its way", r->name);
		consent_in_force(&c, &after);
		if ((consent_channels(&c, r->refusing) & 7) != (r->in_force | 1))
			fail_msg("%s: in force", r->name);
	}
}

/* ---- in the room ---- */

/* Slots of sessions: 0 and 1 in booth mn, 2 in zh, 3 the operator, 4 the podium. */
static struct house *people(const char *audit_path)
{
	struct house *h = house_build_recording(audit_path);
	house_play(h, (const char *const[]){
				      "> 0/0.1 {'type':'join','role':'interpreter','booth':'mn',"
				      "'name':'Bat','microphone':'off'}",
				      "> 0/1.1 {'type':'join','role':'interpreter','booth':'mn',"
				      "'name':'Saraa','microphone':'off'}",
				      "> 0/2.1 {'type':'join','role':'interpreter','booth':'zh',"
				      "'name':'Li','microphone':'off'}",
				      "> 0/3.1 {'type':'join','role':'operator','name':'Desk'}",
				      "> 0/4.1 {'type':'join','role':'podium'}",
				      "> 0/0.1 {'type':'consent','recording':true}", "turn 1000",
				      "media OPEN 0.1", "media OPEN 1.1", "media OPEN 2.1",
				      "media ROUTE.", "note mn=idle/0", "turn 100", NULL });
	while (house_next_event(h, 0))
		;
	struct recording_command first;
	assert_true(pipe_take(&h->recording_command, &first) > 0);
	assert_false(first.on);
	assert_int_equal(first.consented & ALL, ALL);
	return h;
}

static uint32_t channel(uint32_t number)
{
	return UINT32_C(1) << number;
}

/* The recorder's next command. */
static void expect_command(struct house *h, bool on, uint32_t number, uint32_t channels,
		uint32_t consented)
{
	struct recording_command wish;
	if (pipe_take(&h->recording_command, &wish) == 0) {
		fail_msg("no command");
		return; /* not reached, which not every compiler sees */
	}
	assert_int_equal(wish.on, on);
	assert_int_equal(wish.number, number);
	if (on)
		assert_int_equal(wish.channels, channels);
	assert_int_equal(wish.consented & ALL, consented);
	assert_int_equal(wish.since_ns, h->now_ns + 2 * TICK_NS);
}

static void no_command(struct house *h)
{
	assert_int_equal(pipe_waiting(&h->recording_command), 0);
}

static void note(struct house *h, bool on, uint32_t number, uint64_t bytes, int error)
{
	struct recording_note n = { .on = on,
		.number = number,
		.bytes = bytes,
		.error = error,
		.free_bytes = 5000 };
	snprintf(n.folder, sizeof n.folder, "%s", on ? "gti-1" : "");
	assert_true(pipe_put(&h->recording_note, &n, sizeof n));
}

static void a_speaker_who_refuses_is_left_out(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	/* Bat agrees, Saraa has said nothing */
	house_play(h, (const char *const[]){ "> 0/0.1 {'type':'microphone','on':true}", "turn 100",
				      "media ROUTE mn=1.", "note mn=live/9", "turn 100", NULL });
	no_command(h);
	house_play(h, (const char *const[]){ "> 0/1.1 {'type':'microphone','on':true}", "turn 100",
				      NULL });
	expect_command(h, false, 0, 0, ALL & ~channel(MN));
	house_play(h, (const char *const[]){ "media ROUTE mn=3.", "note mn=live/9", "turn 100",
				      "turn 100", NULL });
	no_command(h);

	/* off again: his voice is there until media says that it is not */
	house_play(h, (const char *const[]){ "> 0/1.1 {'type':'microphone','on':false}", "turn 100",
				      "turn 100", NULL });
	no_command(h);
	house_play(h, (const char *const[]){ "media ROUTE mn=1.", "note mn=live/9", "turn 100",
				      NULL });
	expect_command(h, false, 0, 0, ALL);

	/* Bat changes his mind, and again */
	house_play(h, (const char *const[]){ "> 0/0.1 {'type':'consent','recording':false}",
				      "turn 100", NULL });
	expect_command(h, false, 0, 0, ALL & ~channel(MN));
	house_play(h, (const char *const[]){ "> 0/0.1 {'type':'consent','recording':true}",
				      "turn 100", NULL });
	expect_command(h, false, 0, 0, ALL);
	no_command(h);
	house_tear_down(h);
}

static void what_the_recorder_has_no_room_for_is_said_again(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	const struct recording_command other = { .number = 77 };
	struct recording_command taken;
	while (pipe_put(&h->recording_command, &other, sizeof other))
		;
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'record','on':true}", "turn 100",
				      NULL });
	while (pipe_take(&h->recording_command, &taken))
		assert_int_not_equal(taken.number, 1);
	house_turn(h, 100);
	expect_command(h, true, 1, ALL, ALL);
	house_tear_down(h);
}

#define RECORDING "{'type':'recording',"

static void the_sign_in_the_booth_says_it(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	house_turn(h, 1000);
	house_play(h, (const char *const[]){
				      "audience *{'id':'ko','listeners':0,'recorded':false}*",
				      "> 0/3.1 {'type':'record','on':true,'channels':['ko']}",
				      "turn 100", "forget", NULL });
	expect_command(h, true, 1, channel(KO), ALL);
	note(h, true, 1, 300, 0);
	house_turn(h, 1000);
	house_obey(h, "audience {'type':'audience','channels':[{'id':'ko','listeners':0,"
		      "'recorded':true}]}"); /* nobody has come or gone */
	note(h, false, 1, 300, 0);
	house_turn(h, 1000);
	house_obey(h, "audience *{'id':'ko','listeners':0,'recorded':false}]}");
	house_tear_down(h);
}

static void people_are_told(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'record','on':true,"
					     "'channels':['ko','mn']}",
				      "turn 100", "quiet", NULL });
	expect_command(h, true, 1, channel(KO) | channel(MN), ALL);
	note(h, true, 1, 300, 0);
	house_play(h, (const char *const[]){ "turn 100",
				      "< 0 BROADCAST 8 " RECORDING "'on':true,'since_ms':1300,"
				      "'channels':['ko','mn'],'folder':'gti-1','bytes':300,"
				      "'lost':0,'free_bytes':5000}",
				      "< 0 BROADCAST 12 " RECORDING "'on':true,'since_ms':1300,"
				      "'channels':['ko','mn']}",
				      "quiet", NULL });

	/* twice is once; growth is told every 2 s, and to operators alone */
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'record','on':true}", "turn 100",
				      "quiet", NULL });
	no_command(h);
	note(h, true, 1, 900, 0);
	house_play(h, (const char *const[]){ "turn 1800", "quiet", "turn 100",
				      "< 0 BROADCAST 8 *'bytes':900*", "quiet", NULL });

	/* who joins now knows */
	house_play(h, (const char *const[]){ "> 0/5.1 {'type':'join','role':'podium'}", "turn 10",
				      "< 0 GRANT 5.1*", "< 0 TEXT 5.1 {'type':'welcome'*",
				      "< 0 SUBSCRIBE 5.1*",
				      "< 0 TEXT 5.1 " RECORDING "'on':true,'since_ms':1300,"
				      "'channels':['ko','mn']}",
				      "quiet", NULL });

	/* a failure at once */
	note(h, true, 1, 900, -ENOSPC);
	house_play(h, (const char *const[]){ "turn 100",
				      "< 0 BROADCAST 8 *'error':'No space left on device'}",
				      "quiet", NULL });
	note(h, true, 1, 900, 0);
	house_play(h, (const char *const[]){ "turn 100", "< 0 BROADCAST 8 *'free_bytes':5000}",
				      "> 0/3.1 {'type':'record','on':false}", "turn 100", "quiet",
				      NULL });
	expect_command(h, false, 1, 0, ALL);
	note(h, false, 1, 1200, 0);
	house_play(h, (const char *const[]){ "turn 100",
				      "< 0 BROADCAST 8 " RECORDING "'on':false,'free_bytes':5000}",
				      "< 0 BROADCAST 12 " RECORDING "'on':false}", "quiet", NULL });
	house_tear_down(h);
}

static void what_could_not_begin_may_be_tried_again(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'record','on':true}", "turn 100",
				      NULL });
	expect_command(h, true, 1, ALL, ALL);
	note(h, false, 1, 0, -EACCES);
	house_play(h, (const char *const[]){ "turn 100",
				      "< 0 BROADCAST 8 " RECORDING "'on':false,'free_bytes':5000,"
				      "'error':'Permission denied'}",
				      "< 0 BROADCAST 12 " RECORDING "'on':false}",
				      "> 0/3.1 {'type':'record','on':true}", "turn 100", NULL });
	expect_command(h, true, 2, ALL, ALL);
	note(h, false, 2, 0, -EACCES);
	house_play(h, (const char *const[]){ "turn 100", "< 0 BROADCAST 8 *'error':*", "quiet",
				      "> 0/3.1 {'type':'record','on':false}", "turn 100", NULL });
	expect_command(h, false, 2, 0, ALL); /* given up */
	house_tear_down(h);
}

static void bad_wishes_are_refused(void **state)
{
	(void)state;
	struct house *h = people(NULL);
	house_play(h, (const char *const[]){
				      "> 0/3.1 {'type':'record','on':true,'channels':['ko','xx']}",
				      "turn 100",
				      "< 0 TEXT 3.1 *'unknown_channel'*'xx'*'re':'record'}",
				      "> 0/0.1 {'type':'record','on':true}", "turn 100",
				      "< 0 TEXT 0.1 *'not_allowed'*",
				      "> 0/3.1 {'type':'record','on':false}", "turn 100", "quiet",
				      NULL });
	no_command(h);
	house_tear_down(h);

	h = house_build_one_loop(INTERLOCK_NONE, NULL);
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'join','role':'operator'}", "turn 0",
				      "< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "media ROUTE.",
				      "> 0/3.1 {'type':'record','on':true}", "turn 100",
				      "< 0 TEXT 3.1 *'no_recordings'*'re':'record'}", "quiet",
				      NULL });
	house_tear_down(h);
}

static void the_book_has_it(void **state)
{
	(void)state;
	static char log[32768];
	char path[] = "/tmp/tumen-book-XXXXXX";
	close(mkstemp(path));
	struct house *h = people(path);
	house_play(h, (const char *const[]){ "> 0/3.1 {'type':'record','on':true}", "turn 100",
				      NULL });
	note(h, true, 1, 300, 0);
	house_turn(h, 100);
	note(h, true, 1, 300, -ENOSPC);
	house_turn(h, 100);
	struct recording_note slow = { .on = true, .number = 1, .bytes = 300, .folder = "gti-1" };
	slow.gap_ms[2] = 1240;
	assert_true(pipe_put(&h->recording_note, &slow, sizeof slow));
	house_turn(h, 100);
	slow.gap_ms[2] = 1300;
	assert_true(pipe_put(&h->recording_note, &slow, sizeof slow));
	house_turn(h, 100);
	note(h, false, 1, 1200, 0);
	house_tear_down(h); /* reads the last note */
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	log[fread(log, 1, sizeof log - 1, file)] = '\0';
	fclose(file);
	unlink(path);
	static const char *const lines[] = {
		"\"event\":\"record\",\"name\":\"Desk\",\"role\":\"operator\",\"on\":true",
		"\"event\":\"recording_began\",\"folder\":\"gti-1\",\"bytes\":300",
		("\"event\":\"recording_failed\",\"folder\":\"gti-1\",\"bytes\":300,"
		 "\"lost_pages\":0,\"reason\":\"No space left on device\""),
		"\"event\":\"recording_gap\",\"channel\":\"ko\",\"from\":",
		"\"ms\":1240}",
		"\"event\":\"recording_gap\",\"channel\":\"ko\",\"from\":",
		"\"ms\":60}",
		"\"event\":\"recording_ended\",\"folder\":\"gti-1\",\"bytes\":1200",
		"\"event\":\"closed\"",
	};
	const char *at = log;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		const char *found = strstr(at, lines[i]);
		if (!found)
			fail_msg("%s is not in\n%s", lines[i], log);
		at = found;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_channel_needs_everybody),
		cmocka_unit_test(a_speaker_who_refuses_is_left_out),
		cmocka_unit_test(what_the_recorder_has_no_room_for_is_said_again),
		cmocka_unit_test(the_sign_in_the_booth_says_it),
		cmocka_unit_test(people_are_told),
		cmocka_unit_test(what_could_not_begin_may_be_tried_again),
		cmocka_unit_test(bad_wishes_are_refused),
		cmocka_unit_test(the_book_has_it),
	};
	return cmocka_run_group_tests_name("control's recording", tests, NULL, NULL);
}
