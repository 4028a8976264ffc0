// SPDX-License-Identifier: Apache-2.0
/* The page of gauges is whole, with as many microphones and channels as there can be. */
#include "control/gauges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "control/control_state.h"

static char text[PAGE_BYTES];
static struct plan plan;
static struct status status;
static struct roster roster;
static struct counters counters;
static struct media_note note;

/* The longest ids, and values of many digits. */
static void fill_the_house(void)
{
	plan.channel_count = CHANNELS_MAX;
	plan.booth_count = 1;
	snprintf(plan.booths[0].id, NAME_BYTES, "booth-89-123456789-123456789-12");
	for (uint32_t c = 0; c < CHANNELS_MAX; c++) {
		snprintf(plan.channels[c].id, NAME_BYTES, "c%02u-56789-123456789-123456789-12", c);
		note.channels[c] = (struct channel_note){ .peak_dbfs = -12.345678f,
			.rms_dbfs = -12.345678f,
			.loudness_lufs = -12.345678f,
			.delay_ms = INT16_MAX,
			.packets = UINT32_MAX,
			.bytes = UINT32_MAX };
	}
	for (uint32_t m = 0; m < MICROPHONES_MAX; m++) {
		roster.seats[m].state = SEAT_HERE;
		roster.seats[m].microphone = (struct handle){ m, 1 };
		note.microphones[m] = (struct microphone_note){ .microphone = { m, 1 },
			.peak_dbfs = -12.345678f,
			.delay_ms = INT16_MAX,
			.jitter_ms = INT16_MAX,
			.packets = UINT32_MAX,
			.lost = UINT32_MAX,
			.late = UINT32_MAX,
			.concealed_ms = UINT32_MAX,
			.skipped_ms = UINT32_MAX };
	}
}

static void the_fullest_house_fits(void **state)
{
	(void)state;
	fill_the_house();
	counter_add_players(&counters, 31, 3);
	size_t used = gauges_write(text, sizeof text, &plan, &status, &roster, &counters, &note);
	print_message("%zu of %d bytes\n", used, PAGE_BYTES);
	assert_in_range(used, PAGE_BYTES / 2, PAGE_BYTES - 8192);
	assert_int_equal(strlen(text), used);
	const char *last = strstr(text, "tumen_microphone_skipped_ms{microphone=\"63\",");
	assert_non_null(last);
	assert_non_null(strstr(text, "tumen_channel_bytes_total{channel=\"c31-"));
	const char *players = strstr(text, "tumen_players{channel=\"c31-56789-123456789-"
					   "123456789-12\"} 3\n");
	assert_non_null(players);
	assert_int_equal(text[used - 1], '\n');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_fullest_house_fits),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
