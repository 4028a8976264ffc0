// SPDX-License-Identifier: Apache-2.0
/* What operators see live, as scripts between control's pipes; the test is media. The scripts'
 * language is in support/control_house.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/control_house.h"

/* Session slots: 0 the mn booth, on the air; 1 the zh booth, off it; 2 the operator, who listens
 * too; 3 and 4 listeners; seats are 0 and 1. */
static const char *const people[] = {
	"> 0/0.1 {'type':'join','role':'interpreter','booth':'mn','name':'Bat'}",
	"> 0/1.1 {'type':'join','role':'interpreter','booth':'zh','name':'Li','microphone':'off'}",
	"> 0/2.1 {'type':'join','role':'operator','channels':['mn']}",
	"> 0/3.1 {'type':'join','role':'listener','channels':['mn','floor']}",
	"> 0/4.1 {'type':'join','role':'listener','channels':['mn'],'rendition':'low'}",
	"turn 997",
	"turn 1", /* what did not fit into the pipe at once */
	"turn 1",
	"turn 1",
	"media OPEN 0.1",
	"media OPEN 1.1",
	"media ROUTE mn=1.",
	NULL,
};

static void set_microphone(struct house *h, uint32_t slot, float peak_dbfs, float rms_dbfs)
{
	h->media_note.microphones[slot] = (struct microphone_note){ .microphone = { slot, 1 },
		.active = true,
		.peak_dbfs = peak_dbfs,
		.rms_dbfs = rms_dbfs,
		.loudness_lufs = -22.9f,
		.delay_ms = 43,
		.jitter_ms = 4,
		.buffered_ms = 12,
		.packets = 1000,
		.lost = 2,
		.late = 1,
		.concealed_ms = 40 };
}

static struct house *open_house(void)
{
	struct house *h = house_build_one_loop(INTERLOCK_NONE, NULL);
	for (uint32_t c = 0; c < h->plan.channel_count; c++)
		h->media_note.channels[c] = (struct channel_note){ .peak_dbfs = -120.0f,
			.rms_dbfs = -120.0f,
			.loudness_lufs = -120.0f };
	set_microphone(h, 0, -8.1f, -23.0f);
	set_microphone(h, 1, -12.0f, -30.0f);
	return h;
}

static void an_operator_sees_levels(void **state)
{
	(void)state;
	struct house *h = open_house();
	house_play(h, people);
	struct channel_note *mn = &h->media_note.channels[plan_channel_from(&h->plan, "mn")];
	mn->peak_dbfs = -9.0f;
	mn->rms_dbfs = -24.1f;
	house_obey(h, "note mn=live/93");
	house_turn(h, 100);
	house_obey(h, "levels {'type':'levels','seats':[{'seat':0,'peak':-8.1,'rms':-23.0}],"
		      "'channels':[{'id':'floor','peak':-127.0,'rms':-127.0},"
		      "{'id':'zh',*},{'id':'ko',*},{'id':'mn','peak':-9.0,'rms':-24.1},*]}");

	uint32_t told = h->kept_texts[HOUSE_LEVELS];
	house_turn(h, 100); /* media has said nothing since */
	assert_int_equal(h->kept_texts[HOUSE_LEVELS], told);
	for (int i = 0; i < 10; i++) {
		house_obey(h, "note mn=live/93");
		house_turn(h, 100);
	}
	assert_int_equal(h->kept_texts[HOUSE_LEVELS], told + 10);

	house_obey(h, "> 0/1.1 {'type':'microphone','on':true}");
	house_obey(h, "note mn=live/93");
	house_turn(h, 100);
	house_obey(h, "levels *{'seat':0,*},{'seat':1,'peak':-12.0,'rms':-30.0}]*");
	house_obey(h, "> 0/0.1 {'type':'cannot_interpret','on':true}");
	house_obey(h, "gone 0/1.1");
	house_obey(h, "note mn=live/93");
	house_turn(h, 100);
	house_obey(h, "levels *'seats':[],*");
	house_tear_down(h);
}

