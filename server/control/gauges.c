// SPDX-License-Identifier: Apache-2.0
#include "control/gauges.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

struct page {
	char *text;
	size_t capacity, used;
	const struct plan *plan;
	const struct status *status;
	const struct roster *roster;
	const struct counters *counters;
	const struct media_note *note;
};

/* A line that does not fit is left out as a whole. */
__attribute__((format(printf, 2, 3))) static void line(struct page *p, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	size_t room = p->capacity - p->used;
	int length = vsnprintf(p->text + p->used, room, format, args);
	va_end(args);
	if (length >= 0 && (size_t)length < room)
		p->used += (size_t)length;
	p->text[p->used] = '\0';
}

static void family(struct page *p, const char *name, const char *type, const char *help)
{
	line(p, "# HELP tumen_%s %s\n# TYPE tumen_%s %s\n", name, help, name, type);
}

/* ---- channels ---- */

static double state_value(const struct page *p, uint32_t c)
{
	return p->status->channels[c].state;
}

static double depth_value(const struct page *p, uint32_t c)
{
	return p->status->channels[c].depth;
}

static double high_value(const struct page *p, uint32_t c)
{
	return p->roster->streams[c][RENDITION_HIGH];
}

static double low_value(const struct page *p, uint32_t c)
{
	return p->roster->streams[c][RENDITION_LOW];
}

static double players_value(const struct page *p, uint32_t c)
{
	return counter_get_players(p->counters, c);
}

static double channel_peak(const struct page *p, uint32_t c)
{
	return p->note->channels[c].peak_dbfs;
}

static double channel_rms(const struct page *p, uint32_t c)
{
	return p->note->channels[c].rms_dbfs;
}

static double channel_loudness(const struct page *p, uint32_t c)
{
	return p->note->channels[c].loudness_lufs;
}

static double channel_delay(const struct page *p, uint32_t c)
{
	return p->note->channels[c].delay_ms;
}

static double channel_packets(const struct page *p, uint32_t c)
{
	return p->note->channels[c].packets;
}

static double channel_bytes(const struct page *p, uint32_t c)
{
	return (double)p->note->channels[c].bytes;
}

/* ---- microphones ---- */

static double active_value(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].active;
}

static double microphone_peak(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].peak_dbfs;
}

static double microphone_delay(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].delay_ms;
}

static double microphone_jitter(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].jitter_ms;
}

static double microphone_packets(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].packets;
}

static double microphone_copies(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].copies;
}

static double microphone_lost(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].lost;
}

static double microphone_late(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].late;
}

static double microphone_concealed(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].concealed_ms;
}

static double microphone_skipped(const struct page *p, uint32_t m)
{
	return p->note->microphones[m].skipped_ms;
}

struct gauge {
	const char *name, *type, *help, *labels;
	double (*value)(const struct page *p, uint32_t number);
};

/* clang-format off */
static const struct gauge known[] = {
	{ "channel_state", "gauge", "0 idle, 1 live, 2 floor, 3 suspended", "", state_value },
	{ "channel_depth", "gauge", "interpretations between floor and listener", "", depth_value },
	{ "players", "gauge", "streams of /listen that play it", "", players_value },
};
static const struct gauge subscribers[] = {
	{ NULL, NULL, NULL, ",rendition=\"high\"", high_value },
	{ NULL, NULL, NULL, ",rendition=\"low\"", low_value },
};
static const struct gauge heard[] = {
	{ "channel_peak_dbfs", "gauge", "peak since the last report", "", channel_peak },
	{ "channel_rms_dbfs", "gauge", "level", "", channel_rms },
	{ "channel_loudness_lufs", "gauge", "BS.1770 short-term loudness", "", channel_loudness },
	{ "channel_delay_ms", "gauge", "capture to publish, -1 unknown", "", channel_delay },
	{ "channel_packets_total", "counter", "packets made, high rendition", "", channel_packets },
	{ "channel_bytes_total", "counter", "bytes made, high rendition", "", channel_bytes },
};
static const struct gauge microphones[] = {
	{ "microphone_active", "gauge", "1 while there is sound", "", active_value },
	{ "microphone_peak_dbfs", "gauge", "peak since the last report", "", microphone_peak },
	{ "microphone_delay_ms", "gauge", "capture to mix, -1 unknown", "", microphone_delay },
	{ "microphone_jitter_ms", "gauge", "of its line", "", microphone_jitter },
	{ "microphone_packets", "gauge", "received on this line", "", microphone_packets },
	{ "microphone_copies", "gauge", "of packets that had come already", "", microphone_copies },
	{ "microphone_lost", "gauge", "never received", "", microphone_lost },
	{ "microphone_late", "gauge", "received too late", "", microphone_late },
	{ "microphone_concealed_ms", "gauge", "made up by the decoder", "", microphone_concealed },
	{ "microphone_skipped_ms", "gauge", "left out to catch up", "", microphone_skipped },
};
/* clang-format on */

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static void channel_lines(struct page *p, const struct gauge *g, const char *name)
{
	for (uint32_t c = 0; c < p->plan->channel_count; c++) {
		double value = g->value(p, c);
		if (isfinite(value))
			line(p, "tumen_%s{channel=\"%s\"%s} %.10g\n", name, p->plan->channels[c].id,
					g->labels, value);
	}
}

