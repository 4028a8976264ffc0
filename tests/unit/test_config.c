// SPDX-License-Identifier: Apache-2.0
/* config.h: rows of files -> exactly what is said about them; and what good files mean. */
#include "config.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define KO_ONLY "channels: [{ id: ko, name: K }]\n"
#define ALLOWED_ID "lower-case letters, digits and hyphens, a letter first, at most 32"
#define ALLOWED_BITRATE "a whole number, 16000 to 128000 bit/s"
#define ALLOWED_LISTEN "ADDRESS:PORT such as 127.0.0.1:8080 or [::1]:8080"
#define ALLOWED_SET "a list of ids of channels, none twice, floor not among them"
#define ALLOWED_OUTPUTS "a list of 1 to 3 ids of channels, none twice, floor not among them"
#define ALLOWED_URL "http:// or https://, a host and perhaps a port; no path"
#define ALLOWED_CHANNEL "the id of a channel other than floor"

/* clang-format off */
static const struct bad { const char *file, *said; } bad[] = {
	/* YAML itself */
	{ "event: [\n",
	  "f:2: not YAML: did not find expected node content while parsing a flow node\n" },
	{ "event:\n\tid: x\n",
	  "f:2: not YAML: found character that cannot start any token while scanning for the next token\n" },
	{ "event:\n  id: x\n  title: \"\xff\"\n",
	  "f:3: not YAML: invalid leading UTF-8 octet\n" },
	{ "event:\n  id: x\n---\naudio:\n  fade_ms: 300\n",
	  "f:4: a second document begins here; one is allowed\n" },
	{ "event:\n  id: x\n---\n\n  ]\n",
	  "f:5: not YAML: did not find expected node content while parsing a block node\n" },
	{ "event: { id: *nowhere }\n", "f:1: not YAML: found undefined alias\n" },
	/* sections */
	{ "hello\n", "f:1: must begin with a section, such as \"event:\"\n" },
	{ "- a\n", "f:1: must begin with a section, such as \"event:\"\n" },
	{ "\nsound:\n  bitrate: 1\n",
	  "f:2: there is no section \"sound\"; allowed are event, channels, booths, audio, server\n" },
	{ "audio:\n  fade_ms: 300\naudio:\n  fade_ms: 400\n", "f:3: audio: stands twice\n" },
	{ "? [a]\n: b\n",
	  "f:1: there is no section \"?\"; allowed are event, channels, booths, audio, server\n" },
	{ "audio: 7\n", "f:1: audio: must have keys with values, key: value\n" },
	{ "channels:\n  id: ko\n", "f:1: channels: must be a list, each element after \"- \"\n" },
	/* keys */
	{ "audio:\n  fade_ms: 300\n  bitrat: 48000\n",
	  "f:3: audio: there is no key \"bitrat\"; allowed are bitrate, low_bitrate, complexity, "
	  "hold_off_ms, silence_hold_off_ms, fade_ms, target_lufs\n" },
	{ "audio:\n  fade_ms: 300\n  fade_ms: 300\n", "f:3: audio.fade_ms: stands twice\n" },
	{ "event:\n  \"a\\nb\": 1\n", "f:2: event: there is no key \"a?b\"; allowed are id, title, pivot, floor_language, "
	  "handover_countdown_ms, floor_seats, pin\n" },
	/* values */
	{ "audio:\n  bitrate: 12\n", "f:2: audio.bitrate: \"12\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: 128001\n", "f:2: audio.bitrate: \"128001\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: 48k\n", "f:2: audio.bitrate: \"48k\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: 48000.5\n", "f:2: audio.bitrate: \"48000.5\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: 0x7000\n", "f:2: audio.bitrate: \"0x7000\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: 99999999999999999999\n", "f:2: audio.bitrate: \"99999999999999999999\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate:\n", "f:2: audio.bitrate: \"\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: [48000]\n", "f:2: audio.bitrate: a list is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  bitrate: {a: 1}\n", "f:2: audio.bitrate: a mapping is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "audio:\n  complexity: 11\n", "f:2: audio.complexity: \"11\" is not allowed; allowed is a whole number, 0 to 10\n" },
	{ "audio:\n  fade_ms: 299\n", "f:2: audio.fade_ms: \"299\" is not allowed; allowed is a whole number, 300 to 5000 ms\n" },
	{ "audio:\n  target_lufs: nan\n", "f:2: audio.target_lufs: \"nan\" is not allowed; allowed is a number, -40 to -14 LUFS\n" },
	{ "audio:\n  target_lufs: -13.9\n", "f:2: audio.target_lufs: \"-13.9\" is not allowed; allowed is a number, -40 to -14 LUFS\n" },
	{ "audio:\n  target_lufs: -2-3\n", "f:2: audio.target_lufs: \"-2-3\" is not allowed; allowed is a number, -40 to -14 LUFS\n" },
	{ "server:\n  log_level: loud\n", "f:2: server.log_level: \"loud\" is not allowed; allowed is one of error, warning, info, debug\n" },
	{ "server:\n  listen: 8080\n", "f:2: server.listen: \"8080\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "server:\n  listen: example.org:80\n", "f:2: server.listen: \"example.org:80\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "server:\n  listen: 127.0.0.1:65536\n", "f:2: server.listen: \"127.0.0.1:65536\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "server:\n  listen: '::1:80'\n", "f:2: server.listen: \"::1:80\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "server:\n  listen: '[127.0.0.1]:80'\n", "f:2: server.listen: \"[127.0.0.1]:80\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "server:\n  listen: ':80'\n", "f:2: server.listen: \":80\" is not allowed; allowed is " ALLOWED_LISTEN "\n" },
	{ "event:\n  id: Big Event\n", "f:2: event.id: \"Big Event\" is not allowed; allowed is " ALLOWED_ID "\n" },
	{ "event:\n  title: \"a\\tb\"\n", "f:2: event.title: \"a?b\" is not allowed; allowed is a text of 1 to 127 bytes without control characters\n" },
	{ "event:\n  title: \"a\\0b\"\n", "f:2: event.title: \"a?b\" is not allowed; allowed is a text of 1 to 127 bytes without control characters\n" },
	{ "event:\n  title: 123456789 123456789 123456789 123456789 123456789 123456789 123456789 "
	  "123456789 123456789 123456789 123456789 123456789 12345678\n",
	  "f:2: event.title: \"123456789 123456789 123456789 123456789 1234...\" is not allowed; "
	  "allowed is a text of 1 to 127 bytes without control characters\n" },
	{ "event:\n  title: 한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어한국어\n",
	  "f:2: event.title: \"한국어한국어한국어한국어한국...\" is not allowed; allowed is a text of 1 to 127 bytes without control characters\n" },
	{ "audio:\n  bitrate: ' 48000'\n", "f:2: audio.bitrate: \" 48000\" is not allowed; allowed is " ALLOWED_BITRATE "\n" },
	{ "event:\n  pivot: fr\n", "f:2: event.pivot: \"fr\" is not allowed; allowed is " ALLOWED_CHANNEL "\n" },
	{ "event:\n  pivot: floor\n", "f:2: event.pivot: \"floor\" is not allowed; allowed is " ALLOWED_CHANNEL "\n" },
	{ "event:\n  pin: 12345\n", "f:2: event.pin: \"12345\" is not allowed; allowed is 6 to 32 letters, digits and signs, no blanks\n" },
	{ "event:\n  pin: 123 456\n", "f:2: event.pin: \"123 456\" is not allowed; allowed is 6 to 32 letters, digits and signs, no blanks\n" },
	{ "server:\n  url: https://\n", "f:2: server.url: \"https://\" is not allowed; allowed is " ALLOWED_URL "\n" },
	{ "server:\n  url: https://h/booth\n", "f:2: server.url: \"https://h/booth\" is not allowed; allowed is " ALLOWED_URL "\n" },
	/* channels and booths */
	{ KO_ONLY, "f:1: booths: must be there too, since channels are\n" },
	{ "channels: []\nbooths: []\n", "f:1: channels: at least one besides the floor must be there\n" },
	{ "channels: [{ id: floor, name: F }]\nbooths: []\n", "f:1: channels: at least one besides the floor must be there\n" },
	{ "channels: [ko]\nbooths: []\n", "f:1: channels[0]: must have keys with values, key: value\n" },
	{ "channels:\n-\nbooths: []\n", "f:2: channels[0].id: must be there\nf:2: channels[0].name: must be there\n" },
	{ "channels:\n- name: K\nbooths: []\n", "f:2: channels[0].id: must be there\n" },
	{ "channels:\n- id: ko\nbooths: []\n", "f:2: channels[0].name: must be there\n" },
	{ "channels:\n- { id: ko, name: K }\n- { id: ko, name: K }\nbooths: []\n", "f:3: channels[1].id: \"ko\" stands twice\n" },
	{ "channels:\n- { id: x, name: X }\nbooths: []\n", "f:2: channels[0].lang: must be there, since \"x\" is not a language\n" },
	{ "channels:\n- { id: zh, name: Z, lang: zh_CN }\nbooths: []\n",
	  "f:2: channels[0].lang: \"zh_CN\" is not allowed; allowed is a language tag (BCP 47) such as ko or zh-Hant\n" },
	{ "channels:\n- { id: floor, name: F, interlock: none }\n- { id: ko, name: K }\nbooths: []\n", "f:2: channels[0].interlock: the floor has none\n" },
	{ "channels:\n- { id: ko, name: K, interlock: maybe }\nbooths: []\n",
	  "f:2: channels[0].interlock: \"maybe\" is not allowed; allowed is one of none, interlock, override\n" },
	{ KO_ONLY "booths:\n- { outputs: [ko] }\n", "f:3: booths[0].id: must be there\n" },
	{ KO_ONLY "booths:\n- { id: b }\n", "f:3: booths[0].outputs: must be there\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: [] }\n", "f:3: booths[0].outputs: a list is not allowed; allowed is " ALLOWED_OUTPUTS "\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: ko }\n", "f:3: booths[0].outputs: \"ko\" is not allowed; allowed is " ALLOWED_OUTPUTS "\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: [ko, ko] }\n", "f:3: booths[0].outputs: \"ko\" is not allowed; allowed is " ALLOWED_OUTPUTS "\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: [floor] }\n", "f:3: booths[0].outputs: \"floor\" is not allowed; allowed is " ALLOWED_OUTPUTS "\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: [ko], understands: [ko, ko] }\n", "f:3: booths[0].understands: \"ko\" is not allowed; allowed is " ALLOWED_SET "\n" },
	{ KO_ONLY "booths:\n- { id: b, outputs: [ko] }\n- { id: b, outputs: [ko] }\n", "f:4: booths[1].id: \"b\" stands twice\n" },
	{ "booths:\n- { id: b, outputs: [zh, ko, mn, ru] }\n", "f:2: booths[0].outputs: \"ru\" is not allowed; allowed is " ALLOWED_OUTPUTS "\n" },
	/* all at once, in the order of lines, whatever order they were found in */
	{ "event:\n  pivot: fr\nbooths:\n- id: b\n  outputs:\n  - xx\nchannels:\n- id: ko\n"
	  "  name: \"\"\naudio:\n  fade_ms: no\nextra: 1\n",
	  "f:2: event.pivot: \"fr\" is not allowed; allowed is " ALLOWED_CHANNEL "\n"
	  "f:6: booths[0].outputs: \"xx\" is not allowed; allowed is " ALLOWED_OUTPUTS "\n"
	  "f:9: channels[0].name: \"\" is not allowed; allowed is a text of 1 to 63 bytes without control characters\n"
	  "f:11: audio.fade_ms: \"no\" is not allowed; allowed is a whole number, 300 to 5000 ms\n"
	  "f:12: there is no section \"extra\"; allowed are event, channels, booths, audio, server\n" },
};
/* clang-format on */