static void an_operator_sees_figures(void **state)
{
	(void)state;
	struct house *h = open_house();
	uint32_t channel = plan_channel_from(&h->plan, "mn");
	struct channel_note *mn = &h->media_note.channels[channel];
	house_obey(h, "note");
	house_play(h, people);
	mn->loudness_lufs = -23.1f;
	mn->bytes = 5975; /* in 50 ticks */
	h->media_note.ticks = 49;
	h->media_note.late_ticks = 3;
	h->media_note.skipped_ticks = 1;
	h->media_note.tick_max_us = 2100;
	counter_add_players(&h->counters, channel, 1);
	counter_add(&h->counters, COUNTER_STREAMS_HTTP, 1);
	house_obey(h, "note mn=live/61");
	h->media_note.tick_max_us = 700; /* a longer one came before it, in the same second */
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "figures {'type':'figures','server_ms':2000,'seats':["
		      "{'seat':0,'loudness':-22.9,'delay_ms':43,'jitter_ms':4,'buffered_ms':12,"
		      "'packets':1000,'lost':2,'late':1,'concealed_ms':40},{'seat':1,*}],"
		      "'channels':[{'id':'floor','bitrate':0,'listeners':{'high':1,'low':0,"
		      "'player':0}},*{'id':'mn','loudness':-23.1,'bitrate':47800,'delay_ms':61,"
		      "'listeners':{'high':1,'low':1,'player':1}},*],"
		      "'tick':{'longest_us':2100,'late':3,'skipped':1},'listeners':3}");

	uint32_t told = h->kept_texts[HOUSE_FIGURES];
	house_obey(h, "gone 0/4.1");
	counter_add_players(&h->counters, channel, -1);
	counter_add(&h->counters, COUNTER_STREAMS_HTTP, -1);
	house_obey(h, "note mn=live/61");
	house_turn(h, 500);
	assert_int_equal(h->kept_texts[HOUSE_FIGURES], told);
	house_obey(h, "note mn=live/61");
	house_turn(h, 500);
	assert_int_equal(h->kept_texts[HOUSE_FIGURES], told + 1);
	house_obey(h, "figures *{'id':'mn',*'bitrate':0,*'high':1,'low':0,'player':0}},*"
		      "'longest_us':700,*'listeners':1}");
	house_tear_down(h);
}

static void only_operators_are_told(void **state)
{
	(void)state;
	struct house *h = open_house();
	h->media_note.floor = (struct floor_note){ .known = true, .bandwidth_hz = 9000 };
	h->media_note.late_ticks = 3;
	house_play(h, people);
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	static const int theirs[] = { HOUSE_LEVELS, HOUSE_FIGURES, HOUSE_ALARMS,
		HOUSE_FLOOR_SOUND };
	for (size_t i = 0; i < sizeof theirs / sizeof theirs[0]; i++)
		assert_int_equal(h->kept_roles[theirs[i]], 1U << ROLE_OPERATOR);
	assert_int_equal(h->kept_roles[HOUSE_AUDIENCE],
			1U << ROLE_OPERATOR | 1U << ROLE_INTERPRETER | 1U << ROLE_PODIUM);
	house_obey(h, "gone 0/2.1");
	house_obey(h, "forget");
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "levels ");
	house_obey(h, "figures ");
	h->media_note.channels[0].bytes = 1000000; /* while nobody looks */
	h->media_note.ticks = 50000;
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "> 0/5.1 {'type':'join','role':'operator'}"); /* they come and go */
	house_obey(h, "> 0/6.1 {'type':'join','role':'operator'}");
	house_obey(h, "gone 0/5.1");
	house_turn(h, 100);
	h->media_note.channels[0].bytes += 5975; /* in a second: 47800 bit/s */
	h->media_note.ticks += 50;
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "levels {*");
	house_obey(h, "figures *{'id':'floor','bitrate':47800,*");
	house_tear_down(h);
}

