// SPDX-License-Identifier: Apache-2.0
/* Control as a whole, between its pipes: coming in, seats, streams, states, full pipes. The
 * scripts' words are in support/control_house.h. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "support/alloc_fail.h"
#include "support/control_house.h"

/* ---- scripts ---- */

struct row {
	const char *name;
	enum interlock interlock;
	const char *script[40];
};

/* clang-format off */
static const struct row rows[] = {
	{ "a listener joins, changes channels, leaves", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.", "quiet",
		"far> 0/3.1 {'type':'join','role':'listener','channels':['ko']}", "turn 5",
		"< 0 GRANT 3.1 listener",
		"< 0 TEXT 3.1 {'type':'welcome','protocol':'tumen.v1','role':'listener',*"
			"'server_ms':5,*'floor_language':'en'*'id':'ko','lang':'ko','name':'한국어',"
			"'state':'idle','depth':0}*'streams':[{'channel':'ko','rendition':'high',"
			"'ssrc':1004,'payload_type':111,'frame_ms':20}]}",
		"< 0 SUBSCRIBE 3.1 high 1 ko,.", "quiet",
		"> 0/3.1 {'type':'subscribe','channels':['mn','floor'],'rendition':'low','bundle':2}",
		"turn 5",
		"< 0 TEXT 3.1 {'type':'subscribed','streams':[{'channel':'floor','rendition':'low',"
			"'ssrc':1001,*'frame_ms':60},{'channel':'mn',*'ssrc':1007,*}]}",
		"< 0 SUBSCRIBE 3.1 low 2 floor,mn,.", "quiet",
		"gone 0/3.1", "turn 5", "quiet" } },
	{ "an unknown channel: at join closed, later an error only", INTERLOCK_NONE, {
		"> 0/3.1 {'type':'join','role':'listener','channels':['ko','xx']}", "turn 0",
		"< 0 TEXT 3.1 {'type':'error','code':'unknown_channel',*'xx'*'re':'join'*",
		"< 0 CLOSE 3.1 4000 unknown channel", "media ROUTE.",
		"> 0/3.1 {'type':'ping','t':1}", "turn 0", "quiet",
		"> 0/4.1 {'type':'join','role':'listener','channels':['ko']}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/4.1 {'type':'subscribe','channels':['xx']}", "turn 0",
		"< 0 TEXT 4.1 {'type':'error','code':'unknown_channel',*'re':'subscribe'*", "quiet" } },
	{ "an interpreter is on the air in the booth's language at once", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 1/7.2 {'type':'join','role':'interpreter','booth':'mn','name':'Сараа'}", "turn 200",
		"media OPEN 0.1", "media ROUTE mn=1.",
		"< 1 GRANT 7.2 interpreter microphone 0.1 ssrc 5000",
		"< 1 TEXT 7.2 {'type':'welcome',*'uplink':{'ssrc':5000,'payload_type':111,"
			"'frame_ms':20,'bitrate':64000}*",
		"< 1 SUBSCRIBE*",
		"< 0 BROADCAST 1f {'type':'state','channels':[{'id':'mn',*'state':'live','depth':1}]}",
		"< 1 BROADCAST 1f {*'id':'mn',*'state':'live','depth':1}]}", "quiet",
		"> 1/7.2 {'type':'microphone','on':false}", "turn 100",
		"media ROUTE.", "< 0 BROADCAST*'id':'mn',*'idle'*", "< 1 BROADCAST*", "quiet",
		"> 1/7.2 {'type':'microphone','on':false}", "turn 100", "quiet",
		"> 1/7.2 {'type':'microphone','on':true}", "turn 100",
		"media ROUTE mn=1.", "< 0 BROADCAST*'live'*", "< 1 BROADCAST*", "quiet" } },
	{ "two interpreters of a booth are mixed, the floor has its own", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/2.1 {'type':'join','role':'floor'}", "turn 1",
		"media OPEN 0.1", "media OPEN 1.1", "media OPEN 2.1", "media ROUTE floor=4 ko=3.",
		"gone 0/0.1", "turn 1", "media CLOSE 0.1", "media ROUTE floor=4 ko=2." } },
	{ "who comes back with a session has the same seat", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 1",
		"media OPEN 0.1", "media ROUTE ko=1.", "< 0 GRANT*", "< 0 TEXT*",
		"gone 0/0.1", "turn 1", "media CLOSE 0.1", "media ROUTE.",
		"> 1/5.1 {'type':'join','role':'interpreter','session':'$'}", "turn 1",
		"media OPEN 0.2",
		"< 1 BROADCAST*", "< 1 GRANT 5.1 interpreter microphone 0.2 ssrc 5000",
		"< 1 TEXT 5.1 *'session':'$'*",
		"packets 0.2 1", "note", "turn 1", "media ROUTE ko=1." } },
	{ "a newer connection takes the seat over", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 100",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"> 1/5.1 {'type':'join','role':'interpreter','booth':'ko','session':'$'}", "turn 1",
		"< 0 CLOSE 0.1 4009 taken over by a newer connection",
		"media CLOSE 0.1", "media OPEN 0.2", "< 1 GRANT 5.1 *0.2*", "< 1 TEXT*",
		"< 1 SUBSCRIBE*", "quiet",
		"> 0/0.1 {'type':'microphone','on':false}", "gone 0/0.1", "turn 1", "quiet" } },
	{ "a session that is not known is no seat", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','session':'abc'}", "turn 0",
		"< 0 TEXT*'unknown_session'*", "< 0 CLOSE 0.1 4000 *", "media ROUTE.",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko','session':'abc'}", "turn 0",
		"< 0 GRANT 1.1 interpreter microphone 0.1 *",
		"< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "media OPEN 0.1", "media ROUTE*",
		"> 0/2.1 {'type':'join','role':'floor','session':'$'}", "turn 0",
		"< 0 GRANT 2.1 floor microphone 1.1 *", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/3.1 {'type':'join','role':'interpreter','booth':'mn','session':'$'}", "turn 0",
		"< 0 GRANT 3.1 interpreter microphone 2.1 *" } },
	{ "an unknown booth", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'xx'}", "turn 0",
		"< 0 TEXT*'unknown_booth'*", "< 0 CLOSE 0.1 4000 *", "media ROUTE.", "quiet" } },
	{ "from another machine only listeners may come in", INTERLOCK_NONE, {
		"far> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"far> 0/1.1 {'type':'join','role':'floor'}",
		"far> 0/2.1 {'type':'join','role':'operator'}",
		"far> 0/3.1 {'type':'join','role':'podium'}",
		"far> 0/4.1 {'type':'join','role':'listener'}", "turn 0", "media ROUTE.",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 0.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 1.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 2.1 4003 not allowed",
		"< 0 TEXT*'not_allowed'*", "< 0 CLOSE 3.1 4003 not allowed",
		"< 0 GRANT 4.1 listener", "< 0 TEXT*", "< 0 SUBSCRIBE*", "quiet" } },
	{ "only a join comes first, and only once", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'subscribe','channels':['ko']}", "turn 0", "media ROUTE.",
		"< 0 TEXT 0.1 *'not_joined'*", "< 0 CLOSE 0.1 4000 not joined", "quiet",
		"> 0/1.1 {'type':'join','role':'listener'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"< 0 TEXT 1.1 *'already_joined'*", "quiet" } },
	{ "a listener has no microphone", INTERLOCK_NONE, {
		"> 0/1.1 {'type':'join','role':'listener'}",
		"> 0/1.1 {'type':'microphone','on':true}",
		"> 0/1.1 {'type':'ping','t':41.5}", "turn 7", "media ROUTE.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 TEXT 1.1 {'type':'error','code':'not_allowed',*'re':'microphone'*",
		"< 0 TEXT 1.1 {'type':'pong','t':41.5,'server_ms':7}", "quiet" } },
	{ "a place with a new tenant before the former's GONE", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 0/1.2 {'type':'join','role':'listener'}", "turn 0",
		"media CLOSE 0.1", "media ROUTE.",
		"gone 0/1.1", "> 0/1.2 {'type':'ping','t':1}", "turn 0",
		"< 0 GRANT 1.1*", "< 0 TEXT 1.1*", "< 0 SUBSCRIBE 1.1*", "< 0 BROADCAST*",
		"< 0 GRANT 1.2*", "< 0 TEXT 1.2*", "< 0 SUBSCRIBE 1.2*", "< 0 TEXT 1.2*'pong'*" } },
	{ "handles that name no place are nobody", INTERLOCK_NONE, {
		"> 0/100.1 {'type':'join','role':'listener'}",
		"> 0/1.0 {'type':'join','role':'listener'}",
		"gone 0/100.1", "gone 0/99.1", "turn 0", "media ROUTE.", "quiet" } },
	{ "interlock: the second booth is told why, and off", INTERLOCK_REFUSE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0", /* into ko */
		"< 1 BROADCAST*", "< 1 GRANT*", "< 1 TEXT*'welcome'*", "< 1 SUBSCRIBE*",
		"< 1 TEXT 0.1 {'type':'alert','code':'interlock',*booth ko has channel ko*",
		"media OPEN 1.1", "quiet",
		"> 1/0.1 {'type':'microphone','on':true}", "turn 0",
		"< 1 TEXT 0.1 {'type':'error','code':'interlock',*booth ko has channel ko*'re':'microphone'}",
		"quiet",
		"> 0/0.1 {'type':'microphone','on':false}",
		"> 1/0.1 {'type':'microphone','on':true}", "turn 0", "media ROUTE ko=2.", "quiet" } },
	{ "override: the second booth takes over", INTERLOCK_OVERRIDE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0",
		"< 0 TEXT 0.1 {'type':'alert','code':'overridden',*booth zh has channel ko*",
		"media OPEN 1.1", "media ROUTE ko=2.",
		"> 1/0.1 {'type':'microphone','on':false}", "turn 0", "media ROUTE." } },
	{ "media knows when the floor passes through", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}",
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"media OPEN 0.1", "media OPEN 1.1", "media ROUTE floor=2 ko=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 BROADCAST*'id':'floor'*'live'*'id':'ko'*'live'*'id':'en'*'floor'*",
		"< 1 BROADCAST*", "quiet",
		"note ko=floor en=floor floor=live", "turn 100",
		"< 0 BROADCAST 1f {'type':'state','channels':[{'id':'ko'*'state':'floor','depth':0}]}",
		"< 1 BROADCAST*", "quiet",
		"note ko=live en=floor floor=live", "turn 100",
		"< 0 BROADCAST*'id':'ko'*'state':'live','depth':1}]}", "< 1 BROADCAST*", "quiet" } },
	{ "a report from before the route in force counts no more", INTERLOCK_NONE, {
		"> 0/1.1 {'type':'join','role':'floor'}", "turn 0",
		"media OPEN 0.1", "media ROUTE floor=1.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"note floor=live en=floor ko=floor", "turn 100",
		"< 0 BROADCAST*'id':'ko'*'floor'*", "< 1 BROADCAST*",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 100",
		"media OPEN 1.1", "media ROUTE floor=1 ko=2.",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*",
		"< 0 BROADCAST*'id':'ko'*'state':'live','depth':1}]}", "< 1 BROADCAST*", "quiet" } },
	{ "who came later has the later order, whatever the seat", INTERLOCK_OVERRIDE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'floor'}",
		"> 0/1.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"media OPEN 0.1", "media OPEN 1.1", "media ROUTE floor=1 ko=2.",
		"gone 0/0.1", "turn 0", "turn 3601000", "media CLOSE 0.1", "media ROUTE ko=2.",
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}", "turn 0",
		"media OPEN 0.2", "media ROUTE ko=1." } },
	{ "changes are told ten times a second at most", INTERLOCK_NONE, {
		"turn 0", "media ROUTE.",
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 1",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"> 0/0.1 {'type':'microphone','on':false}", "turn 1", "media ROUTE.",
		"> 0/0.1 {'type':'microphone','on':true}", "turn 97", "media ROUTE ko=1.",
		"> 0/0.1 {'type':'microphone','on':false}", "turn 1", "media ROUTE.", "quiet",
		"turn 1", "< 0 BROADCAST*'id':'ko'*'idle'*", "< 1 BROADCAST*'idle'*", "quiet" } },
	{ "a delay is told when it has moved by 20 ms, once a second", INTERLOCK_NONE, {
		"> 0/0.1 {'type':'join','role':'interpreter','booth':'ko'}", "turn 0",
		"< 0 GRANT*", "< 0 TEXT*", "< 0 SUBSCRIBE*", "< 0 BROADCAST*'ko'*", "< 1 BROADCAST*",
		"media OPEN 0.1", "media ROUTE ko=1.",
		"note ko=live/90", "turn 500", "quiet",
		"turn 500", "< 0 BROADCAST*'ko'*'delay_ms':90}]}", "< 1 BROADCAST*",
		"note ko=live/109", "turn 1000", "quiet",
		"note ko=live/110", "turn 100", "turn 800", "quiet",
		"turn 100", "< 0 BROADCAST*'ko'*'delay_ms':110}]}", "< 1 BROADCAST*",
		"note ko=live", "turn 1000", "quiet" } },
};
/* clang-format on */

