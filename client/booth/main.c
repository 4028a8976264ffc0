// SPDX-License-Identifier: Apache-2.0
/*
 * tumen-booth: one microphone, in a booth or on the floor, from a sound card or a file. Three
 * threads (devices, capture, link; wired in booth.h) do the work; this one shows it and takes keys.
 */
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "audio/decibel.h"
#include "base/clock.h"
#include "booth/booth.h"
#include "booth/booth_view.h"
#include "cough.h"
#include "file_io.h"
#include "quit.h"
#include "settings.h"
#include "terminal.h"

enum {
	LINE_MS = 1000,
	LAST_PACKETS_MS = 200, /* after a file's end, for what is still on its way */
};

/* ---- the command line ---- */

static const char *const roles[] = { "interpreter", "floor", NULL };

static struct booth_wish wish;

static struct cough cough;
static bool on_terminal;
static int64_t show_ns;  /* when to show the next line */
static int64_t ended_ns; /* when the file was at its end; 0 while it is not */

static const struct option_row sound_rows[] = {
	{ .name = "booth",
			.kind = OPTION_TEXT,
			.into = &wish.booth,
			.value = "ID",
			.help = "the booth to work in: zh, ko ..." },
	{ .name = "role",
			.kind = OPTION_WORD,
			.into = &wish.role,
			.value = "WORD",
			.words = roles,
			.help = "interpreter, or floor: the hall's own microphone; interpreter" },
	{ .name = "name",
			.kind = OPTION_TEXT,
			.into = &settings.name,
			.value = "NAME",
			.help = "the name that colleagues see" },
	{ .name = "input",
			.kind = OPTION_TEXT,
			.into = &wish.input,
			.value = "DEVICE|FILE",
			.help = "a number or a part of a name from --list-devices, or a sound "
				"file\n"
				"(WAV, FLAC ...) that is sent at its own pace; the default "
				"device" },
	{ .name = "loop",
			.kind = OPTION_FLAG,
			.into = &wish.loop,
			.help = "begin the file anew at its end" },
	{ .name = "second-path",
			.kind = OPTION_MAYBE,
			.into = &wish.second_path,
			.value = "[ADDRESS|DEVICE]",
			.help = "send the sound over a second connection too, from this address\n"
				"or network device: against a line that loses packets" },
	{ .name = "off",
			.kind = OPTION_FLAG,
			.into = &wish.off,
			.help = "begin with the microphone off" },
	{ .name = "latency",
			.kind = OPTION_WHOLE,
			.into = &settings.latency_ms,
			.value = "MS",
			.least = 2,
			.most = 500,
			.help = "asked of the sound device, 2 to 500; 10. More when it crackles" },
};

static const struct option_section sound_section = { "Microphone", sound_rows,
	sizeof sound_rows / sizeof sound_rows[0] };

static const struct program program = {
	.name = "tumen-booth",
	.synopsis = "--server URL (--booth ID | --role floor) [options]",
	.summary = "Speak into an event, from a booth or from the floor. The microphone is on the\n"
		   "air as soon as it is connected.\n\n"
		   "Keys: m or space switches the microphone; c mutes it while held (a terminal\n"
		   "does not tell when a key is let go: a tap mutes for 0.8 s, a held key until\n"
		   "0.15 s after its last repeat); q ends.",
	.sections = (const struct option_section *const[]){ &sound_section, &SETTINGS_SERVER,
			&SETTINGS_PROGRAM, NULL },
};

/* ---- what happens while it runs ---- */

/* What ends it against its will, in words, or NULL. */
static const char *fault_of(const struct booth *b)
{
	if (b->picture.audio.state == AUDIO_FAILED)
		return b->picture.audio.trouble;
	return b->picture.link.state == SESSION_ENDED ? b->picture.link.trouble : NULL;
}

static bool is_over(const struct booth *b)
{
	int64_t since_end_ns = ended_ns ? b->picture.now_ns - ended_ns : 0;
	bool file_over = since_end_ns > LAST_PACKETS_MS * NS_PER_MS;
	return quit_wanted() || file_over || fault_of(b) || ferror(stdout);
}

