// SPDX-License-Identifier: Apache-2.0
/* What is on the sheet: widths, cuts, and that each state of a console stands there in words, in
 * 24 rows of 80. */
#include "booth/face.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct visit visit;
static struct sheet sheet;

static int begin(void **state)
{
	(void)state;
	static const struct booth_wish wish = { .off = true,
		.listens = true,
		.ear = { .volume_percent = { 60, 60 } } };
	memset(&visit, 0, sizeof visit);
	visit_begin(&visit, &wish);
	struct booth_picture *p = &visit.booth.picture;
	p->place = "booth mn";
	p->input = "voice.wav";
	p->listens = true;
	p->now_ns = 100 * NS_PER_S;
	p->link.state = SESSION_JOINED;
	p->link.clock_known = true;
	p->capture.rms_dbfs = p->capture.peak_dbfs = -20.0f;
	return 0;
}

/* ' stands for a double quote. The picture follows as in a turn. */
static void hear(const char *text)
{
	char json[2048];
	struct console *c = &visit.console;
	for (size_t i = 0; i <= strlen(text); i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	assert_int_equal(console_take(c, json, strlen(json)), 0);
	gate_tell(&visit.desk.gate, c->microphone);
	visit.booth.picture.told = c->known;
	visit.booth.picture.told_microphone = c->microphone;
	visit.booth.picture.told_on_air = c->on_air;
	visit.booth.picture.microphone_on = gate_is_open(&visit.desk.gate);
}

static void draw(int rows, int columns)
{
	sheet_begin(&sheet, rows, columns, true);
	face_draw(&sheet, &visit, 0);
}

static bool shows(const char *words)
{
	char text[SHEET_COLUMNS * 4 + 8];
	for (int row = 0; row < sheet.rows; row++) {
		sheet_text(&sheet, row, text, sizeof text);
		if (strstr(text, words))
			return true;
	}
	return false;
}

#define STANDS(rest)                                                                               \
	"{'type':'console','seat':3,'output':'a','outputs':{'a':'mn','b':'en'},'floor_key':"       \
	"'floor','hears':'floor','offered':['floor','zh'],'handover':{'state':" rest "}"
#define ON STANDS("'none'},'microphone':'on','on_air':true")

static const char mates[] =
		"{'type':'seats','seats':[{'seat':3,'state':'here','role':'interpreter','booth':"
		"'mn','name':'Bat','consents':true},{'seat':4,'state':'here','role':'interpreter',"
		"'booth':'mn','name':'Saraa','microphone':'off','hears':'zh'}]}";

/* clang-format off */
static const struct row { const char *hears[3], *shows[3]; } rows[] = {
	{ { STANDS("'none'},'microphone':'off'") },
		{ "MICROPHONE OFF", ">a A: mn", "asks for the air, T takes it" } },
	{ { ON }, { ">>>  ON AIR > mn  <<<", "h offers the air", "####" } },
	{ { STANDS("'none'},'microphone':'suspended'") }, { "CANNOT INTERPRET", "xxxx" } },
	{ { STANDS("'none'},'microphone':'muted'") }, { "MUTED BY OPERATOR" } },
	{ { STANDS("'none'},'microphone':'on'") }, { "ON, NOT HEARD" } },
	{ { mates, STANDS("'offered','from':4,'until_ms':154000}") },
		{ "HANDOVER: Saraa offers the air   h accept   Esc cancel   54 s", "r consent: yes",
		  "Saraa  microphone off, hears zh" } },
	{ { mates, STANDS("'requested','to':3,'until_ms':154000}") },
		{ "HANDOVER: you ask for the air   Esc cancel   54 s" } },
	{ { mates, STANDS("'countdown','from':4,'to':3,'until_ms':102100}") },
		{ "HANDOVER in 3 s: Saraa to you   h now   Esc cancel" } },
	{ { "{'type':'audience','channels':[{'id':'mn','listeners':13,'recorded':true}]}", ON },
		{ "(*) RECORDED", "13 hear mn" } },
	{ { "{'type':'recording','on':true}", ON }, { "recording, not you" } },
	{ { ON }, { "not recorded" } },
	{ { "{'type':'alert','code':'taken','message':'somebody took the air'}" },
		{ "! somebody took the air" } },
	{ { "{'type':'chat','to':'booths','text':'안녕','from':{'seat':4,'name':'Сараа'}}" },
		{ "Сараа to booths: 안녕" } },
	{ { ON, mates, "{'type':'chat','to':'booth','booth':'mn','text':'a','from':{'seat':5,'booth':'zh','name':'Li'}}" },
		{ "Li (zh) to booth: a" } },
	{ { ON, mates, "{'type':'chat','to':'booth','booth':'zh','text':'b','from':{'seat':4,'booth':'mn','name':'S'}}" },
		{ "S to zh: b" } },
};
/* clang-format on */

static void each_state_stands_there_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		begin(NULL);
		for (int n = 0; n < 3 && rows[i].hears[n]; n++)
			hear(rows[i].hears[n]);
		draw(FACE_ROWS, FACE_COLUMNS);
		for (int n = 0; n < 3 && rows[i].shows[n]; n++)
			if (!shows(rows[i].shows[n]))
				fail_msg("row %zu does not show: %s", i, rows[i].shows[n]);
	}
}

