// SPDX-License-Identifier: Apache-2.0
#include "listen/listen_view.h"

#include <string.h>

#include "status.h"

enum { BAR_COLUMNS = 24, SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000 };

static long long ms_of(uint64_t samples)
{
	return (long long)(samples / SAMPLES_PER_MS);
}

static const struct event_channel *chosen(const struct listen_picture *p)
{
	return event_view_find(&p->link.view, p->channel);
}

/* "84 ms", or "unknown". */
static const char *delay_text(const struct listen_picture *p, char text[static 16])
{
	if (!p->playback.has_delay)
		return "unknown";
	snprintf(text, 16, "%.0f ms", p->playback.delay_ms);
	return text;
}

/* ---- the display ---- */

static void draw_channels(const struct listen_picture *p, struct screen *s)
{
	const struct event_view *view = &p->link.view;
	screen_line(s);
	for (uint32_t i = 0; i < view->channel_count; i++) {
		const struct event_channel *c = &view->channels[i];
		bool here = strcmp(c->id, p->channel) == 0;
		enum look look = here                       ? LOOK_CHOSEN
				 : c->state == CHANNEL_IDLE ? LOOK_DIM
							    : LOOK_PLAIN;
		screen_add(s, LOOK_PLAIN, " ");
		if (i < 9)
			screen_add(s, look, " %u %s ", i + 1, screen_text(s, c->name, c->id));
		else
			screen_add(s, look, " %s ", screen_text(s, c->name, c->id));
	}
}

static enum look look_of(const struct event_channel *c)
{
	switch (c->state) {
	case CHANNEL_LIVE: return LOOK_GOOD;
	case CHANNEL_FLOOR: return LOOK_WARN;
	case CHANNEL_SUSPENDED: return LOOK_BAD;
	case CHANNEL_IDLE: return LOOK_DIM;
	}
	return LOOK_PLAIN;
}

/* The one line that matters: what is heard, or why nothing is. */
static void draw_state(const struct listen_picture *p, struct screen *s)
{
	char text[WORDS_BYTES];
	const struct event_channel *c = chosen(p);
	screen_line(s);
	if (p->link.state != SESSION_JOINED) {
		screen_add(s, LOOK_HELD, " %s ", words_link(&p->link, p->now_ns, text));
		return;
	}
	if (p->audio.state == AUDIO_LOST) {
		screen_add(s, LOOK_HELD, " no sound: %s; trying again ", p->audio.trouble);
		return;
	}
	screen_add(s, LOOK_BOLD, "  %s", c ? screen_text(s, c->name, c->id) : p->channel);
	if (c)
		screen_add(s, look_of(c), "  %s", words_channel(c, text));
	if (p->link.trouble[0])
		screen_add(s, LOOK_BAD, "  %s", p->link.trouble);
}

static void draw_sound(const struct listen_picture *p, struct screen *s)
{
	const struct playback_report *r = &p->playback;
	char delay[16];
	screen_line(s);
	screen_add(s, LOOK_PLAIN, "  ");
	screen_bar(s, r->rms_dbfs, BAR_COLUMNS);
	screen_add(s, LOOK_PLAIN, " %4.0f dBFS   delay ", (double)r->rms_dbfs);
	screen_add(s, LOOK_BOLD, "%-7s", delay_text(p, delay));
	if (p->muted)
		screen_add(s, LOOK_HELD, " MUTED ");
	else
		screen_add(s, LOOK_PLAIN, " volume %d %%", p->volume_percent);
}

static void draw_figures(const struct listen_picture *p, struct screen *s)
{
	const struct playback_report *r = &p->playback;
	screen_line(s);
	screen_add(s, LOOK_DIM, "  buffer %d of %d ms   concealed %lld ms   skips %llu   ",
			r->status.buffered_ms, r->status.target_ms,
			ms_of(r->counts.concealed_samples), (unsigned long long)r->counts.skips);
	if (p->link.clock_known)
		screen_add(s, LOOK_DIM, "round trip %.1f ms   ", (double)p->link.rtt_ns / 1e6);
	screen_add(s, LOOK_DIM, "to %s", p->output ? p->output : p->audio.output);
}

