// SPDX-License-Identifier: Apache-2.0
#include "web/engine/engine.h"

#include <errno.h>
#include <string.h>

#include "audio/fade.h"
#include "audio/level.h"
#include "audio/limiter.h"
#include "audio/mixer.h"
#include "proto/framing.h"
#include "proto/rtp.h"
#include "web/engine/resampler.h"
#include "web/engine/voice.h"

enum {
	GAIN_RAMP_MS = 30,
	DELAY_MAX_MS = 10000,
	BLOCK_MAX = RESAMPLER_IN_MAX,
};

#define GAIN_MAX 4.0f

/* One module is one engine. */
static struct {
	struct voice voices[ENGINE_VOICES];
	struct fade gains[ENGINE_VOICES];
	struct fade volume;
	struct level level;
	struct limiter limiter;
	struct resampler resampler;
	double stray_packets, broken_packets;
	uint8_t inbox[FRAMING_BUNDLE_MAX];
	float voice[VOICE_BLOCK_MAX];
	float mix[BLOCK_MAX];
	float out[ENGINE_FRAMES_MAX];
	double status[ENGINE_FIELDS + ENGINE_VOICES * ENGINE_VOICE_FIELDS];
} engine;

static_assert(ENGINE_FRAMES_MAX <= RESAMPLER_OUT_MAX, "one render is one run of the resampler");

static int64_t ns_of(double s)
{
	return (int64_t)(s * 1e9);
}

ENGINE_EXPORT int32_t engine_init(double rate_hz)
{
	if (!(rate_hz >= ENGINE_RATE_MIN_HZ && rate_hz <= ENGINE_RATE_MAX_HZ))
		return -EINVAL;
	int err = resampler_init(&engine.resampler, (int)rate_hz);
	for (int i = 0; i < ENGINE_VOICES && !err; i++)
		err = voice_init(&engine.voices[i], &(struct playout_setup){ 0 });
	if (!err)
		err = limiter_init(&engine.limiter, &(struct limiter_setup){ 0 });
	if (err)
		return err;
	for (int i = 0; i < ENGINE_VOICES; i++)
		fade_init(&engine.gains[i], i == ENGINE_LANGUAGE ? 1.0f : 0.0f);
	fade_init(&engine.volume, 0);
	level_init(&engine.level);
	return 0;
}

/* ---- what comes in ---- */

ENGINE_EXPORT uint8_t *engine_inbox(void)
{
	return engine.inbox;
}

ENGINE_EXPORT int32_t engine_inbox_bytes(void)
{
	return sizeof engine.inbox;
}

static void push_packet(const uint8_t *bytes, size_t length, int64_t now_ns)
{
	struct rtp_packet rtp;
	if (rtp_parse(&rtp, bytes, length) < 0) {
		engine.broken_packets++;
		return;
	}
	struct playout_packet packet = {
		.sequence = rtp.sequence,
		.timestamp = rtp.timestamp,
		.marker = rtp.marker,
		.arrival_ns = now_ns,
		.has_capture_time = rtp.has_capture_time,
		.capture_us = rtp.capture_us,
		.opus = rtp.payload,
		.opus_bytes = (uint16_t)rtp.payload_bytes,
	};
	bool taken = false;
	for (int i = 0; i < ENGINE_VOICES; i++)
		taken |= voice_push(&engine.voices[i], rtp.ssrc, &packet);
	if (!taken)
		engine.stray_packets++;
}

ENGINE_EXPORT void engine_push(int32_t bytes, double now_s)
{
	if (bytes <= 0 || (size_t)bytes > sizeof engine.inbox)
		return;
	/* RTP's version 2 stands in the top bits; a bundle begins with a length far below that. */
	struct framing_bundle bundle = { .count = 1,
		.packets = { { .bytes = engine.inbox, .length = (size_t)bytes } } };
	if (engine.inbox[0] < 0x80 && framing_parse(&bundle, engine.inbox, (size_t)bytes) < 0) {
		engine.broken_packets++;
		return;
	}
	for (uint32_t i = 0; i < bundle.count; i++)
		push_packet(bundle.packets[i].bytes, bundle.packets[i].length, ns_of(now_s));
}

/* ---- what the listener wants ---- */

static bool is_voice(int32_t voice)
{
	return voice >= 0 && voice < ENGINE_VOICES;
}

static float limited_gain(float gain)
{
	if (!(gain > 0))
		return 0;
	return gain < GAIN_MAX ? gain : GAIN_MAX;
}

ENGINE_EXPORT void engine_tune(int32_t voice, uint32_t ssrc, int32_t anew)
{
	if (is_voice(voice))
		voice_tune(&engine.voices[voice], ssrc, anew != 0);
}

