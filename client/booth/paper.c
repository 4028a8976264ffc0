// SPDX-License-Identifier: Apache-2.0
#define _XOPEN_SOURCE_EXTENDED 1 /* ncurses: wide characters */
#define NCURSES_WIDECHAR 1
#include "booth/paper.h"

#include <curses.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "booth/key_map.h"
#include "terminal.h"

enum {
	PASTE_BEGINS = KEY_MAX - 2, /* our own, beside those of ncurses */
	PASTE_ENDS = KEY_MAX - 1,
	ESCAPE_MS = 25, /* to tell the key from the beginning of another's sequence */
};

enum pair { PAIR_GOOD = 1, PAIR_WARN, PAIR_BAD, PAIR_ON_AIR, PAIR_HELD };

static struct {
	SCREEN *screen;
	bool colour, pasting;
} paper;

static const char pastes_marked[] = "\033[?2004h";
static const char pastes_plain[] = "\033[?2004l";

static void tell_terminal(const char *sequence)
{
	if (write(STDOUT_FILENO, sequence, strlen(sequence)) < 0)
		return; /* it is gone */
}

static void choose_colours(void)
{
	const char *no_colour = getenv("NO_COLOR"); /* no-color.org */
	paper.colour = has_colors() && (!no_colour || !no_colour[0]);
	if (!paper.colour)
		return;
	start_color();
	use_default_colors();
	init_pair(PAIR_GOOD, COLOR_GREEN, -1);
	init_pair(PAIR_WARN, COLOR_YELLOW, -1);
	init_pair(PAIR_BAD, COLOR_RED, -1);
	init_pair(PAIR_ON_AIR, COLOR_WHITE, COLOR_RED);
	init_pair(PAIR_HELD, COLOR_BLACK, COLOR_YELLOW);
}

int paper_begin(void)
{
	int err = terminal_guard();
	if (err)
		return err;
	paper.screen = newterm(NULL, stdout, stdin);
	if (!paper.screen) {
		terminal_end();
		return -ENOTTY;
	}
	choose_colours();
	cbreak();
	noecho();
	nonl();
	curs_set(0);
	keypad(stdscr, TRUE);
	nodelay(stdscr, TRUE);
	set_escdelay(ESCAPE_MS);
	define_key("\033[200~", PASTE_BEGINS);
	define_key("\033[201~", PASTE_ENDS);
	tell_terminal(pastes_marked);
	terminal_guard_screen();
	return 0;
}

void paper_size(int *rows, int *columns)
{
	getmaxyx(stdscr, *rows, *columns);
}

/* ---- keys ---- */

static int translate(int status, wint_t key)
{
	if (status == ERR)
		return KEY_MAP_NONE;
	if (status != KEY_CODE_YES)
		return key == '\r' ? KEY_MAP_ENTER : key == '\b' ? KEY_MAP_BACKSPACE : (int)key;
	switch (key) {
	case PASTE_BEGINS: paper.pasting = true; return KEY_MAP_RESIZE;
	case PASTE_ENDS: paper.pasting = false; return KEY_MAP_RESIZE;
	case KEY_ENTER: return KEY_MAP_ENTER;
	case KEY_BACKSPACE: return KEY_MAP_BACKSPACE;
	case KEY_F(9): return KEY_MAP_F9;
	default: return KEY_MAP_RESIZE; /* nothing of ours, but a key */
	}
}

/* A line's end in what is pasted does not send it. */
static bool is_pasted_key(int key, bool takes_text)
{
	return paper.pasting && (!takes_text || key < ' ');
}

int paper_key(bool takes_text)
{
	int key;
	do {
		wint_t got;
		int status = get_wch(&got);
		key = translate(status, got);
	} while (key != KEY_MAP_NONE && is_pasted_key(key, takes_text));
	return key;
}

/* ---- drawing ---- */

/* Without colour, bold and reverse still tell. */
static attr_t attributes_of(enum look look)
{
	switch (look) {
	case LOOK_PLAIN: return A_NORMAL;
	case LOOK_DIM: return A_DIM;
	case LOOK_BOLD: return A_BOLD;
	case LOOK_CHOSEN: return A_REVERSE;
	case LOOK_GOOD:
	case LOOK_WARN: return A_NORMAL;
	case LOOK_BAD: return A_BOLD;
	case LOOK_ON_AIR: return paper.colour ? A_BOLD : A_BOLD | A_REVERSE;
	case LOOK_OFF_AIR: return A_NORMAL;
	case LOOK_HELD: return paper.colour ? A_NORMAL : A_REVERSE;
	}
	return A_NORMAL;
}

static short pair_of(enum look look)
{
	switch (look) {
	case LOOK_GOOD: return PAIR_GOOD;
	case LOOK_WARN: return PAIR_WARN;
	case LOOK_BAD: return PAIR_BAD;
	case LOOK_ON_AIR: return PAIR_ON_AIR;
	case LOOK_HELD: return PAIR_HELD;
	default: return 0;
	}
}

void paper_show(const struct sheet *s)
{
	erase();
	for (int row = 0; row < s->rows; row++)
		for (int column = 0; column < s->columns; column++) {
			const struct sheet_cell *cell = &s->cells[row][column];
			wchar_t letters[2] = { cell->letter, 0 };
			cchar_t out;
			if (!cell->letter)
				continue;
			short pair = 0;
			if (paper.colour)
				pair = pair_of(cell->look);
			setcchar(&out, letters, attributes_of(cell->look), pair, NULL);
			mvadd_wch(row, column, &out);
		}
	refresh();
}

void paper_ring(void)
{
	beep();
}

void paper_end(void)
{
	if (!paper.screen)
		return;
	tell_terminal(pastes_plain);
	endwin();
	terminal_left_screen();
	delscreen(paper.screen);
	paper.screen = NULL;
	terminal_end();
}
