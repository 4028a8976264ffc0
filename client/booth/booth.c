// SPDX-License-Identifier: Apache-2.0
#include "booth/booth.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "quit.h"

enum {
	DOZE_MS = 100,
	PACKETS = 16, /* 320 ms: what waits longer is dropped anyway */
	BLOCKS = 64,
	REPORTS = 64,
	TEXTS = 64,
	ARRIVALS = 512, /* 5 s of two streams */
};

/* ---- coming and going ---- */

struct plumbing {
	struct pipe *pipe;
	size_t bytes;
	uint32_t records;
};

enum { LINE_PIPES = 4, BOOTH_PIPES = 13 };

/* clang-format off */
static void list_line_pipes(struct booth_line *l, struct plumbing list[static LINE_PIPES])
{
	const struct plumbing pipes[LINE_PIPES] = {
		{ &l->orders, sizeof(struct link_order), REPORTS },
		{ &l->reports, sizeof(struct link_report), REPORTS },
		{ &l->terms, sizeof(struct uplink_terms), REPORTS },
		{ &l->uplink, sizeof(struct uplink_packet), PACKETS },
	};
	memcpy(list, pipes, sizeof pipes);
}

static void list_booth_pipes(struct booth *b, struct plumbing list[static BOOTH_PIPES])
{
	const struct plumbing pipes[BOOTH_PIPES] = {
		{ &b->says, sizeof(struct line_text), TEXTS },
		{ &b->heard, sizeof(struct line_text), TEXTS },
		{ &b->capture_orders, sizeof(struct capture_order), REPORTS },
		{ &b->capture_reports, sizeof(struct capture_report), REPORTS },
		{ &b->captured, sizeof(struct sound_block), BLOCKS },
		{ &b->side_tone, sizeof(struct side_block), BLOCKS },
		{ &b->arrivals, sizeof(struct arrival), ARRIVALS },
		{ &b->playback_orders, sizeof(struct ear_settings), REPORTS },
		{ &b->playback_reports, sizeof(struct playback_report), REPORTS },
		{ &b->incidents, sizeof(struct playback_incident), REPORTS },
		{ &b->demands, sizeof(struct sound_demand), REPORTS },
		{ &b->sound, sizeof(struct sound_block), REPORTS },
		{ &b->audio_reports, sizeof(struct audio_report), REPORTS },
	};
	memcpy(list, pipes, sizeof pipes);
}
/* clang-format on */

enum { ALL_PIPES = CAPTURE_WAYS * LINE_PIPES + BOOTH_PIPES };

static void list_pipes(struct booth *b, struct plumbing list[static ALL_PIPES])
{
	for (int i = 0; i < CAPTURE_WAYS; i++)
		list_line_pipes(&b->lines[i], list + (ptrdiff_t)i * LINE_PIPES);
	list_booth_pipes(b, list + (ptrdiff_t)CAPTURE_WAYS * LINE_PIPES);
}

static int make_pipes(struct booth *b)
{
	struct plumbing pipes[ALL_PIPES];
	list_pipes(b, pipes);
	int err = bell_init(&b->capture_bell);
	if (!err)
		err = bell_init(&b->playback_bell);
	for (int i = 0; !err && i < ALL_PIPES; i++)
		err = pipe_init(pipes[i].pipe, pipes[i].bytes, pipes[i].records);
	return err;
}

static void fill_join(struct message_join *join, const struct booth_wish *wish)
{
	join->role = wish->role == 0 ? ROLE_INTERPRETER : ROLE_FLOOR;
	snprintf(join->booth, sizeof join->booth, "%s", wish->booth ? wish->booth : "");
	join->microphone = wish->off ? SWITCH_OFF : SWITCH_ON;
	join->has_channels = join->subscribe.incoming = join->subscribe.boothmate = wish->listens;
}

static int start_line(struct booth *b, const struct booth_wish *wish, const struct program *program)
{
	struct booth_line *line = &b->lines[0];
	struct link_setup setup = {
		.url = settings.url,
		.insecure_tls = settings.insecure_tls,
		.ports = { .orders = &line->orders,
				.uplink = &line->uplink,
				.terms = &line->terms,
				.reports = &line->reports,
				.says = &b->says,
				.heard = &b->heard,
				.arrivals = wish->listens ? &b->arrivals : NULL,
				.capture = &b->capture_bell,
				.playback = &b->playback_bell,
				.main = &b->main_bell },
	};
	settings_session(program, &setup.session);
	fill_join(&setup.session.join, wish);
	return link_create(&line->link, &setup);
}