/* Parses in memory of exactly that size; *said is the caller's to free. */
static int parse(struct config *c, const char *file, char **said)
{
	size_t bytes = strlen(file);
	char *exact = malloc(bytes + !bytes);
	assert_non_null(exact);
	memcpy(exact, file, bytes);
	size_t said_bytes;
	FILE *errors = open_memstream(said, &said_bytes);
	assert_non_null(errors);
	int err = config_parse(c, "f", exact, bytes, errors);
	fclose(errors);
	free(exact);
	return err;
}

static void bad_files_are_refused_in_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct config c;
		char *said;
		int err = parse(&c, bad[i].file, &said);
		if (err != -EINVAL || strcmp(said, bad[i].said))
			fail_msg("%s\nreturned %d and said:\n%s\ninstead of:\n%s", bad[i].file, err,
					said, bad[i].said);
		free(said);
	}
}

static struct config good(const char *file)
{
	struct config c;
	char *said;
	if (parse(&c, file, &said) != 0)
		fail_msg("%s\nsaid: %s", file, said);
	assert_string_equal(said, "");
	free(said);
	return c;
}

static struct config defaults(void)
{
	struct config c;
	config_defaults(&c);
	return c;
}

static void defaults_are_the_built_in_event(void **state)
{
	(void)state;
	struct config c = defaults();
	struct plan built_in;
	plan_built_in(&built_in);
	assert_memory_equal(&c.plan, &built_in, sizeof built_in);
	assert_int_equal(c.bitrate_bps, 48000);
	assert_int_equal(c.low_bitrate_bps, 16000);
	assert_int_equal(c.complexity, 8);
	assert_int_equal(c.hold_off_ms, 2000);
	assert_int_equal(c.silence_hold_off_ms, 5000);
	assert_int_equal(c.fade_ms, 300);
	assert_true(c.target_lufs == -23.0f);
	assert_string_equal(c.listen.address, "127.0.0.1");
	assert_int_equal(c.listen.port, 8080);
	assert_int_equal(c.loops, 1);
	assert_int_equal(c.sessions, 2500);
	assert_string_equal(c.web_dir, "");
	assert_string_equal(c.audit_log, "");
	assert_int_equal(c.handover_countdown_ms, 3000);
	assert_int_equal(c.log_level, LOG_LEVEL_INFO);
}

