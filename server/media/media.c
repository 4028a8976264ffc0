// SPDX-License-Identifier: Apache-2.0
#include "media/media.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "audio/decoder.h"
#include "media/channel.h"
#include "media/floor_check.h"
#include "media/microphone.h"
#include "media/publish.h"
#include "ports/downlink.h"
#include "ports/media_command.h"
#include "ports/media_note.h"
#include "ports/uplink.h"

enum {
	FLOOR_CHANNEL = 0,
	MONITOR_BITRATE_BPS = 32000,
};

struct media {
	struct media_setup setup;
	struct media_ports ports;
	struct route route;
	struct microphone microphones[MICROPHONES_MAX];
	struct channel channels[CHANNELS_MAX];
	struct floor_check floor_check;
	struct channel monitors[MICROPHONES_MAX]; /* what each console hears of its boothmates */
	struct publish streams[STREAMS_MAX];
	struct media_note note; /* the one being filled */
	uint32_t note_turns;    /* since the last report */
	enum channel_sound reported[CHANNELS_MAX];
	bool published; /* in this turn: the loops' bells must ring */

	/* one record of each kind on its way through */
	struct uplink uplink;
	struct downlink downlink;
	struct media_command command;
};

/* ---- set-up, on main's thread ---- */

static bool setup_valid(const struct media_setup *s, const struct media_ports *p)
{
	return s->channels >= 1 && s->channels <= CHANNELS_MAX && p->loops >= 1 &&
	       p->readers >= 1 && s->hold_off_ms >= 0 && s->silence_hold_off_ms >= 0 &&
	       s->fade_ms > 0;
}

static int bitrate_of(const struct media_setup *s, uint32_t stream)
{
	if (stream >= MONITOR_STREAMS)
		return MONITOR_BITRATE_BPS;
	bool low = stream % RENDITIONS == RENDITION_LOW;
	return low ? s->low_bitrate_bps : s->bitrates_bps[stream / RENDITIONS];
}

static int start_stream(struct media *m, uint32_t stream)
{
	struct publish_setup setup = { .stream = (uint16_t)stream,
		.bitrate_bps = bitrate_of(&m->setup, stream),
		.complexity = m->setup.complexity,
		.phase_ticks = (int)(stream / RENDITIONS) };
	if (getrandom(&setup.first_number, sizeof setup.first_number, 0) !=
			sizeof setup.first_number)
		return -errno;
	return publish_init(&m->streams[stream], &setup);
}

static int start_channels(struct media *m)
{
	struct channel_rules rules = { .hold_off_ms = m->setup.hold_off_ms,
		.silence_hold_off_ms = m->setup.silence_hold_off_ms,
		.fade_ms = m->setup.fade_ms };
	int err = decoder_fits() ? 0 : -ENOTSUP; /* the microphones' */
	floor_check_init(&m->floor_check);
	for (uint32_t c = 0; c < m->setup.channels; c++)
		channel_init(&m->channels[c], &rules);
	for (uint32_t s = 0; !err && s < m->setup.channels * RENDITIONS; s++)
		err = start_stream(m, s);
	for (uint32_t slot = 0; !err && slot < MICROPHONES_MAX; slot++) {
		channel_init(&m->monitors[slot], &rules);
		err = start_stream(m, stream_of_monitor(slot));
	}
	return err;
}

static struct pipe **copy_pipes(struct pipe **pipes, uint32_t count)
{
	struct pipe **copy = calloc(count, sizeof *copy);
	if (copy)
		memcpy(copy, pipes, count * sizeof *copy);
	return copy;
}

static int copy_ports(struct media *m, const struct media_ports *ports)
{
	m->ports = *ports;
	m->ports.uplinks = copy_pipes(ports->uplinks, ports->loops);
	m->ports.downlinks = copy_pipes(ports->downlinks, ports->readers);
	m->ports.bells = calloc(ports->readers, sizeof *m->ports.bells);
	if (!m->ports.uplinks || !m->ports.downlinks || !m->ports.bells)
		return -ENOMEM;
	memcpy(m->ports.bells, ports->bells, ports->readers * sizeof *m->ports.bells);
	return 0;
}

