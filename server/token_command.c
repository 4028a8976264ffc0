// SPDX-License-Identifier: Apache-2.0
#include "token_command.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "control/invitation.h"
#include "control/keyring.h"
#include "proto/token.h"
#include "tools/qr_text.h"

enum {
	EXIT_KEYS = 1,
	EXIT_ARGUMENTS = 2,
	HOST_BYTES = 256,
	BASE_BYTES = CONFIG_PATH_BYTES,
	LINK_BYTES = BASE_BYTES + INVITATION_PATH_BYTES,
	VALID_MAX_S = 366 * 24 * 3600,
};

struct order {
	const char *config_path, *key_file, *url;
	const char *role, *booth, *valid;
	char *channels; /* with commas */
	bool bare, new_key, help;
	FILE *errors;
};

static const char help[] =
		"Usage: tumen-server token --role ROLE [options]\n"
		"Prints a link that lets its holder in, and its QR code.\n\n"
		"  --role ROLE       listener, interpreter, floor, operator or podium\n"
		"  --booth ID        the interpreter's booth\n"
		"  --channels A,B    all that the listener may hear; otherwise every channel\n"
		"  --valid TIME      for how long: 90m, 8h or 3d [12h]\n"
		"  --key-file FILE   the keys, made when they are missing [server.key_file]\n"
		"  --url URL         where people reach the server [server.url]\n"
		"  -c, --config FILE the event's config file [the built-in event]\n"
		"  --bare            print the token alone\n"
		"  --new-key         first make a new key, which signs from now on; the server\n"
		"                    must read the file again (SIGHUP) before it takes the token\n"
		"  -h, --help        print this\n\n"
		"The token's id is printed on standard error: a line with it in the file of\n"
		"revoked ids (server.revoked_file) makes the token void after a SIGHUP.\n";

/* ---- arguments ---- */

static bool read_arguments(struct order *o, int argc, char **argv)
{
	enum { ROLE = 1, BOOTH, CHANNELS, VALID, KEY_FILE_, URL, BARE, NEW_KEY };
	static const struct option options[] = {
		{ "role", required_argument, NULL, ROLE },
		{ "booth", required_argument, NULL, BOOTH },
		{ "channels", required_argument, NULL, CHANNELS },
		{ "valid", required_argument, NULL, VALID },
		{ "key-file", required_argument, NULL, KEY_FILE_ },
		{ "url", required_argument, NULL, URL },
		{ "config", required_argument, NULL, 'c' },
		{ "bare", no_argument, NULL, BARE },
		{ "new-key", no_argument, NULL, NEW_KEY },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	opterr = 0;
	optind = 0;
	for (int got; (got = getopt_long(argc, argv, "c:h", options, NULL)) != -1;) {
		switch (got) {
		case ROLE: o->role = optarg; break;
		case BOOTH: o->booth = optarg; break;
		case CHANNELS: o->channels = optarg; break;
		case VALID: o->valid = optarg; break;
		case KEY_FILE_: o->key_file = optarg; break;
		case URL: o->url = optarg; break;
		case 'c': o->config_path = optarg; break;
		case BARE: o->bare = true; break;
		case NEW_KEY: o->new_key = true; break;
		case 'h': o->help = true; break;
		default: return false;
		}
	}
	return optind == argc;
}

static bool wrong(const struct order *o, const char *option, const char *value, const char *why)
{
	fprintf(o->errors, "tumen-server token: %s %s: %s\n", option, value, why);
	return false;
}

static bool take_role(const struct order *o, struct token *t)
{
	const char *name = o->role ? o->role : "";
	int role = message_role_from(name);
	if (role < 0)
		return wrong(o, "--role", name,
				"must be listener, interpreter, floor, operator or podium");
	t->role = (enum message_role)role;
	return true;
}

static bool take_booth(const struct order *o, const struct plan *p, struct token *t)
{
	const char *booth = o->booth ? o->booth : "";
	if (t->role != ROLE_INTERPRETER)
		return !o->booth || wrong(o, "--booth", booth, "is for interpreters");
	if (plan_booth_from(p, booth) == PLAN_NONE)
		return wrong(o, "--booth", booth, "must be one of the event's booths");
	snprintf(t->booth, sizeof t->booth, "%s", booth);
	return true;
}

static bool take_channels(const struct order *o, const struct plan *p, struct token *t)
{
	char *rest = o->channels;
	if (!o->channels)
		return true;
	if (t->role != ROLE_LISTENER)
		return wrong(o, "--channels", o->channels, "is for listeners");
	for (char *id; (id = strtok_r(rest, ",", &rest));) {
		if (t->channel_count == CHANNELS_MAX || plan_channel_from(p, id) == PLAN_NONE)
			return wrong(o, "--channels", id, "must be one of the event's channels");
		snprintf(t->channels[t->channel_count++], NAME_BYTES, "%s", id);
	}
	return t->channel_count > 0 || wrong(o, "--channels", "", "must name one at least");
}

static bool take_valid(const struct order *o, struct token *t)
{
	static const struct {
		char letter;
		long seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 24 * 3600 } };
	const char *valid = o->valid ? o->valid : "12h";
	char *end;
	errno = 0;
	long count = strtol(valid, &end, 10);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (errno || *end != units[i].letter || end[1] || count < 1 ||
				count > VALID_MAX_S / units[i].seconds)
			continue;
		t->expires_s = time(NULL) + count * units[i].seconds;
		return true;
	}
	return wrong(o, "--valid", valid, "must be like 90m, 8h or 3d, a year at most");
}