static void an_empty_file_changes_nothing(void **state)
{
	(void)state;
	struct config d = defaults();
	static const char *const files[] = { "", "\n# nothing\n", "---\n...\n", "{}\n",
		"audio:\n  # fade_ms: 500\nserver:\n" };
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		struct config c = good(files[i]);
		assert_memory_equal(&c, &d, sizeof c);
	}
}

static void every_value_finds_its_place(void **state)
{
	(void)state;
	struct config c = good("event: { id: gti, title: '图们江', pivot: mn, floor_language: ru,\n"
			       "  handover_countdown_ms: 0 }\n"
			       "audio: { bitrate: 64000, low_bitrate: 12000, complexity: 3,\n"
			       "  hold_off_ms: 1500, silence_hold_off_ms: 4000, fade_ms: 500,\n"
			       "  target_lufs: -19.5 }\n"
			       "server: { listen: '[::1]:0', loops: 4, sessions: 99,\n"
			       "  web_dir: /srv/web, audit_log: a.jsonl, log_level: debug }\n");
	assert_string_equal(c.plan.id, "gti");
	assert_string_equal(c.plan.title, "图们江");
	assert_int_equal(c.plan.pivot, 3);
	assert_int_equal(c.plan.floor_language, 4);
	assert_int_equal(c.bitrate_bps, 64000);
	assert_int_equal(c.plan.channels[5].bitrate_bps, 64000);
	assert_int_equal(c.low_bitrate_bps, 12000);
	assert_int_equal(c.complexity, 3);
	assert_int_equal(c.hold_off_ms, 1500);
	assert_int_equal(c.silence_hold_off_ms, 4000);
	assert_int_equal(c.fade_ms, 500);
	assert_true(c.target_lufs == -19.5f);
	assert_string_equal(c.listen.address, "::1");
	assert_int_equal(c.listen.port, 0);
	assert_int_equal(c.loops, 4);
	assert_int_equal(c.sessions, 99);
	assert_string_equal(c.web_dir, "/srv/web");
	assert_string_equal(c.audit_log, "a.jsonl");
	assert_int_equal(c.handover_countdown_ms, 0);
	assert_int_equal(c.log_level, LOG_LEVEL_DEBUG);
}

