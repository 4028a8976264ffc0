// SPDX-License-Identifier: Apache-2.0
#include "proto/live_message.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define UNHEARD_DBFS (-119.95f) /* the meter's own floor, as it rounds */
#define UNKNOWN_LUFS (-70.0f)

struct sheet {
	char *text;
	size_t capacity, used;
	bool full;
	bool in_list; /* something stands before the next element */
};

__attribute__((format(printf, 2, 3))) static void put(struct sheet *s, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	size_t room = s->capacity - s->used;
	int length = vsnprintf(s->text + s->used, room, format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= room)
		s->full = true;
	else
		s->used += (size_t)length;
}

static void begin_list(struct sheet *s, const char *key)
{
	put(s, ",\"%s\":[", key);
	s->in_list = false;
}

static void begin_element(struct sheet *s)
{
	put(s, "%s{", s->in_list ? "," : "");
	s->in_list = true;
}

static int end(struct sheet *s)
{
	put(s, "}");
	return s->full ? -ENOSPC : (int)s->used;
}

/* ---- levels ---- */

static double told_dbfs(float dbfs)
{
	return (double)(dbfs > UNHEARD_DBFS ? dbfs : MESSAGE_SILENT_DBFS);
}

static void put_level(struct sheet *s, float peak_dbfs, float rms_dbfs)
{
	put(s, ",\"peak\":%.1f,\"rms\":%.1f}", told_dbfs(peak_dbfs), told_dbfs(rms_dbfs));
}

int message_write_levels(char *text, size_t capacity, const struct message_seat_level *seats,
		uint32_t seat_count, const struct message_channel_level *channels,
		uint32_t channel_count)
{
	struct sheet s = { .text = text, .capacity = capacity };
	put(&s, "{\"type\":\"levels\"");
	begin_list(&s, "seats");
	for (uint32_t i = 0; i < seat_count; i++) {
		begin_element(&s);
		put(&s, "\"seat\":%" PRIu32, seats[i].seat);
		put_level(&s, seats[i].peak_dbfs, seats[i].rms_dbfs);
	}
	put(&s, "]");
	begin_list(&s, "channels");
	for (uint32_t i = 0; i < channel_count; i++) {
		begin_element(&s);
		put(&s, "\"id\":\"%s\"", channels[i].id);
		put_level(&s, channels[i].peak_dbfs, channels[i].rms_dbfs);
	}
	put(&s, "]");
	return end(&s);
}

/* ---- figures ---- */

static void put_loudness(struct sheet *s, float lufs)
{
	if (lufs > UNKNOWN_LUFS)
		put(s, ",\"loudness\":%.1f", (double)lufs);
}

static void put_delay(struct sheet *s, int delay_ms)
{
	if (delay_ms >= 0)
		put(s, ",\"delay_ms\":%d", delay_ms);
}

static void put_seat_figures(struct sheet *s, const struct message_seat_figures *f)
{
	begin_element(s);
	put(s, "\"seat\":%" PRIu32, f->seat);
	put_loudness(s, f->loudness_lufs);
	put_delay(s, f->delay_ms);
	put(s,
			",\"jitter_ms\":%d,\"buffered_ms\":%d,\"packets\":%" PRIu32
			",\"lost\":%" PRIu32 ",\"late\":%" PRIu32 ",\"concealed_ms\":%" PRIu32 "}",
			f->jitter_ms, f->buffered_ms, f->packets, f->lost, f->late,
			f->concealed_ms);
}

static void put_channel_figures(struct sheet *s, const struct message_channel_figures *f)
{
	begin_element(s);
	put(s, "\"id\":\"%s\"", f->id);
	put_loudness(s, f->loudness_lufs);
	put(s, ",\"bitrate\":%" PRIu32, f->bitrate_bps);
	put_delay(s, f->delay_ms);
	put(s, ",\"listeners\":{\"high\":%" PRIu32 ",\"low\":%" PRIu32 ",\"player\":%" PRIu32 "}}",
			f->high, f->low, f->player);
}

int message_write_figures(char *text, size_t capacity, const struct message_figures *f)
{
	struct sheet s = { .text = text, .capacity = capacity };
	put(&s, "{\"type\":\"figures\",\"server_ms\":%" PRId64, f->server_ms);
	begin_list(&s, "seats");
	for (uint32_t i = 0; i < f->seat_count; i++)
		put_seat_figures(&s, &f->seats[i]);
	put(&s, "]");
	begin_list(&s, "channels");
	for (uint32_t i = 0; i < f->channel_count; i++)
		put_channel_figures(&s, &f->channels[i]);
	put(&s,
			"],\"tick\":{\"longest_us\":%" PRIu32 ",\"late\":%" PRIu64
			",\"skipped\":%" PRIu64 "},\"listeners\":%" PRIu32,
			f->tick_longest_us, f->tick_late, f->tick_skips, f->listeners);
	return end(&s);
}

/* ---- what changes now and then ---- */

static const char *boolean(bool value)
{
	return value ? "true" : "false";
}

int message_write_floor_sound(char *text, size_t capacity, const struct message_floor_sound *f)
{
	static const char *const levels[] = {
		[FLOOR_RIGHT] = "right",
		[FLOOR_LOW] = "low",
		[FLOOR_HIGH] = "high",
	};
	struct sheet s = { .text = text, .capacity = capacity };
	put(&s, "{\"type\":\"floor_sound\",\"known\":%s", boolean(f->known));
	if (f->known)
		put(&s, ",\"band_hz\":%d,\"narrow\":%s,\"clipping\":%s,\"level\":\"%s\"",
				f->band_hz, boolean(f->narrow), boolean(f->clipping),
				levels[f->level]);
	if (f->known && f->noise_known)
		put(&s, ",\"noise\":\"%s\"", f->noise_high ? "high" : "low");
	return end(&s);
}

static void put_alarm(struct sheet *s, const struct message_alarm *a)
{
	begin_element(s);
	put(s, "\"id\":%" PRIu32 ",\"code\":\"%s\"", a->id, a->code);
	if (a->channel)
		put(s, ",\"channel\":\"%s\"", a->channel);
	if (a->seat >= 0)
		put(s, ",\"seat\":%d", a->seat);
	put(s, ",\"since_ms\":%" PRId64, a->since_ms);
	if (a->until_ms >= 0)
		put(s, ",\"until_ms\":%" PRId64, a->until_ms);
	put(s, ",\"seen\":%s}", boolean(a->seen));
}

int message_write_alarms(char *text, size_t capacity, const struct message_alarm *alarms,
		uint32_t alarm_count, uint32_t left_out)
{
	struct sheet s = { .text = text, .capacity = capacity };
	put(&s, "{\"type\":\"alarms\"");
	begin_list(&s, "alarms");
	for (uint32_t i = 0; i < alarm_count; i++)
		put_alarm(&s, &alarms[i]);
	put(&s, "]");
	if (left_out)
		put(&s, ",\"left_out\":%" PRIu32, left_out);
	return end(&s);
}

int message_write_audience(char *text, size_t capacity, const struct message_audience *channels,
		uint32_t channel_count)
{
	struct sheet s = { .text = text, .capacity = capacity };
	put(&s, "{\"type\":\"audience\"");
	begin_list(&s, "channels");
	for (uint32_t i = 0; i < channel_count; i++) {
		begin_element(&s);
		put(&s, "\"id\":\"%s\",\"listeners\":%" PRIu32 ",\"recorded\":%s}", channels[i].id,
				channels[i].listeners, boolean(channels[i].recorded));
	}
	put(&s, "]");
	return end(&s);
}