static bool read_config(const struct order *o, struct config *c)
{
	if (!o->config_path)
		config_defaults(c);
	else if (config_load(c, o->config_path, o->errors) != 0)
		return false;
	if (o->key_file)
		snprintf(c->key_file, sizeof c->key_file, "%s", o->key_file);
	if (o->url)
		snprintf(c->url, sizeof c->url, "%.*s", (int)strcspn(o->url, "#?"), o->url);
	return c->key_file[0] ||
	       wrong(o, "--key-file", "", "must be there: the same as the server's");
}

/* ---- what is printed ---- */

/* Where people reach the server, without a '/' at the end. */
static void write_base(char base[static BASE_BYTES], const struct config *c)
{
	const struct config_listen *l = &c->listen;
	char host[HOST_BYTES] = "";
	if (c->url[0]) {
		snprintf(base, BASE_BYTES, "%s", c->url);
		while (base[0] && base[strlen(base) - 1] == '/')
			base[strlen(base) - 1] = '\0';
		return;
	}
	bool anywhere = !strcmp(l->address, "0.0.0.0") || !strcmp(l->address, "::");
	if (!anywhere || gethostname(host, sizeof host - 1) != 0)
		snprintf(host, sizeof host, strchr(l->address, ':') ? "[%s]" : "%s", l->address);
	snprintf(base, BASE_BYTES, "%s://%s:%u", c->cert[0] ? "https" : "http", host,
			(unsigned)l->port);
}

static void write_link(char link[static LINK_BYTES], const struct config *c, const struct token *t,
		const char *text)
{
	char base[BASE_BYTES];
	char path[INVITATION_PATH_BYTES];
	write_base(base, c);
	invitation_path(path, t, "", text);
	snprintf(link, LINK_BYTES, "%s%s", base, path);
}

static int print(const struct order *o, const struct config *c, const struct token *t,
		const char *text, FILE *out)
{
	char until[32];
	char link[LINK_BYTES];
	struct tm utc;
	strftime(until, sizeof until, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t->expires_s, &utc));
	fprintf(o->errors, "token id=%s event=%s role=%s booth=%s until=%s\n", t->id, t->event,
			message_role_name(t->role), t->booth, until);
	if (o->bare) {
		fprintf(out, "%s\n", text);
		return 0;
	}
	write_link(link, c, t, text);
	fprintf(out, "%s\n", link);
	int err = qr_text_draw(out, link);
	if (err)
		fprintf(o->errors, "tumen-server token: no QR code: %s\n", strerror(-err));
	return 0;
}

/* ---- all of it ---- */

static int sign(const struct order *o, const struct config *c, struct token *t,
		char text[static TOKEN_BYTES])
{
	struct keyring keys = { 0 };
	int err = o->new_key ? keyring_rotate(c->key_file) : keyring_make(c->key_file);
	if (!err)
		err = keyring_load(&keys, c->key_file, "");
	if (!err)
		err = token_new_id(t->id);
	if (!err)
		err = token_write(text, t, &keys.keys);
	keyring_forget(&keys);
	if (err)
		fprintf(o->errors, "tumen-server token: cannot sign: %s\n", strerror(-err));
	return err;
}

int token_command(int argc, char **argv, FILE *out, FILE *errors)
{
	static struct config config; /* large */
	struct order o = { .errors = errors };
	struct token t = { 0 };
	char text[TOKEN_BYTES];
	if (!read_arguments(&o, argc, argv)) {
		fprintf(errors, "tumen-server token: wrong arguments; see tumen-server token "
				"--help\n");
		return EXIT_ARGUMENTS;
	}
	if (o.help) {
		fputs(help, out);
		return 0;
	}
	if (!read_config(&o, &config) || !take_role(&o, &t) || !take_booth(&o, &config.plan, &t) ||
			!take_channels(&o, &config.plan, &t) || !take_valid(&o, &t))
		return EXIT_ARGUMENTS;
	snprintf(t.event, sizeof t.event, "%s", config.plan.id);
	if (sign(&o, &config, &t, text) != 0)
		return EXIT_KEYS;
	return print(&o, &config, &t, text, out);
}