/* A loop that does not read: what waits for it is bounded, and old levels are not among it. */
static void who_is_busy_goes_without(void **state)
{
	(void)state;
	struct house *h = open_house();
	h->eager = false;
	house_obey(h, "> 0/2.1 {'type':'join','role':'operator'}");
	house_turn(h, 1000);
	while (house_next_event(h, 0)) {
	}
	for (int i = 0; i < 100; i++) {
		house_obey(h, "note");
		house_turn(h, 100);
	}
	while (house_next_event(h, 0)) {
	}
	assert_in_range(h->kept_texts[HOUSE_LEVELS], 1, 8);
	h->media_note.channels[0].peak_dbfs = -1.0f;
	house_obey(h, "note");
	house_turn(h, 100);
	while (house_next_event(h, 0)) {
	}
	house_obey(h, "levels *'id':'floor','peak':-1.0,*");
	house_tear_down(h);
}

/* ---- the audience ---- */

static void whoever_speaks_knows_the_audience(void **state)
{
	(void)state;
	struct house *h = open_house();
	uint32_t mn = plan_channel_from(&h->plan, "mn");
	house_play(h, people);
	house_turn(h, 1000);
	house_obey(h, "audience {'type':'audience','channels':[{'id':'floor','listeners':1,"
		      "'recorded':false},{'id':'mn','listeners':2,'recorded':false}]}");
	house_obey(h, "forget");
	house_turn(h, 1000);
	house_obey(h, "audience "); /* nothing has changed */
	counter_add_players(&h->counters, mn, 2);
	house_obey(h, "gone 0/3.1");
	house_turn(h, 1000);
	house_obey(h, "audience {'type':'audience','channels':[{'id':'floor','listeners':0,"
		      "'recorded':false},{'id':'mn','listeners':3,'recorded':false}]}");
	house_obey(h, "forget");
	house_obey(h, "gone 0/4.1");
	house_turn(h, 500);
	house_obey(h, "audience "); /* once a second */
	house_turn(h, 500);
	house_obey(h, "audience {'type':'audience','channels':[{'id':'mn','listeners':2,*}]}");
	house_obey(h, "> 0/5.1 {'type':'join','role':'podium'}");
	house_turn(h, 100);
	house_obey(h, "audience *{'id':'zh',*{'id':'mn','listeners':2,*{'id':'ru',*"); /* all */
	house_tear_down(h);
}

/* ---- alarms ---- */

static void pass(struct house *h, int reports)
{
	while (reports-- > 0) {
		for (uint32_t slot = 0; slot < 4; slot++)
			h->media_note.microphones[slot].packets++;
		house_obey(h, "note");
		house_turn(h, 100);
	}
}

