// SPDX-License-Identifier: Apache-2.0
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ERRORS_BYTES = 4096, DRAW_BYTES = (SCREEN_LINES + 1) * (SCREEN_LINE_BYTES + 64) };

/* The one terminal that a process has. Signal handlers read it. */
static struct {
	volatile sig_atomic_t begun, whole_screen;
	struct termios before, ours;
	int errors_fd;   /* read end of what is standard error now */
	int stderr_fd;   /* what it was */
	int drawn_lines; /* of the block on the screen */
	int drawn_columns;
	size_t error_bytes;
	char errors[ERRORS_BYTES]; /* an unfinished line */
} terminal = { .errors_fd = -1, .stderr_fd = -1 };

static const char show_cursor[] = "\033[?25h";
static const char hide_cursor[] = "\033[?25l";
/* plain pastes, the screen that was there before, no looks */
static const char leave_screen[] = "\033[?2004l\033[?1049l\033[0m";

static void put(const char *bytes, size_t count)
{
	while (count > 0) {
		ssize_t done = write(STDOUT_FILENO, bytes, count);
		if (done < 0 && errno != EINTR && errno != EAGAIN)
			return;
		if (done > 0) {
			bytes += done;
			count -= (size_t)done;
		}
	}
}

bool terminal_is_there(void)
{
	const char *kind = getenv("TERM");
	/* in the background (with &) the terminal is the shell's */
	return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) &&
	       tcgetpgrp(STDIN_FILENO) == getpgrp() && kind && kind[0] && strcmp(kind, "dumb") != 0;
}

/* ---- leaving, by any door ---- */

/* Calls only what a signal handler may. */
static void restore(void)
{
	if (!terminal.begun)
		return;
	terminal.begun = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal.before);
	if (terminal.whole_screen)
		put(leave_screen, sizeof leave_screen - 1);
	put(show_cursor, sizeof show_cursor - 1);
	dup2(terminal.stderr_fd, STDERR_FILENO);
}

/* What a dying program said last is on its way through our pipe: let it out. */
static void let_errors_out(void)
{
	char bytes[1024];
	ssize_t count;
	while ((count = read(terminal.errors_fd, bytes, sizeof bytes)) > 0)
		if (write(STDERR_FILENO, bytes, (size_t)count) < 0)
			return;
}

static void on_death(int signal)
{
	restore();
	let_errors_out();
	raise(signal); /* the default action, now that the handler is gone (SA_RESETHAND) */
}

static void on_return(int signal)
{
	(void)signal;
	if (terminal.begun)
		tcsetattr(STDIN_FILENO, TCSANOW, &terminal.ours);
}

static void watch_signals(void)
{
	static const int deaths[] = { SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT };
	struct sigaction death = { .sa_handler = on_death,
		.sa_flags = (int)(SA_RESETHAND | SA_NODEFER) };
	struct sigaction back = { .sa_handler = on_return, .sa_flags = SA_RESTART };
	sigemptyset(&death.sa_mask);
	sigemptyset(&back.sa_mask);
	for (size_t i = 0; i < sizeof deaths / sizeof deaths[0]; i++)
		sigaction(deaths[i], &death, NULL);
	sigaction(SIGCONT, &back, NULL);
}

/* ---- coming ---- */

/* Standard error becomes a pipe whose other end we read. It never blocks: a full one drops. */
static int take_errors(void)
{
	int ends[2];
	if (pipe(ends))
		return -errno;
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
	}
	terminal.errors_fd = ends[0];
	terminal.stderr_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	int done = dup2(ends[1], STDERR_FILENO);
	int err = done < 0 || terminal.stderr_fd < 0 ? -errno : 0;
	close(ends[1]);
	return err;
}

int terminal_guard(void)
{
	if (tcgetattr(STDIN_FILENO, &terminal.before))
		return -errno;
	terminal.ours = terminal.before;
	terminal.ours.c_iflag &= ~(tcflag_t)(IXON);
	/* a slip of the finger must not stop the sound: no Ctrl-Z, no Ctrl-S; Ctrl-C stays */
	terminal.ours.c_cc[VSUSP] = _POSIX_VDISABLE;
	int err = take_errors();
	if (err)
		return err;
	terminal.begun = 1;
	watch_signals();
	atexit(terminal_end);
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal.ours);
	return 0;
}

void terminal_guard_screen(void)
{
	tcgetattr(STDIN_FILENO, &terminal.ours);
	terminal.whole_screen = 1;
}

