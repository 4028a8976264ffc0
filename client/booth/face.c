// SPDX-License-Identifier: Apache-2.0
#include "booth/face.h"

#include <stdio.h>
#include <string.h>

#include "booth/face_words.h"
#include "status.h"

enum {
	SIGN_COLUMNS = 30,
	SIGN_ROWS = 4,
	BAR_COLUMNS = 28,
	KEYS_ROWS = 2,
};

/* One pass over the sheet, from top to bottom. */
struct face {
	struct sheet *sheet;
	const struct visit *visit;
	const struct console *console;
	const struct desk *desk;
	const struct booth_picture *picture;
	const struct event_view *view;
	int row;
};

static struct sheet *line(struct face *f)
{
	sheet_move(f->sheet, f->row++, 1, 0);
	return f->sheet;
}

static void rule(struct face *f, const char *title)
{
	sheet_move(f->sheet, f->row++, 0, 0);
	sheet_rule(f->sheet, title);
}

static const char *name_of(const struct face *f, const struct event_channel *c)
{
	return f->sheet->utf8 && c->name[0] ? c->name : c->id;
}

/* ---- the top ---- */

static void draw_title(struct face *f, time_t now)
{
	char clock[STATUS_CLOCK_BYTES];
	const struct event_view *view = f->view;
	status_clock(now, clock);
	struct sheet *s = line(f);
	s->end = s->columns - 10;
	sheet_put(s, LOOK_BOLD, "%s", view->title[0] ? view->title : "Tumen");
	if (view->floor_language[0])
		sheet_put(s, LOOK_PLAIN, "   the floor speaks %s", view->floor_language);
	if (f->console->floor_by[0])
		sheet_put(s, LOOK_DIM, " (%s)", f->console->floor_by);
	sheet_move(s, f->row - 1, s->columns - 9, 0);
	sheet_put(s, LOOK_BOLD, "%s", clock);
}

/* Who hears it, and whether it is recorded: the truth behind the sign. */
static void draw_audience(struct face *f)
{
	const struct console *c = f->console;
	const struct console_audience *a = console_audience(c, console_output(c));
	const struct console_seat *own = console_own(c);
	struct sheet *s = line(f);
	sheet_put(s, LOOK_PLAIN, "%s", f->picture->place);
	if (own && own->name[0])
		sheet_put(s, LOOK_PLAIN, ", %s", own->name);
	if (a && a->recorded)
		sheet_put(s, LOOK_BAD, "   (*) RECORDED");
	else if (c->recording)
		sheet_put(s, LOOK_WARN, "   (*) recording, not you");
	else
		sheet_put(s, LOOK_DIM, "   not recorded");
	if (a)
		sheet_put(s, LOOK_PLAIN, "   %d hear %s", a->listeners, a->channel);
	if (own)
		sheet_put(s, LOOK_PLAIN, "   r consent: %s", own->consents ? "yes" : "no");
}

/* ---- the sign ---- */

/* On the air it is a full block between arrows; off the air an empty frame. */
static void draw_sign(struct face *f)
{
	const struct booth_picture *p = f->picture;
	enum booth_state state = booth_state_of(p);
	const struct sign_shape *shape = face_shape(state);
	struct sheet *s = f->sheet;
	char sign[64];
	char reason[WORDS_BYTES];
	bool aimed = state == BOOTH_ON_AIR && console_output(f->console)[0];
	snprintf(sign, sizeof sign, "%s%s%s%s%s", shape->before, booth_view_sign(p),
			aimed ? " > " : "", aimed ? console_output(f->console) : "", shape->after);
	int inside = SIGN_COLUMNS - 2;
	int at = 1 + (inside - (int)strlen(sign)) / 2;
	sheet_fill(s, f->row, 0, SIGN_ROWS, SIGN_COLUMNS, shape->look, shape->edge);
	sheet_fill(s, f->row + 1, 1, SIGN_ROWS - 2, inside, shape->look, " ");
	sheet_move(s, f->row + 1, at < 1 ? 1 : at, SIGN_COLUMNS - 1);
	sheet_put(s, shape->look, "%s", sign);
	sheet_move(s, f->row + 2, 2, SIGN_COLUMNS - 1);
	sheet_put(s, shape->look, "%s", booth_view_reason(p, reason));
}

static void draw_outputs(struct face *f)
{
	static const char keys[CONSOLE_OUTPUTS + 1] = "abx";
	const struct console *c = f->console;
	struct sheet *s = f->sheet;
	sheet_move(s, f->row, SIGN_COLUMNS + 2, 0);
	sheet_put(s, LOOK_PLAIN, "speaks into ");
	for (int i = 0; i < CONSOLE_OUTPUTS; i++) {
		const char *to = c->outputs[i];
		bool chosen = c->known && i == c->output && to[0];
		sheet_put(s, chosen ? LOOK_CHOSEN : LOOK_DIM, "%s%c %c: %s ", chosen ? ">" : " ",
				keys[i], 'A' + i, to[0] ? to : "-");
		sheet_put(s, LOOK_PLAIN, " ");
	}
}