void listen_view_draw(const struct listen_picture *p, struct screen *s)
{
	screen_clear(s);
	screen_line(s);
	screen_add(s, LOOK_BOLD, "  %s", p->link.view.title[0] ? p->link.view.title : "Tumen");
	if (p->link.view.floor_language[0])
		screen_add(s, LOOK_DIM, "   the floor speaks %s", p->link.view.floor_language);
	draw_channels(p, s);
	draw_state(p, s);
	draw_sound(p, s);
	draw_figures(p, s);
	screen_line(s);
	screen_add(s, LOOK_DIM, "  1-9 channel   + - volume   m mute   q quit");
}

/* ---- the line ---- */

void listen_view_line(const struct listen_picture *p, FILE *out)
{
	const struct playback_report *r = &p->playback;
	const struct event_channel *c = chosen(p);
	char text[WORDS_BYTES];
	char delay[16];
	char clock[STATUS_CLOCK_BYTES];
	status_clock(time(NULL), clock);
	if (p->link.state != SESSION_JOINED)
		fprintf(out, "%s  %s\n", clock, words_link(&p->link, p->now_ns, text));
	else if (p->audio.state == AUDIO_LOST)
		fprintf(out, "%s  no sound: %s; trying again\n", clock, p->audio.trouble);
	else
		fprintf(out,
				"%s  %s: %s  level %.0f dBFS  delay %s  buffer %d ms  "
				"concealed %lld ms  skips %llu\n",
				clock, p->channel, c ? words_channel(c, text) : "?",
				(double)loudness_rms_dbfs(&p->loudness), delay_text(p, delay),
				r->status.buffered_ms, ms_of(r->counts.concealed_samples),
				(unsigned long long)r->counts.skips);
}

/* ---- the object ---- */

static json_t *link_json(const struct listen_picture *p)
{
	const struct link_report *l = &p->link;
	return status_link(l, l->packets_in, l->bytes_in, "malformed",
			l->malformed + p->playback.malformed);
}

static json_t *playout_json(const struct playback_report *r)
{
	const struct playout_counts *c = &r->counts;
	return json_pack("{s:b, s:i, s:i, s:i, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}",
			"playing", r->status.playing, "buffered_ms", r->status.buffered_ms,
			"target_ms", r->status.target_ms, "jitter_ms", r->status.jitter_ms, "lost",
			(json_int_t)c->lost, "late", (json_int_t)c->late, "duplicate",
			(json_int_t)c->duplicate, "reordered", (json_int_t)c->reordered,
			"concealed_ms", (json_int_t)ms_of(c->concealed_samples), "inserted_ms",
			(json_int_t)ms_of(c->inserted_samples), "removed_ms",
			(json_int_t)ms_of(c->removed_samples), "skipped_ms",
			(json_int_t)ms_of(c->skipped_samples), "skips", (json_int_t)c->skips,
			"underruns", (json_int_t)c->underruns);
}

static json_t *output_json(const struct listen_picture *p)
{
	const struct playback_report *r = &p->playback;
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:f, s:I}", "state",
			p->output ? "file" : words_audio_state(p->audio.state), "name",
			p->output ? p->output : p->audio.output, "openings",
			(json_int_t)p->audio.openings, "samples", (json_int_t)r->samples,
			"shortages", (json_int_t)r->shortages, "ready_and_card_ms", r->device_ms,
			"zero_ns", (json_int_t)r->zero_ns);
}

void listen_view_json(const struct listen_picture *p, FILE *out)
{
	const struct event_channel *c = chosen(p);
	const struct playback_report *r = &p->playback;
	json_t *object = json_pack(
			"{s:s, s:f, s:s, s:s, s:i, s:f, s:f, s:o, s:i, s:b, s:o, s:o, s:o}", "type",
			"status", "seconds", (double)(p->now_ns - p->start_ns) / 1e9, "channel",
			p->channel, "channel_state", c ? words_channel_state(c->state) : "unknown",
			"depth", c ? c->depth : 0, "rms_dbfs",
			(double)loudness_rms_dbfs(&p->loudness), "peak_dbfs",
			(double)p->loudness.peak_dbfs, "delay_ms",
			r->has_delay ? json_real(r->delay_ms) : json_null(), "volume_percent",
			p->volume_percent, "muted", p->muted, "link", link_json(p), "playout",
			playout_json(r), "output", output_json(p));
	status_print(object, out);
}
