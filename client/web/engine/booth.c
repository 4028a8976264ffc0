// SPDX-License-Identifier: Apache-2.0
#include "web/engine/booth.h"

#include <errno.h>
#include <math.h>

#include "audio/mixer.h"
#include "audio/protection.h"
#include "audio/resampler.h"
#include "audio/tone_control.h"
#include "web/engine/knob.h"
#include "web/engine/microphone.h"
#include "web/engine/side_tone.h"

enum {
	/* What the slowest device's largest render needs at 48 kHz; a filter's length more at
	   first. */
	MIX_MAX = ENGINE_FRAMES_MAX * (SAMPLE_RATE_HZ / ENGINE_RATE_MIN_HZ) + RESAMPLER_TAPS_MAX,
	HEADSET_MIN_DB = 90,
	HEADSET_MAX_DB = 140,
};

static_assert(ENGINE_FRAMES_MAX <= MICROPHONE_FRAMES_MAX, "one block of the device is one push");
static_assert(MIX_MAX <= SIDE_TONE_MAX, "a render's own voice fits");

/* One module is one engine. */
static struct {
	int rate_hz;

	struct microphone microphone;
	float heard[ENGINE_FRAMES_MAX];
	uint8_t outbox[RTP_PACKET_MAX];

	struct side_tone side_tone;
	struct knob own, volume;
	struct tone_control tone;
	float headset_db; /* 0: the usual */
	struct protection protection;
	struct resampler resampler;
	float voice[MIX_MAX], mix[MIX_MAX], out[ENGINE_FRAMES_MAX];
	float peak; /* of out, since the last status */

	double status[BOOTH_FIELDS + VOICES_STATUS];
	double incident[BOOTH_INCIDENT_FIELDS];
} booth;

ENGINE_EXPORT int32_t engine_init(double rate_hz)
{
	if (!(rate_hz >= ENGINE_RATE_MIN_HZ && rate_hz <= ENGINE_RATE_MAX_HZ))
		return -EINVAL;
	booth.rate_hz = (int)rate_hz;
	int err = resampler_init(&booth.resampler, SAMPLE_RATE_HZ, booth.rate_hz);
	if (!err)
		err = microphone_init(&booth.microphone, booth.rate_hz, 0);
	if (!err)
		err = voices_init();
	if (!err)
		err = protection_init(&booth.protection, &(struct protection_setup){ 0 });
	if (err)
		return err;
	tone_control_init(&booth.tone);
	knob_init(&booth.own, 0);
	knob_init(&booth.volume, 0);
	return 0;
}

/* ---- the microphone ---- */

ENGINE_EXPORT void booth_seed(double random)
{
	uint64_t numbers = random >= 0 && random < 0x1p53 ? (uint64_t)random : 0;
	int err = microphone_init(&booth.microphone, booth.rate_hz, numbers);
	assert(err == 0); /* the rate has been taken before */
}

ENGINE_EXPORT float *booth_microphone(void)
{
	return booth.heard;
}

ENGINE_EXPORT void booth_speak(int32_t frames, double captured_s)
{
	if (frames < 1 || frames > ENGINE_FRAMES_MAX)
		return;
	struct microphone *m = &booth.microphone;
	microphone_push(m, booth.heard, frames, (int64_t)(captured_s * 1e9));
	side_tone_push(&booth.side_tone, m->samples, m->count);
}

ENGINE_EXPORT int32_t booth_packet(void)
{
	return (int32_t)microphone_packet(&booth.microphone, booth.outbox);
}

ENGINE_EXPORT const uint8_t *booth_outbox(void)
{
	return booth.outbox;
}

ENGINE_EXPORT void booth_open(int32_t open, int32_t coughing)
{
	mouth_set(&booth.microphone.mouth, open != 0, coughing != 0);
}

ENGINE_EXPORT void booth_uplink(uint32_t ssrc, int32_t bitrate_bps, double offset_ms)
{
	struct uplink_terms terms = {
		.open = ssrc != 0,
		.ssrc = ssrc,
		.bitrate_bps = bitrate_bps,
		.clock = { .known = isfinite(offset_ms) },
	};
	if (terms.clock.known)
		terms.clock.offset_us = (int64_t)(offset_ms * 1e3);
	mouth_terms(&booth.microphone.mouth, &terms);
}

/* ---- the headset ---- */

ENGINE_EXPORT void engine_set_volume(float volume)
{
	knob_set(&booth.volume, volume);
}

