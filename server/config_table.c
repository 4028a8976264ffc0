// SPDX-License-Identifier: Apache-2.0
#include "config_table.h"

#include "config.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define MEMBER(type, member) .offset = offsetof(type, member), .bytes = sizeof(((type *)0)->member)
#define IN_CONFIG(member) MEMBER(struct config, member)
#define IN_CHANNEL(member) MEMBER(struct plan_channel, member)
#define IN_BOOTH(member) MEMBER(struct plan_booth, member)

static const char *const pass_through_words[] = {
	[PLAN_PASS_NEVER] = "never",
	[PLAN_PASS_LANGUAGE] = "language",
	[PLAN_PASS_IDLE] = "idle",
	NULL,
};
static const char *const interlock_words[] = {
	[INTERLOCK_NONE] = "none",
	[INTERLOCK_REFUSE] = "interlock",
	[INTERLOCK_OVERRIDE] = "override",
	NULL,
};
static const char *const log_words[] = {
	[LOG_LEVEL_ERROR] = "error",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
	NULL,
};

static const struct config_key event_keys[] = {
	{ "id", KEY_ID, IN_CONFIG(plan.id), .fallback = "tumen",
			.help = "The event's short name, for links, tokens and file names." },
	{ "title", KEY_LINE, IN_CONFIG(plan.title), .fallback = "A dialogue in five languages",
			.help = "What attendees read at the top of the page." },
	{ "pivot", KEY_CHANNEL, IN_CONFIG(plan.pivot),
			.otherwise = "`en` where there is such a channel, else the first language",
			.help = "The language that every booth can relay from." },
	{ "floor_language", KEY_CHANNEL, IN_CONFIG(plan.floor_language), .otherwise = "the pivot",
			.help = "What the floor speaks when the event begins; interpreters and the "
				"operator change it later." },
	{ "handover_countdown_ms", KEY_INTEGER, IN_CONFIG(handover_countdown_ms), .unit = "ms",
			.min = 0, .max = 10000, .fallback = "3000",
			.help = "From the moment at which two interpreters have agreed on a "
				"handover to the switch." },
	{ "floor_seats", KEY_INTEGER, IN_CONFIG(plan.floor_seats), .unit = "microphones", .min = 1,
			.max = MICROPHONES_MAX, .fallback = "16",
			.help = "How many may be on the floor at once: the hall's own line, and "
				"speakers far away." },
	{ "pin", KEY_PIN, IN_CONFIG(pin), .otherwise = "listeners come in freely",
			.help = "What listeners must know to come in, unless they have a token. "
				"With "
				"a PIN there is no `/listen`." },
};

static const struct config_key channel_keys[] = {
	{ "id", KEY_ID, IN_CHANNEL(id),
			.help = "Its name in links and on the wire. `floor` is always there; list "
				"it "
				"only to change its name or bitrate." },
	{ "lang", KEY_LANGUAGE, IN_CHANNEL(lang), .otherwise = "as `id`", .help = "Its language." },
	{ "name", KEY_LINE, IN_CHANNEL(name),
			.help = "Its name in its own script, as attendees see it: 한국어." },
	{ "pass_through", KEY_WORD, IN_CHANNEL(pass_through), .words = pass_through_words,
			.fallback = "idle",
			.help = "When it may carry the floor: `never`; only while the floor speaks "
				"its `language`; or also, after the hold-off, when nobody "
				"interprets (`idle`)." },
	{ "interlock", KEY_WORD, IN_CHANNEL(interlock), .words = interlock_words,
			.fallback = "none",
			.help = "Two booths on it at once: both are mixed (`none`), the second is "
				"refused (`interlock`), or takes over (`override`)." },
	{ "bitrate", KEY_INTEGER, IN_CHANNEL(bitrate_bps), .unit = "bit/s", .min = 16000,
			.max = 128000, .otherwise = "as `audio.bitrate`",
			.help = "Opus bitrate of its high rendition." },
};

static const struct config_key booth_keys[] = {
	{ "id", KEY_ID, IN_BOOTH(id), .help = "Its name, which interpreters join with." },
	{ "outputs", KEY_OUTPUTS, IN_BOOTH(outputs),
			.help = "The channels it can speak into: A its home language, B the pivot, "
				"C "
				"spare." },
	{ "understands", KEY_CHANNELS, IN_BOOTH(understands), .otherwise = "as `outputs`",
			.help = "The languages it works from. While the floor speaks another one, "
				"its floor key gives the pivot channel." },
	{ "seats", KEY_INTEGER, IN_BOOTH(seats), .unit = "consoles", .min = 1, .max = 8,
			.fallback = "3",
			.help = "How many interpreters may be in it at once. Who comes then is "
				"refused, unless the line of one is lost: then that seat is "
				"given." },
};