int media_create(struct media **out, const struct media_setup *setup,
		const struct media_ports *ports)
{
	if (!setup_valid(setup, ports))
		return -EINVAL;

	struct media *m = calloc(1, sizeof *m);
	if (!m)
		return -ENOMEM;
	m->setup = *setup;
	int err = copy_ports(m, ports);
	if (!err)
		err = start_channels(m);
	if (err) {
		media_destroy(m);
		return err;
	}
	*out = m;
	return 0;
}

void media_destroy(struct media *m)
{
	if (!m)
		return;
	free(m->ports.uplinks);
	free(m->ports.downlinks);
	free(m->ports.bells);
	free(m);
}

/* ---- on the media thread ---- */

static int64_t server_us(const struct media *m, int64_t now_ns)
{
	return (now_ns - m->setup.epoch_ns) / 1000;
}

/* A new tenant: neither heard as the one before, nor hearing what that one heard. */
static void open_microphone(struct media *m, uint32_t slot, struct handle tenant)
{
	const struct channel_rules rules = m->monitors[slot].rules;
	microphone_open(&m->microphones[slot], tenant, m->setup.target_lufs);
	channel_init(&m->monitors[slot], &rules);
	publish_restart(&m->streams[stream_of_monitor(slot)]);
}

static void obey(struct media *m, const struct media_command *command)
{
	uint32_t slot = command->microphone.slot % MICROPHONES_MAX;
	struct microphone *microphone = &m->microphones[slot];

	switch (command->kind) {
	case MEDIA_OPEN_MICROPHONE: open_microphone(m, slot, command->microphone); break;
	case MEDIA_CLOSE_MICROPHONE:
		if (handle_equal(microphone->tenant, command->microphone))
			microphone_close(microphone);
		break;
	case MEDIA_ROUTE: m->route = command->route; break;
	}
}

static void take_commands(struct media *m)
{
	for (int i = 0; i < MEDIA_COMMAND_PIPE_RECORDS; i++) {
		if (pipe_take(m->ports.command, &m->command) == 0)
			return;
		obey(m, &m->command);
	}
}

static void take_uplink(struct media *m, struct pipe *pipe)
{
	for (int i = 0; i < UPLINK_PIPE_RECORDS; i++) {
		if (pipe_take(pipe, &m->uplink) == 0)
			return;
		struct handle h = m->uplink.microphone;
		if (h.slot < MICROPHONES_MAX && handle_equal(m->microphones[h.slot].tenant, h))
			microphone_push(&m->microphones[h.slot], &m->uplink);
	}
}

static void mix(struct media *m, int64_t tick_ns)
{
	for (int i = 0; i < MICROPHONES_MAX; i++)
		microphone_turn(&m->microphones[i], tick_ns);

	struct channel *floor = &m->channels[FLOOR_CHANNEL];
	channel_turn(floor, &m->route.channels[FLOOR_CHANNEL], m->microphones, NULL);
	floor_check_turn(&m->floor_check, m->route.channels[FLOOR_CHANNEL].microphones,
			m->microphones);
	struct channel_floor as_floor = channel_as_floor(floor);
	for (uint32_t c = 1; c < m->setup.channels; c++)
		channel_turn(&m->channels[c], &m->route.channels[c], m->microphones, &as_floor);
}

static void skip(struct media *m, uint32_t ticks)
{
	for (uint32_t s = 0; s < m->setup.channels * RENDITIONS; s++)
		publish_skip(&m->streams[s], ticks);
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++)
		publish_skip(&m->streams[stream_of_monitor(slot)], ticks);
}

/* Only where a console sits: empty slots cost nothing. */
static void mix_monitors(struct media *m)
{
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		struct route_channel mates = { .microphones = m->route.monitors[slot] };
		if (microphone_present(&m->microphones[slot]))
			channel_turn(&m->monitors[slot], &mates, m->microphones, NULL);
	}
}

static void publish(struct media *m, uint32_t stream, const struct publish_tick *tick)
{
	if (!publish_turn(&m->streams[stream], tick, &m->downlink))
		return;
	for (uint32_t i = 0; i < m->ports.readers; i++)
		pipe_put(m->ports.downlinks[i], &m->downlink, DOWNLINK_BYTES(&m->downlink));
	m->published = true;
}

