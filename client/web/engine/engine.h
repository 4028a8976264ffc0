// SPDX-License-Identifier: Apache-2.0
/*
 * The listener's sound engine as WebAssembly: messages of the wire contract go in, samples at the
 * sound device's rate come out. Inside: voices (the language, and the floor underneath it), each
 * under its own gain, mixed in one graph because phones cannot set two volumes; the meter; the
 * volume; the limiter, last; the resampler to the device's rate.
 *
 * One instance of the module is one engine, so its state is the module's own memory and functions
 * take numbers only. Addresses are places in that memory. The JavaScript side is layout.js and
 * engine.worklet.js. The booth's page will link the same files with a capture beside them.
 *
 * Thread: the AudioWorklet's. No function waits, allocates or asks the time.
 */
#ifndef CLIENT_WEB_ENGINE_ENGINE_H
#define CLIENT_WEB_ENGINE_ENGINE_H

#include <stdint.h>

enum engine_voice {
	ENGINE_LANGUAGE,   /* the channel that was chosen */
	ENGINE_UNDERNEATH, /* the floor, softly */
	ENGINE_VOICES,
};

/* What engine_status() writes, as doubles: first these, then ENGINE_VOICE_FIELDS for each voice.
 * Counters are since engine_init(). layout.js repeats the names. */
enum engine_field {
	ENGINE_PEAK_DBFS, /* before the volume, since the last engine_status() */
	ENGINE_RMS_DBFS,
	ENGINE_LIMITED_SAMPLES,
	ENGINE_STRAY_PACKETS,  /* of a stream that no voice plays */
	ENGINE_BROKEN_PACKETS, /* not RTP, or not whole */
	ENGINE_FIELDS,
};

enum engine_voice_field {
	ENGINE_PLAYING,    /* 0 or 1 */
	ENGINE_CAPTURE_MS, /* server's clock, when the sample last put out was captured; -1 unknown
			    */
	ENGINE_BUFFERED_MS,
	ENGINE_TARGET_MS,
	ENGINE_JITTER_MS,
	ENGINE_PACKETS,
	ENGINE_LOST,
	ENGINE_LATE,
	ENGINE_CONCEALED_MS,
	ENGINE_UNDERRUNS,
	ENGINE_SKIPS,
	ENGINE_VOICE_FIELDS,
};

enum {
	ENGINE_RATE_MIN_HZ = 8000,
	ENGINE_RATE_MAX_HZ = 192000,
	ENGINE_FRAMES_MAX = 2048, /* of one engine_render() */
};

/* Marks what the page may call. */
#define ENGINE_EXPORT __attribute__((visibility("default")))

/* 0, or -EINVAL for a rate out of range. Before everything else. */
int32_t engine_init(double rate_hz);

/* Where the next message's bytes are to be put, and how many there is room for. */
uint8_t *engine_inbox(void);
int32_t engine_inbox_bytes(void);

/* The message in the inbox: one RTP packet or a bundle of them. */
void engine_push(int32_t bytes, double now_s);

/* The stream that a voice plays from now on; 0 for none. anew: its packets are those of another
 * connection, though its number may be the old one. */
void engine_tune(int32_t voice, uint32_t ssrc, int32_t anew);

/* Linear gains, 0 to 4; reached without a click. */
void engine_set_gain(int32_t voice, float gain);
void engine_set_volume(float volume);

/* The listener's own delay, 0 to 10000 ms, for a video that lags. */
void engine_set_delay(int32_t delay_ms);

/* `frames` (1 to ENGINE_FRAMES_MAX) mono samples at the device's rate that begin to sound at
 * now_s; their address. */
const float *engine_render(int32_t frames, double now_s);

/* ENGINE_FIELDS + ENGINE_VOICES * ENGINE_VOICE_FIELDS doubles. Begins a new window of the meter. */
const double *engine_status(void);

#endif
