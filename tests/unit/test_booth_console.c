// SPDX-License-Identifier: Apache-2.0
/* A console's picture of where it stands, out of the server's messages. */
#include "booth/console.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct console console;

/* ' stands for a double quote. */
static int take(const char *text)
{
	char json[4096];
	size_t length = strlen(text);
	assert_true(length < sizeof json);
	for (size_t i = 0; i <= length; i++)
		json[i] = text[i] == '\'' ? '"' : text[i];
	return console_take(&console, json, length);
}

static int begin(void **state)
{
	(void)state;
	console_init(&console);
	return 0;
}

static const char stands[] =
		"{'type':'console','seat':3,'microphone':'on','on_air':true,'output':'b',"
		"'outputs':{'a':'mn','b':'en'},'incoming':'zh','floor_key':'en','hears':'zh',"
		"'offered':['floor','zh'],'handover':{'state':'countdown','from':3,'to':4,"
		"'until_ms':1294567},'later':1}";

static const char people[] =
		"{'type':'seats','floor_language_by':'Li','seats':[{'seat':3,'state':'here',"
		"'role':'interpreter','booth':'mn','name':'Bat','microphone':'on','on_air':true,"
		"'turn_ms':1204000,'output':'en','hears':'zh','call':'calling','consents':true},"
		"{'seat':4,'state':'stalled','role':'interpreter','booth':'mn','name':'Saraa',"
		"'microphone':'suspended','reason':'sound'},{'seat':7,'state':'here',"
		"'role':'interpreter','booth':'ko','on_air':true,'microphone':'on'}]}";

static void it_knows_where_it_stands(void **state)
{
	(void)state;
	assert_int_equal(take(stands), 0);
	assert_true(console.known && console.on_air);
	assert_int_equal(console.microphone, MICROPHONE_ON);
	assert_string_equal(console_output(&console), "en");
	assert_string_equal(console.outputs[2], "");
	assert_string_equal(console.incoming, "zh");
	assert_true(console_offers(&console, "zh"));
	assert_false(console_offers(&console, "en"));
	assert_int_equal(console.handover.state, CONSOLE_HANDOVER_COUNTDOWN);
	assert_int_equal(console.handover.to, 4);
	assert_true(console.handover.until_ms == 1294567);

	/* always whole: what is left out is not there any more */
	assert_int_equal(take("{'type':'console','seat':3,'microphone':'off'}"), 0);
	assert_string_equal(console.incoming, "");
	assert_string_equal(console.outputs[0], "");
	assert_false(console_handover_pending(&console));
	assert_int_equal(console.handover.from, CONSOLE_NOBODY);
}

static void it_knows_its_boothmate(void **state)
{
	(void)state;
	assert_null(console_own(&console));
	assert_null(console_mate(&console));
	assert_int_equal(take(stands), 0);
	assert_int_equal(take(people), 0);
	assert_string_equal(console_own(&console)->name, "Bat");
	assert_int_equal(console_own(&console)->call, CONSOLE_CALLING);
	assert_true(console_own(&console)->turn_ms == 1204000);
	assert_string_equal(console_mate(&console)->name, "Saraa");
	assert_false(console_mate(&console)->here);
	assert_string_equal(console_mate(&console)->reason, "sound");
	assert_string_equal(console.floor_by, "Li");
	assert_int_equal(take("{'type':'seats','seats':[{'seat':4,'state':'empty'}]}"), 0);
	assert_null(console_mate(&console)); /* not the ko booth's */
	assert_string_equal(console.floor_by, "");
}

static void what_is_said_is_kept_newest_first(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum console_line_kind kind;
		const char *from, *says;
	} rows[] = {
		{ "{'type':'chat','from':{'seat':4,'role':'interpreter','booth':'mn','name':'S'},"
		  "'to':'booths','text':'a'}",
				CONSOLE_CHAT, "S", "a" },
		{ "{'type':'chat','from':{'role':'operator'},'to':'booth','text':'b\\u001b[2J'}",
				CONSOLE_CHAT, "operator", "b?[2J" },
		{ "{'type':'alert','code':'taken','message':'c'}", CONSOLE_ALERT, "", "c" },
		{ "{'type':'announcement','text':'d'}", CONSOLE_ANNOUNCEMENT, "", "d" },
		{ "{'type':'error','code':'interlock','message':'e','re':'microphone'}",
				CONSOLE_REFUSAL, "", "e" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(take(rows[i].text), 0);
		const struct console_line *l = console_line(&console, 0);
		assert_int_equal(l->kind, rows[i].kind);
		assert_string_equal(l->from, rows[i].from);
		assert_string_equal(l->text, rows[i].says);
	}
	assert_string_equal(console_line(&console, 0)->to, "microphone");
	assert_string_equal(console_line(&console, 4)->text, "a");
	assert_null(console_line(&console, 5));
	assert_int_equal(console.alerts, 1);
	assert_int_equal(console.refusals, 1);
	for (int i = 0; i < 2 * CONSOLE_LINES; i++)
		assert_int_equal(take(rows[3].text), 0);
	assert_null(console_line(&console, CONSOLE_LINES));
}