static void channel_families(struct page *p, const struct gauge *gauges, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		family(p, gauges[i].name, gauges[i].type, gauges[i].help);
		channel_lines(p, &gauges[i], gauges[i].name);
	}
}

static const char *booth_of(const struct page *p, const struct seat *seat)
{
	uint32_t booth = seat->console.booth;
	return booth < p->plan->booth_count ? p->plan->booths[booth].id : "floor";
}

static void microphone_lines(struct page *p, const struct gauge *g)
{
	family(p, g->name, g->type, g->help);
	for (uint32_t m = 0; m < MICROPHONES_MAX; m++) {
		const struct seat *seat = &p->roster->seats[m];
		if (!roster_has_way(seat) ||
				!handle_equal(p->note->microphones[m].microphone, seat->microphone))
			continue;
		double value = g->value(p, m);
		if (isfinite(value))
			line(p, "tumen_%s{microphone=\"%" PRIu32 "\",booth=\"%s\"} %.10g\n",
					g->name, m, booth_of(p, seat), value);
	}
}

/* ---- the rest ---- */

static void role_lines(struct page *p)
{
	family(p, "joined", "gauge", "sessions that have joined");
	for (int role = 0; role < ROLE_COUNT; role++)
		line(p, "tumen_joined{role=\"%s\"} %" PRIu32 "\n",
				message_role_name((enum message_role)role),
				p->roster->joined[role]);
}

static void tick_lines(struct page *p)
{
	const struct media_note *n = p->note;
	family(p, "ticks_total", "counter", "turns of the media thread");
	line(p, "tumen_ticks_total %" PRIu64 "\n", n->ticks);
	family(p, "ticks_late_total", "counter", "turns made up after their deadline");
	line(p, "tumen_ticks_late_total %" PRIu64 "\n", n->late_ticks);
	family(p, "ticks_skipped_total", "counter", "turns left out");
	line(p, "tumen_ticks_skipped_total %" PRIu64 "\n", n->skipped_ticks);
	family(p, "tick_max_us", "gauge", "longest turn since the last report");
	line(p, "tumen_tick_max_us %" PRIu32 "\n", n->tick_max_us);
	family(p, "tick_mean_us", "gauge", "mean turn since the last report");
	line(p, "tumen_tick_mean_us %" PRIu32 "\n",
			n->tick_count ? n->tick_sum_us / n->tick_count : 0);
}

size_t gauges_write(char *text, size_t capacity, const struct plan *p, const struct status *s,
		const struct roster *r, const struct counters *counters,
		const struct media_note *note)
{
	struct page page = { .text = text,
		.capacity = capacity,
		.plan = p,
		.status = s,
		.roster = r,
		.counters = counters,
		.note = note };
	text[0] = '\0';
	role_lines(&page);
	family(&page, "subscriptions", "gauge", "sessions that get a stream");
	for (size_t i = 0; i < COUNT(subscribers); i++)
		channel_lines(&page, &subscribers[i], "subscriptions");
	channel_families(&page, known, COUNT(known));
	if (!note)
		return page.used;
	tick_lines(&page);
	channel_families(&page, heard, COUNT(heard));
	for (size_t i = 0; i < COUNT(microphones); i++)
		microphone_lines(&page, &microphones[i]);
	return page.used;
}
