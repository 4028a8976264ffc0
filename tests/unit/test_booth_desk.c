// SPDX-License-Identifier: Apache-2.0
/* Hands at a console: each key, in each situation, against the message that it sends or what it
 * does here; the gate of the microphone; orders of an automaton; the book of incidents. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "booth/desk.h"
#include "booth/gate.h"
#include "booth/incidents.h"
#include "booth/orders.h"
#include "proto/message.h"

static struct desk desk;
static struct console console;
static struct event_view view;
static int64_t now_ns;

static int begin(void **state)
{
	(void)state;
	static const char *const ids[] = { "floor", "zh", "ko", "mn" };
	now_ns = 1000 * NS_PER_S;
	console_init(&console);
	desk_init(&desk, false, &(struct ear_settings){ .volume_percent = { 60, 60 } });
	view = (struct event_view){ .channel_count = 4 };
	for (int i = 0; i < 4; i++)
		snprintf(view.channels[i].id, NAME_BYTES, "%s", ids[i]);
	return 0;
}

/* ' stands for a double quote. */
static const char *quoted(const char *text)
{
	static char json[4096];
	for (size_t i = 0; i <= strlen(text); i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	return json;
}

static void hear(const char *text)
{
	const char *json = quoted(text);
	assert_int_equal(console_take(&console, json, strlen(json)), 0);
	gate_tell(&desk.gate, console.microphone);
}

static struct desk_effect press(int key)
{
	struct desk_effect e;
	desk_key(&desk, &console, &view, key, now_ns, &e);
	if (e.say[0]) { /* the server takes it */
		struct message m;
		struct message_error error;
		if (message_parse(&m, &error, e.say, strlen(e.say)))
			fail_msg("%s: %s", e.say, error.text);
	}
	return e;
}

/* Where a console may stand. */
#define STANDS(rest)                                                                               \
	"{'type':'console','seat':3,'output':'a','outputs':{'a':'mn','b':'en'},'floor_key':"       \
	"'floor','hears':'floor','offered':['floor','zh'],'handover':{'state':" rest "}"
#define OFF STANDS("'none'},'microphone':'off','on_air':false")
#define ON STANDS("'none'},'microphone':'on','on_air':true")

/* clang-format off */
static const struct row { const char *name, *stands, *keys, *says; } rows[] = {
	{ "output A",                  OFF, "a",    "{'type':'output','output':'a'}" },
	{ "output B, caps lock",       OFF, "B",    "{'type':'output','output':'b'}" },
	{ "there is no output C",      OFF, "x",    "" },
	{ "the floor key",             OFF, "f",    "{'type':'incoming'}" },
	{ "digits: floor comes last",  OFF, "1",    "{'type':'incoming','channel':'zh'}" },
	{ "the floor itself",          OFF, "4",    "{'type':'incoming','channel':'floor'}" },
	{ "not offered",               OFF, "3",    "" },
	{ "no such channel",           OFF, "9",    "" },
	{ "slow down",                 OFF, "s",    "{'type':'slow_down','on':true}" },
	{ "call",                      OFF, "o",    "{'type':'call_operator','on':true}" },
	{ "consent",                   OFF, "r",    "{'type':'consent','recording':true}" },
	{ "and no longer",             OFF, "rr",   "{'type':'consent','recording':false}" },
	{ "why not: asked first",      ON,  "n",    "" },
	{ "why not: too fast",         ON,  "n2",   "{'type':'cannot_interpret','on':true,'reason':'too_fast'}" },
	{ "why not: other",            ON,  "n4",   "{'type':'cannot_interpret','on':true,'reason':'other'}" },
	{ "why not: no such reason",   ON,  "n7",   "" },
	{ "asked, and cancelled",      ON,  "n\033" "1", "{'type':'incoming','channel':'zh'}" },
	{ "it can again",              STANDS("'none'},'microphone':'suspended'"), "n",
		"{'type':'cannot_interpret','on':false}" },
	{ "the floor speaks",          OFF, "l2",   "{'type':'floor_language','language':'ko'}" },
	{ "the floor is no language",  OFF, "l4",   "" },
	{ "handover: asks",            OFF, "h",    "{'type':'handover','step':'request'}" },
	{ "handover: offers",          ON,  "h",    "{'type':'handover','step':'offer'}" },
	{ "takes",                     OFF, "T",    "{'type':'handover','step':'take'}" },
	{ "has it already",            ON,  "T",    "" },
	{ "t is not T",                OFF, "t",    "" },
	{ "nothing to cancel",         OFF, "\033", "" },
	{ "own offer: waits",          STANDS("'offered','from':3}"), "h", "" },
	{ "own offer: cancelled",      STANDS("'offered','from':3}"), "\033", "{'type':'handover','step':'cancel'}" },
	{ "offered: accepts",          STANDS("'offered','from':4}"), "h", "{'type':'handover','step':'accept'}" },
	{ "own request: waits",        STANDS("'requested','to':3}"), "h", "" },
	{ "requested: accepts",        STANDS("'requested','to':4}"), "h", "{'type':'handover','step':'accept'}" },
	{ "counts down: now",          STANDS("'countdown','from':3,'to':4}"), "h", "{'type':'handover','step':'accept'}" },
	{ "cough",                     ON,  "c",    "{'type':'cough','on':true}" },
	{ "writes",                    ON,  "\nmn 3\n", "{'type':'chat','to':'booth','text':'mn 3'}" },
	{ "to the operator",           ON,  "\n\t\thi\n", "{'type':'chat','to':'operator','text':'hi'}" },
	{ "quotes",                    ON,  "\na\\\n", "{'type':'chat','to':'booth','text':'a\\\\'}" },
	{ "takes back",                ON,  "\nabc\177\177x\n", "{'type':'chat','to':'booth','text':'ax'}" },
	{ "nothing written",           ON,  "\n\n", "" },
	{ "a draft waits",             ON,  "\nab\033\nc\n", "{'type':'chat','to':'booth','text':'abc'}" },
};
/* clang-format on */

static void each_key_says_what_it_should(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct desk_effect e = { 0 };
		print_message("%s\n", rows[i].name);
		begin(NULL);
		hear(rows[i].stands);
		for (const char *key = rows[i].keys; *key; key++)
			e = press((unsigned char)*key);
		assert_string_equal(e.say, quoted(rows[i].says));
		assert_false(e.quit || e.microphone);
	}
}