static void what_was_announced_before_is_read_once(void **state)
{
	(void)state;
	static const char welcome[] = "{'type':'welcome','announcements':[{'id':1,'text':'lunch'},"
				      "{'id':2,'text':'at two'}]}";
	assert_int_equal(take(welcome), 0);
	assert_string_equal(console_line(&console, 0)->text, "at two");
	assert_string_equal(console_line(&console, 1)->text, "lunch");
	assert_int_equal(console_line(&console, 1)->kind, CONSOLE_ANNOUNCEMENT);
	assert_int_equal(take("{'type':'announcement','id':3,'text':'at three'}"), 0);
	assert_int_equal(take(welcome), 0);
	assert_null(console_line(&console, 3));
	assert_int_equal(take("{'type':'welcome','announcements':[{'text':7}]}"), -EBADMSG);
	assert_null(console_line(&console, 3));
}

static void recording_and_audience_may_come_or_not(void **state)
{
	(void)state;
	assert_null(console_audience(&console, "mn"));
	assert_int_equal(take("{'type':'recording','on':true,'since_ms':1}"), 0);
	assert_int_equal(take("{'type':'audience','channels':[{'id':'mn','listeners':13,"
			      "'recorded':true},{'id':'ko','listeners':1}]}"),
			0);
	assert_true(console.recording);
	assert_int_equal(console_audience(&console, "mn")->listeners, 13);
	assert_true(console_audience(&console, "mn")->recorded);
	assert_int_equal(take("{'type':'audience','channels':[{'id':'mn','listeners':2}]}"), 0);
	assert_int_equal(console_audience(&console, "mn")->listeners, 2);
	assert_false(console_audience(&console, "mn")->recorded);
	assert_int_equal(console_audience(&console, "ko")->listeners, 1);

	/* perhaps another server */
	assert_int_equal(take("{'type':'welcome'}"), 0);
	assert_null(console_audience(&console, "mn"));
	assert_false(console.recording || console.known);
	assert_int_equal(console.welcomes, 1);
}

static void what_is_wrong_changes_nothing(void **state)
{
	(void)state;
	static const char *const wrong[] = {
		"",
		"x",
		"[]",
		"{'type':'console','seat':64}",
		"{'type':'console','seat':-1}",
		"{'type':'console','outputs':{'a':1}}",
		"{'type':'console','offered':[1]}",
		"{'type':'console','hears':['a']}",
		"{'type':'console','handover':{'from':99}}",
		"{'type':'seats','seats':[{'seat':'x'}]}",
		"{'type':'seats','seats':[1]}",
		"{'type':'seats','seats':[{'state':'here'}]}",
		"{'type':'chat','from':{'seat':70},'text':'x'}",
		"{'type':'chat','text':5}",
		"{'type':'audience','channels':[{'listeners':1}]}",
		"{'type':'audience','channels':[{'id':'a','listeners':-1}]}",
		"{'type':'alert','message':{}}",
	};
	struct console before;
	assert_int_equal(take(stands), 0);
	assert_int_equal(take(people), 0);
	before = console;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		print_message("%s\n", wrong[i]);
		assert_int_equal(take(wrong[i]), -EBADMSG);
		assert_memory_equal(&before, &console, sizeof console);
	}
	assert_int_equal(take("{'type':'levels','seats':[]}"), 0); /* of no use here */
	assert_memory_equal(&before, &console, sizeof console);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(it_knows_where_it_stands, begin),
		cmocka_unit_test_setup(it_knows_its_boothmate, begin),
		cmocka_unit_test_setup(what_is_said_is_kept_newest_first, begin),
		cmocka_unit_test_setup(what_was_announced_before_is_read_once, begin),
		cmocka_unit_test_setup(recording_and_audience_may_come_or_not, begin),
		cmocka_unit_test_setup(what_is_wrong_changes_nothing, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
