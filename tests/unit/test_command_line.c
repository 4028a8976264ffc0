// SPDX-License-Identifier: Apache-2.0
/* command_line.h: rows of arguments -> verdict and words; and that the committed page is what the
 * table says today. */
#include "command_line.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "config.h"
#include "config_reference.h"

enum { ARGUMENTS_MAX = 8 };

/* What one run gave; said and printed are the caller's to free. */
struct run {
	enum command_verdict verdict;
	struct command_line line;
	struct config config;
	char *printed, *said;
};

static struct run run_with(const char *const arguments[ARGUMENTS_MAX])
{
	char *argv[ARGUMENTS_MAX + 1] = { (char *)"tumen-server" };
	int argc = 1;
	for (int i = 0; i < ARGUMENTS_MAX && arguments[i]; i++)
		argv[argc++] = (char *)arguments[i];
	struct run r;
	size_t bytes;
	FILE *out = open_memstream(&r.printed, &bytes);
	FILE *errors = open_memstream(&r.said, &bytes);
	r.verdict = command_line_read(&r.line, &r.config, argc, argv, out, errors);
	fclose(out);
	fclose(errors);
	return r;
}

static void run_finish(struct run *r)
{
	free(r->printed);
	free(r->said);
}

#define NO_KEYS                                                                                    \
	"tumen-server: whoever speaks or operates here needs a token, and there is no key to "     \
	"sign any: give --key-file FILE, it is made when it is missing\n"

/* clang-format off */
static const struct row {
	const char *arguments[ARGUMENTS_MAX];
	enum command_verdict verdict;
	const char *said;
} rows[] = {
	{ { NULL }, COMMAND_SERVE, "" },
	{ { "--listen", "127.0.0.1:0" }, COMMAND_SERVE, "" },
	{ { "--listen=[::1]:0" }, COMMAND_SERVE, "" },
	{ { "--listen", "localhost:0" }, COMMAND_SERVE, "" },
	{ { "--listen", "0.0.0.0:80" }, COMMAND_WRONG, NO_KEYS },
	{ { "--listen", "[::]:80" }, COMMAND_WRONG, NO_KEYS },
	{ { "--listen", "0.0.0.0:80", "--key-file", "k" }, COMMAND_SERVE, "" },
	{ { "-c", SOURCE_DIR "/etc/one-way-booths.yaml" }, COMMAND_WRONG, NO_KEYS },
	{ { "--insecure" }, COMMAND_WRONG, "tumen-server: --insecure: there is no such option; see --help\n" },
	{ { "--url", "hall.example.org" }, COMMAND_WRONG,
	  "tumen-server: --url: \"hall.example.org\" is not allowed; allowed is http:// or https://, a host and perhaps a port; no path\n" },
	{ { "--listen", "80" }, COMMAND_WRONG,
	  "tumen-server: --listen: \"80\" is not allowed; allowed is ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080\n" },
	{ { "--loops", "0", "--sessions", "x" }, COMMAND_WRONG,
	  "tumen-server: --loops: \"0\" is not allowed; allowed is a whole number, 1 to 16\n"
	  "tumen-server: --sessions: \"x\" is not allowed; allowed is a whole number, 1 to 50000 connections\n" },
	{ { "--listen" }, COMMAND_WRONG, "tumen-server: --listen: needs a value; see --help\n" },
	{ { "--check-config=yes" }, COMMAND_WRONG, "tumen-server: --check-config: takes no value\n" },
	{ { "--dev-cert" }, COMMAND_WRONG, "tumen-server: --dev-cert: where is it to be? give --cert FILE too\n" },
	{ { "--dev-cert", "--cert", "c" }, COMMAND_SERVE, "" },
	{ { "--liste=1" }, COMMAND_WRONG, "tumen-server: --liste=1: there is no such option; see --help\n" },
	{ { "serve" }, COMMAND_WRONG, "tumen-server: serve: there is no such option; see --help\n" },
	{ { "-c", "/nowhere" }, COMMAND_WRONG, "/nowhere: cannot be read: No such file or directory\n" },
	{ { "--check-config" }, COMMAND_DONE, "" },
	{ { "--check-config", "-c", "/nowhere" }, COMMAND_WRONG, "/nowhere: cannot be read: No such file or directory\n" },
	{ { "--check-config", "--config=" SOURCE_DIR "/etc/one-way-booths.yaml" }, COMMAND_DONE, "" },
	{ { "--help", "-c", "/nowhere" }, COMMAND_DONE, "" },
	{ { "--version" }, COMMAND_DONE, "" },
	{ { "--config-reference" }, COMMAND_DONE, "" },
};
/* clang-format on */