static void own_channels_replace_the_built_in_ones(void **state)
{
	(void)state;
	struct config c = good("booths:\n"
			       "- { id: main, outputs: [fr, de], understands: [de], seats: 2 }\n"
			       "- { id: second, outputs: [de] }\n"
			       "channels:\n"
			       "- { id: fr, name: Français, pass_through: never, bitrate: 32000 }\n"
			       "- { id: floor, name: Saal, bitrate: 96000 }\n"
			       "- { id: de, lang: de-AT, name: Deutsch, interlock: override }\n");
	const struct plan *p = &c.plan;
	assert_int_equal(p->channel_count, 3);
	assert_string_equal(p->channels[FLOOR].id, "floor");
	assert_string_equal(p->channels[FLOOR].name, "Saal");
	assert_string_equal(p->channels[FLOOR].lang, "");
	assert_int_equal(p->channels[FLOOR].bitrate_bps, 96000);
	assert_string_equal(p->channels[1].lang, "fr");
	assert_int_equal(p->channels[1].pass_through, PLAN_PASS_NEVER);
	assert_int_equal(p->channels[1].bitrate_bps, 32000);
	assert_string_equal(p->channels[2].lang, "de-AT");
	assert_int_equal(p->channels[2].pass_through, PLAN_PASS_IDLE);
	assert_int_equal(p->channels[2].interlock, INTERLOCK_OVERRIDE);
	assert_int_equal(p->channels[2].bitrate_bps, 48000);
	assert_int_equal(p->booth_count, 2);
	assert_int_equal(p->booths[0].outputs[0], 1);
	assert_int_equal(p->booths[0].outputs[1], 2);
	assert_int_equal(p->booths[0].outputs[2], PLAN_NONE);
	assert_int_equal(p->booths[0].understands, 1u << 2);
	assert_int_equal(p->booths[1].understands, 1u << 2);
	assert_int_equal(p->booths[0].seats + p->booths[1].seats, BOOTH_SEATS + 2);
	assert_int_equal(p->pivot, 1);
	assert_int_equal(p->floor_language, 1);
}

