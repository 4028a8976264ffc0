// SPDX-License-Identifier: Apache-2.0
#include "web/engine/voices.h"

#include <math.h>
#include <stdbool.h>

#include "audio/decibel.h"
#include "audio/mixer.h"
#include "proto/framing.h"
#include "proto/rtp.h"
#include "web/engine/engine.h"
#include "web/engine/knob.h"
#include "web/engine/voice.h"

/* One module is one engine. */
static struct {
	struct voice voices[VOICES];
	struct knob gains[VOICES];
	float peaks[VOICES];
	double stray_packets, broken_packets;
	uint8_t inbox[FRAMING_BUNDLE_MAX];
	float block[VOICE_BLOCK_MAX];
} in;

static int64_t ns_of(double s)
{
	return (int64_t)(s * 1e9);
}

int voices_init(void)
{
	for (int i = 0; i < VOICES; i++) {
		int err = voice_init(&in.voices[i], &(struct playout_setup){ 0 });
		if (err)
			return err;
		knob_init(&in.gains[i], i == 0 ? 1.0f : 0.0f);
	}
	return 0;
}

/* ---- what comes in ---- */

ENGINE_EXPORT uint8_t *engine_inbox(void)
{
	return in.inbox;
}

ENGINE_EXPORT int32_t engine_inbox_bytes(void)
{
	return sizeof in.inbox;
}

static void push_packet(const uint8_t *bytes, size_t length, int64_t now_ns)
{
	struct rtp_packet rtp;
	if (rtp_parse(&rtp, bytes, length) < 0) {
		in.broken_packets++;
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
	for (int i = 0; i < VOICES; i++)
		taken |= voice_push(&in.voices[i], rtp.ssrc, &packet);
	if (!taken)
		in.stray_packets++;
}

ENGINE_EXPORT void engine_push(int32_t bytes, double now_s)
{
	if (bytes <= 0 || (size_t)bytes > sizeof in.inbox)
		return;
	/* RTP's version 2 stands in the top bits; a bundle begins with a length far below that. */
	struct framing_bundle bundle = { .count = 1,
		.packets = { { .bytes = in.inbox, .length = (size_t)bytes } } };
	if (in.inbox[0] < 0x80 && framing_parse(&bundle, in.inbox, (size_t)bytes) < 0) {
		in.broken_packets++;
		return;
	}
	for (uint32_t i = 0; i < bundle.count; i++)
		push_packet(bundle.packets[i].bytes, bundle.packets[i].length, ns_of(now_s));
}

/* ---- what is wanted ---- */

static bool is_voice(int32_t voice)
{
	return voice >= 0 && voice < VOICES;
}

ENGINE_EXPORT void engine_tune(int32_t voice, uint32_t ssrc, int32_t anew)
{
	if (is_voice(voice))
		voice_tune(&in.voices[voice], ssrc, anew != 0);
}

ENGINE_EXPORT void engine_set_gain(int32_t voice, float gain)
{
	if (is_voice(voice))
		knob_set(&in.gains[voice], gain);
}

void voices_set_extra_delay(int delay_ms)
{
	for (int i = 0; i < VOICES; i++)
		voice_set_extra_delay(&in.voices[i], delay_ms);
}

/* ---- what goes out ---- */

static void add_block(float *mix, int samples, int64_t now_ns)
{
	for (int i = 0; i < VOICES; i++) {
		mixer_clear(in.block, samples);
		voice_add(&in.voices[i], now_ns, in.block, samples);
		float peak = knob_turn(&in.gains[i], in.block, samples);
		in.peaks[i] = fmaxf(in.peaks[i], peak);
		mixer_add_ramped(mix, in.block, 1, 1, samples);
	}
}

void voices_add(float *mix, int samples, int64_t now_ns)
{
	for (int done = 0; done < samples;) {
		int block = samples - done < VOICE_BLOCK_MAX ? samples - done : VOICE_BLOCK_MAX;
		add_block(mix + done, block, now_ns + done * (NS_PER_S / SAMPLE_RATE_HZ));
		done += block;
	}
}

/* ---- how it goes ---- */

static void write_voice(double *fields, int voice, int64_t behind_us)
{
	struct playout_status status;
	struct playout_counts counts;
	voice_status(&in.voices[voice], &status);
	voice_counts(&in.voices[voice], &counts);
	fields[VOICE_PLAYING] = status.playing;
	fields[VOICE_PEAK_DBFS] = decibel_of_amplitude(in.peaks[voice]);
	fields[VOICE_CAPTURE_MS] =
			status.has_capture ? (double)(status.capture_us - behind_us) / 1e3 : -1;
	fields[VOICE_BUFFERED_MS] = status.buffered_ms;
	fields[VOICE_TARGET_MS] = status.target_ms;
	fields[VOICE_JITTER_MS] = status.jitter_ms;
	fields[VOICE_PACKETS] = (double)counts.packets;
	fields[VOICE_LOST] = (double)counts.lost;
	fields[VOICE_LATE] = (double)counts.late;
	fields[VOICE_CONCEALED_MS] = (double)counts.concealed_samples * 1e3 / SAMPLE_RATE_HZ;
	fields[VOICE_UNDERRUNS] = (double)counts.underruns;
	fields[VOICE_SKIPS] = (double)counts.skips;
	in.peaks[voice] = 0;
}

void voices_write(double *fields, int64_t behind_us)
{
	fields[VOICES_STRAY_PACKETS] = in.stray_packets;
	fields[VOICES_BROKEN_PACKETS] = in.broken_packets;
	for (int i = 0; i < VOICES; i++)
		write_voice(fields + VOICES_FIELDS + i * VOICE_FIELDS, i, behind_us);
}