static void every_script(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		print_message("  %s\n", rows[i].name);
		struct house *h = house_build(rows[i].interlock);
		house_play(h, rows[i].script);
		house_tear_down(h);
	}
}

/* ---- what is too long for a script ---- */

static void build_large_booths(struct house *h)
{
	for (uint32_t i = 0; i < h->plan.booth_count; i++)
		h->plan.booths[i].seats = MICROPHONES_MAX;
}

static void join_many(struct house *h, const char *role, uint32_t first, uint32_t count)
{
	build_large_booths(h);
	char line[200];
	for (uint32_t i = first; i < first + count; i++) {
		snprintf(line, sizeof line, "> 0/%u.1 {'type':'join','role':'%s','booth':'ko'}", i,
				role);
		house_obey(h, line);
	}
}

/* A loop that is busy for a while gets everything, in order, and of the states only the newest. */
static void a_full_pipe_delays_and_loses_nothing(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	join_many(h, "interpreter", 0, 1);
	house_turn(h, 0);
	join_many(h, "listener", 1, 40);
	house_turn(h, 100);
	house_obey(h, "> 0/0.1 {'type':'microphone','on':false}");
	house_turn(h, 100);
	house_obey(h, "> 0/0.1 {'type':'microphone','on':true}");
	house_turn(h, 100);
	house_obey(h, "> 0/0.1 {'type':'microphone','on':false}");
	house_turn(h, 100);
	assert_true(counter_get(&h->counters, COUNTER_EVENTS_LATE) >= 3);
	assert_int_equal(pipe_dropped(&h->event[0]), 0);

	char expected[100];
	uint32_t session = 0, broadcasts = 0;
	while (house_next_event(h, 0)) {
		if (strncmp(h->text, "GRANT", 5) == 0) {
			snprintf(expected, sizeof expected, "GRANT %u.1 *", session++);
			assert_true(house_matches(expected, h->text));
		}
		broadcasts += h->ev.kind == EVENT_BROADCAST;
		house_turn(h, 0);
	}
	assert_int_equal(session, 41);
	assert_int_equal(broadcasts,
			1); /* live; then, after all others, nothing: it is off again */
	house_turn(h, 200);
	assert_true(house_next_event(h, 0));
	assert_true(house_matches("BROADCAST*'id':'ko'*'idle'*", h->text));
	assert_false(house_next_event(h, 0));
	house_tear_down(h);
}