static void arguments_have_verdicts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct run r = run_with(rows[i].arguments);
		if (r.verdict != rows[i].verdict || strcmp(r.said, rows[i].said))
			fail_msg("row %zu: %d, %s", i, r.verdict, r.said);
		run_finish(&r);
	}
}

static void options_go_before_the_file(void **state)
{
	(void)state;
	const char *arguments[ARGUMENTS_MAX] = { "--loops", "3", "-c",
		SOURCE_DIR "/etc/one-way-booths.yaml", "--port-file=p", "--log-level=debug",
		"--key-file=k" };
	struct run r = run_with(arguments);
	assert_int_equal(r.verdict, COMMAND_SERVE);
	assert_int_equal(r.config.loops, 3);
	assert_int_equal(r.config.hold_off_ms, 3000);
	assert_int_equal(r.config.log_level, LOG_LEVEL_DEBUG);
	assert_string_equal(r.line.port_path, "p");
	assert_false(command_line_trusts(&r.line, &r.config)); /* an event of one's own */
	run_finish(&r);
}

static void help_has_every_option_and_key(void **state)
{
	(void)state;
	const char *arguments[ARGUMENTS_MAX] = { "-h" };
	static const char *const words[] = { "-c, --config FILE", "--listen ADDR:PORT", "--loops N",
		"--key-file FILE", "--port-file FILE", "--check-config", "--version",
		"audio.fade_ms: a whole number, 300 to 5000 ms [300]", "channels[].interlock" };
	struct run r = run_with(arguments);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (!strstr(r.printed, words[i]))
			fail_msg("--help lacks %s:\n%s", words[i], r.printed);
	run_finish(&r);
}

static void the_committed_page_is_current(void **state)
{
	(void)state;
	static char committed[65536];
	FILE *file = fopen(SOURCE_DIR "/docs/configuration.md", "r");
	assert_non_null(file);
	size_t bytes = fread(committed, 1, sizeof committed - 1, file);
	fclose(file);
	committed[bytes] = '\0';
	const char *arguments[ARGUMENTS_MAX] = { "--config-reference" };
	struct run r = run_with(arguments);
	if (strcmp(committed, r.printed))
		fail_msg("docs/configuration.md is old; the table says:\n%s", r.printed);
	run_finish(&r);
}

static void the_port_is_written_whole(void **state)
{
	(void)state;
	char folder[] = "/tmp/tumen-test-XXXXXX";
	char path[64], text[64] = "";
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/port", folder);
	struct config_listen v4 = { "127.0.0.1", 43211 };
	struct config_listen v6 = { "::1", 80 };
	assert_int_equal(command_line_write_port(path, &v4), 0);
	assert_int_equal(command_line_write_port(path, &v6), 0);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	assert_string_equal(text, "[::1]:80\n");
	remove(path);
	assert_int_equal(rmdir(folder), 0); /* nothing else was left there */
	assert_true(command_line_write_port(path, &v4) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_have_verdicts),
		cmocka_unit_test(options_go_before_the_file),
		cmocka_unit_test(help_has_every_option_and_key),
		cmocka_unit_test(the_committed_page_is_current),
		cmocka_unit_test(the_port_is_written_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