static void chat_goes_round_the_booths_that_are_there(void **state)
{
	(void)state;
	static const char *const to[] = { "booth", "ko", "zh", "booths", "operator", "booth",
		"ko" };
	hear("{'type':'seats','seats':[{'seat':3,'state':'here','role':'interpreter','booth':'mn'},"
	     "{'seat':5,'state':'here','role':'interpreter','booth':'zh'},"
	     "{'seat':6,'state':'lost','role':'interpreter','booth':'zh'},"
	     "{'seat':7,'state':'here','role':'interpreter','booth':'ko'},"
	     "{'seat':8,'state':'here','role':'floor'}]}");
	hear(OFF);
	press('\n');
	for (size_t i = 0; i < sizeof to / sizeof to[0]; i++, press('\t'))
		assert_string_equal(desk_to_word(&desk), to[i]);
	assert_string_equal(desk_to_word(&desk), "zh");
	press('x');
	assert_string_equal(press('\n').say,
			quoted("{'type':'chat','to':'booth','booth':'zh','text':'x'}"));
}

static void consent_is_asked_once(void **state)
{
	(void)state;
	static const struct {
		int key;
		const char *says;
	} answers[] = {
		{ '1', "{'type':'consent','recording':true}" },
		{ '2', "{'type':'consent','recording':false}" },
		{ 'r', "{'type':'consent','recording':true}" },
		{ '\033', "" },
	};
	for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
		begin(NULL);
		hear(OFF);
		desk.asking = ASK_CONSENT;
		assert_string_equal(press('3').say, ""); /* no answer */
		assert_int_equal(desk.asking, ASK_CONSENT);
		assert_string_equal(press(answers[i].key).say, quoted(answers[i].says));
		assert_int_equal(desk.asking, ASK_NOTHING);
		assert_true(desk.consents == (strstr(answers[i].says, "true") != NULL));
	}
}