/* Who says more than a stalled loop can be told about is closed, after what was said before, and
 * nothing is said or listened to after it. */
static void a_flood_at_a_stalled_loop_closes_the_session(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_OVERRIDE);
	join_many(h, "interpreter", 0, 2);
	house_turn(h, 0);
	for (int i = 0; i < 4000; i++) {
		house_obey(h, "> 0/0.1 {'type':'subscribe','channels':['zh','ko','mn','ru','en']}");
		if (i % 100 == 99)
			house_turn(h, 1);
	}
	house_turn(h, 1);
	house_obey(h, "> 0/0.1 {'type':'microphone','on':false}"); /* nobody listens to it any more
								    */
	house_turn(h, 1);
	house_obey(h, "media OPEN 0.1");
	house_obey(h, "media OPEN 1.1");
	house_obey(h, "media ROUTE ko=3.");
	assert_false(house_next_command(h));
	house_obey(h, "> 1/0.1 {'type':'join','role':'interpreter','booth':'zh'}"); /* takes over */
	house_turn(h, 1);

	uint32_t texts = 0, closes = 0;
	while (house_next_event(h, 0)) {
		bool flooder = h->ev.session.slot == 0;
		if (flooder)
			assert_int_equal(closes, 0); /* nothing comes after it */
		closes += flooder && h->ev.kind == EVENT_CLOSE;
		if (flooder && h->ev.kind == EVENT_CLOSE)
			assert_int_equal(h->ev.close_code, CLOSE_FULL);
		texts += flooder && h->ev.kind == EVENT_TEXT;
		house_turn(h, 0);
	}
	assert_int_equal(closes, 1);
	assert_true(texts > 1000 && texts < 4000);
	house_tear_down(h);
}

