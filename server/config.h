// SPDX-License-Identifier: Apache-2.0
/*
 * Everything the server is told before it starts: the event (control/plan.h), how it sounds, where
 * it listens. Read from a YAML file; what the file leaves out has the default that
 * config_table.c gives it, and without a file it is the built-in event. A bad file is refused
 * whole, with every problem in it by line.
 *
 * Thread: main's, before any other starts; read-only afterwards.
 * After:  main.c, which fills each room's set-up from it.
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/log.h"
#include "base/units.h"
#include "control/auth.h"
#include "control/plan.h"

enum {
	CONFIG_LOOPS_MAX = 16,
	CONFIG_ADDRESS_BYTES = 64,
	CONFIG_PATH_BYTES = 1024,
	CONFIG_FILE_MAX = 1 << 20, /* bytes of a file */
};

/* Where to listen. */
struct config_listen {
	char address[CONFIG_ADDRESS_BYTES]; /* numeric IPv4 or IPv6, without brackets */
	uint16_t port;                      /* 0: the kernel picks */
};

/* Ranges and meaning of each field: config_table.c, or docs/configuration.md, made from it. */
struct config {
	struct plan plan;
	char pin[AUTH_PIN_BYTES]; /* "": open to listeners */

	int handover_countdown_ms;

	int bitrate_bps, low_bitrate_bps, complexity;
	int hold_off_ms, silence_hold_off_ms, fade_ms;
	float target_lufs;

	struct config_listen listen;
	uint32_t loops;                     /* 1 to CONFIG_LOOPS_MAX */
	uint32_t sessions;                  /* all loops together */
	char web_dir[CONFIG_PATH_BYTES];    /* "": the pages that came with the program */
	char audit_log[CONFIG_PATH_BYTES];  /* "": none */
	char recordings[CONFIG_PATH_BYTES]; /* folder; "": nothing is recorded */
	enum log_level log_level;

	char url[CONFIG_PATH_BYTES];          /* for links; "": made from `listen` */
	char key_file[CONFIG_PATH_BYTES];     /* token keys; "": none */
	char revoked_file[CONFIG_PATH_BYTES]; /* "": none */
	char cert[CONFIG_PATH_BYTES];         /* "": no TLS */
	char cert_key[CONFIG_PATH_BYTES];     /* its private key; "": in the same file */
};

/* The built-in event with every default. */
void config_defaults(struct config *c);

/* Defaults, then the file over them. 0; or -EINVAL with each problem as one line
 * "PATH:LINE: what: why; what is allowed" on `errors`, in the order of lines, and *c means nothing;
 * or another negative errno when the file cannot be read, said on `errors` too. */
MUST_USE int config_load(struct config *c, const char *path, FILE *errors);

/* The same from memory; `name` stands for the path. */
MUST_USE int config_parse(struct config *c, const char *name, const char *text, size_t bytes,
		FILE *errors);

/* Does only this machine reach it? 127.0.0.0/8 and ::1. */
bool config_is_loopback(const struct config_listen *l);

#endif
