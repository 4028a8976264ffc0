// SPDX-License-Identifier: Apache-2.0
#include "web/engine/listener.h"

#include <errno.h>
#include <string.h>

#include "audio/level.h"
#include "audio/limiter.h"
#include "audio/mixer.h"
#include "audio/resampler.h"
#include "web/engine/knob.h"

enum {
	DELAY_MAX_MS = 10000,
	/* What the slowest device's largest render needs at 48 kHz; a filter's length more at
	   first. */
	MIX_MAX = ENGINE_FRAMES_MAX * (SAMPLE_RATE_HZ / ENGINE_RATE_MIN_HZ) + RESAMPLER_TAPS_MAX,
};

/* One module is one engine. */
static struct {
	struct knob volume;
	struct level level;
	struct limiter limiter;
	struct resampler resampler;
	float mix[MIX_MAX];
	float out[ENGINE_FRAMES_MAX];
	double status[LISTENER_FIELDS + VOICES_STATUS];
} engine;

ENGINE_EXPORT int32_t engine_init(double rate_hz)
{
	if (!(rate_hz >= ENGINE_RATE_MIN_HZ && rate_hz <= ENGINE_RATE_MAX_HZ))
		return -EINVAL;
	int err = resampler_init(&engine.resampler, SAMPLE_RATE_HZ, (int)rate_hz);
	if (!err)
		err = voices_init();
	if (!err)
		err = limiter_init(&engine.limiter, &(struct limiter_setup){ 0 });
	if (err)
		return err;
	knob_init(&engine.volume, 0);
	level_init(&engine.level);
	return 0;
}

ENGINE_EXPORT void engine_set_volume(float volume)
{
	knob_set(&engine.volume, volume);
}

ENGINE_EXPORT void engine_set_delay(int32_t delay_ms)
{
	int limited_ms = delay_ms < 0 ? 0 : delay_ms;
	voices_set_extra_delay(limited_ms < DELAY_MAX_MS ? limited_ms : DELAY_MAX_MS);
}

ENGINE_EXPORT const float *engine_render(int32_t frames, double now_s)
{
	if (frames < 1 || frames > ENGINE_FRAMES_MAX)
		return engine.out;
	int samples = resampler_needs(&engine.resampler, frames);
	mixer_clear(engine.mix, samples);
	voices_add(engine.mix, samples, (int64_t)(now_s * 1e9));
	level_add(&engine.level, engine.mix, samples);
	knob_turn(&engine.volume, engine.mix, samples);
	limiter_process(&engine.limiter, engine.mix, samples);
	resampler_run(&engine.resampler, engine.mix, samples, engine.out, frames);
	return engine.out;
}

ENGINE_EXPORT const double *engine_status(void)
{
	int behind = limiter_delay_samples(&engine.limiter) +
		     resampler_delay_samples(&engine.resampler);
	engine.status[LISTENER_PEAK_DBFS] = level_peak_dbfs(&engine.level);
	engine.status[LISTENER_RMS_DBFS] = level_rms_dbfs(&engine.level);
	engine.status[LISTENER_LIMITED_SAMPLES] = (double)engine.limiter.limited_samples;
	voices_write(engine.status + LISTENER_FIELDS, behind * INT64_C(1000000) / SAMPLE_RATE_HZ);
	level_restart(&engine.level);
	return engine.status;
}
