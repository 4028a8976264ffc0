// SPDX-License-Identifier: Apache-2.0
/*
 * From argv to a whole config: options, then the file, then the options that override it, then the
 * rule about who may come in. Options that are also keys of the file come from
 * config_table.c.
 *
 * Thread: main's, before any other starts.
 * Before: config.h. After: main.c.
 */
#ifndef COMMAND_LINE_H
#define COMMAND_LINE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/units.h"

struct config;
struct config_listen;

enum command_verdict {
	COMMAND_SERVE, /* the config is whole: go on */
	COMMAND_DONE,  /* --help and the like: said all there was; exit status 0 */
	COMMAND_WRONG, /* said why; exit status 2 */
};

struct command_line {
	const char *config_path; /* NULL: the built-in event */
	const char *port_path;   /* NULL: nobody asks */
	bool dev_cert;           /* make the certificate, when it is missing */
};

/* Reads it all. What was asked for goes to `out`, what is wrong to `errors`. The strings of
 * *line point into argv. */
MUST_USE enum command_verdict command_line_read(struct command_line *line, struct config *c,
		int argc, char **argv, FILE *out, FILE *errors);

/* The built-in event on loopback is for trying out: who is on this machine needs no token. */
bool command_line_trusts(const struct command_line *line, const struct config *c);

/* Writes "ADDRESS:PORT\n", whole or not at all, for scripts that let the kernel pick the port. 0 or
 * negative errno. */
MUST_USE int command_line_write_port(const char *path, const struct config_listen *l);

#endif