static void a_route_waits_for_its_microphones(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	house_turn(h, 0);
	house_obey(h, "media ROUTE.");
	join_many(h, "interpreter", 0, 12);
	house_turn(h, 1);
	for (int i = 0; i < 12; i++) {
		char expected[20];
		snprintf(expected, sizeof expected, "media OPEN %d.1", i);
		house_obey(h, expected);
		if (i % COMMANDS == COMMANDS - 1)
			house_turn(h, 1);
	}
	house_obey(h, "media ROUTE ko=fff.");
	house_tear_down(h);
}

static void the_last_seat(void **state)
{
	(void)state;
	static const char *const script[] = {
		/* clang-format off */
		"> 1/0.1 {'type':'join','role':'interpreter','booth':'mn'}", "turn 1",
		"< 1 BROADCAST*", "< 1 TEXT 0.1 {'type':'error','code':'full',*",
		"< 1 CLOSE 0.1 4013 no seat left",
		"gone 0/7.1", "turn 1",
		"> 1/1.1 {'type':'join','role':'interpreter','booth':'mn'}", "turn 1",
		"< 1 GRANT 1.1 interpreter microphone 7.2 ssrc 5007", NULL
		/* clang-format on */
	};
	struct house *h = house_build(INTERLOCK_NONE);
	join_many(h, "interpreter", 0, MICROPHONES_MAX);
	house_turn(h, 1);
	while (house_next_event(h, 0))
		house_turn(h, 0);
	house_play(h, script);
	house_tear_down(h);
}

