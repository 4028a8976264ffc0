// SPDX-License-Identifier: Apache-2.0
/* Any file: a whole config, within its limits, or a refusal in words. */
#include "fuzz.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"

static void check_plan(const struct plan *p)
{
	assert(p->channel_count >= 2 && p->channel_count <= CHANNELS_MAX);
	assert(p->pivot > FLOOR && p->pivot < p->channel_count);
	assert(p->floor_language > FLOOR && p->floor_language < p->channel_count);
	for (uint32_t i = 0; i < p->channel_count; i++) {
		assert(p->channels[i].id[0] && p->channels[i].name[0]);
		assert(p->channels[i].bitrate_bps >= 16000 && p->channels[i].bitrate_bps <= 128000);
		assert(plan_channel_from(p, p->channels[i].id) == i);
	}
	assert(p->booth_count <= BOOTHS_MAX);
	for (uint32_t i = 0; i < p->booth_count; i++) {
		assert(p->booths[i].outputs[0] < p->channel_count);
		assert(p->booths[i].understands);
		assert(plan_booth_from(p, p->booths[i].id) == i);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static char said[65536];
	static struct config c;
	if (length == 0)
		return 0;
	FILE *errors = fmemopen(said, sizeof said, "w");
	assert(errors);
	int err = config_parse(&c, "f", (const char *)bytes, length, errors);
	long said_bytes = ftell(errors);
	fclose(errors);
	assert(err == 0 || err == -EINVAL);
	assert((err == 0) == (said_bytes == 0));
	if (err == 0)
		check_plan(&c.plan);
	return 0;
}