/* A text that is longer than the screen is wide is there to its end. */
static void long_texts_are_wrapped(void **state)
{
	(void)state;
	hear("{'type':'announcement','text':'"
	     "各位代表请注意：下午两点继续开会，文件已经放在桌上，请各位译员提"
	     "前十分钟到箱，谢谢。'}");
	hear("{'type':'announcement','text':'Хуралдаан арван таван минутын дараа үргэлжилнэ. "
	     "Орчуулагч нар "
	     "бүхээгтээ арван минутын өмнө ирнэ үү.'}");
	draw(FACE_ROWS + 1, FACE_COLUMNS);
	assert_true(shows("announced: "
			  "各位代表请注意：下午两点继续开会，文件已经放在桌上，请各位译员提前十"));
	assert_true(shows("   分钟到箱，谢谢。"));
	assert_true(shows(" announced: Хуралдаан арван таван минутын дараа үргэлжилнэ. Орчуулагч "
			  "нар"));
	assert_true(shows("   бүхээгтээ арван минутын өмнө ирнэ үү."));
	hear("{'type':'chat','to':'booth','text':'a','from':{'seat':4,'name':'S'}}");
	draw(FACE_ROWS - 4, FACE_COLUMNS); /* of what does not fit, the beginning */
	assert_true(shows("S to booth: a") && shows("announced: Хурал") && !shows("ирнэ үү."));
}

static void what_the_keys_have_lit_is_not_cut(void **state)
{
	(void)state;
	hear(ON);
	hear("{'type':'recording','on':true}");
	hear("{'type':'audience','channels':[{'id':'mn','listeners':1300,'recorded':false}]}");
	hear("{'type':'seats','seats':[{'seat':3,'state':'here','role':'interpreter','booth':'mn','"
	     "name':"
	     "'Бат-Эрдэнэ','slow_down':true,'call':'calling'}]}");
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows(" SLOW DOWN  OPERATOR CALLED "));
	assert_true(shows("1300 hear mn") && shows("r consent: no"));
}

/* The sign never says less than what others hear. */
static void carried_by_its_second_path_it_is_still_on_the_air(void **state)
{
	(void)state;
	struct booth_picture *p = &visit.booth.picture;
	hear(ON);
	p->link.state = SESSION_WAITING;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("NOT CONNECTED"));
	p->has_path = true;
	p->path.state = SESSION_JOINED;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows(">>>  ON AIR > mn  <<<"));
	assert_true(shows("second path; reconnecting"));
	p->microphone_on = false;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("MICROPHONE OFF"));
	assert_true(shows("second path; reconnecting"));
	p->path.state = SESSION_WAITING;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("NOT CONNECTED"));
}

