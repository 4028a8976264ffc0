// SPDX-License-Identifier: Apache-2.0
/*
 * The interpreter's engine: the microphone that becomes packets, and the headset: incoming,
 * boothmate and one's own voice in one mix, bass and treble, the volume, and hearing protection as
 * the last thing before the ear. Both in one module, on one clock, so that the own voice is in the
 * ear with the next block of samples.
 *
 * Thread: the AudioWorklet's.
 */
#ifndef CLIENT_WEB_ENGINE_BOOTH_H
#define CLIENT_WEB_ENGINE_BOOTH_H

#include "web/engine/engine.h"
#include "web/engine/voices.h"

enum booth_voice {
	BOOTH_INCOMING,
	BOOTH_BOOTHMATE,
};

/* The first of what engine_status() writes; those of voices.h follow. booth/layout.js repeats the
 * names. Counters are since engine_init(). */
enum booth_field {
	BOOTH_EAR_PEAK_DBFS, /* what left for the device since the last engine_status() */
	BOOTH_EAR_DB_SPL,    /* over the last 100 ms */
	BOOTH_EAR_MEAN_DB_SPL,
	BOOTH_EAR_TOO_LOUD, /* 0 or 1: that mean is */
	BOOTH_EAR_REDUCTION_DB,
	BOOTH_MICROPHONE_PEAK_DBFS, /* since the last engine_status() */
	BOOTH_MICROPHONE_RMS_DBFS,
	BOOTH_MICROPHONE_CLIPPED, /* samples */
	BOOTH_MICROPHONE_BAND_HZ, /* 0: nobody spoke long enough yet */
	BOOTH_MICROPHONE_PACKETS,
	BOOTH_MICROPHONE_HOLES, /* jumps in time: the device was gone */
	BOOTH_FIELDS,
};

/* What booth_incident() writes, as doubles. */
enum booth_incident_field {
	BOOTH_INCIDENT_KIND,   /* enum protection_kind */
	BOOTH_INCIDENT_AGO_MS, /* how long ago it began */
	BOOTH_INCIDENT_LASTED_MS,
	BOOTH_INCIDENT_DB_SPL, /* what would have been */
	BOOTH_INCIDENT_FIELDS,
};

/* ---- the microphone ---- */

/* Where RTP numbers begin, a whole number from 0 to 2^53 - 1; once, behind engine_init(). */
void booth_seed(double random);

/* Where the device's samples are to be put, ENGINE_FRAMES_MAX of them. */
float *booth_microphone(void);

/* The samples that were put there; the first was captured at captured_s on the wall's clock. Every
 * packet must be taken before the next call. */
void booth_speak(int32_t frames, double captured_s);

/* The next packet's bytes, in booth_outbox(); 0: no more. */
int32_t booth_packet(void);
const uint8_t *booth_outbox(void);

/* Does sound go out? coughing: silence does. */
void booth_open(int32_t open, int32_t coughing);

/* Where to send; ssrc 0: nowhere now. offset_ms: the server's clock minus the wall's, NaN while
 * unknown. */
void booth_uplink(uint32_t ssrc, int32_t bitrate_bps, double offset_ms);

/* ---- the headset ---- */

/* One's own voice: a linear gain, 0 to 4. */
void booth_set_own(float gain);

/* In dB, -12 to 12. */
void booth_set_tone(float bass_db, float treble_db);

/* What a full-scale sine makes at the ear, dB SPL; limited to 90 to 140, 0: the usual. Another
 * value than before begins a new minute's mean. */
void booth_set_headset(float db_spl);

/* The oldest incident not yet taken, BOOTH_INCIDENT_FIELDS doubles, or NULL. */
const double *booth_incident(void);

#endif
