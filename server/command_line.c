// SPDX-License-Identifier: Apache-2.0
#include "command_line.h"

#include <errno.h>
#include <string.h>

#include "config.h"
#include "config_reference.h"
#include "config_table.h"
#include "config_value.h"
#include "version.h"

enum { OVERRIDES_MAX = 24, NAME_COLUMN = 28, TEMPORARY_PATH_BYTES = 4096 };

enum action { SERVE, HELP, VERSION, CHECK, REFERENCE };

/* ---- options that are no keys of the file ---- */

enum own_option {
	OWN_CONFIG,
	OWN_PORT_FILE,
	OWN_DEV_CERT,
	OWN_CHECK,
	OWN_REFERENCE,
	OWN_HELP,
	OWN_VERSION,
	OWN_COUNT,
};

static const struct {
	const char *name, *brief; /* "--config", "-c" or NULL */
	const char *value;        /* what --help calls its value; NULL: it has none */
	const char *help;
} own_options[OWN_COUNT] = {
	[OWN_CONFIG] = { "--config", "-c", "FILE", "read this config file" },
	[OWN_PORT_FILE] = { "--port-file", NULL, "FILE",
			"write the address and port there once the server listens" },
	[OWN_DEV_CERT] = { "--dev-cert", NULL, NULL,
			"make the files of --cert and --cert-key when they are missing: "
			"self-signed, "
			"for a trial" },
	[OWN_CHECK] = { "--check-config", NULL, NULL, "read the config, say what is wrong, exit" },
	[OWN_REFERENCE] = { "--config-reference", NULL, NULL,
			"print the reference page of the config file, exit" },
	[OWN_HELP] = { "--help", "-h", NULL, "print this, exit" },
	[OWN_VERSION] = { "--version", NULL, NULL, "print the version, exit" },
};

/* ---- reading ---- */

/* A key of the file that the command line gives, kept until the file has been read. */
struct override {
	const struct config_key *key;
	const char *value;
};

struct reading {
	struct command_line *line;
	enum action action;
	struct override overrides[OVERRIDES_MAX];
	size_t override_count;
	FILE *errors;
};

static bool is_named(const char *argument, size_t length, const char *name)
{
	return name && strlen(name) == length && !strncmp(argument, name, length);
}

static const struct config_key *key_of(const char *argument, size_t length)
{
	for (int i = 0; i < SECTION_COUNT; i++)
		for (size_t k = 0; k < config_sections[i].count; k++)
			if (is_named(argument, length, config_sections[i].keys[k].option))
				return &config_sections[i].keys[k];
	return NULL;
}

static int own_of(const char *argument, size_t length)
{
	int i = 0;
	while (i < OWN_COUNT && !is_named(argument, length, own_options[i].name) &&
			!is_named(argument, length, own_options[i].brief))
		i++;
	return i;
}

static void take_own(struct reading *r, enum own_option own, const char *value)
{
	switch (own) {
	case OWN_CONFIG: r->line->config_path = value; break;
	case OWN_PORT_FILE: r->line->port_path = value; break;
	case OWN_DEV_CERT: r->line->dev_cert = true; break;
	case OWN_CHECK: r->action = CHECK; break;
	case OWN_REFERENCE: r->action = REFERENCE; break;
	case OWN_HELP: r->action = HELP; break;
	case OWN_VERSION: r->action = VERSION; break;
	case OWN_COUNT: break;
	}
}

static bool wrong(struct reading *r, const char *argument, size_t length, const char *why)
{
	fprintf(r->errors, "tumen-server: %.*s: %s\n", (int)length, argument, why);
	return false;
}

/* One argument and, where it needs one, its value: "--name value" or "--name=value". `next` may be
 * NULL; *used_next says whether it was the value. */
static bool take_argument(struct reading *r, const char *argument, const char *next,
		bool *used_next)
{
	size_t length = strcspn(argument, "=");
	int own = own_of(argument, length);
	const struct config_key *key = key_of(argument, length);
	if (own == OWN_COUNT && !key)
		return wrong(r, argument, strlen(argument), "there is no such option; see --help");

	bool wants_value = key || own_options[own].value;
	const char *value = argument[length] ? argument + length + 1 : NULL;
	if (!wants_value && value)
		return wrong(r, argument, length, "takes no value");
	*used_next = wants_value && !value;
	if (*used_next)
		value = next;
	if (wants_value && !value)
		return wrong(r, argument, length, "needs a value; see --help");

	if (!key)
		take_own(r, (enum own_option)own, value);
	else if (r->override_count == OVERRIDES_MAX)
		return wrong(r, argument, length, "too many options");
	else
		r->overrides[r->override_count++] = (struct override){ key, value };
	return true;
}

static bool take_arguments(struct reading *r, int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		bool used_next = false;
		if (!take_argument(r, argv[i], i + 1 < argc ? argv[i + 1] : NULL, &used_next))
			return false;
		i += used_next;
	}
	return true;
}