static void draw_level(struct face *f)
{
	const struct booth_picture *p = f->picture;
	struct sheet *s = f->sheet;
	enum look look;
	sheet_move(s, f->row + 1, SIGN_COLUMNS + 2, 0);
	sheet_bar(s, p->capture.rms_dbfs, BAR_COLUMNS);
	sheet_put(s, LOOK_PLAIN, " peak %3.0f dBFS", (double)p->capture.peak_dbfs);
	sheet_move(s, f->row + 2, SIGN_COLUMNS + 2, 0);
	const char *words = face_level_words(f->visit, &look);
	sheet_put(s, look, "%s", words);
	sheet_move(s, f->row + 3, SIGN_COLUMNS + 2, 0);
	if (booth_view_narrow_hz(p))
		sheet_put(s, LOOK_BAD, "TELEPHONE SOUND: it ends at %.1f kHz",
				booth_view_narrow_hz(p) / 1000.0);
	else if (booth_view_wireless(p))
		sheet_put(s, LOOK_BAD, "BLUETOOTH: late, and narrow; take one with a wire");
	else if (p->link.clock_known)
		sheet_put(s, LOOK_DIM, "round trip %.0f ms  sent %llu  dropped %llu%s",
				(double)p->link.rtt_ns / 1e6,
				(unsigned long long)p->link.packets_out,
				(unsigned long long)p->link.uplink_dropped, face_path_words(p));
}

/* ---- what is heard ---- */

static void draw_channel(struct face *f, int digit, int column, int end)
{
	const struct event_channel *c = desk_channel(f->view, digit);
	char text[WORDS_BYTES];
	if (!c)
		return;
	struct sheet *s = f->sheet;
	const struct console *k = f->console;
	bool chosen = strcmp(k->incoming, c->id) == 0;
	bool heard = strcmp(k->hears, c->id) == 0;
	bool offered = console_offers(k, c->id);
	enum look look = heard ? LOOK_CHOSEN : offered ? LOOK_PLAIN : LOOK_DIM;
	sheet_move(s, f->row, column, end);
	sheet_put(s, look, "%s%d %s", heard ? ">" : chosen ? "*" : " ", digit + 1, name_of(f, c));
	sheet_move(s, f->row, column + 15, end);
	if (k->known)
		sheet_put(s, offered ? LOOK_PLAIN : LOOK_DIM, "%s",
				offered ? face_channel_words(c, text) : "your own sound");
}

static void draw_channels(struct face *f)
{
	struct sheet *s = f->sheet;
	int count = (int)f->view->channel_count;
	int half = s->columns / 2;
	count = count > DESK_KEYS ? DESK_KEYS : count;
	int rows = (count + 1) / 2;
	for (int i = 0; i < rows; i++, f->row++) {
		draw_channel(f, i, 1, half - 1);
		draw_channel(f, rows + i, half, 0);
	}
}

static void draw_incoming(struct face *f)
{
	const struct console *c = f->console;
	const struct playback_report *r = &f->picture->playback;
	bool by_key = c->known && !c->incoming[0];
	rule(f, " hear ");
	struct sheet *s = line(f);
	sheet_put(s, by_key ? LOOK_CHOSEN : LOOK_PLAIN, "%sf floor key", by_key ? ">" : " ");
	sheet_put(s, LOOK_PLAIN, "  gives %s%s", c->floor_key[0] ? c->floor_key : "-",
			strcmp(c->floor_key, "floor") != 0 && c->floor_key[0] ? ", by relay" : "");
	if (!f->picture->listens)
		sheet_put(s, LOOK_WARN, "   this console does not listen");
	else if (r->has_delay && c->hears[0])
		sheet_put(s, LOOK_BOLD, "   in the ear: %s, %.0f ms after it was said", c->hears,
				r->delay_ms);
	draw_channels(f);
}

static void draw_ear(struct face *f)
{
	const struct booth_picture *p = f->picture;
	const struct ear_settings *e = &f->desk->ear;
	char text[WORDS_BYTES];
	rule(f, " ear ");
	struct sheet *s = line(f);
	sheet_put(s, LOOK_PLAIN, "[ ] incoming %d%%  - = boothmate %d%%  { } own %d%%",
			e->volume_percent[VOICE_CHANNEL], e->volume_percent[VOICE_BOOTHMATE],
			e->own_percent);
	sheet_put(s, LOOK_PLAIN, "   , . bass %+.0f   < > treble %+.0f", (double)e->bass_db,
			(double)e->treble_db);
	s = line(f);
	if (p->playback.ear.warning)
		sheet_put(s, LOOK_HELD, " TOO LOUD ");
	sheet_put(s, LOOK_PLAIN, "%s%s", p->playback.ear.warning ? " " : "",
			face_ear_words(f->visit, text));
}

/* ---- people ---- */

/* What the own keys have lit, in the rule above. */
static void draw_signals(struct face *f)
{
	const struct console_seat *own = console_own(f->console);
	struct sheet *s = f->sheet;
	sheet_move(s, f->row - 1, 9, 0);
	if (own && own->slow_down)
		sheet_put(s, LOOK_HELD, " SLOW DOWN ");
	if (own && own->call != CONSOLE_QUIET)
		sheet_put(s, LOOK_HELD, " OPERATOR %s ",
				own->call == CONSOLE_CALLING ? "CALLED" : "COMES");
}

