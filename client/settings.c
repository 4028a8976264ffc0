// SPDX-License-Identifier: Apache-2.0
#include "settings.h"

#include <portaudio.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "device_list.h"
#include "terminal.h"
#include "version.h"

struct settings settings = { .server = "ws://127.0.0.1:8080" };

static const struct option_row device_rows[] = {
	{ .name = "latency",
			.kind = OPTION_WHOLE,
			.into = &settings.latency_ms,
			.value = "MS",
			.least = 2,
			.most = 500,
			.help = "asked of the sound device, 2 to 500; 10. More when it crackles" },
	{ .name = "list-devices",
			.kind = OPTION_FLAG,
			.into = &settings.list_devices,
			.help = "show the sound devices of this machine" },
};

static const struct option_row server_rows[] = {
	{ .name = "server",
			.kind = OPTION_TEXT,
			.into = &settings.server,
			.value = "URL",
			.help = "ws://HOST[:PORT] or wss://HOST[:PORT]; ws://127.0.0.1:8080" },
	{ .name = "token",
			.kind = OPTION_TEXT,
			.into = &settings.token,
			.value = "TOKEN",
			.help = "the access token, where the event asks for one" },
	{ .name = "insecure-tls",
			.kind = OPTION_FLAG,
			.into = &settings.insecure_tls,
			.help = "take any certificate, self-signed ones too: on a LAN only" },
	{ .name = "retry",
			.kind = OPTION_FLAG,
			.into = &settings.retry,
			.help = "keep trying when server or device are not there at the start\n"
				"(when they go away later, they are always tried again)" },
};

static const struct option_row program_rows[] = {
	{ .name = "json",
			.kind = OPTION_FLAG,
			.into = &settings.json,
			.help = "one JSON object a second on standard output" },
	{ .name = "plain",
			.kind = OPTION_FLAG,
			.into = &settings.plain,
			.help = "one line a second instead of the display; also without a "
				"terminal" },
	{ .name = "help", .kind = OPTION_FLAG, .into = &settings.help, .help = "show this" },
	{ .name = "version",
			.kind = OPTION_FLAG,
			.into = &settings.version,
			.help = "show the version" },
};

enum {
	DEVICE_ROWS = sizeof device_rows / sizeof device_rows[0],
	SERVER_ROWS = sizeof server_rows / sizeof server_rows[0],
	PROGRAM_ROWS = sizeof program_rows / sizeof program_rows[0]
};

const struct option_section SETTINGS_DEVICE = { "Sound device", device_rows, DEVICE_ROWS };
const struct option_section SETTINGS_SERVER = { "Server", server_rows, SERVER_ROWS };
const struct option_section SETTINGS_PROGRAM = { "Program", program_rows, PROGRAM_ROWS };

int settings_complain(const struct program *p, int status, const char *format, ...)
{
	char text[1024];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	fprintf(stderr, "%s: %s\n", p->name, text);
	return status;
}

static int list_devices(const struct program *p)
{
	char trouble[256];
	if (device_list_open(trouble, sizeof trouble) < 0)
		return settings_complain(p, EXIT_FAULT, "%s", trouble);
	int count = device_list_print(stdout);
	Pa_Terminate();
	if (count > 0)
		return EXIT_FINE;
	return settings_complain(p, EXIT_FAULT, "this machine has no sound device");
}

static void show_help(const struct program *p)
{
	printf("Usage: %s %s\n\n%s\n", p->name, p->synopsis, p->summary);
	options_help(p->sections, stdout);
}

bool settings_display(void)
{
	return !settings.json && !settings.plain && terminal_is_there();
}

bool settings_take(const struct program *p, int argc, char **argv, int *status)
{
	char error[OPTIONS_ERROR_BYTES];
	const char *why;
	*status = EXIT_FINE;
	if (options_parse(p->sections, argc, argv, error)) {
		*status = settings_complain(p, EXIT_USAGE, "%s", error);
		return false;
	}
	if (settings.help) {
		show_help(p);
		return false;
	}
	if (settings.version) {
		printf("%s %s\n", p->name, TUMEN_VERSION);
		return false;
	}
	if (settings.list_devices) {
		*status = list_devices(p);
		return false;
	}
	if (url_parse(&settings.url, settings.server, &why) == 0)
		return true;
	*status = settings_complain(p, EXIT_USAGE, "\"%s\" is no server address: %s",
			settings.server, why);
	return false;
}

void settings_session(const struct program *p, struct session_setup *session)
{
	struct message_join *join = &session->join;
	session->patient = settings.retry;
	session->seed = (uint64_t)clock_now_ns();
	snprintf(join->client, sizeof join->client, "%s/%s", p->name, TUMEN_VERSION);
	snprintf(join->name, sizeof join->name, "%s", settings.name ? settings.name : "");
	snprintf(join->token, sizeof join->token, "%s", settings.token ? settings.token : "");
}
