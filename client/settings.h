// SPDX-License-Identifier: Apache-2.0
/*
 * What both programs' command lines have in common: where the server is, how to come in, how to
 * show what goes on; and --help, --version and --list-devices, which end the program.
 *
 * Thread: main's, before any other starts.
 */
#ifndef CLIENT_SETTINGS_H
#define CLIENT_SETTINGS_H

#include <stdbool.h>

#include "base/units.h"
#include "options.h"
#include "session.h"
#include "url.h"

enum exit_status { EXIT_FINE, EXIT_FAULT, EXIT_USAGE };

struct settings {
	const char *server, *token, *name;
	bool insecure_tls, retry;
	int latency_ms;
	bool json, plain, list_devices, help, version;

	struct url url; /* server, taken apart */
};

extern struct settings settings;

extern const struct option_section SETTINGS_DEVICE;  /* --latency, --list-devices */
extern const struct option_section SETTINGS_SERVER;  /* --server ... --retry */
extern const struct option_section SETTINGS_PROGRAM; /* --json ... --version */

/* A program's name, its summary for --help and its options. */
struct program {
	const char *name;                             /* "tumen-listen" */
	const char *synopsis;                         /* "--server URL --channel ko" */
	const char *summary;                          /* one or more sentences */
	const struct option_section *const *sections; /* ends with NULL */
};

/* Parses; carries out --help, --version and --list-devices; checks --server. Returns true when the
 * program is to go on, else *status is what it ends with. */
MUST_USE bool settings_take(const struct program *p, int argc, char **argv, int *status);

/* A person looks: there is a terminal, and neither --json nor --plain was asked for. */
bool settings_display(void);

/* "NAME: sentence" on standard error; returns status. */
__attribute__((format(printf, 3, 4))) int settings_complain(const struct program *p, int status,
		const char *format, ...);

/* How to join with these settings; role, booth and channels are the program's to fill in. */
void settings_session(const struct program *p, struct session_setup *session);

#endif
