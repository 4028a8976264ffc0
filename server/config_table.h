// SPDX-License-Identifier: Apache-2.0
/*
 * Every key of the config file, with its unit, range and default, as one table. The file is read
 * by it (config.c), the command line takes its options from it (command_line.c), and --help and
 * docs/configuration.md are printed from it (config_reference.c).
 *
 * Thread: any; constant.
 */
#ifndef CONFIG_TABLE_H
#define CONFIG_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum key_kind {
	KEY_ID,       /* char[]: see text_is_id() */
	KEY_LINE,     /* char[]: UTF-8 without control characters, at most bytes - 1 */
	KEY_LANGUAGE, /* char[]: the form of BCP 47 */
	KEY_PATH,     /* char[]: like KEY_LINE; a folder */
	KEY_FILE,     /* char[]: the same; a file */
	KEY_PIN,      /* char[]: visible ASCII, AUTH_PIN_MIN characters or more */
	KEY_URL,      /* char[]: http:// or https://, a host and perhaps a port */
	KEY_LISTEN,   /* struct config_listen */
	KEY_WORD,     /* an enum: the place in `words` */
	KEY_INTEGER,  /* int or uint32_t: min to max */
	KEY_NUMBER,   /* float: min to max */
	KEY_CHANNEL,  /* uint32_t: a channel's number, never the floor's */
	KEY_CHANNELS, /* uint32_t: a set of channels' numbers, never the floor's */
	KEY_OUTPUTS,  /* uint32_t[BOOTH_OUTPUTS]: channels' numbers */
};

struct config_key {
	const char *name;
	enum key_kind kind;
	size_t offset;            /* of the value in its section's struct */
	size_t bytes;             /* its size there */
	const char *unit;         /* "" none */
	double min, max;          /* INTEGER, NUMBER */
	const char *const *words; /* WORD; ends with NULL */
	const char *fallback;     /* as it would stand in the file; NULL: none */
	const char *otherwise;    /* where the default depends on other keys: in words */
	const char *option;       /* on the command line: "--listen"; NULL: only in the file */
	const char *help;         /* one sentence */
};

enum config_section_id {
	SECTION_EVENT,
	SECTION_CHANNELS,
	SECTION_BOOTHS,
	SECTION_AUDIO,
	SECTION_SERVER,
	SECTION_COUNT,
};

/* A section is one mapping, whose values lie in struct config, or a list of them, whose values lie
 * in the element's struct. */
struct config_section {
	const char *name;
	bool list;
	const char *help;
	const struct config_key *keys;
	size_t count;
};

extern const struct config_section config_sections[SECTION_COUNT];

/* A key that has neither default must stand in the file. */
static inline bool config_key_required(const struct config_key *k)
{
	return !k->fallback && !k->otherwise;
}

#endif