/* Waits for the first line's key to the seat. */
static int start_second_line(struct booth *b, const struct booth_wish *wish,
		const struct program *program)
{
	struct booth_line *line = &b->lines[1];
	struct link_setup setup = {
		.url = settings.url,
		.insecure_tls = settings.insecure_tls,
		.local = wish->second_path[0] ? wish->second_path : NULL,
		.ports = { .orders = &line->orders,
				.uplink = &line->uplink,
				.terms = &line->terms,
				.reports = &line->reports,
				.capture = &b->capture_bell,
				.main = &b->main_bell },
	};
	settings_session(program, &setup.session);
	fill_join(&setup.session.join, wish);
	setup.session.join.path = true;
	setup.session.join.has_channels = false;
	return link_create(&line->link, &setup);
}

static int start_capture(struct booth *b)
{
	struct capture_setup setup = {
		.file = b->from_file ? &b->input : NULL,
		.ports = { .captured = &b->captured,
				.orders = &b->capture_orders,
				.side_tone = b->listens ? &b->side_tone : NULL,
				.reports = &b->capture_reports,
				.bell = &b->capture_bell,
				.main = &b->main_bell },
	};
	for (int i = 0; i < CAPTURE_WAYS; i++) {
		struct booth_line *line = &b->lines[i];
		if (line->link)
			setup.ports.ways[i] = (struct capture_way){ .terms = &line->terms,
				.uplink = &line->uplink,
				.link = line->link };
	}
	if (getrandom(&setup.random, sizeof setup.random, 0) < 0)
		return -errno;
	return capture_create(&b->capture, &setup);
}

static int start_playback(struct booth *b, const struct booth_wish *wish)
{
	struct playback_setup setup = {
		.file = b->to_file ? &b->output : NULL,
		.ear = { .interpreter = true, .protection = wish->protection },
		.settings = wish->ear,
		.ports = { .arrivals = &b->arrivals,
				.orders = &b->playback_orders,
				.side_tone = &b->side_tone,
				.incidents = &b->incidents,
				.demands = &b->demands,
				.sound = &b->sound,
				.reports = &b->playback_reports,
				.bell = &b->playback_bell,
				.main = &b->main_bell },
	};
	return playback_create(&b->playback, &setup);
}

static int start_audio(struct booth *b, const struct booth_wish *wish)
{
	bool plays = wish->listens && !b->to_file;
	struct audio_setup setup = {
		.input = wish->input,
		.output = wish->output,
		.latency_ms = settings.latency_ms,
		.patient = settings.retry,
		.ports = { .captured = b->from_file ? NULL : &b->captured,
				.demands = plays ? &b->demands : NULL,
				.sound = plays ? &b->sound : NULL,
				.reports = &b->audio_reports,
				.capture = &b->capture_bell,
				.playback = &b->playback_bell,
				.main = &b->main_bell },
	};
	return b->from_file && !plays ? 0 : audio_io_create(&b->audio, &setup);
}

void booth_doze(struct booth *b, int first_fd, int second_fd)
{
	struct pollfd fds[] = {
		{ .fd = b->main_bell.fd, .events = POLLIN },
		{ .fd = first_fd, .events = POLLIN },
		{ .fd = second_fd, .events = POLLIN },
	};
	(void)poll(fds, sizeof fds / sizeof fds[0], DOZE_MS);
	bell_hush(&b->main_bell);
}

/* A microphone that is not there is known before anybody is told of us. */
static void wait_for_audio(struct booth *b)
{
	while (b->audio && b->picture.audio.state == AUDIO_OPENING && !quit_wanted()) {
		booth_doze(b, -1, -1);
		while (pipe_take(&b->audio_reports, &b->picture.audio))
			;
	}
}

