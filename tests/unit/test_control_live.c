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
	"turn 1000",
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
	house_play(h, people);
	house_obey(h, "gone 0/2.1");
	house_obey(h, "forget");
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "levels ");
	house_obey(h, "figures ");
	house_obey(h, "> 0/5.1 {'type':'join','role':'operator'}"); /* they come and go */
	house_obey(h, "> 0/6.1 {'type':'join','role':'operator'}");
	house_obey(h, "gone 0/5.1");
	house_obey(h, "note mn=live/61");
	house_turn(h, 1000);
	house_obey(h, "levels {*");
	house_obey(h, "figures {*");
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_operator_sees_levels),
		cmocka_unit_test(an_operator_sees_figures),
		cmocka_unit_test(only_operators_are_told),
		cmocka_unit_test(who_is_busy_goes_without),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