static void switch_microphone(struct booth *b, bool on)
{
	booth_want_microphone(b, on);
	booth_open_microphone(b, on, b->picture.coughing);
}

/* false: the user wants to end. */
static bool take_keys(struct booth *b)
{
	for (int key; on_terminal && (key = terminal_key()) != 0;) {
		switch (key) {
		case ' ':
		case 'm': switch_microphone(b, !b->picture.microphone_on); break;
		case 'c': cough_press(&cough, b->picture.now_ns); break;
		case 'q': return false;
		}
	}
	return true;
}

static void write_line(struct booth *b)
{
	if (settings.json)
		booth_view_json(&b->picture, stdout);
	else
		booth_view_line(&b->picture, stdout);
	fflush(stdout);
	loudness_clear(&b->picture.loudness);
}

static void show(struct booth *b, struct screen *screen)
{
	if (on_terminal) {
		booth_view_draw(&b->picture, screen);
		terminal_draw(screen);
	} else if (b->picture.now_ns >= show_ns) {
		show_ns += LINE_MS * NS_PER_MS;
		write_line(b);
	}
}

/* How long it has been on the air, and when the file ended. */
static void note_time(struct booth_picture *p)
{
	if (p->capture.ended && ended_ns == 0)
		ended_ns = p->now_ns;
	bool on_air = strcmp(booth_view_state(p), "on_air") == 0;
	if (!on_air && !p->coughing)
		p->on_air_ns = 0;
	if (on_air && p->on_air_ns == 0)
		p->on_air_ns = p->now_ns;
}

static void run(struct booth *b)
{
	struct screen screen;
	screen_init(&screen);
	b->picture.start_ns = clock_now_ns();
	show_ns = b->picture.start_ns + LINE_MS * NS_PER_MS;
	switch_microphone(b, !wish.off);
	do {
		booth_doze(b, on_terminal ? terminal_keys_fd() : -1, -1);
		b->picture.now_ns = clock_now_ns();
		booth_take_reports(b);
		note_time(&b->picture);
		booth_open_microphone(b, b->picture.microphone_on,
				cough_muted(&cough, b->picture.now_ns));
		show(b, &screen);
	} while (!is_over(b) && take_keys(b));
	if (settings.json)
		write_line(b); /* the last word, whenever it ended */
}

static void fill_picture(struct booth_picture *p, bool from_file)
{
	static char place[NAME_BYTES + 8];
	snprintf(place, sizeof place, "booth %s", wish.booth ? wish.booth : "");
	p->place = wish.role == 0 ? place : "floor";
	p->input = from_file ? wish.input : NULL;
	p->has_path = wish.second_path;
	p->capture.rms_dbfs = p->capture.peak_dbfs = DECIBEL_FLOOR;
	loudness_clear(&p->loudness);
}

int main(int argc, char **argv)
{
	static struct booth b;
	char trouble[FILE_TROUBLE_BYTES];
	int status;
	setlocale(LC_CTYPE, "");
	if (!settings_take(&program, argc, argv, &status))
		return status;
	if (wish.role == 0 && !wish.booth)
		return settings_complain(&program, EXIT_USAGE,
				"which booth? --booth ko, or --role floor");
	b.from_file = wish.input && file_is_meant(wish.input);
	if (b.from_file && file_in_open(&b.input, wish.input, wish.loop, trouble))
		return settings_complain(&program, EXIT_FAULT, "%s", trouble);

	fill_picture(&b.picture, b.from_file);
	int err = bell_init(&b.main_bell);
	if (!err) {
		quit_listen(&b.main_bell);
		err = booth_start(&b, &wish, &program);
	}
	if (!err && !fault_of(&b)) {
		on_terminal = !settings.json && !settings.plain && terminal_is_there() &&
			      terminal_begin() == 0;
		run(&b);
		terminal_end();
	}
	const char *fault = err ? strerror(-err) : fault_of(&b);
	if (fault)
		status = settings_complain(&program, EXIT_FAULT, "%s", fault);
	booth_stop(&b);
	return status;
}