int booth_start(struct booth *b, const struct booth_wish *wish, const struct program *program)
{
	b->listens = wish->listens;
	int err = make_pipes(b);
	if (!err && wish->listens)
		err = start_playback(b, wish);
	if (!err)
		err = start_audio(b, wish);
	if (!err)
		wait_for_audio(b);
	if (b->picture.audio.state == AUDIO_FAILED)
		return 0; /* run() says it */
	if (!err)
		err = start_line(b, wish, program);
	if (!err && wish->second_path)
		err = start_second_line(b, wish, program);
	if (!err)
		err = start_capture(b);
	return err;
}

/* In the order in which sound flows; the links are destroyed last, since capture rings them. */
void booth_stop(struct booth *b)
{
	if (b->audio)
		audio_io_stop(b->audio);
	if (b->capture)
		capture_stop(b->capture);
	for (int i = CAPTURE_WAYS - 1; i >= 0; i--)
		if (b->lines[i].link)
			link_stop(b->lines[i].link);
	if (b->playback)
		playback_stop(b->playback);
	audio_io_destroy(b->audio);
	capture_destroy(b->capture);
	playback_destroy(b->playback);
	for (int i = 0; i < CAPTURE_WAYS; i++)
		link_destroy(b->lines[i].link);
	file_in_close(&b->input);
	file_out_close(&b->output);
	struct plumbing pipes[ALL_PIPES];
	list_pipes(b, pipes);
	for (int i = 0; i < ALL_PIPES; i++)
		pipe_finish(pipes[i].pipe);
}

/* ---- while it runs ---- */

static void order(struct booth_line *line, const struct link_order *order)
{
	(void)pipe_put(&line->orders, order, sizeof *order);
	link_ring(line->link);
}

/* The second path needs the key of the first line's latest seat. */
static void pass_key_on(struct booth *b)
{
	const char *key = b->picture.link.session;
	if (!b->lines[1].link || !key[0] || strcmp(key, b->key) == 0)
		return;
	struct link_order key_order = { .kind = LINK_KEY };
	snprintf(key_order.session, sizeof key_order.session, "%s", key);
	snprintf(b->key, sizeof b->key, "%s", key);
	order(&b->lines[1], &key_order);
}

void booth_take_reports(struct booth *b)
{
	struct booth_picture *p = &b->picture;
	while (pipe_take(&b->lines[0].reports, &p->link))
		;
	while (pipe_take(&b->lines[1].reports, &p->path))
		;
	while (pipe_take(&b->audio_reports, &p->audio))
		;
	while (pipe_take(&b->playback_reports, &p->playback))
		;
	while (pipe_take(&b->capture_reports, &p->capture)) {
		p->capture_reports++;
		loudness_add(&p->loudness, p->capture.peak_dbfs, p->capture.rms_dbfs);
	}
	pass_key_on(b);
}

bool booth_hear(struct booth *b, struct line_text *text)
{
	return pipe_take(&b->heard, text) > 0;
}

bool booth_say(struct booth *b, const char *text, size_t bytes)
{
	assert(bytes <= MESSAGE_BYTES_MAX);
	if (b->picture.link.state != SESSION_JOINED)
		return false;
	b->text.bytes = (uint32_t)bytes;
	memcpy(b->text.text, text, bytes);
	b->text.text[bytes] = '\0';
	bool taken = pipe_put(&b->says, &b->text, line_text_bytes(&b->text));
	link_ring(b->lines[0].link);
	return taken;
}

void booth_open_microphone(struct booth *b, bool open, bool coughing)
{
	struct booth_picture *p = &b->picture;
	struct capture_order capture = { .microphone_on = open, .coughing = coughing };
	if (p->microphone_on == open && p->coughing == coughing)
		return;
	p->microphone_on = open;
	p->coughing = coughing;
	(void)pipe_put(&b->capture_orders, &capture, sizeof capture);
	bell_ring(&b->capture_bell);
}

void booth_want_microphone(struct booth *b, bool on)
{
	struct link_order wish = { .kind = LINK_MICROPHONE, .on = on };
	order(&b->lines[0], &wish);
}

void booth_note_microphone(struct booth *b, bool on)
{
	struct link_order note = { .kind = LINK_NOTE_MICROPHONE, .on = on };
	order(&b->lines[0], &note);
}

void booth_set_ear(struct booth *b, const struct ear_settings *ear)
{
	if (!b->playback)
		return;
	(void)pipe_put(&b->playback_orders, ear, sizeof *ear);
	bell_ring(&b->playback_bell);
}