static void silence_stays_until_it_is_seen(void **state)
{
	(void)state;
	char path[] = "/tmp/tumen-audit-XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	struct house *h = open_house();
	house_tear_down(h);
	h = house_build_one_loop(INTERLOCK_NONE, path);
	set_microphone(h, 0, -120.0f, -120.0f);
	set_microphone(h, 1, -20.0f, -30.0f);
	house_play(h, people);
	house_obey(h, "alarms {'type':'alarms','alarms':[]}"); /* after joining */
	h->media_note.microphones[0].active = false;
	h->media_note.microphones[0].rms_dbfs = -120.0f;
	pass(h, 100);
	house_obey(h, "alarms {'type':'alarms','alarms':[]}");
	pass(h, 1);
	house_obey(h, "alarms {'type':'alarms','alarms':[{'id':1,'code':'silence','channel':'mn',"
		      "'seat':0,'since_ms':1100,'seen':false}]}");
	h->media_note.microphones[0].active = true;
	pass(h, 10);
	house_obey(h, "alarms *'id':1,*'since_ms':1100,'until_ms':11200,'seen':false}]}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen','id':2}");
	house_obey(h, "> 0/0.1 {'type':'alarm_seen','id':1}");
	house_turn(h, 100);
	house_obey(h, "alarms *'id':1,*");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen','id':1}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen','id':1}"); /* the other operator's */
	house_turn(h, 100);
	house_obey(h, "alarms {'type':'alarms','alarms':[]}");
	int errors = 0;
	while (house_next_event(h, 0))
		errors += strstr(h->text, "'error'") != NULL;
	assert_int_equal(errors, 2); /* unknown_alarm, not_allowed */
	house_tear_down(h);

	static char book[8192];
	ssize_t bytes = read(fd, book, sizeof book - 1);
	assert_true(bytes > 0);
	close(fd);
	unlink(path);
	const char *alarm = strstr(book, "\"event\":\"alarm\",\"id\":1,\"code\":\"silence\","
					 "\"channel\":\"mn\",\"seat\":0");
	assert_non_null(alarm);
	const char *over = strstr(alarm, "\"event\":\"alarm_over\",\"id\":1");
	assert_non_null(over);
	const char *seen = strstr(over, "\"event\":\"alarm_seen\"");
	assert_non_null(seen);
	assert_null(strstr(seen + 1, "\"event\":\"alarm_seen\""));
}

/* What is silent for 11 s, and what is not: speech at any level, and any sound that is loud. */
static void what_silence_is(void **state)
{
	static const struct row {
		const char *name;
		bool active, silent;
		float rms_dbfs;
	} rows[] = {
		{ "nothing", false, true, -120.0f },
		{ "a room without anybody", false, true, -50.5f },
		{ "a soft voice", true, false, -58.0f },
		{ "a line-up tone", false, false, -18.0f },
		{ "a faint one", false, false, -49.5f },
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct house *h = open_house();
		set_microphone(h, 0, -20.0f, rows[i].rms_dbfs);
		set_microphone(h, 2, -20.0f, rows[i].rms_dbfs);
		h->media_note.microphones[0].active = rows[i].active;
		h->media_note.microphones[2].active = rows[i].active;
		house_play(h, people);
		house_obey(h, "> 0/6.1 {'type':'join','role':'floor','name':'Hall'}");
		house_obey(h, "> 0/2.1 {'type':'floor_language'}");
		pass(h, 115);
		print_message("%s\n", rows[i].name);
		house_obey(h, rows[i].silent ? "alarms *'silence','channel':'floor',"
					       "*'silence','channel':'mn','seat':0,*"
					     : "alarms *[]}");
		house_tear_down(h);
	}
}

/* Everybody, and the hall, which speaks. */
static struct house *open_event(void)
{
	struct house *h = open_house();
	house_play(h, people);
	house_obey(h, "> 0/6.1 {'type':'join','role':'floor','name':'Hall'}");
	set_microphone(h, 2, -20.0f, -30.0f);
	house_turn(h, 100);
	house_obey(h, "media OPEN 2.1");
	house_obey(h, "media ROUTE floor=4 mn=1.");
	return h;
}

static void what_raises_an_alarm_of_a_channel(void **state)
{
	(void)state;
	struct house *h = open_event();

	/* the floor speaks English: zh, ko and ru need somebody, en does not */
	pass(h, 40);
	house_obey(h, "alarms "
		      "*'code':'nobody','channel':'zh','since_ms':*'code':'nobody','channel':"
		      "'ko',*'code':'nobody','channel':'ru',*'seen':false}]}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen'}"); /* all of them */
	house_turn(h, 100);
	house_obey(h, "alarms *'zh',*'seen':true},*'ko',*'seen':true},*'ru',*'seen':true}]}");
	house_obey(h, "> 0/2.1 {'type':'floor_language'}"); /* nobody knows who is missing */
	pass(h, 20);
	house_obey(h, "alarms *[]}");

	/* both booths into English */
	house_obey(h, "> 0/0.1 {'type':'output','output':'b'}");
	house_obey(h, "> 0/1.1 {'type':'output','output':'b'}");
	house_obey(h, "> 0/1.1 {'type':'microphone','on':true}");
	pass(h, 13);
	house_obey(h, "alarms *[{'id':4,'code':'two_microphones','channel':'en','since_ms':*}]}");
	house_obey(h, "> 0/1.1 {'type':'microphone','on':false}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen'}");
	pass(h, 13);
	house_obey(h, "alarms *[]}");

	house_tear_down(h);
}

