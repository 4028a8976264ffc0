// SPDX-License-Identifier: Apache-2.0
/*
 * What every page's sound engine has in common, as WebAssembly: messages of the wire contract go
 * in, samples at the sound device's rate come out. What is between, and what else a page may ask
 * of its engine, is listener.h for the attendee's page and booth.h for the interpreter's.
 *
 * One instance of the module is one engine, so its state is the module's own memory and functions
 * take numbers only. Addresses are places in that memory. The JavaScript side is layout.js and
 * processor.js.
 *
 * Thread: the AudioWorklet's. No function waits, allocates or asks the time.
 */
#ifndef CLIENT_WEB_ENGINE_ENGINE_H
#define CLIENT_WEB_ENGINE_ENGINE_H

#include <stdint.h>

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

/* `frames` (1 to ENGINE_FRAMES_MAX) mono samples at the device's rate that begin to sound at
 * now_s; their address. */
const float *engine_render(int32_t frames, double now_s);

/* How it goes, as doubles: the engine's own, then those of voices.h. Begins a new window of the
 * meters. */
const double *engine_status(void);

#endif