static void nobody_goes_on_the_air_by_chatting(void **state)
{
	(void)state;
	hear(OFF);
	press('\n');
	for (int key = ' '; key < 0x250; key++) {
		struct desk_effect e = press(key);
		assert_false(e.microphone || e.quit || e.ear || e.say[0]);
	}
	assert_false(gate_is_open(&desk.gate));
	assert_true(press(KEY_MAP_F9).microphone); /* which cannot be typed by mistake */
	press('\n');
	press('\n');
	for (int i = 0; i < 10000; i++)
		press(0x10ffff); /* a draft has an end, and stays UTF-8 */
	assert_true(press('\n').say[0]);
}

static void leaving_takes_two_keys_on_the_air(void **state)
{
	(void)state;
	hear(OFF);
	assert_true(press('q').quit);
	begin(NULL);
	hear(ON);
	assert_false(press('q').quit);
	assert_false(press('c').quit);
	assert_false(press('q').quit);
	assert_true(press('q').quit);
}

static void a_cough_ends_when_the_key_stops(void **state)
{
	(void)state;
	struct desk_effect e = { 0 };
	hear(ON);
	press('c');
	assert_true(desk.coughing);
	now_ns += 700 * NS_PER_MS;
	assert_string_equal(press('c').say, ""); /* repeats: still held */
	now_ns += 200 * NS_PER_MS;
	desk_turn(&desk, now_ns, &e);
	assert_false(desk.coughing);
	assert_string_equal(e.say, "{\"type\":\"cough\",\"on\":false}");
}

static void knobs_have_ends_and_standing_by_hears_the_mate(void **state)
{
	(void)state;
	hear(OFF);
	for (int i = 0; i < 50; i++)
		assert_true(press(']').ear && press('{').ear && press('>').ear);
	assert_int_equal(desk.ear.volume_percent[VOICE_CHANNEL], EAR_VOLUME_PERCENT);
	assert_int_equal(desk.ear.own_percent, 0);
	assert_true(desk.ear.treble_db == TONE_CONTROL_MAX_DB);

	struct ear_settings ear = desk_ear(&desk, &console);
	assert_int_equal(ear.volume_percent[VOICE_BOOTHMATE], 60);
	hear(STANDS("'offered','from':4}"));
	ear = desk_ear(&desk, &console);
	assert_true(ear.volume_percent[VOICE_BOOTHMATE] > ear.volume_percent[VOICE_CHANNEL]);
	hear(STANDS("'offered','from':3},'on_air':true,'microphone':'on'"));
	ear = desk_ear(&desk, &console);
	assert_memory_equal(&ear, &desk.ear, sizeof ear);
}

/* A seat may be a new one, that knows nothing of a consent. */
static void who_consented_says_so_again_on_a_new_line(void **state)
{
	(void)state;
	struct desk_effect e = { 0 };
	desk_greet(&desk, &e);
	assert_string_equal(e.say, "");
	desk.consents = true;
	desk_greet(&desk, &e);
	assert_string_equal(e.say, "{\"type\":\"consent\",\"recording\":true}");
}

/* ---- the gate: a letter is an event; after it the gate is open (o) or closed (c) ----
 * M, m: the key, on and off. S, s: the server says on, and off. R: refuses. N: a new line. */
/* clang-format off */
static const struct { const char *name, *events, *open; } gates[] = {
	{ "joins off, goes on: the server decides",        "sMS",   "cco" },
	{ "off is at once, and the answer that crossed",   "SmSs",  "occc" },
	{ "after that a handover opens it",                "SmsS",  "occo" },
	{ "a handover takes it away",                      "Ss",    "oc" },
	{ "and gives it back",                             "SsS",   "oco" },
	{ "refused: the next press asks again",            "sMRMS", "cccco" },
	{ "off while away: not on by what the seat was",   "SmNSs", "occcc" },
	{ "comes back on the air",                         "SNS",   "ooo" },
	{ "off when off already owes no answer",           "smS",   "cco" },
};
/* clang-format on */