/* The last seat is lost and taken again in one turn: who had it is off the air in the audit log, or
 * the bill would have a turn without an end. */
static void a_seat_taken_at_once_is_booked_first(void **state)
{
	(void)state;
	char path[] = "/tmp/tumen-audit-XXXXXX";
	char lines[1 << 16];
	int fd = mkstemp(path);
	struct house *h = house_build_one_loop(INTERLOCK_NONE, path);
	join_many(h, "interpreter", 0, MICROPHONES_MAX);
	house_turn(h, 1000);
	house_obey(h, "gone 0/7.1");
	join_many(h, "interpreter", MICROPHONES_MAX, 1);
	house_turn(h, 1000);
	ssize_t bytes = read(fd, lines, sizeof lines - 1);
	assert_in_range(bytes, 1, sizeof lines - 1);
	lines[bytes] = '\0';
	const char *off = strstr(lines, "\"event\":\"off_air\",\"seat\":7,");
	assert_non_null(off);
	assert_non_null(strstr(off, "\"event\":\"on_air\",\"seat\":7,"));
	close(fd);
	unlink(path);
	house_tear_down(h);
}

/* In a page, as it stands after everything that waits has been taken. */
static void assert_page_has(struct house *h, enum event_page page, const char *words)
{
	for (uint32_t i = 0; i < LOOPS; i++)
		while (house_next_event(h, i))
			;
	if (!strstr(h->page[page], words))
		fail_msg("no %s in\n%s", words, h->page[page]);
}

/* Text messages have at most 16 KiB: protocol.md section 2. */
static void a_full_house_is_told_in_several_messages(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	char line[400];
	uint64_t told = 0;
	build_large_booths(h);
	for (uint32_t i = 0; i <= MICROPHONES_MAX; i++) {
		bool last = i == MICROPHONES_MAX;
		snprintf(line, sizeof line,
				"> 0/%u.1 {'type':'join','role':'%s','booth':'ko','name':'%063d'}",
				i, last ? "operator" : "interpreter", 0);
		house_obey(h, line);
		house_turn(h, 100);
		while (pipe_take(&h->event[0], &h->ev)) {
			if (h->ev.kind != EVENT_PAGE)
				assert_in_range(h->ev.text_bytes, 0, MESSAGE_BYTES_MAX);
			bool to_operator = h->ev.kind == EVENT_TEXT && h->ev.session.slot == i;
			const char *seat = last && to_operator ? h->ev.text : "";
			while ((seat = strstr(seat, "{\"seat\":")))
				told |= UINT64_C(1) << atoi(seat += strlen("{\"seat\":"));
		}
	}
	assert_int_equal(told, UINT64_MAX);
	house_tear_down(h);
}

