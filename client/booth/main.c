// SPDX-License-Identifier: Apache-2.0
/*
 * tumen-booth: an interpreter's console, or one microphone of the floor. Its threads (wired in
 * booth.h) do the work; this one shows it, takes keys and orders (visit.h), and ends it.
 */
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "audio/decibel.h"
#include "base/clock.h"
#include "booth/booth.h"
#include "booth/booth_view.h"
#include "booth/face.h"
#include "booth/paper.h"
#include "booth/visit.h"
#include "file_io.h"
#include "quit.h"
#include "settings.h"
#include "status.h"

enum {
	LAST_PACKETS_MS = 200, /* after a file's end, for what is still on its way */
};

/* ---- the command line ---- */

static const char *const roles[] = { "interpreter", "floor", NULL };

static struct booth_wish wish = { .ear = { .volume_percent = { 50, 50 } } };

static double headset_db; /* 0: the usual */

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
			.help = "begin with the microphone off; so it does on a terminal" },
	{ .name = "on",
			.kind = OPTION_FLAG,
			.into = &wish.on,
			.help = "begin on the air; so it does without a terminal" },
};

static const struct option_row ear_rows[] = {
	{ .name = "output",
			.kind = OPTION_TEXT,
			.into = &wish.output,
			.value = "DEVICE|FILE.wav",
			.help = "what an interpreter hears: incoming, boothmate and own voice; a\n"
				"device, a WAV file to write, or none. Without it: the default\n"
				"device on a terminal, none elsewhere" },
	{ .name = "headset-db",
			.kind = OPTION_DECIMAL,
			.into = &headset_db,
			.value = "DB_SPL",
			.least = 90,
			.most = 140,
			.help = "what a full-scale sine makes at the ear, from the headset's data\n"
				"sheet: hearing protection counts on it; 112" },
	{ .name = "incoming",
			.kind = OPTION_WHOLE,
			.into = &wish.ear.volume_percent[VOICE_CHANNEL],
			.value = "PERCENT",
			.least = 0,
			.most = EAR_VOLUME_PERCENT,
			.help = "volume of the channel that is heard, 0 to 150; 50" },
	{ .name = "boothmate",
			.kind = OPTION_WHOLE,
			.into = &wish.ear.volume_percent[VOICE_BOOTHMATE],
			.value = "PERCENT",
			.least = 0,
			.most = EAR_VOLUME_PERCENT,
			.help = "of the colleagues in the booth; 50" },
	{ .name = "own",
			.kind = OPTION_WHOLE,
			.into = &wish.ear.own_percent,
			.value = "PERCENT",
			.least = 0,
			.most = EAR_VOLUME_PERCENT,
			.help = "of the own voice while the microphone is on; 0" },
};

static const struct option_section sound_section = { "Microphone", sound_rows,
	sizeof sound_rows / sizeof sound_rows[0] };
static const struct option_section ear_section = { "Headset", ear_rows,
	sizeof ear_rows / sizeof ear_rows[0] };

static const struct program program = {
	.name = "tumen-booth",
	.synopsis = "--server URL (--booth ID | --role floor) [options]",
	.summary = "Speak into an event, from a booth or from the floor. On a terminal it is an\n"
		   "interpreter's console, with every key shown, that begins off the air.\n"
		   "Elsewhere it is on the air as soon as it is connected; with --json it takes\n"
		   "the protocol's messages, and a few of its own, as lines of JSON on standard\n"
		   "input, and prints what the server says: see tumen-booth(1).",
	.sections = (const struct option_section *const[]){ &sound_section, &ear_section,
			&SETTINGS_DEVICE, &SETTINGS_SERVER, &SETTINGS_PROGRAM, NULL },
};

/* ---- what happens while it runs ---- */

static struct visit visit;
static bool on_terminal;

static bool is_over(void)
{
	int64_t since_end_ns = visit.ended_ns ? visit.booth.picture.now_ns - visit.ended_ns : 0;
	bool file_over = since_end_ns > LAST_PACKETS_MS * NS_PER_MS;
	return quit_wanted() || visit.quit || file_over || visit_fault(&visit) || ferror(stdout);
}

static void write_line(void)
{
	if (settings.json)
		booth_view_json(&visit.booth.picture, stdout);
	else
		booth_view_line(&visit.booth.picture, stdout);
	fflush(stdout);
	loudness_clear(&visit.booth.picture.loudness);
}