static struct publish_tick tick_of(const struct media *m, const struct channel *c, int64_t tick_ns)
{
	return (struct publish_tick){ .pcm = c->pcm,
		.tick_ns = tick_ns,
		.voice = c->sound != CHANNEL_SOUND_IDLE,
		.has_capture = true,
		/* a microphone that does not stamp its packets counts from here */
		.capture_us = c->has_capture ? c->capture_us : server_us(m, tick_ns) };
}

static void publish_all(struct media *m, int64_t tick_ns)
{
	for (uint32_t i = 0; i < m->setup.channels; i++) {
		struct publish_tick tick = tick_of(m, &m->channels[i], tick_ns);
		publish(m, stream_of(i, RENDITION_HIGH), &tick);
		publish(m, stream_of(i, RENDITION_LOW), &tick);
	}
	for (uint32_t slot = 0; slot < MICROPHONES_MAX; slot++) {
		struct publish_tick tick = tick_of(m, &m->monitors[slot], tick_ns);
		if (microphone_present(&m->microphones[slot]))
			publish(m, stream_of_monitor(slot), &tick);
	}
}

static int16_t channel_delay_ms(const struct channel *c, int64_t now_us)
{
	if (!c->has_capture || c->sound == CHANNEL_SOUND_IDLE)
		return -1;
	int64_t ms = (now_us - c->capture_us) / 1000;
	return (int16_t)(ms < 0 ? 0 : ms > INT16_MAX ? INT16_MAX : ms);
}

static void note_channels(struct media *m, int64_t now_us)
{
	for (uint32_t i = 0; i < m->setup.channels; i++) {
		struct channel *c = &m->channels[i];
		const struct publish *high = &m->streams[stream_of(i, RENDITION_HIGH)];
		m->note.channels[i] = (struct channel_note){ .sound = c->sound,
			.peak_dbfs = level_peak_dbfs(&c->level),
			.rms_dbfs = level_rms_dbfs(&c->level),
			.loudness_lufs = level_short_term_lufs(&c->level),
			.delay_ms = channel_delay_ms(c, now_us),
			.packets = high->packets,
			.bytes = high->bytes };
		level_restart(&c->level);
		m->reported[i] = c->sound;
	}
}

static bool any_sound_changed(const struct media *m)
{
	for (uint32_t i = 0; i < m->setup.channels; i++)
		if (m->channels[i].sound != m->reported[i])
			return true;
	return false;
}

static void count_turn(struct media *m, const struct media_turn *turn)
{
	struct media_note *n = &m->note;
	n->ticks++;
	n->late_ticks += turn->late;
	n->skipped_ticks += turn->skipped;
	n->tick_sum_us += turn->previous_us;
	n->tick_count++;
	if (turn->previous_us > n->tick_max_us)
		n->tick_max_us = turn->previous_us;
}

static void report(struct media *m, int64_t tick_ns)
{
	if (++m->note_turns < MEDIA_NOTE_TICKS && !any_sound_changed(m))
		return;

	int64_t now_us = server_us(m, tick_ns);
	m->note_turns = 0;
	m->note.route = m->route.number;
	for (int i = 0; i < MICROPHONES_MAX; i++)
		microphone_report(&m->microphones[i], now_us, &m->note.microphones[i]);
	note_channels(m, now_us);
	floor_check_report(&m->floor_check, &m->note.floor);
	pipe_put(m->ports.note, &m->note, sizeof m->note);
	m->note.tick_max_us = 0;
	m->note.tick_sum_us = 0;
	m->note.tick_count = 0;
	bell_ring(m->ports.control);
}

void media_tick(struct media *m, const struct media_turn *turn)
{
	m->published = false;
	count_turn(m, turn);
	take_commands(m);
	if (turn->skipped)
		skip(m, turn->skipped);
	for (uint32_t i = 0; i < m->ports.loops; i++)
		take_uplink(m, m->ports.uplinks[i]);
	mix(m, turn->tick_ns);
	mix_monitors(m);
	publish_all(m, turn->tick_ns);
	for (uint32_t i = 0; m->published && i < m->ports.readers; i++)
		bell_ring(m->ports.bells[i]);
	report(m, turn->tick_ns);
}