static void english_is_the_pivot_where_there_is_one(void **state)
{
	(void)state;
	struct config c = good("channels: [{ id: fr, name: F }, { id: en, name: E }]\n"
			       "booths: [{ id: fr, outputs: [fr, en] }]\n"
			       "event: { floor_language: fr }\n");
	assert_int_equal(c.plan.pivot, 2);
	assert_int_equal(c.plan.floor_language, 1);
}

static void languages_have_the_form_of_bcp_47(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *lang; bool good; } tags[] = {
		{ "ko", true }, { "zh-Hans-CN", true }, { "sl-rozaj-1994", true }, { "de-1996", true },
		{ "abcdefgh", true }, { "en-x-hall", true },
		{ "k", false }, { "-ko", false }, { "k-o", false }, { "ko-", false }, { "ko--kr", false },
		{ "k0", false }, { "abcdefghi", false }, { "ko-abcdefghi", false }, { "ko_KR", false },
		{ "한국어", false },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
		char file[128];
		struct config c;
		char *said;
		snprintf(file, sizeof file,
				"channels: [{ id: ko, name: K, lang: %s }]\nbooths: []\n",
				tags[i].lang);
		int err = parse(&c, file, &said);
		free(said);
		if ((err == 0) != tags[i].good)
			fail_msg("%s: %d", tags[i].lang, err);
	}
}