static void what_is_wrong_here_stands_there_too(void **state)
{
	(void)state;
	struct booth_picture *p = &visit.booth.picture;
	p->capture.rate_hz = 16000;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("TELEPHONE SOUND: it ends at 8.0 kHz"));
	p->capture.rate_hz = 48000; /* as the device says, and does not do */
	p->capture.band_hz = 4000;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("TELEPHONE SOUND: it ends at 4.0 kHz"));
	p->capture.band_hz = 15000;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_false(shows("TELEPHONE"));
	assert_true(shows("level check: speak, please"));
	p->link.state = SESSION_WAITING;
	p->link.retry_ns = p->now_ns + 2 * NS_PER_S;
	snprintf(p->link.trouble, sizeof p->link.trouble, "nothing heard from the server");
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("NOT CONNECTED"));
	assert_true(shows("reconnecting in 2.0 s: nothing heard from the server")); /* in full */
	p->link.state = SESSION_JOINED;
	p->input = NULL;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("NO MICROPHONE"));
	assert_false(shows("level check"));
	struct incident_entry e = { .what = { .kind = PROTECTION_AT_ONCE, .highest_db = 108 } };
	incidents_add(&visit.incidents, &e);
	p->playback.ear.warning = true;
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("a bang (108 dB)"));
	assert_true(shows("TOO LOUD"));
}

static void questions_and_texts_have_their_line(void **state)
{
	(void)state;
	hear(ON);
	visit_key(&visit, 'n');
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("Cannot interpret, why?  1 sound"));
	visit_key(&visit, KEY_MAP_ESCAPE);
	visit_key(&visit, 'q');
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("You are ON AIR. q once more leaves"));
	visit_key(&visit, KEY_MAP_ENTER);
	for (const char *c = "hello m"; *c; c++)
		visit_key(&visit, *c);
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("to booth (Tab)  hello m_"));
	visit_key(&visit, KEY_MAP_ESCAPE);
	visit_key(&visit, '?');
	draw(FACE_ROWS, FACE_COLUMNS);
	for (size_t i = 0; i < key_row_count; i++)
		if (key_rows[i].words && !shows(key_rows[i].shown))
			fail_msg("the help does not show %s", key_rows[i].shown);
}

/* Any size: nothing is written beyond the edges. */
static void every_size_is_drawn(void **state)
{
	(void)state;
	hear(mates);
	hear(STANDS("'offered','from':4,'until_ms':154000}"));
	for (int rows_of = 0; rows_of <= SHEET_ROWS + 2; rows_of++)
		for (int columns = 0; columns <= SHEET_COLUMNS + 20; columns += 7)
			draw(rows_of, columns);
	draw(FACE_ROWS, FACE_COLUMNS);
	assert_true(shows("q leave")); /* the last row of 24 is not cut off */
}

static void letters_have_widths(void **state)
{
	(void)state;
	char text[64];
	sheet_begin(&sheet, 2, 10, true);
	sheet_put(&sheet, LOOK_PLAIN, "한국어x");
	assert_int_equal(sheet.column, 7);
	sheet_put(&sheet, LOOK_PLAIN, "abcdef");
	sheet_text(&sheet, 0, text, sizeof text);
	assert_string_equal(text, "한국어xabc");
	sheet_move(&sheet, 1, 0, 4);
	sheet_put(&sheet, LOOK_PLAIN, "a한국"); /* half a letter is none */
	sheet_text(&sheet, 1, text, sizeof text);
	assert_string_equal(text, "a한");
	sheet_begin(&sheet, 1, 10, false);
	sheet_put(&sheet, LOOK_PLAIN, "a한\xff\xc3");
	sheet_text(&sheet, 0, text, sizeof text);
	assert_string_equal(text, "a???");
}

int main(void)
{
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		return 77;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_state_stands_there_in_words, begin),
		cmocka_unit_test_setup(long_texts_are_wrapped, begin),
		cmocka_unit_test_setup(what_the_keys_have_lit_is_not_cut, begin),
		cmocka_unit_test_setup(carried_by_its_second_path_it_is_still_on_the_air, begin),
		cmocka_unit_test_setup(what_is_wrong_here_stands_there_too, begin),
		cmocka_unit_test_setup(questions_and_texts_have_their_line, begin),
		cmocka_unit_test_setup(every_size_is_drawn, begin),
		cmocka_unit_test(letters_have_widths),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