/* An alert rings, too: eyes may be on the speaker. */
static void show(void)
{
	static struct sheet sheet;
	static uint32_t rung;
	int rows;
	int columns;
	paper_size(&rows, &columns);
	sheet_begin(&sheet, rows, columns, strcmp(nl_langinfo(CODESET), "UTF-8") == 0);
	face_draw(&sheet, &visit, time(NULL));
	paper_show(&sheet);
	if (rung != visit.console.alerts)
		paper_ring();
	rung = visit.console.alerts;
}

static void take_keys(void)
{
	int key;
	while ((key = paper_key(visit.desk.writing)) != KEY_MAP_NONE)
		visit_key(&visit, key);
}

static void run(void)
{
	int64_t line_ns = 0;
	visit.booth.picture.start_ns = clock_now_ns();
	do {
		booth_doze(&visit.booth, on_terminal ? STDIN_FILENO : -1, visit.orders.fd);
		visit_turn(&visit, clock_now_ns());
		if (on_terminal) {
			take_keys();
			show();
		} else if (status_due(&line_ns, visit.booth.picture.now_ns)) {
			write_line();
		}
	} while (!is_over());
	if (settings.json)
		write_line(); /* the last word, whenever it ended */
}

static void fill_picture(struct booth_picture *p)
{
	static char place[NAME_BYTES + 8];
	snprintf(place, sizeof place, "booth %s", wish.booth ? wish.booth : "");
	p->place = wish.role == 0 ? place : "floor";
	p->input = visit.booth.from_file ? wish.input : NULL;
	p->output = visit.booth.to_file ? wish.output : NULL;
	p->has_path = wish.second_path;
	p->listens = wish.listens;
	p->capture.rms_dbfs = p->capture.peak_dbfs = DECIBEL_FLOOR;
	loudness_clear(&p->loudness);
}

/* Files are there, or it ends here. */
static bool open_files(int *status)
{
	struct booth *b = &visit.booth;
	char trouble[FILE_TROUBLE_BYTES];
	b->from_file = wish.input && file_is_meant(wish.input);
	b->to_file = wish.listens && wish.output && file_is_meant(wish.output);
	if ((b->from_file && file_in_open(&b->input, wish.input, wish.loop, trouble)) ||
			(b->to_file && file_out_open(&b->output, wish.output, trouble))) {
		*status = settings_complain(&program, EXIT_FAULT, "%s", trouble);
		return false;
	}
	return true;
}

/* What follows from where it runs: a person at a terminal hears, and begins off the air. */
static void settle_wishes(void)
{
	bool silent = wish.output && strcmp(wish.output, "none") == 0;
	bool person = settings_display();
	wish.listens = wish.role == 0 && !silent && (wish.output || person);
	wish.off = wish.off || (person && wish.role == 0 && !wish.on);
	wish.protection.full_scale_db = (float)headset_db;
	on_terminal = person;
}

static int attend(void)
{
	int err = bell_init(&visit.booth.main_bell);
	if (err)
		return err;
	quit_listen(&visit.booth.main_bell);
	err = booth_start(&visit.booth, &wish, &program);
	if (err || visit_fault(&visit))
		return err;
	if (settings.json)
		orders_begin(&visit.orders, STDIN_FILENO);
	on_terminal = on_terminal && paper_begin() == 0;
	run();
	paper_end();
	return 0;
}

int main(int argc, char **argv)
{
	int status;
	setlocale(LC_CTYPE, "");
	if (!settings_take(&program, argc, argv, &status))
		return status;
	if (wish.role == 0 && !wish.booth)
		return settings_complain(&program, EXIT_USAGE,
				"which booth? --booth ko, or --role floor");
	settle_wishes();
	if (!open_files(&status))
		return status;
	fill_picture(&visit.booth.picture);
	visit.json = settings.json;
	visit_begin(&visit, &wish);
	if (on_terminal && wish.role == 0)
		visit.desk.asking = ASK_CONSENT;
	int err = attend();
	const char *fault = err ? strerror(-err) : visit_fault(&visit);
	if (fault)
		status = settings_complain(&program, EXIT_FAULT, "%s", fault);
	booth_stop(&visit.booth);
	return status;
}