void terminal_left_screen(void)
{
	terminal.whole_screen = 0;
}

int terminal_begin(void)
{
	int err = terminal_guard();
	if (err)
		return err;
	terminal.ours.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	terminal.ours.c_cc[VMIN] = 0;
	terminal.ours.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &terminal.ours);
	put(hide_cursor, sizeof hide_cursor - 1);
	return 0;
}

/* ---- keys ---- */

int terminal_keys_fd(void)
{
	return STDIN_FILENO;
}

static int next_byte(void)
{
	unsigned char byte;
	return read(STDIN_FILENO, &byte, 1) == 1 ? byte : 0;
}

/* After ESC: an arrow; anything else is swallowed to its end, so that no stray letter of it is
 * taken for a key. */
static int take_escape(void)
{
	int byte = next_byte();
	if (byte != '[' && byte != 'O')
		return 0;
	do
		byte = next_byte();
	while ((byte >= '0' && byte <= '9') || byte == ';');
	switch (byte) {
	case 'A': return TERMINAL_UP;
	case 'B': return TERMINAL_DOWN;
	case 'C': return TERMINAL_RIGHT;
	case 'D': return TERMINAL_LEFT;
	default: return 0;
	}
}

int terminal_key(void)
{
	int byte = next_byte();
	return byte == '\033' ? take_escape() : byte;
}

/* ---- drawing ---- */

static const char clear_line[] = "\033[2K";
static const char clear_rest[] = "\033[J";
static const char clear_screen[] = "\033[H\033[2J";

/* Our log's lines begin with the year; a library's do not. */
static bool is_ours(const char *line, size_t bytes)
{
	return bytes > 5 && line[0] == '2' && line[4] == '-';
}

static void put_own_lines(void)
{
	char *start = terminal.errors;
	char *end = terminal.errors + terminal.error_bytes;
	char *newline;
	while ((newline = memchr(start, '\n', (size_t)(end - start)))) {
		size_t bytes = (size_t)(newline + 1 - start);
		if (is_ours(start, bytes)) {
			put(clear_rest, sizeof clear_rest - 1); /* it may take several rows */
			put(start, bytes);
		}
		start = newline + 1;
	}
	terminal.error_bytes = (size_t)(end - start);
	if (terminal.error_bytes == sizeof terminal.errors)
		terminal.error_bytes = 0; /* a line without end */
	memmove(terminal.errors, start, terminal.error_bytes);
}

static void put_errors(void)
{
	ssize_t count;
	while ((count = read(terminal.errors_fd, terminal.errors + terminal.error_bytes,
				sizeof terminal.errors - terminal.error_bytes)) > 0) {
		terminal.error_bytes += (size_t)count;
		put_own_lines();
	}
}

static int width(void)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || size.ws_col == 0)
		return 80;
	return size.ws_col;
}

static void put_home(void)
{
	char up[32];
	int bytes = snprintf(up, sizeof up, "\r\033[%dA", terminal.drawn_lines);
	put(up, terminal.drawn_lines > 0 ? (size_t)bytes : 1);
}

void terminal_draw(const struct screen *s)
{
	static char out[DRAW_BYTES];
	size_t used = 0;
	int columns = width() - 1; /* the last column would wrap in some terminals */
	if (terminal.drawn_lines > 0 && columns != terminal.drawn_columns) {
		/* where its lines are now, broken anew or not, is the terminal's secret */
		put(clear_screen, sizeof clear_screen - 1);
		terminal.drawn_lines = 0;
	}
	put_home();
	put_errors();
	for (int i = 0; i < s->lines; i++) {
		memcpy(out + used, clear_line, sizeof clear_line - 1);
		used += sizeof clear_line - 1;
		used += screen_fit(s, i, columns, out + used, SCREEN_LINE_BYTES + 8);
		out[used++] = '\n';
	}
	memcpy(out + used, clear_rest, sizeof clear_rest - 1);
	put(out, used + sizeof clear_rest - 1);
	terminal.drawn_lines = s->lines;
	terminal.drawn_columns = columns;
}

void terminal_end(void)
{
	if (!terminal.begun)
		return;
	put_home();
	put_errors();
	char down[32];
	int bytes = snprintf(down, sizeof down, "\r\033[%dB", terminal.drawn_lines);
	put(down, terminal.drawn_lines > 0 ? (size_t)bytes : 1);
	restore();
}
