// SPDX-License-Identifier: Apache-2.0
/*
 * The attendee's engine: the language that was chosen, and the floor underneath it, mixed in one
 * graph because phones cannot set two volumes; the meter; the volume; the limiter, last; the
 * resampler to the device's rate.
 *
 * Thread: the AudioWorklet's.
 */
#ifndef CLIENT_WEB_ENGINE_LISTENER_H
#define CLIENT_WEB_ENGINE_LISTENER_H

#include "web/engine/engine.h"
#include "web/engine/voices.h"

enum listener_voice {
	LISTENER_LANGUAGE,   /* the channel that was chosen */
	LISTENER_UNDERNEATH, /* the floor, softly */
};

/* The first of what engine_status() writes; those of voices.h follow. layout.js repeats the names.
 */
enum listener_field {
	LISTENER_PEAK_DBFS, /* before the volume, since the last engine_status() */
	LISTENER_RMS_DBFS,
	LISTENER_LIMITED_SAMPLES,
	LISTENER_FIELDS,
};

/* The listener's own delay, 0 to 10000 ms, for a video that lags. */
void engine_set_delay(int32_t delay_ms);

#endif