static bool apply_overrides(struct reading *r, struct config *c)
{
	bool good = true;
	for (size_t i = 0; i < r->override_count; i++) {
		const struct override *o = &r->overrides[i];
		char allowed[CONFIG_ALLOWED_BYTES];
		if (config_value_take(o->key, c, &c->plan, o->value, strlen(o->value)))
			continue;
		config_value_allowed(o->key, allowed);
		fprintf(r->errors, "tumen-server: %s: \"%s\" is not allowed; allowed is %s\n",
				o->key->option, o->value, allowed);
		good = false;
	}
	return good;
}

bool command_line_trusts(const struct command_line *line, const struct config *c)
{
	return !line->config_path && config_is_loopback(&c->listen);
}

static bool may_serve(struct reading *r, const struct config *c)
{
	if (r->line->dev_cert && !c->cert[0])
		return wrong(r, "--dev-cert", sizeof "--dev-cert" - 1,
				"where is it to be? give --cert FILE too");
	if (command_line_trusts(r->line, c) || c->key_file[0])
		return true;
	fprintf(r->errors,
			"tumen-server: whoever speaks or operates here needs a token, and there is "
			"no key to sign any: give --key-file FILE, it is made when it is "
			"missing\n");
	return false;
}

/* ---- printing ---- */

static void print_option(FILE *out, const char *brief, const char *name, const char *value,
		const char *help)
{
	int used = fprintf(out, "  %s%s%s%s%s", brief ? brief : "", brief ? ", " : "", name,
			value ? " " : "", value ? value : "");
	fprintf(out, "%*s%s\n", used < NAME_COLUMN ? NAME_COLUMN - used : 1, "", help);
}

static const char *value_name(const struct config_key *k)
{
	switch (k->kind) {
	case KEY_LISTEN: return "ADDR:PORT";
	case KEY_PATH: return "FOLDER";
	case KEY_FILE: return "FILE";
	case KEY_URL: return "URL";
	case KEY_WORD: return "WORD";
	default: return "N";
	}
}

static void print_key(FILE *out, const struct config_key *k)
{
	print_option(out, NULL, k->option, value_name(k), k->help);
	if (k->fallback)
		fprintf(out, "%*s[%s]\n", NAME_COLUMN, "", k->fallback);
}

static void print_help(FILE *out)
{
	fprintf(out, "Usage: tumen-server [--listen ADDR:PORT] [-c FILE] [options]\n"
		     "       tumen-server token --role ROLE [options]; see tumen-server token "
		     "--help\n"
		     "Serves one event of simultaneous interpretation. Without a config file: "
		     "floor, "
		     "zh, ko, mn, ru, en,\non this machine only.\n\n");
	for (int i = 0; i < OWN_COUNT; i++)
		print_option(out, own_options[i].brief, own_options[i].name, own_options[i].value,
				own_options[i].help);
	fprintf(out, "\nInstead of what the file says:\n");
	for (int i = 0; i < SECTION_COUNT; i++)
		for (size_t k = 0; k < config_sections[i].count; k++) {
			const struct config_key *key = &config_sections[i].keys[k];
			if (key->option)
				print_key(out, key);
		}
	fprintf(out, "\nKeys of the config file, [default]:\n");
	config_reference_keys(out);
}

/* ---- all of it ---- */

static enum command_verdict read_config(struct reading *r, struct config *c)
{
	if (!r->line->config_path)
		config_defaults(c);
	else if (config_load(c, r->line->config_path, r->errors) != 0)
		return COMMAND_WRONG;
	if (!apply_overrides(r, c))
		return COMMAND_WRONG;
	if (r->action == CHECK)
		return COMMAND_DONE;
	return may_serve(r, c) ? COMMAND_SERVE : COMMAND_WRONG;
}

enum command_verdict command_line_read(struct command_line *line, struct config *c, int argc,
		char **argv, FILE *out, FILE *errors)
{
	struct reading r = { .line = line, .errors = errors };
	memset(line, 0, sizeof *line);
	if (!take_arguments(&r, argc, argv))
		return COMMAND_WRONG;
	switch (r.action) {
	case HELP: print_help(out); return COMMAND_DONE;
	case VERSION: fprintf(out, "tumen-server %s\n", TUMEN_VERSION); return COMMAND_DONE;
	case REFERENCE: config_reference_page(out); return COMMAND_DONE;
	case CHECK:
	case SERVE: break;
	}
	return read_config(&r, c);
}

int command_line_write_port(const char *path, const struct config_listen *l)
{
	char temporary[TEMPORARY_PATH_BYTES];
	int length = snprintf(temporary, sizeof temporary, "%s.new", path);
	if (length < 0 || (size_t)length >= sizeof temporary)
		return -ENAMETOOLONG;
	FILE *file = fopen(temporary, "w");
	if (!file)
		return -errno;
	bool v6 = strchr(l->address, ':');
	fprintf(file, v6 ? "[%s]:%u\n" : "%s:%u\n", l->address, (unsigned)l->port);
	bool failed = ferror(file);
	failed = fclose(file) != 0 || failed;
	if (failed || rename(temporary, path) != 0) {
		int err = errno ? -errno : -EIO;
		remove(temporary);
		return err;
	}
	return 0;
}
