// SPDX-License-Identifier: Apache-2.0
/* What operators see live. All of it is whole and worth something only while it is new: who is
 * busy goes without, and nothing waits. */
#include "control/control_state.h"
#include "proto/live_message.h"

#define FIGURES_NS NS_PER_S

const struct microphone_note *control_line_note(const struct control *c, uint32_t number)
{
	const struct seat *seat = &c->roster.seats[number];
	const struct microphone_note *m = &c->note.microphones[number];
	return roster_has_way(seat) && handle_equal(m->microphone, seat->microphone) ? m : NULL;
}

static bool is_open(const struct seat *seat)
{
	return seat->keys != CONSOLE_OFF && seat->keys != CONSOLE_SUSPENDED;
}

/* ---- ten times a second ---- */

static void tell_levels(struct control *c)
{
	struct message_seat_level seats[MICROPHONES_MAX];
	struct message_channel_level channels[CHANNELS_MAX];
	uint32_t count = 0;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct microphone_note *m = control_line_note(c, i);
		if (m && is_open(&c->roster.seats[i]))
			seats[count++] =
					(struct message_seat_level){ i, m->peak_dbfs, m->rms_dbfs };
	}
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		channels[i] = (struct message_channel_level){ c->plan->channels[i].id,
			c->note.channels[i].peak_dbfs, c->note.channels[i].rms_dbfs };
	control_broadcast_fleeting(c, ROLE_BIT(ROLE_OPERATOR),
			message_write_levels(c->event.text, sizeof c->event.text, seats, count,
					channels, c->plan->channel_count));
}

/* ---- once a second ---- */

static uint32_t seat_figures(const struct control *c,
		struct message_seat_figures seats[static MICROPHONES_MAX])
{
	uint32_t count = 0;
	for (uint32_t i = 0; i < MICROPHONES_MAX; i++) {
		const struct microphone_note *m = control_line_note(c, i);
		if (m)
			seats[count++] = (struct message_seat_figures){ .seat = i,
				.loudness_lufs = m->loudness_lufs,
				.delay_ms = m->delay_ms,
				.jitter_ms = m->jitter_ms,
				.buffered_ms = m->buffered_ms,
				.packets = m->packets,
				.lost = m->lost,
				.late = m->late,
				.concealed_ms = m->concealed_ms };
	}
	return count;
}

static uint32_t bitrate_bps(const struct control *c, uint32_t channel, uint64_t ticks)
{
	uint64_t bytes = c->note.channels[channel].bytes - c->live.bytes[channel];
	return ticks ? (uint32_t)(bytes * 8 * TICKS_PER_SECOND / ticks) : 0;
}

static void channel_figures(const struct control *c, uint64_t ticks,
		struct message_channel_figures channels[static CHANNELS_MAX])
{
	for (uint32_t i = 0; i < c->plan->channel_count; i++) {
		const struct channel_note *n = &c->note.channels[i];
		const uint32_t *listeners = c->roster.listeners[i];
		channels[i] = (struct message_channel_figures){ .id = c->plan->channels[i].id,
			.loudness_lufs = n->loudness_lufs,
			.bitrate_bps = bitrate_bps(c, i, ticks),
			.delay_ms = n->delay_ms,
			.high = listeners[RENDITION_HIGH],
			.low = listeners[RENDITION_LOW],
			.player = counter_get_players(c->counters, i) };
	}
}

static void begin_second(struct control *c, uint64_t ticks)
{
	c->live.due_ns = c->now_ns + FIGURES_NS;
	c->live.longest_us = 0;
	c->live.ticks = ticks;
	for (uint32_t i = 0; i < c->plan->channel_count; i++)
		c->live.bytes[i] = c->note.channels[i].bytes;
}

static void tell_figures(struct control *c)
{
	struct message_seat_figures seats[MICROPHONES_MAX];
	struct message_channel_figures channels[CHANNELS_MAX];
	uint64_t ticks = c->note.ticks + c->note.skipped_ticks;
	uint32_t seat_count = seat_figures(c, seats);
	channel_figures(c, ticks - c->live.ticks, channels);
	struct message_figures figures = { .server_ms = control_server_ms(c),
		.seats = seats,
		.seat_count = seat_count,
		.channels = channels,
		.channel_count = c->plan->channel_count,
		.tick_longest_us = c->live.longest_us,
		.tick_late = c->note.late_ticks,
		.tick_skips = c->note.skipped_ticks,
		.listeners = c->roster.joined[ROLE_LISTENER] +
			     (uint32_t)counter_get(c->counters, COUNTER_STREAMS_HTTP) };
	control_broadcast_fleeting(c, ROLE_BIT(ROLE_OPERATOR),
			message_write_figures(c->event.text, sizeof c->event.text, &figures));
	begin_second(c, ticks);
}

void control_tell_live(struct control *c)
{
	if (!c->live.fresh)
		return;
	c->live.fresh = false;
	bool anybody = c->roster.joined[ROLE_OPERATOR] > 0;
	if (anybody)
		tell_levels(c);
	if (c->now_ns < c->live.due_ns)
		return;
	if (anybody)
		tell_figures(c);
	else
		begin_second(c, c->note.ticks + c->note.skipped_ticks);
}
