// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE /* strcasestr */
#include "booth/booth_view.h"

#include <string.h>

#include "status.h"

static const struct {
	const char *word, *sign;
} states[] = {
	[BOOTH_ON_AIR] = { "on_air", "ON AIR" },
	[BOOTH_MICROPHONE_OFF] = { "microphone_off", "MICROPHONE OFF" },
	[BOOTH_COUGH] = { "cough", "COUGH: MUTED" },
	[BOOTH_SUSPENDED] = { "suspended", "CANNOT INTERPRET" },
	[BOOTH_MUTED] = { "muted", "MUTED BY OPERATOR" },
	[BOOTH_NOT_HEARD] = { "not_heard", "ON, NOT HEARD" },
	[BOOTH_NOT_CONNECTED] = { "not_connected", "NOT CONNECTED" },
	[BOOTH_NO_DEVICE] = { "no_device", "NO MICROPHONE" },
};

/* The second path brings the voice alone: the keys wait for the first connection. */
static bool is_carried(const struct booth_picture *p)
{
	return p->link.state != SESSION_JOINED && p->has_path && p->path.state == SESSION_JOINED;
}

/* What keeps the voice from going out comes first. */
enum booth_state booth_state_of(const struct booth_picture *p)
{
	if (p->link.state != SESSION_JOINED && !is_carried(p))
		return BOOTH_NOT_CONNECTED;
	if (!p->input && p->audio.state != AUDIO_OPEN)
		return BOOTH_NO_DEVICE;
	if (p->told && p->told_microphone == MICROPHONE_MUTED)
		return BOOTH_MUTED;
	if (p->told && p->told_microphone == MICROPHONE_SUSPENDED)
		return BOOTH_SUSPENDED;
	if (!p->microphone_on)
		return BOOTH_MICROPHONE_OFF;
	if (p->coughing)
		return BOOTH_COUGH;
	return p->told && !p->told_on_air ? BOOTH_NOT_HEARD : BOOTH_ON_AIR;
}

const char *booth_view_state(const struct booth_picture *p)
{
	return states[booth_state_of(p)].word;
}

const char *booth_view_sign(const struct booth_picture *p)
{
	return states[booth_state_of(p)].sign;
}

const char *booth_view_reason(const struct booth_picture *p, char text[static WORDS_BYTES])
{
	int64_t seconds = (p->now_ns - p->on_air_ns) / NS_PER_S;
	enum booth_state state = booth_state_of(p);
	if (state == BOOTH_NO_DEVICE)
		return p->audio.trouble;
	if (is_carried(p))
		return "second path; reconnecting";
	switch (state) {
	case BOOTH_NOT_CONNECTED: return words_link(&p->link, p->now_ns, text);
	case BOOTH_ON_AIR:
		snprintf(text, WORDS_BYTES, "for %d:%02d", (int)(seconds / 60),
				(int)(seconds % 60));
		return text;
	default: return "";
	}
}

/* What stops at 8 kHz is heard to end at 9 at most (sound_check.h measures in steps of 500 Hz, down
 * the slope of the device's own filter). */
enum { NARROW_RATE_HZ = 16000, NARROW_BAND_HZ = 9500 };

int booth_view_narrow_hz(const struct booth_picture *p)
{
	int rate_hz = (int)p->capture.rate_hz;
	if (rate_hz > 0 && rate_hz <= NARROW_RATE_HZ)
		return rate_hz / 2;
	return p->capture.band_hz <= NARROW_BAND_HZ ? p->capture.band_hz : 0;
}

static bool is_wireless(const char *device)
{
	static const char *const marks[] = { "bluetooth", "bluez", "hands-free", "handsfree",
		"airpods" };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (strcasestr(device, marks[i]))
			return true;
	return false;
}

bool booth_view_wireless(const struct booth_picture *p)
{
	return is_wireless(p->audio.input) || is_wireless(p->audio.output);
}

