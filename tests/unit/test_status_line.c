// SPDX-License-Identifier: Apache-2.0
/* The second's line: when it is due, and the sentence at the end. */
#include "status.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* Asked at so many ms: is it due? */
static const struct row {
	int at_ms;
	bool due;
} rows[] = {
	{ 100, false }, /* the first question starts the clock */
	{ 1099, false },
	{ 1100, true },
	{ 1101, false }, /* once */
	{ 2150, true },
	{ 3099, false },
	{ 3100, true }, /* late, without drift */
	{ 60000, true },
	{ 60001, false },
	{ 60999, false }, /* the machine slept: nothing made up */
	{ 61000, true },
};

static void a_line_a_second(void **state)
{
	(void)state;
	int64_t due_ns = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (status_due(&due_ns, rows[i].at_ms * NS_PER_MS) != rows[i].due)
			fail_msg("at %d ms", rows[i].at_ms);
}

static void what_ends_it_has_a_sentence(void **state)
{
	(void)state;
	char text[WORDS_BYTES];
	struct link_report link = { .trouble = "nobody answers there" };
	struct audio_report audio = { .trouble = "no device" };
	struct playback_report playback = { 0 };
	const struct status_causes causes = { "ws://hall:8080", "a.wav", &link, &audio, &playback };
	assert_null(status_fault(&causes, text));
	link.state = SESSION_ENDED;
	assert_string_equal(status_fault(&causes, text), "ws://hall:8080: nobody answers there");
	playback.failure = -ENOSPC;
	assert_string_equal(status_fault(&causes, text),
			"cannot write any more to a.wav: No space left on device");
	audio.state = AUDIO_FAILED;
	assert_string_equal(status_fault(&causes, text), "no device");
}

static void a_connection_as_an_object(void **state)
{
	(void)state;
	char read[256] = "";
	struct link_report link = { .state = SESSION_JOINED, .joins = 2 };
	FILE *out = tmpfile();
	assert_non_null(out);
	status_print(status_link(&link, 7, 800, "dropped", 1), out);
	status_print(NULL, out);
	rewind(out);
	assert_non_null(fgets(read, sizeof read, out));
	assert_string_equal(read,
			"{\"state\":\"joined\",\"joins\":2,\"trouble\":\"\",\"packets\":7,"
			"\"bytes\":800,\"dropped\":1,\"rtt_ms\":null}\n");
	assert_null(fgets(read, sizeof read, out));
	fclose(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_a_second),
		cmocka_unit_test(what_ends_it_has_a_sentence),
		cmocka_unit_test(a_connection_as_an_object),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
