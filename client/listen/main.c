// SPDX-License-Identifier: Apache-2.0
/*
 * tumen-listen: one channel of an event, on a sound card or into a WAV file. Three threads (link,
 * playback, devices; wired in listen.h) do the work; this one shows it and takes keys.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "audio/decibel.h"
#include "base/clock.h"
#include "ear.h"
#include "file_io.h"
#include "listen/listen.h"
#include "listen/listen_view.h"
#include "quit.h"
#include "settings.h"
#include "status.h"
#include "terminal.h"

enum { VOLUME_STEP = 5 };

/* ---- the command line ---- */

static const char *const renditions[] = { "high", "low", "auto", NULL };

static struct listen_wish wish = { .channel = "floor", .bundle = 1, .volume_percent = 100 };

static const struct option_row sound_rows[] = {
	{ .name = "channel",
			.kind = OPTION_TEXT,
			.into = &wish.channel,
			.value = "ID",
			.help = "the channel to hear: zh, ko ...; floor" },
	{ .name = "output",
			.kind = OPTION_TEXT,
			.into = &wish.output,
			.value = "DEVICE|FILE.wav",
			.help = "a number or a part of a name from --list-devices, or a WAV file\n"
				"to write; the default device" },
	{ .name = "volume",
			.kind = OPTION_WHOLE,
			.into = &wish.volume_percent,
			.value = "PERCENT",
			.least = 0,
			.most = EAR_VOLUME_PERCENT,
			.help = "0 to 150; 100" },
	{ .name = "delay",
			.kind = OPTION_WHOLE,
			.into = &wish.delay_ms,
			.value = "MS",
			.least = 0,
			.most = 10000,
			.help = "a delay of your own, for a video that lags; 0 to 10000" },
	{ .name = "duration",
			.kind = OPTION_DECIMAL,
			.into = &wish.duration_s,
			.value = "SECONDS",
			.least = 0.1,
			.most = 1e7,
			.help = "end by itself after so long" },
	{ .name = "rendition",
			.kind = OPTION_WORD,
			.into = &wish.rendition,
			.value = "WORD",
			.words = renditions,
			.help = "high, low (for thin lines) or auto; high" },
	{ .name = "bundle",
			.kind = OPTION_WHOLE,
			.into = &wish.bundle,
			.value = "PACKETS",
			.least = 1,
			.most = 3,
			.help = "packets per message, 1 to 3: fewer messages on busy Wi-Fi; 1" },
};

static const struct option_section sound_section = { "Sound", sound_rows,
	sizeof sound_rows / sizeof sound_rows[0] };

static const struct program program = {
	.name = "tumen-listen",
	.synopsis = "--server URL --channel ID [options]",
	.summary = "Hear one channel of an event, on a sound device or into a WAV file.",
	.sections = (const struct option_section *const[]){ &sound_section, &SETTINGS_DEVICE,
			&SETTINGS_SERVER, &SETTINGS_PROGRAM, NULL },
};

/* ---- what happens while it runs ---- */

/* What ends it against its will, in words, or NULL. */
static const char *fault_of(const struct listen *l)
{
	static char text[WORDS_BYTES];
	const struct listen_picture *p = &l->picture;
	const struct status_causes causes = { settings.server, p->output, &p->link, &p->audio,
		&p->playback };
	return status_fault(&causes, text);
}

static bool is_over(const struct listen *l)
{
	double seconds = (double)(l->picture.now_ns - l->picture.start_ns) / NS_PER_S;
	bool late = wish.duration_s > 0 && seconds >= wish.duration_s;
	return quit_wanted() || late || fault_of(l) || ferror(stdout);
}

static void choose(struct listen *l, uint32_t index)
{
	const struct event_view *view = &l->picture.link.view;
	if (index < view->channel_count)
		listen_choose(l, view->channels[index].id);
}

/* The channel before or after the chosen one. */
static void step(struct listen *l, int by)
{
	const struct event_view *view = &l->picture.link.view;
	const struct event_channel *c = event_view_find(view, l->picture.channel);
	if (c)
		choose(l, (uint32_t)(c - view->channels) + (uint32_t)by);
}

/* false: the user wants to end. */
static bool take_key(struct listen *l, int key)
{
	const struct listen_picture *p = &l->picture;
	if (key >= '1' && key <= '9')
		choose(l, (uint32_t)(key - '1'));
	switch (key) {
	case '+':
	case '=':
	case TERMINAL_UP: listen_set_volume(l, p->volume_percent + VOLUME_STEP, false); break;
	case '-':
	case TERMINAL_DOWN: listen_set_volume(l, p->volume_percent - VOLUME_STEP, false); break;
	case TERMINAL_LEFT: step(l, -1); break;
	case TERMINAL_RIGHT: step(l, 1); break;
	case 'm': listen_set_volume(l, p->volume_percent, !p->muted); break;
	case 'q': return false;
	}
	return true;
}

static bool take_keys(struct listen *l)
{
	for (int key; l->on_terminal && (key = terminal_key()) != 0;)
		if (!take_key(l, key))
			return false;
	return true;
}

static void write_line(struct listen *l)
{
	if (settings.json)
		listen_view_json(&l->picture, stdout);
	else
		listen_view_line(&l->picture, stdout);
	fflush(stdout);
	loudness_clear(&l->picture.loudness);
}

static void show(struct listen *l, struct screen *screen)
{
	if (l->on_terminal) {
		listen_view_draw(&l->picture, screen);
		terminal_draw(screen);
	} else if (status_due(&l->line_ns, l->picture.now_ns)) {
		write_line(l);
	}
}

static void run(struct listen *l)
{
	struct screen screen;
	screen_init(&screen);
	l->picture.start_ns = clock_now_ns();
	do {
		listen_doze(l);
		l->picture.now_ns = clock_now_ns();
		listen_take_reports(l);
		show(l, &screen);
	} while (!is_over(l) && take_keys(l));
	if (settings.json)
		write_line(l); /* the last word, whenever it ended */
}

static void fill_picture(struct listen_picture *p, bool to_file)
{
	p->output = to_file ? wish.output : NULL;
	p->volume_percent = wish.volume_percent;
	p->playback.rms_dbfs = p->playback.peak_dbfs = DECIBEL_FLOOR;
	snprintf(p->channel, sizeof p->channel, "%s", wish.channel);
	loudness_clear(&p->loudness);
}

int main(int argc, char **argv)
{
	static struct listen l;
	char trouble[FILE_TROUBLE_BYTES];
	int status;
	setlocale(LC_CTYPE, "");
	if (!settings_take(&program, argc, argv, &status))
		return status;
	l.to_file = wish.output && file_is_meant(wish.output);
	if (l.to_file && file_out_open(&l.file, wish.output, trouble))
		return settings_complain(&program, EXIT_FAULT, "%s", trouble);

	fill_picture(&l.picture, l.to_file);
	int err = bell_init(&l.main_bell);
	if (!err) {
		quit_listen(&l.main_bell);
		err = listen_start(&l, &wish, &program);
	}
	if (!err && !fault_of(&l)) {
		l.on_terminal = settings_display() && terminal_begin() == 0;
		run(&l);
		terminal_end();
	}
	const char *fault = err ? strerror(-err) : fault_of(&l);
	if (fault)
		status = settings_complain(&program, EXIT_FAULT, "%s", fault);
	listen_stop(&l);
	return status;
}