static void what_raises_an_alarm_of_a_seat_or_the_machine(void **state)
{
	(void)state;
	struct house *h = open_event();
	house_obey(h, "> 0/2.1 {'type':'floor_language'}"); /* or else somebody is missing */

	/* a microphone at full scale */
	h->media_note.microphones[0].peak_dbfs = 0.3f;
	pass(h, 6);
	house_obey(h, "alarms *[{'id':1,'code':'clipping','channel':'mn','seat':0,*}]}");
	h->media_note.microphones[0].peak_dbfs = -3.0f;
	house_obey(h, "> 0/2.1 {'type':'alarm_seen','id':1}");
	pass(h, 53);
	house_obey(h, "alarms *[]}");

	/* the machine stood still for 60 ms, and then once more, nearly */
	h->media_note.late_ticks += 3;
	pass(h, 1);
	house_obey(h, "alarms *[{'id':2,'code':'late_ticks','since_ms':*}]}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen','id':2}");
	pass(h, 303);
	house_obey(h, "alarms *[]}");
	h->media_note.late_ticks += 2;
	pass(h, 1);
	house_obey(h, "alarms *[]}");

	/* a line on the air is lost; the other went with the microphone off */
	house_obey(h, "gone 0/0.1");
	house_obey(h, "gone 0/1.1");
	pass(h, 22);
	house_obey(h, "alarms *[{'id':3,'code':'line_lost','channel':'mn','seat':0,*}]}");
	house_obey(h, "> 0/7.1 {'type':'join','role':'interpreter','booth':'mn','name':'Nara'}");
	pass(h, 13); /* a colleague is there */
	house_obey(h, "alarms *'until_ms':*}]}");

	/* the hall is silent */
	h->media_note.microphones[2].active = false;
	h->media_note.microphones[2].rms_dbfs = -60.0f;
	pass(h, 103);
	house_obey(h, "alarms *,{'id':4,'code':'silence','channel':'floor','since_ms':*}]}");
	house_tear_down(h);
}

static void recorder_says(struct house *h, int64_t free_bytes, int error)
{
	const struct recording_note note = { .error = error, .free_bytes = free_bytes };
	assert_true(pipe_put(&h->recording_note, &note, sizeof note));
}

static void what_raises_an_alarm_of_the_audit_log(void **state)
{
	(void)state;
	struct house *h = house_build_one_loop(INTERLOCK_NONE, "/dev/full");
	house_obey(h, "> 0/2.1 {'type':'join','role':'operator'}");
	house_turn(h, 1000);
	pass(h, 2);
	house_obey(h, "alarms *[{'id':1,'code':'audit_failed','since_ms':*}]}");
	house_tear_down(h);
}

static void recorder_misses(struct house *h, uint32_t gap_ms)
{
	struct recording_note note = { .on = true, .number = 1, .free_bytes = -1 };
	note.gap_ms[2] = gap_ms;
	note.gap_ns[2] = h->now_ns - 5 * NS_PER_S;
	assert_true(pipe_put(&h->recording_note, &note, sizeof note));
}