const char *booth_view_verdict(const struct booth_picture *p, char text[static WORDS_BYTES])
{
	int narrow_hz = booth_view_narrow_hz(p);
	if (p->loudness.peak_dbfs > -0.1f)
		return "TOO LOUD";
	if (loudness_rms_dbfs(&p->loudness) < -80.0f)
		return "silence: is the microphone switched on?";
	if (narrow_hz == 0)
		return "";
	snprintf(text, WORDS_BYTES, "telephone sound: it ends at %.1f kHz", narrow_hz / 1000.0);
	return text;
}

/* ---- the line ---- */

void booth_view_line(const struct booth_picture *p, FILE *out)
{
	char text[WORDS_BYTES];
	char clock[STATUS_CLOCK_BYTES];
	status_clock(time(NULL), clock);
	fprintf(out, "%s  %s: %s %s", clock, p->place, booth_view_sign(p),
			booth_view_reason(p, text));
	if (p->link.state == SESSION_JOINED)
		fprintf(out,
				"  level %.0f dBFS  peak %.0f  sent %llu  dropped %llu  round trip "
				"%.1f ms",
				(double)loudness_rms_dbfs(&p->loudness),
				(double)p->loudness.peak_dbfs,
				(unsigned long long)p->link.packets_out,
				(unsigned long long)p->link.uplink_dropped,
				(double)p->link.rtt_ns / 1e6);
	fprintf(out, "  %s\n", p->link.state == SESSION_JOINED ? booth_view_verdict(p, text) : "");
}

/* ---- the object ---- */

static json_t *link_json(const struct link_report *l)
{
	return status_link(l, l->packets_out, l->bytes_out, "dropped", l->uplink_dropped);
}

static json_t *input_json(const struct booth_picture *p)
{
	const struct capture_report *r = &p->capture;
	return json_pack("{s:s, s:s, s:I, s:I, s:o, s:I, s:I, s:I}", "state",
			p->input ? "file" : words_audio_state(p->audio.state), "name",
			p->input ? p->input : p->audio.input, "openings",
			(json_int_t)p->audio.openings, "rate_hz", (json_int_t)r->rate_hz, "band_hz",
			r->band_hz ? json_integer(r->band_hz) : json_null(), "holes",
			(json_int_t)r->holes, "blocks_lost", (json_int_t)r->blocks_lost, "zero_ns",
			(json_int_t)r->zero_ns);
}

static json_t *ear_json(const struct booth_picture *p)
{
	const struct playback_report *r = &p->playback;
	return json_pack("{s:s, s:s, s:f, s:f, s:o, s:b, s:f, s:f, s:b, s:f, s:I, s:I, s:I}",
			"state", p->output ? "file" : words_audio_state(p->audio.state), "name",
			p->output ? p->output : p->audio.output, "rms_dbfs", (double)r->rms_dbfs,
			"peak_dbfs", (double)r->peak_dbfs, "delay_ms",
			r->has_delay ? json_real(r->delay_ms) : json_null(), "boothmate_heard",
			r->boothmate_heard, "level_db_spl", (double)r->ear.level_db, "mean_db_spl",
			(double)r->ear.mean_db, "too_loud", r->ear.warning, "reduction_db",
			(double)r->ear.reduction_db, "concealed_ms",
			(json_int_t)(r->counts.concealed_samples * 1000 / SAMPLE_RATE_HZ),
			"shortages", (json_int_t)r->shortages, "zero_ns", (json_int_t)r->zero_ns);
}

void booth_view_json(const struct booth_picture *p, FILE *out)
{
	json_t *object = json_pack("{s:s, s:f, s:s, s:s, s:b, s:b, s:f, s:f, s:o, s:o, s:o*, s:o*}",
			"type", "status", "seconds", (double)(p->now_ns - p->start_ns) / 1e9,
			"place", p->place, "state", booth_view_state(p), "on_air",
			booth_state_of(p) == BOOTH_ON_AIR, "microphone_on", p->microphone_on,
			"rms_dbfs", (double)loudness_rms_dbfs(&p->loudness), "peak_dbfs",
			(double)p->loudness.peak_dbfs, "link", link_json(&p->link), "input",
			input_json(p), "path", p->has_path ? link_json(&p->path) : NULL, "ear",
			p->listens ? ear_json(p) : NULL);
	status_print(object, out);
}