ENGINE_EXPORT void booth_set_own(float gain)
{
	knob_set(&booth.own, gain);
}

ENGINE_EXPORT void booth_set_tone(float bass_db, float treble_db)
{
	tone_control_set(&booth.tone, bass_db, treble_db);
}

ENGINE_EXPORT void booth_set_headset(float db_spl)
{
	float db = 0;
	if (db_spl > 0)
		db = fminf(fmaxf(db_spl, HEADSET_MIN_DB), HEADSET_MAX_DB);
	if (db == booth.headset_db)
		return;
	booth.headset_db = db;
	struct protection_setup setup = { .full_scale_db = db };
	int err = protection_init(&booth.protection, &setup);
	assert(err == 0); /* it is in range */
}

static void mix_everything(int samples, int64_t now_ns)
{
	mixer_clear(booth.mix, samples);
	voices_add(booth.mix, samples, now_ns);
	side_tone_pull(&booth.side_tone, booth.voice, samples);
	knob_turn(&booth.own, booth.voice, samples);
	mixer_add_ramped(booth.mix, booth.voice, 1, 1, samples);
	tone_control_process(&booth.tone, booth.mix, samples);
	knob_turn(&booth.volume, booth.mix, samples);
}

/* What is limited at 48 kHz may swing a little wider between those samples, and a resampler finds
 * that out: its samples are held to the ceiling, too. */
static void hold(float *out, int frames, float ceiling)
{
	for (int i = 0; i < frames; i++) {
		out[i] = fminf(fmaxf(out[i], -ceiling), ceiling);
		booth.peak = fmaxf(booth.peak, fabsf(out[i]));
	}
}

ENGINE_EXPORT const float *engine_render(int32_t frames, double now_s)
{
	if (frames < 1 || frames > ENGINE_FRAMES_MAX)
		return booth.out;
	int samples = resampler_needs(&booth.resampler, frames);
	mix_everything(samples, (int64_t)(now_s * 1e9));
	protection_process(&booth.protection, booth.mix, samples);
	resampler_run(&booth.resampler, booth.mix, samples, booth.out, frames);
	hold(booth.out, frames, booth.protection.limiter.ceiling);
	return booth.out;
}

ENGINE_EXPORT const double *booth_incident(void)
{
	struct protection_incident i;
	if (!protection_take_incident(&booth.protection, &i))
		return NULL;
	booth.incident[BOOTH_INCIDENT_KIND] = i.kind;
	booth.incident[BOOTH_INCIDENT_AGO_MS] = (double)(booth.protection.now_ms - i.at_ms);
	booth.incident[BOOTH_INCIDENT_LASTED_MS] = i.duration_ms;
	booth.incident[BOOTH_INCIDENT_DB_SPL] = i.highest_db;
	return booth.incident;
}

static void write_ear(double *fields)
{
	struct protection_reading ear;
	protection_read(&booth.protection, &ear);
	fields[BOOTH_EAR_PEAK_DBFS] = decibel_of_amplitude(booth.peak);
	fields[BOOTH_EAR_DB_SPL] = ear.level_db;
	fields[BOOTH_EAR_MEAN_DB_SPL] = ear.mean_db;
	fields[BOOTH_EAR_TOO_LOUD] = ear.warning;
	fields[BOOTH_EAR_REDUCTION_DB] = ear.reduction_db;
	booth.peak = 0;
}

static void write_microphone(double *fields)
{
	struct microphone *m = &booth.microphone;
	fields[BOOTH_MICROPHONE_PEAK_DBFS] = level_peak_dbfs(&m->mouth.level);
	fields[BOOTH_MICROPHONE_RMS_DBFS] = level_rms_dbfs(&m->mouth.level);
	fields[BOOTH_MICROPHONE_CLIPPED] = m->clipped_samples;
	fields[BOOTH_MICROPHONE_BAND_HZ] = microphone_band_hz(m);
	fields[BOOTH_MICROPHONE_PACKETS] = (double)m->mouth.packets;
	fields[BOOTH_MICROPHONE_HOLES] = (double)m->mouth.holes;
	level_restart(&m->mouth.level);
}

ENGINE_EXPORT const double *engine_status(void)
{
	int behind = protection_delay_samples(&booth.protection) +
		     resampler_delay_samples(&booth.resampler);
	write_ear(booth.status);
	write_microphone(booth.status);
	voices_write(booth.status + BOOTH_FIELDS, behind * INT64_C(1000000) / SAMPLE_RATE_HZ);
	return booth.status;
}
