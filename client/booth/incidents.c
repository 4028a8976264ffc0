// SPDX-License-Identifier: Apache-2.0
#include "booth/incidents.h"

#include <errno.h>
#include <stdbool.h>
#include <time.h>

void incidents_add(struct incidents *book, const struct incident_entry *e)
{
	book->entries[book->count++ % INCIDENTS_MAX] = *e;
}

const struct incident_entry *incidents_entry(const struct incidents *book, uint32_t back)
{
	if (back >= book->count || back >= INCIDENTS_MAX)
		return NULL;
	return &book->entries[(book->count - 1 - back) % INCIDENTS_MAX];
}

const char *incidents_kind(enum protection_kind kind)
{
	static const char *const words[PROTECTION_KINDS] = { "peak", "long", "mean" };
	return words[kind];
}

const char *incidents_words(enum protection_kind kind)
{
	static const char *const words[PROTECTION_KINDS] = {
		[PROTECTION_AT_ONCE] = "a bang",
		[PROTECTION_LASTING] = "a loud sound",
		[PROTECTION_MEAN] = "a loud minute",
	};
	return words[kind];
}

void incidents_write(const struct incidents *book, FILE *out)
{
	fprintf(out, "time_utc,kind,level_db_spl,lasted_ms,source\r\n");
	uint32_t kept = book->count < INCIDENTS_MAX ? book->count : INCIDENTS_MAX;
	for (uint32_t back = kept; back-- > 0;) {
		const struct incident_entry *e = incidents_entry(book, back);
		char when[32];
		struct tm utc;
		time_t s = (time_t)(e->unix_ms / 1000);
		strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", gmtime_r(&s, &utc));
		fprintf(out, "%s.%03dZ,%s,%.1f,%d,%s\r\n", when, (int)(e->unix_ms % 1000),
				incidents_kind(e->what.kind), (double)e->what.highest_db,
				e->what.duration_ms, e->source);
	}
}

int incidents_export(const struct incidents *book, const char *file)
{
	FILE *out = fopen(file, "w");
	if (!out)
		return -errno;
	incidents_write(book, out);
	bool failed = ferror(out);
	return fclose(out) || failed ? -EIO : 0;
}