static void the_gate_is_right_at_every_step(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof gates / sizeof gates[0]; i++) {
		struct gate g;
		gate_init(&g, gates[i].events[0] == 'S');
		for (size_t n = 0; gates[i].events[n]; n++) {
			switch (gates[i].events[n]) {
			case 'M': gate_switch(&g, true); break;
			case 'm': gate_switch(&g, false); break;
			case 'S': gate_tell(&g, MICROPHONE_ON); break;
			case 's': gate_tell(&g, MICROPHONE_OFF); break;
			case 'R': gate_refuse(&g); break;
			case 'N': gate_forget(&g); break;
			}
			if (gate_is_open(&g) != (gates[i].open[n] == 'o'))
				fail_msg("%s: event %zu", gates[i].name, n);
		}
	}
}

/* ---- orders ---- */

/* clang-format off */
static const struct { const char *line, *code, *text; } bad_orders[] = {
	{ "x",                                  "not_json",     "" },
	{ "[]",                                 "not_object",   "" },
	{ "{'type':'nonsense'}",                "unknown_type", "" },
	{ "{'type':'microphone'}",              "missing",      "\"on\"" },
	{ "{'type':'microphone','on':1}",       "wrong_type",   "\"on\"" },
	{ "{'type':'join','role':'listener'}",  "not_allowed",  "by itself" },
	{ "{'type':'volume','incoming':151}",   "out_of_range", "\"incoming\" must be 0 to 150" },
	{ "{'type':'volume','own':'x'}",        "wrong_type",   "\"own\" must be a number" },
	{ "{'type':'tone','bass':-13}",         "out_of_range", "\"bass\" must be -12 to 12" },
	{ "{'type':'incidents'}",               "missing",      "\"file\"" },
};
/* clang-format on */

static void bad_orders_get_a_clear_line(void **state)
{
	(void)state;
	struct order o;
	struct message_error e;
	for (size_t i = 0; i < sizeof bad_orders / sizeof bad_orders[0]; i++) {
		const char *json = quoted(bad_orders[i].line);
		assert_int_equal(order_parse(&o, &e, &desk.ear, json, strlen(json)), -EBADMSG);
		print_message("%s: %s %s\n", json, e.code, e.text);
		assert_string_equal(e.code, bad_orders[i].code);
		assert_non_null(strstr(e.text, bad_orders[i].text));
	}
}

static void good_orders_are_sorted(void **state)
{
	(void)state;
	static const struct {
		const char *line;
		enum order_kind kind;
	} good[] = {
		{ "{'type':'microphone','on':true}", ORDER_MICROPHONE },
		{ "{'type':'cough','on':true}", ORDER_COUGH },
		{ "{'type':'consent','recording':true}", ORDER_CONSENT },
		{ "{'type':'handover','step':'take'}", ORDER_SAY },
		{ "{'type':'chat','to':'booth','text':'x'}", ORDER_SAY },
		{ "{'type':'volume','own':12}", ORDER_EAR },
		{ "{'type':'tone','treble':-3.5}", ORDER_EAR },
		{ "{'type':'incidents','file':'x.csv'}", ORDER_INCIDENTS },
		{ "{'type':'quit'}", ORDER_QUIT },
	};
	struct order o;
	struct message_error e;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		const char *json = quoted(good[i].line);
		assert_int_equal(order_parse(&o, &e, &desk.ear, json, strlen(json)), 0);
		assert_int_equal(o.kind, good[i].kind);
		assert_int_equal(o.ear.volume_percent[VOICE_CHANNEL], 60); /* left out: as it was */
	}
}