static const struct config_key audio_keys[] = {
	{ "bitrate", KEY_INTEGER, IN_CONFIG(bitrate_bps), .unit = "bit/s", .min = 16000,
			.max = 128000, .fallback = "48000",
			.help = "Opus bitrate of the high rendition." },
	{ "low_bitrate", KEY_INTEGER, IN_CONFIG(low_bitrate_bps), .unit = "bit/s", .min = 8000,
			.max = 32000, .fallback = "16000",
			.help = "Opus bitrate of the low rendition, for busy networks." },
	{ "complexity", KEY_INTEGER, IN_CONFIG(complexity), .unit = "", .min = 0, .max = 10,
			.fallback = "8", .help = "Opus encoder complexity: more costs more CPU." },
	{ "hold_off_ms", KEY_INTEGER, IN_CONFIG(hold_off_ms), .unit = "ms", .min = 0, .max = 60000,
			.fallback = "2000",
			.help = "How long after a booth is gone, or its microphone off, its "
				"channel "
				"waits before it carries the floor." },
	{ "silence_hold_off_ms", KEY_INTEGER, IN_CONFIG(silence_hold_off_ms), .unit = "ms",
			.min = 1000, .max = 600000, .fallback = "5000",
			.help = "The same for a microphone that is on and silent." },
	{ "fade_ms", KEY_INTEGER, IN_CONFIG(fade_ms), .unit = "ms", .min = 300, .max = 5000,
			.fallback = "300", .help = "How slowly the floor fades in and out there." },
	{ "target_lufs", KEY_NUMBER, IN_CONFIG(target_lufs), .unit = "LUFS", .min = -40, .max = -14,
			.fallback = "-23",
			.help = "The loudness that every source is brought to (ITU-R BS.1770)." },
};

static const struct config_key server_keys[] = {
	{ "listen", KEY_LISTEN, IN_CONFIG(listen), .fallback = "127.0.0.1:8080",
			.option = "--listen",
			.help = "Address and port; port 0 lets the kernel pick one." },
	{ "loops", KEY_INTEGER, IN_CONFIG(loops), .unit = "", .min = 1, .max = CONFIG_LOOPS_MAX,
			.fallback = "1", .option = "--loops",
			.help = "Threads that serve connections; one carries some two thousand "
				"listeners." },
	{ "sessions", KEY_INTEGER, IN_CONFIG(sessions), .unit = "connections", .min = 1,
			.max = 50000, .fallback = "2500", .option = "--sessions",
			.help = "Most connections at once; memory for them is taken at start." },
	{ "web_dir", KEY_PATH, IN_CONFIG(web_dir),
			.otherwise = "the pages that came with the program", .option = "--web-dir",
			.help = "The folder of the web pages." },
	{ "audit_log", KEY_FILE, IN_CONFIG(audit_log), .otherwise = "none is written",
			.option = "--audit-log",
			.help = "The file to which everything is appended that is billed or asked "
				"about later: who was on the air where and when, what operators "
				"did, lines that broke. One JSON object a line." },
	{ "recordings", KEY_PATH, IN_CONFIG(recordings), .otherwise = "nothing can be recorded",
			.option = "--recordings",
			.help = "The folder of recordings, made when it is missing: a folder for "
				"each, and in it a file for each channel. Who may read it may hear "
				"them." },
	{ "log_level", KEY_WORD, IN_CONFIG(log_level), .words = log_words, .fallback = "info",
			.option = "--log-level", .help = "How much is logged." },
	{ "url", KEY_URL, IN_CONFIG(url), .otherwise = "made from `listen`", .option = "--url",
			.help = "The address under which people reach the server, for the links "
				"that "
				"`tumen-server token` prints: https://hall.example.org." },
	{ "key_file", KEY_FILE, IN_CONFIG(key_file),
			.otherwise = "none: only the built-in event runs", .option = "--key-file",
			.help = "The keys that sign and verify tokens; made when it is missing. "
				"Read again on SIGHUP." },
	{ "revoked_file", KEY_FILE, IN_CONFIG(revoked_file), .otherwise = "none are",
			.option = "--revoked-file",
			.help = "The ids of tokens that are void before their time, one a line. "
				"Read again on SIGHUP." },
	{ "cert", KEY_FILE, IN_CONFIG(cert), .otherwise = "no TLS", .option = "--cert",
			.help = "The certificate and those between it and its authority, PEM. "
				"Read again on SIGHUP." },
	{ "cert_key", KEY_FILE, IN_CONFIG(cert_key), .otherwise = "in the file of `cert`",
			.option = "--cert-key", .help = "The certificate's private key, PEM." },
};

#define KEYS(array) .keys = (array), .count = COUNT(array)

const struct config_section config_sections[SECTION_COUNT] = {
	[SECTION_EVENT] = { "event", false, "The event as a whole.", KEYS(event_keys) },
	[SECTION_CHANNELS] = { "channels", true,
			"What attendees can choose, in the order in which they see it. Together "
			"with "
			"`booths` this replaces the built-in event.",
			KEYS(channel_keys) },
	[SECTION_BOOTHS] = { "booths", true, "Who interprets, and into which channels.",
			KEYS(booth_keys) },
	[SECTION_AUDIO] = { "audio", false, "How it sounds.", KEYS(audio_keys) },
	[SECTION_SERVER] = { "server", false, "Where and how the program runs.",
			KEYS(server_keys) },
};