ENGINE_EXPORT void engine_set_gain(int32_t voice, float gain)
{
	if (is_voice(voice))
		fade_to(&engine.gains[voice], limited_gain(gain), GAIN_RAMP_MS);
}

ENGINE_EXPORT void engine_set_volume(float volume)
{
	fade_to(&engine.volume, limited_gain(volume), GAIN_RAMP_MS);
}

ENGINE_EXPORT void engine_set_delay(int32_t delay_ms)
{
	int limited_ms = delay_ms < 0 ? 0 : delay_ms;
	if (limited_ms > DELAY_MAX_MS)
		limited_ms = DELAY_MAX_MS;
	for (int i = 0; i < ENGINE_VOICES; i++)
		voice_set_extra_delay(&engine.voices[i], limited_ms);
}

/* ---- what goes out ---- */

/* Up to VOICE_BLOCK_MAX samples of all voices into mix. */
static void mix_voices(float *mix, int samples, int64_t now_ns)
{
	mixer_clear(mix, samples);
	for (int i = 0; i < ENGINE_VOICES; i++) {
		float from;
		float to;
		fade_next(&engine.gains[i], samples, &from, &to);
		mixer_clear(engine.voice, samples);
		voice_add(&engine.voices[i], now_ns, engine.voice, samples);
		mixer_add_ramped(mix, engine.voice, from, to, samples);
	}
}

static void turn_volume(float *mix, int samples)
{
	float from;
	float to;
	fade_next(&engine.volume, samples, &from, &to);
	memcpy(engine.voice, mix, (size_t)samples * sizeof *mix);
	mixer_clear(mix, samples);
	mixer_add_ramped(mix, engine.voice, from, to, samples);
}

ENGINE_EXPORT const float *engine_render(int32_t frames, double now_s)
{
	if (frames < 1 || frames > ENGINE_FRAMES_MAX)
		return engine.out;
	int64_t now_ns = ns_of(now_s);
	int samples = resampler_needs(&engine.resampler, frames);
	for (int done = 0; done < samples;) {
		int block = samples - done < VOICE_BLOCK_MAX ? samples - done : VOICE_BLOCK_MAX;
		float *mix = engine.mix + done;
		mix_voices(mix, block, now_ns + done * (NS_PER_S / SAMPLE_RATE_HZ));
		level_add(&engine.level, mix, block);
		turn_volume(mix, block);
		limiter_process(&engine.limiter, mix, block);
		done += block;
	}
	resampler_run(&engine.resampler, engine.mix, engine.out, frames);
	return engine.out;
}

/* ---- how it goes ---- */

static void write_voice(double *fields, const struct voice *v)
{
	struct playout_status status;
	struct playout_counts counts;
	voice_status(v, &status);
	voice_counts(v, &counts);
	int behind = limiter_delay_samples(&engine.limiter) +
		     resampler_delay_samples(&engine.resampler);
	double behind_ms = behind * 1e3 / SAMPLE_RATE_HZ;
	fields[ENGINE_PLAYING] = status.playing;
	fields[ENGINE_CAPTURE_MS] =
			status.has_capture ? (double)status.capture_us / 1e3 - behind_ms : -1;
	fields[ENGINE_BUFFERED_MS] = status.buffered_ms;
	fields[ENGINE_TARGET_MS] = status.target_ms;
	fields[ENGINE_JITTER_MS] = status.jitter_ms;
	fields[ENGINE_PACKETS] = (double)counts.packets;
	fields[ENGINE_LOST] = (double)counts.lost;
	fields[ENGINE_LATE] = (double)counts.late;
	fields[ENGINE_CONCEALED_MS] = (double)counts.concealed_samples * 1e3 / SAMPLE_RATE_HZ;
	fields[ENGINE_UNDERRUNS] = (double)counts.underruns;
	fields[ENGINE_SKIPS] = (double)counts.skips;
}

ENGINE_EXPORT const double *engine_status(void)
{
	engine.status[ENGINE_PEAK_DBFS] = level_peak_dbfs(&engine.level);
	engine.status[ENGINE_RMS_DBFS] = level_rms_dbfs(&engine.level);
	engine.status[ENGINE_LIMITED_SAMPLES] = (double)engine.limiter.limited_samples;
	engine.status[ENGINE_STRAY_PACKETS] = engine.stray_packets;
	engine.status[ENGINE_BROKEN_PACKETS] = engine.broken_packets;
	for (int i = 0; i < ENGINE_VOICES; i++)
		write_voice(engine.status + ENGINE_FIELDS + i * ENGINE_VOICE_FIELDS,
				&engine.voices[i]);
	level_restart(&engine.level);
	return engine.status;
}
