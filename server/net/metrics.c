// SPDX-License-Identifier: Apache-2.0
#include "net/metrics.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const struct {
	const char *name, *type, *help;
} families[] = {
#define FAMILY(name, type, help) { #name, type, help },
	COUNTERS(FAMILY)
#undef FAMILY
};

size_t metrics_write(char *text, size_t capacity, const struct counters *counters)
{
	size_t used = 0;
	for (int i = 0; i < COUNTER_COUNT; i++) {
		char name[64];
		bool total = strcmp(families[i].type, "counter") == 0;
		snprintf(name, sizeof name, "tumen_%s%s", families[i].name, total ? "_total" : "");
		for (char *c = name; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		int n = snprintf(text + used, capacity - used,
				"# HELP %s %s\n# TYPE %s %s\n%s %" PRId64 "\n", name,
				families[i].help, name, families[i].type, name,
				counter_get(counters, (enum counter)i));
		if (n < 0 || (size_t)n >= capacity - used)
			break;
		used += (size_t)n;
	}
	return used;
}
