// SPDX-License-Identifier: Apache-2.0
/* What is sent of a channel: a script of packets, and the verdict on each. */
#include "audio/talkspurt.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

/* x sound, . silence, - sound below -80 dBFS, ? not a number; S send, F first, K sign of life,
 * blank skip. A number before a letter repeats it. */
static const struct row {
	const char *name;
	int packet_ms;
	const char *script, *want;
} rows[] = {
	{ "sound from the start", 20, "4x", "F3S" },
	{ "nothing from the start", 20, "42.", "K19 1K19 1K1 " },
	{ "sound after nothing", 20, "3.3x", "K2 F2S" },
	{ "a short pause goes on", 20, "2x15.2x", "F18S" },
	{ "a long pause goes quiet, then gives signs of life", 20, "2x41.", "F16S4 K19 1K1 " },
	{ "and begins again with the marker", 20, "1x17.2x", "F15S2 FS" },
	{ "a sign of life does not swallow the marker", 20, "1x20.1x", "F15S4 KF" },
	{ "inaudible is nothing", 20, "1x16-", "F15S1 " },
	{ "not a number is nothing", 20, "1x16?", "F15S1 " },
	{ "packets of 60 ms", 60, "1x15.1x", "F5S1 K6 K1 F" },
};

/* "3S" becomes "SSS". */
static void unroll(const char *from, char *to, size_t size)
{
	int times = 0;
	size_t at = 0;

	for (; *from; from++) {
		if (*from >= '0' && *from <= '9') {
			times = times * 10 + *from - '0';
			continue;
		}
		for (times = times ? times : 1; times > 0; times--) {
			assert_true(at + 1 < size);
			to[at++] = *from;
		}
	}
	to[at] = 0;
}

static char verdict_on(struct talkspurt *t, char sound)
{
	static const char letters[] = { [TALKSPURT_SEND] = 'S',
		[TALKSPURT_SEND_FIRST] = 'F',
		[TALKSPURT_KEEP_ALIVE] = 'K',
		[TALKSPURT_SKIP] = ' ' };
	float pcm[TICK_SAMPLES] = { 0 };

	/* one loud sample is enough, wherever it is */
	pcm[777] = sound == 'x' ? -0.001f : sound == '-' ? 0.00009f : sound == '?' ? NAN : 0.0f;
	return letters[talkspurt_next(t, pcm, TICK_SAMPLES)];
}

static void each_packet_gets_its_verdict(void **state)
{
	(void)state;

	for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
		char script[100], want[100], got[100] = "";
		struct talkspurt t;
		unroll(rows[r].script, script, sizeof script);
		unroll(rows[r].want, want, sizeof want);
		talkspurt_init(&t, rows[r].packet_ms);
		for (size_t i = 0; script[i]; i++)
			got[i] = verdict_on(&t, script[i]);
		if (strcmp(got, want))
			fail_msg("%s: \"%s\", not \"%s\"", rows[r].name, got, want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_packet_gets_its_verdict) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
