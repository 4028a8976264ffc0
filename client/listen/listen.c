// SPDX-License-Identifier: Apache-2.0
#include "listen/listen.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "ear.h"
#include "quit.h"
#include "terminal.h"

enum {
	DOZE_MS = 100,
	ARRIVALS = 256, /* 5 s of packets: more than any burst that is worth playing */
	REPORTS = 64,
};

/* ---- coming and going ---- */

static int make_pipes(struct listen *l)
{
	const struct {
		struct pipe *pipe;
		size_t bytes;
		uint32_t records;
	} pipes[] = {
		{ &l->link_orders, sizeof(struct link_order), REPORTS },
		{ &l->link_reports, sizeof(struct link_report), REPORTS },
		{ &l->arrivals, sizeof(struct arrival), ARRIVALS },
		{ &l->playback_orders, sizeof(struct ear_settings), REPORTS },
		{ &l->playback_reports, sizeof(struct playback_report), REPORTS },
		{ &l->demands, sizeof(struct sound_demand), REPORTS },
		{ &l->sound, sizeof(struct sound_block), REPORTS },
		{ &l->audio_reports, sizeof(struct audio_report), REPORTS },
	};
	int err = bell_init(&l->playback_bell);
	for (size_t i = 0; !err && i < sizeof pipes / sizeof pipes[0]; i++)
		err = pipe_init(pipes[i].pipe, pipes[i].bytes, pipes[i].records);
	return err;
}

static int start_playback(struct listen *l, const struct listen_wish *wish)
{
	struct playback_setup setup = {
		.file = l->to_file ? &l->file : NULL,
		.ear = { .extra_delay_ms = wish->delay_ms },
		.settings = { .volume_percent = { wish->volume_percent } },
		.ports = { .arrivals = &l->arrivals,
				.orders = &l->playback_orders,
				.demands = &l->demands,
				.sound = &l->sound,
				.reports = &l->playback_reports,
				.bell = &l->playback_bell,
				.main = &l->main_bell },
	};
	return playback_create(&l->playback, &setup);
}

static int start_audio(struct listen *l, const struct listen_wish *wish)
{
	struct audio_setup setup = {
		.output = wish->output,
		.latency_ms = settings.latency_ms,
		.patient = settings.retry,
		.ports = { .demands = &l->demands,
				.sound = &l->sound,
				.reports = &l->audio_reports,
				.playback = &l->playback_bell,
				.main = &l->main_bell },
	};
	return audio_io_create(&l->audio, &setup);
}

static int start_link(struct listen *l, const struct listen_wish *wish,
		const struct program *program)
{
	struct link_setup setup = {
		.url = settings.url,
		.insecure_tls = settings.insecure_tls,
		.ports = { .orders = &l->link_orders,
				.arrivals = &l->arrivals,
				.reports = &l->link_reports,
				.playback = &l->playback_bell,
				.main = &l->main_bell },
	};
	settings_session(program, &setup.session);
	struct message_join *join = &setup.session.join;
	join->role = ROLE_LISTENER;
	join->has_channels = true;
	join->subscribe.count = 1;
	join->subscribe.rendition = (enum message_rendition)wish->rendition;
	join->subscribe.bundle = (uint8_t)wish->bundle;
	snprintf(join->subscribe.channels[0], NAME_BYTES, "%s", wish->channel);
	return link_create(&l->link, &setup);
}

void listen_doze(struct listen *l)
{
	struct pollfd fds[] = {
		{ .fd = l->main_bell.fd, .events = POLLIN },
		{ .fd = l->on_terminal ? terminal_keys_fd() : -1, .events = POLLIN },
	};
	(void)poll(fds, 2, DOZE_MS);
	bell_hush(&l->main_bell);
}

/* A device that is not there is known before the server hears of us. */
static void wait_for_audio(struct listen *l)
{
	while (l->picture.audio.state == AUDIO_OPENING && !quit_wanted()) {
		listen_doze(l);
		while (pipe_take(&l->audio_reports, &l->picture.audio))
			;
	}
}

int listen_start(struct listen *l, const struct listen_wish *wish, const struct program *program)
{
	int err = make_pipes(l);
	if (!err)
		err = start_playback(l, wish);
	if (!err && !l->to_file) {
		err = start_audio(l, wish);
		if (!err)
			wait_for_audio(l);
	}
	if (!err && l->picture.audio.state != AUDIO_FAILED)
		err = start_link(l, wish, program); /* else run() says it */
	return err;
}

/* In the order in which sound flows: nothing is pulled from under anybody. */
void listen_stop(struct listen *l)
{
	if (l->link)
		link_stop(l->link);
	if (l->audio)
		audio_io_stop(l->audio);
	if (l->playback)
		playback_stop(l->playback);
	link_destroy(l->link);
	audio_io_destroy(l->audio);
	playback_destroy(l->playback);
	file_out_close(&l->file);
	struct pipe *pipes[] = { &l->link_orders, &l->link_reports, &l->arrivals,
		&l->playback_orders, &l->playback_reports, &l->demands, &l->sound,
		&l->audio_reports };
	for (size_t i = 0; i < sizeof pipes / sizeof pipes[0]; i++)
		pipe_finish(pipes[i]);
}

/* ---- while it runs ---- */

void listen_take_reports(struct listen *l)
{
	struct listen_picture *p = &l->picture;
	while (pipe_take(&l->link_reports, &p->link))
		;
	while (pipe_take(&l->audio_reports, &p->audio))
		;
	while (pipe_take(&l->playback_reports, &p->playback))
		loudness_add(&p->loudness, p->playback.peak_dbfs, p->playback.rms_dbfs);
}

void listen_choose(struct listen *l, const char *channel)
{
	struct link_order order = { .kind = LINK_SUBSCRIBE };
	snprintf(order.channel, sizeof order.channel, "%s", channel);
	snprintf(l->picture.channel, sizeof l->picture.channel, "%s", channel);
	(void)pipe_put(&l->link_orders, &order, sizeof order);
	link_ring(l->link);
}

void listen_set_volume(struct listen *l, int percent, bool muted)
{
	if (percent < 0)
		percent = 0;
	if (percent > EAR_VOLUME_PERCENT)
		percent = EAR_VOLUME_PERCENT;
	l->picture.volume_percent = percent;
	l->picture.muted = muted;
	struct ear_settings order = { .volume_percent = { muted ? 0 : percent } };
	(void)pipe_put(&l->playback_orders, &order, sizeof order);
	bell_ring(&l->playback_bell);
}