static void the_pages_follow(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	house_turn(h, 0);
	assert_page_has(h, EVENT_PAGE_EVENT, "\"title\":\"A dialogue in five languages\"");
	assert_page_has(h, EVENT_PAGE_METRICS, "tumen_joined{role=\"listener\"} 0\n");
	join_many(h, "interpreter", 0, 1);
	house_obey(h, "> 1/1.1 "
		      "{'type':'join','role':'listener','channels':['ko'],'rendition':'low'}");
	house_turn(h, 1);
	house_obey(h, "media ROUTE.");
	house_obey(h, "media OPEN 0.1");
	house_obey(h, "media ROUTE ko=1.");
	h->media_note.ticks = 4711;
	h->media_note.microphones[0] =
			(struct microphone_note){ .microphone = { 0, 1 }, .packets = 99 };
	house_obey(h, "note ko=live/70");
	house_turn(h, 1000);
	assert_page_has(h, EVENT_PAGE_EVENT, "\"state\":\"live\",\"depth\":1,\"delay_ms\":70");
	static const char *const lines[] = {
		"# TYPE tumen_joined gauge\n",
		"tumen_joined{role=\"listener\"} 1\n",
		"tumen_subscriptions{channel=\"ko\",rendition=\"low\"} 1\n",
		"tumen_subscriptions{channel=\"ko\",rendition=\"high\"} 0\n",
		"tumen_channel_state{channel=\"ko\"} 1\n",
		"tumen_channel_delay_ms{channel=\"ko\"} 70\n",
		"tumen_microphone_packets{microphone=\"0\",booth=\"ko\"} 99\n",
		"tumen_ticks_total 4711\n",
	};
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		assert_page_has(h, EVENT_PAGE_METRICS, lines[i]);
	assert_int_equal(counter_get(&h->counters, COUNTER_LISTENERS), 1);
	house_obey(h, "gone 1/1.1");
	house_turn(h, 1000);
	assert_page_has(h, EVENT_PAGE_METRICS, "tumen_joined{role=\"listener\"} 0\n");
	assert_page_has(h, EVENT_PAGE_METRICS, "{channel=\"ko\",rendition=\"low\"} 0\n");
	assert_int_equal(counter_get(&h->counters, COUNTER_LISTENERS), 0);
	house_tear_down(h);
}

static void the_thread_answers_its_bell(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	join_many(h, "listener", 0, 1);
	assert_int_equal(control_start(h->control), 0);
	bell_ring(&h->bell);
	bool granted = false;
	while (!granted) {
		struct pollfd p = { .fd = h->loop_bell.fd, .events = POLLIN };
		assert_int_equal(poll(&p, 1, 10000), 1);
		bell_hush(&h->loop_bell);
		while (house_next_event(h, 0))
			granted = granted || h->ev.kind == EVENT_GRANT;
	}
	control_stop(h->control);
	house_tear_down(h);
}

/* Anybody may come as a listener, with any nonsense, thousands a second. */
static void a_stranger_writes_no_line_into_the_log(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	char text[256];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	int before = dup(STDERR_FILENO);
	assert_true(dup2(ends[1], STDERR_FILENO) >= 0);
	log_set_level(LOG_LEVEL_INFO);
	house_obey(h, "> 0/3.1 {'type':'join','role':'listener','channels':['ko','xx']}");
	house_turn(h, 0);
	log_set_level(LOG_LEVEL_ERROR);
	dup2(before, STDERR_FILENO);
	assert_int_equal(read(ends[0], text, sizeof text), -1);
	close(before);
	close(ends[0]);
	close(ends[1]);
	house_tear_down(h);
}

static int create(void *thing)
{
	struct house *h = thing;
	struct control_setup setup = house_setup(h);
	control_destroy(h->control);
	h->control = NULL;
	return control_create(&h->control, &setup);
}

static void destroy(void *thing)
{
	struct house *h = thing;
	control_destroy(h->control);
	h->control = NULL;
}

static void every_failed_allocation_unwinds(void **state)
{
	(void)state;
	struct house *h = house_build(INTERLOCK_NONE);
	assert_true(alloc_fail_replay(create, destroy, h) >= 4);
	control_destroy(NULL);
	house_tear_down(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_script),
		cmocka_unit_test(a_full_pipe_delays_and_loses_nothing),
		cmocka_unit_test(a_flood_at_a_stalled_loop_closes_the_session),
		cmocka_unit_test(a_route_waits_for_its_microphones),
		cmocka_unit_test(the_last_seat),
		cmocka_unit_test(a_seat_taken_at_once_is_booked_first),
		cmocka_unit_test(a_full_house_is_told_in_several_messages),
		cmocka_unit_test(the_pages_follow),
		cmocka_unit_test(the_thread_answers_its_bell),
		cmocka_unit_test(a_stranger_writes_no_line_into_the_log),
		cmocka_unit_test(every_failed_allocation_unwinds),
	};
	return cmocka_run_group_tests_name("control", tests, NULL, NULL);
}
