// SPDX-License-Identifier: Apache-2.0
#include "booth/booth.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "quit.h"
#include "terminal.h"

enum {
	DOZE_MS = 100,
	PACKETS = 16, /* 320 ms: what waits longer is dropped anyway */
	BLOCKS = 64,
	REPORTS = 64,
};

/* ---- coming and going ---- */

static int make_pipes(struct booth *b)
{
	const struct {
		struct pipe *pipe;
		size_t bytes;
		uint32_t records;
	} pipes[] = {
		{ &b->link_orders, sizeof(struct link_order), REPORTS },
		{ &b->link_reports, sizeof(struct link_report), REPORTS },
		{ &b->terms, sizeof(struct uplink_terms), REPORTS },
		{ &b->uplink, sizeof(struct uplink_packet), PACKETS },
		{ &b->capture_orders, sizeof(struct capture_order), REPORTS },
		{ &b->capture_reports, sizeof(struct capture_report), REPORTS },
		{ &b->captured, sizeof(struct sound_block), BLOCKS },
		{ &b->audio_reports, sizeof(struct audio_report), REPORTS },
	};
	int err = bell_init(&b->capture_bell);
	for (size_t i = 0; !err && i < sizeof pipes / sizeof pipes[0]; i++)
		err = pipe_init(pipes[i].pipe, pipes[i].bytes, pipes[i].records);
	return err;
}

static int start_link(struct booth *b, const struct booth_wish *wish, const struct program *program)
{
	struct link_setup setup = {
		.url = settings.url,
		.insecure_tls = settings.insecure_tls,
		.ports = { .orders = &b->link_orders,
				.uplink = &b->uplink,
				.terms = &b->terms,
				.reports = &b->link_reports,
				.capture = &b->capture_bell,
				.main = &b->main_bell },
	};
	settings_session(program, &setup.session);
	struct message_join *join = &setup.session.join;
	join->role = wish->role == 0 ? ROLE_INTERPRETER : ROLE_FLOOR;
	snprintf(join->booth, sizeof join->booth, "%s", wish->booth ? wish->booth : "");
	return link_create(&b->link, &setup);
}

static int start_capture(struct booth *b)
{
	struct capture_setup setup = {
		.file = b->from_file ? &b->file : NULL,
		.link = b->link,
		.ports = { .captured = &b->captured,
				.orders = &b->capture_orders,
				.terms = &b->terms,
				.uplink = &b->uplink,
				.reports = &b->capture_reports,
				.bell = &b->capture_bell,
				.main = &b->main_bell },
	};
	if (getrandom(&setup.random, sizeof setup.random, 0) < 0)
		return -errno;
	return capture_create(&b->capture, &setup);
}

static int start_audio(struct booth *b, const struct booth_wish *wish)
{
	struct audio_setup setup = {
		.input = wish->input,
		.latency_ms = settings.latency_ms,
		.patient = settings.retry,
		.ports = { .captured = &b->captured,
				.reports = &b->audio_reports,
				.capture = &b->capture_bell,
				.main = &b->main_bell },
	};
	return audio_io_create(&b->audio, &setup);
}

void booth_doze(struct booth *b)
{
	struct pollfd fds[] = {
		{ .fd = b->main_bell.fd, .events = POLLIN },
		{ .fd = b->on_terminal ? terminal_keys_fd() : -1, .events = POLLIN },
	};
	(void)poll(fds, 2, DOZE_MS);
	bell_hush(&b->main_bell);
}

/* A microphone that is not there is known before anybody is told of us. */
static void wait_for_audio(struct booth *b)
{
	while (b->picture.audio.state == AUDIO_OPENING && !quit_wanted()) {
		booth_doze(b);
		while (pipe_take(&b->audio_reports, &b->picture.audio))
			;
	}
}

int booth_start(struct booth *b, const struct booth_wish *wish, const struct program *program)
{
	int err = make_pipes(b);
	if (!err && !b->from_file) {
		err = start_audio(b, wish);
		if (!err)
			wait_for_audio(b);
	}
	if (b->picture.audio.state == AUDIO_FAILED)
		return 0; /* run() says it */
	if (!err)
		err = start_link(b, wish, program);
	if (!err)
		err = start_capture(b);
	return err;
}

/* In the order in which sound flows; the link is destroyed last, since capture rings it. */
void booth_stop(struct booth *b)
{
	if (b->audio)
		audio_io_stop(b->audio);
	if (b->capture)
		capture_stop(b->capture);
	if (b->link)
		link_stop(b->link);
	audio_io_destroy(b->audio);
	capture_destroy(b->capture);
	link_destroy(b->link);
	file_in_close(&b->file);
	struct pipe *pipes[] = { &b->link_orders, &b->link_reports, &b->terms, &b->uplink,
		&b->capture_orders, &b->capture_reports, &b->captured, &b->audio_reports };
	for (size_t i = 0; i < sizeof pipes / sizeof pipes[0]; i++)
		pipe_finish(pipes[i]);
}

/* ---- while it runs ---- */

void booth_take_reports(struct booth *b)
{
	struct booth_picture *p = &b->picture;
	while (pipe_take(&b->link_reports, &p->link))
		;
	while (pipe_take(&b->audio_reports, &p->audio))
		;
	while (pipe_take(&b->capture_reports, &p->capture))
		loudness_add(&p->loudness, p->capture.peak_dbfs, p->capture.rms_dbfs);
	if (p->capture.ended && b->ended_ns == 0)
		b->ended_ns = p->now_ns;
	bool on_air = strcmp(booth_view_state(p), "on_air") == 0;
	if (!on_air && !p->coughing)
		p->on_air_ns = 0;
	if (on_air && p->on_air_ns == 0)
		p->on_air_ns = p->now_ns;
}

static void tell_capture(struct booth *b)
{
	struct capture_order order = { .microphone_on = b->picture.microphone_on,
		.coughing = b->picture.coughing };
	(void)pipe_put(&b->capture_orders, &order, sizeof order);
	bell_ring(&b->capture_bell);
}

void booth_switch_microphone(struct booth *b, bool on)
{
	struct link_order order = { .kind = LINK_MICROPHONE, .on = on };
	b->picture.microphone_on = on;
	tell_capture(b);
	(void)pipe_put(&b->link_orders, &order, sizeof order);
	link_ring(b->link);
}

void booth_cough_when_due(struct booth *b)
{
	bool coughing = cough_muted(&b->cough, b->picture.now_ns);
	if (coughing == b->picture.coughing)
		return;
	b->picture.coughing = coughing;
	tell_capture(b);
}