static void limits_hold_exactly(void **state)
{
	(void)state;
	char file[8192];
	for (int languages = CHANNELS_MAX - 1; languages <= CHANNELS_MAX; languages++) {
		size_t used = (size_t)snprintf(file, sizeof file, "booths: []\nchannels:\n");
		for (int i = 0; i < languages; i++)
			used += (size_t)snprintf(file + used, sizeof file - used,
					"- { id: aa-%d, name: N }\n", i);
		struct config c;
		char *said;
		int err = parse(&c, file, &said);
		if (languages < CHANNELS_MAX) {
			assert_int_equal(err, 0);
			assert_int_equal(c.plan.channel_count, CHANNELS_MAX);
		} else {
			assert_int_equal(err, -EINVAL);
			assert_string_equal(said, "f:34: channels[31]: at most 31 channels besides "
						  "the floor\n");
		}
		free(said);
	}
}

static void more_problems_than_fit_are_counted(void **state)
{
	(void)state;
	char file[8192] = "";
	for (int i = 0; i < 60; i++)
		strcat(file, "x: 1\n");
	struct config c;
	char *said;
	assert_int_equal(parse(&c, file, &said), -EINVAL);
	assert_non_null(strstr(said, "f:50: there is no section"));
	assert_null(strstr(said, "f:51:"));
	assert_non_null(strstr(said, "\nf: and 10 more\n"));
	free(said);
}

static void the_examples_load(void **state)
{
	(void)state;
	struct config built_in = defaults();
	struct config c;
	assert_int_equal(config_load(&c, SOURCE_DIR "/etc/two-way-booths.yaml", stderr), 0);
	assert_memory_equal(&c, &built_in, sizeof c);
	assert_int_equal(config_load(&c, SOURCE_DIR "/etc/one-way-booths.yaml", stderr), 0);
	assert_int_equal(c.plan.booth_count, 5);
	for (uint32_t b = 0; b < c.plan.booth_count; b++)
		assert_int_equal(c.plan.booths[b].outputs[1], PLAN_NONE);
}

static void a_file_that_cannot_be_read_is_named(void **state)
{
	(void)state;
	struct config c;
	char *said;
	size_t bytes;
	FILE *errors = open_memstream(&said, &bytes);
	assert_int_equal(config_load(&c, "/nowhere/f.yaml", errors), -ENOENT);
	assert_int_equal(config_load(&c, "/", errors), -EISDIR);
	assert_int_equal(config_load(&c, "/dev/zero", errors), -EFBIG);
	fclose(errors);
	assert_string_equal(said, "/nowhere/f.yaml: cannot be read: No such file or directory\n"
				  "/: cannot be read: Is a directory\n"
				  "/dev/zero: cannot be read: File too large\n");
	free(said);
}

static void loopback_is_known(void **state)
{
	(void)state;
	/* clang-format off */
	static const struct { const char *address; bool loopback; } rows[] = {
		{ "127.0.0.1", true }, { "127.255.0.9", true }, { "::1", true },
		{ "0.0.0.0", false }, { "::", false }, { "192.168.0.1", false },
		{ "128.0.0.1", false }, { "::ffff:127.0.0.1", false },
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct config_listen l = { 0 };
		strcpy(l.address, rows[i].address);
		assert_int_equal(config_is_loopback(&l), rows[i].loopback);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_files_are_refused_in_words),
		cmocka_unit_test(defaults_are_the_built_in_event),
		cmocka_unit_test(an_empty_file_changes_nothing),
		cmocka_unit_test(every_value_finds_its_place),
		cmocka_unit_test(own_channels_replace_the_built_in_ones),
		cmocka_unit_test(english_is_the_pivot_where_there_is_one),
		cmocka_unit_test(languages_have_the_form_of_bcp_47),
		cmocka_unit_test(limits_hold_exactly),
		cmocka_unit_test(more_problems_than_fit_are_counted),
		cmocka_unit_test(the_examples_load),
		cmocka_unit_test(a_file_that_cannot_be_read_is_named),
		cmocka_unit_test(loopback_is_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