static void draw_mate(struct face *f)
{
	const struct console_seat *m = console_mate(f->console);
	char text[WORDS_BYTES];
	rule(f, " booth ");
	draw_signals(f);
	struct sheet *s = line(f);
	if (!m) {
		sheet_put(s, LOOK_DIM, "no boothmate is here");
		return;
	}
	sheet_put(s, LOOK_BOLD, "%s  ", m->name[0] ? m->name : "boothmate");
	sheet_put(s, m->on_air ? LOOK_BAD : LOOK_PLAIN, "%s", face_seat_words(f->visit, m, text));
	if (f->picture->playback.boothmate_heard)
		sheet_put(s, LOOK_PLAIN, "   heard now");
}

static void draw_handover(struct face *f)
{
	char text[WORDS_BYTES];
	struct sheet *s = line(f);
	bool pending = console_handover_pending(f->console);
	sheet_put(s, pending ? LOOK_HELD : LOOK_DIM, "%s", face_handover_words(f->visit, text));
}

/* ---- what was said, questions, keys ---- */

/* As many rows of a text as there are, the later ones set in; how many it needs. */
static int draw_wrapped(struct face *f, int row, int rows, enum look look, const char *text)
{
	enum { SET_IN = 2 };
	struct sheet *s = f->sheet;
	int needed = 0;
	while (*text) {
		int column = 1 + (needed ? SET_IN : 0);
		size_t bytes = sheet_fit(s, text, s->columns - column);
		if (needed++ < rows) {
			sheet_move(s, row + needed - 1, column, 0);
			sheet_put(s, look, "%.*s", (int)bytes, text);
		}
		text += bytes;
	}
	return needed;
}

/* The newest at the bottom; of one that does not fit, its beginning. */
static void draw_lines(struct face *f, int rows)
{
	const struct console_line *l;
	int left = rows;
	for (uint32_t back = 0; left > 0 && (l = console_line(f->console, back)); back++) {
		char text[WORDS_BYTES + CONSOLE_LINE_BYTES];
		enum look look;
		const char *words = face_line_words(l, text, sizeof text, &look);
		int needed = draw_wrapped(f, 0, 0, look, words);
		int shown = needed < left ? needed : left;
		left -= shown;
		draw_wrapped(f, f->row + left, shown, look, words);
	}
	f->row += rows;
}

static void draw_prompt(struct face *f)
{
	char text[WORDS_BYTES];
	struct sheet *s = line(f);
	if (f->desk->writing) {
		sheet_put(s, LOOK_HELD, " to %s (Tab) ", desk_to_word(f->desk));
		sheet_put(s, LOOK_BOLD, " %s_", face_tail(f->desk->draft, s->columns - 40));
		sheet_put(s, LOOK_DIM, "   Enter sends, Esc leaves");
		return;
	}
	enum look look;
	const char *words = face_prompt_words(f->visit, text, &look);
	sheet_put(s, look, "%s", words);
}

static void draw_keys(struct face *f)
{
	struct sheet *s = line(f);
	sheet_put(s, LOOK_DIM,
			"m microphone  c cough  h handover  T take  s slow down  n cannot "
			"interpret");
	s = line(f);
	sheet_put(s, LOOK_DIM,
			"o operator  l floor language  e incidents as CSV  Enter write  "
			"? keys  q leave");
}

static void draw_help(struct face *f)
{
	int half = f->sheet->columns / 2;
	int shown = 0;
	int first = f->row;
	int rows = 0;
	for (size_t i = 0; i < key_row_count; i++)
		rows += key_rows[i].shown != NULL;
	rows = (rows + 1) / 2;
	for (size_t i = 0; i < key_row_count; i++) {
		if (!key_rows[i].shown)
			continue;
		int column = shown / rows * half + 1;
		sheet_move(f->sheet, first + shown % rows, column, column + half - 2);
		sheet_put(f->sheet, LOOK_BOLD, "%-6s", key_rows[i].shown);
		sheet_put(f->sheet, LOOK_PLAIN, "%s", key_rows[i].words);
		shown++;
	}
	f->row = first + rows;
}

void face_draw(struct sheet *s, const struct visit *v, time_t now)
{
	struct face f = { .sheet = s,
		.visit = v,
		.console = &v->console,
		.desk = &v->desk,
		.picture = &v->booth.picture,
		.view = &v->booth.picture.link.view };
	draw_title(&f, now);
	draw_audience(&f);
	draw_sign(&f);
	draw_outputs(&f);
	draw_level(&f);
	f.row += SIGN_ROWS;
	if (v->desk.help) {
		rule(&f, " keys ");
		draw_help(&f);
		return;
	}
	draw_incoming(&f);
	draw_ear(&f);
	draw_mate(&f);
	draw_handover(&f);
	rule(&f, " said ");
	int left = s->rows - f.row - KEYS_ROWS - 1;
	draw_lines(&f, left);
	draw_prompt(&f);
	draw_keys(&f);
}