static void lines_come_whole_in_any_pieces(void **state)
{
	(void)state;
	static struct orders o;
	static char line[MESSAGE_BYTES_MAX + 2];
	static char flood[MESSAGE_BYTES_MAX * 2 + 10];
	int ends[2];
	assert_int_equal(pipe(ends), 0);
	orders_begin(&o, ends[0]);
	assert_int_equal(write(ends[1], "ab", 2), 2);
	orders_read(&o);
	assert_int_equal(orders_next(&o, line), 0);
	assert_int_equal(write(ends[1], "c\r\n\n\ndef\ng", 10), 10);
	orders_read(&o);
	assert_int_equal(orders_next(&o, line), 3);
	assert_memory_equal(line, "abc", 3);
	assert_int_equal(orders_next(&o, line), 3);
	assert_memory_equal(line, "def", 3);
	assert_int_equal(orders_next(&o, line), 0);

	/* a line without end is told once, and does not take the next one with it */
	memset(flood, 'x', sizeof flood);
	memcpy(flood + sizeof flood - 4, "\nok\n", 4);
	int told = 0;
	int good = 0;
	size_t sent = 0;
	for (int turn = 0; turn < 20; turn++) {
		size_t piece = sizeof flood - sent < 4096 ? sizeof flood - sent : 4096;
		assert_int_equal(write(ends[1], flood + sent, piece), (int)piece);
		sent += piece;
		orders_read(&o);
		for (size_t bytes; (bytes = orders_next(&o, line)) > 0;) {
			told += bytes > MESSAGE_BYTES_MAX;
			good += bytes == 2;
		}
	}
	assert_int_equal(told, 1);
	assert_int_equal(good, 1);
	close(ends[1]);
	orders_read(&o);
	assert_int_equal(o.fd, -1);
	close(ends[0]);
}

/* ---- incidents ---- */

static void the_book_is_a_table(void **state)
{
	(void)state;
	static struct incidents book;
	char text[400] = "";
	struct incident_entry e = { .unix_ms = INT64_C(1795521605250),
		.source = "mn+boothmate",
		.what = { .kind = PROTECTION_AT_ONCE, .highest_db = 108.25f, .duration_ms = 12 } };
	incidents_add(&book, &e);
	e.what.kind = PROTECTION_MEAN;
	incidents_add(&book, &e);
	FILE *out = fmemopen(text, sizeof text, "w");
	incidents_write(&book, out);
	fclose(out);
	assert_string_equal(text, "time_utc,kind,level_db_spl,lasted_ms,source\r\n"
				  "2026-11-24T12:00:05.250Z,peak,108.2,12,mn+boothmate\r\n"
				  "2026-11-24T12:00:05.250Z,mean,108.2,12,mn+boothmate\r\n");
	assert_int_equal(incidents_export(&book, "/no/such/folder/x.csv"), -ENOENT);
	for (int i = 0; i < INCIDENTS_MAX; i++)
		incidents_add(&book, &e);
	assert_null(incidents_entry(&book, INCIDENTS_MAX));
	assert_int_equal(incidents_entry(&book, INCIDENTS_MAX - 1)->what.kind, PROTECTION_MEAN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(each_key_says_what_it_should, begin),
		cmocka_unit_test_setup(chat_goes_round_the_booths_that_are_there, begin),
		cmocka_unit_test_setup(consent_is_asked_once, begin),
		cmocka_unit_test_setup(nobody_goes_on_the_air_by_chatting, begin),
		cmocka_unit_test_setup(leaving_takes_two_keys_on_the_air, begin),
		cmocka_unit_test_setup(a_cough_ends_when_the_key_stops, begin),
		cmocka_unit_test_setup(knobs_have_ends_and_standing_by_hears_the_mate, begin),
		cmocka_unit_test_setup(who_consented_says_so_again_on_a_new_line, begin),
		cmocka_unit_test_setup(the_gate_is_right_at_every_step, begin),
		cmocka_unit_test_setup(bad_orders_get_a_clear_line, begin),
		cmocka_unit_test_setup(good_orders_are_sorted, begin),
		cmocka_unit_test_setup(lines_come_whole_in_any_pieces, begin),
		cmocka_unit_test_setup(the_book_is_a_table, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