static void what_raises_an_alarm_of_a_slow_disk(void **state)
{
	(void)state;
	struct house *h = house_build_recording(NULL);
	house_obey(h, "> 0/2.1 {'type':'join','role':'operator'}");
	house_turn(h, 1000);
	recorder_misses(h, 0);
	pass(h, 29);
	house_obey(h, "alarms *[]}");
	pass(h, 3); /* it says nothing for more than 3 s */
	house_obey(h, "alarms *[{'id':1,'code':'slow_disk','since_ms':*}]}");
	house_obey(h, "> 0/2.1 {'type':'alarm_seen'}");
	for (int s = 0; s < 11; s++) {
		recorder_misses(h, 0);
		pass(h, 10);
	}
	house_obey(h, "alarms *[]}");
	recorder_misses(h, 1240); /* and if it was away for a moment only: sound is missing */
	pass(h, 1);
	house_obey(h, "alarms *[{'id':2,'code':'slow_disk',*}]}");
	house_tear_down(h);
}

static void what_raises_an_alarm_of_the_disk(void **state)
{
	(void)state;
	struct house *h = house_build_recording(NULL);
	house_obey(h, "> 0/2.1 {'type':'join','role':'operator'}");
	house_turn(h, 1000);
	pass(h, 2);
	house_obey(h, "alarms *[]}"); /* nobody knows how full it is */
	recorder_says(h, (INT64_C(1) << 30) - 1, 0);
	pass(h, 1);
	house_obey(h, "alarms *[{'id':1,'code':'full_disk','since_ms':*}]}");
	recorder_says(h, (INT64_C(2) << 30) - 1, -5);
	pass(h, 110);
	house_obey(h, "alarms *[{'id':1,*'seen':false},{'id':2,'code':'recording_failed',*}]}");
	recorder_says(h, INT64_C(2) << 30, 0);
	house_obey(h, "> 0/2.1 {'type':'alarm_seen'}");
	pass(h, 102);
	house_obey(h, "alarms *[]}");
	house_tear_down(h);
}

/* ---- the floor's sound ---- */

static void an_operator_sees_the_verdict_on_the_floor(void **state)
{
	(void)state;
	struct house *h = open_house();
	house_play(h, people);
	house_obey(h, "floor_sound {'type':'floor_sound','known':false}"); /* after joining */
	h->media_note.floor = (struct floor_note){ .known = true,
		.bandwidth_hz = 4000,
		.narrow = true,
		.quiet = true,
		.noise_known = true,
		.noisy = true };
	pass(h, 10);
	house_obey(h, "floor_sound {'type':'floor_sound','known':true,'band_hz':4000,'narrow':true,"
		      "'clipping':false,'level':'low','noise':'high'}");
	uint32_t told = h->kept_texts[HOUSE_FLOOR_SOUND];
	pass(h, 30);
	assert_int_equal(h->kept_texts[HOUSE_FLOOR_SOUND], told);
	h->media_note.floor.noise_known = false;
	pass(h, 10);
	assert_int_equal(h->kept_texts[HOUSE_FLOOR_SOUND], told + 1);
	house_obey(h, "floor_sound *'level':'low'}");
	house_tear_down(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operator_sees_levels),
		cmocka_unit_test(an_operator_sees_figures),
		cmocka_unit_test(only_operators_are_told),
		cmocka_unit_test(who_is_busy_goes_without),
		cmocka_unit_test(whoever_speaks_knows_the_audience),
		cmocka_unit_test(an_operator_sees_the_verdict_on_the_floor),
		cmocka_unit_test(silence_stays_until_it_is_seen),
		cmocka_unit_test(what_silence_is),
		cmocka_unit_test(what_raises_an_alarm_of_a_channel),
		cmocka_unit_test(what_raises_an_alarm_of_a_seat_or_the_machine),
		cmocka_unit_test(what_raises_an_alarm_of_the_disk),
		cmocka_unit_test(what_raises_an_alarm_of_the_audit_log),
		cmocka_unit_test(what_raises_an_alarm_of_a_slow_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
