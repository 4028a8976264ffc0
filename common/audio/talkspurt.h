// SPDX-License-Identifier: Apache-2.0
/*
 * Whether a channel's next packet is worth sending. A channel that has carried nothing for a while
 * sends a sign of life now and then and spares network and phones the rest; the first packet with
 * sound after it gets the RTP marker bit (RFC 3551 section 4.1).
 *
 * Thread: one at a time. No clock: time is counted in packets.
 * Before: limiter.h. After: encoder.h, media's publishing.
 */
#ifndef AUDIO_TALKSPURT_H
#define AUDIO_TALKSPURT_H

#include <stdbool.h>

#include "base/units.h"

enum talkspurt_verdict {
	TALKSPURT_SEND,
	TALKSPURT_SEND_FIRST, /* with the marker bit */
	TALKSPURT_KEEP_ALIVE, /* silence, sent so that listeners know the line stands */
	TALKSPURT_SKIP,       /* need not even be encoded */
};

enum { TALKSPURT_HANG_MS = 300, TALKSPURT_KEEP_ALIVE_MS = 400 };

#define TALKSPURT_QUIET 1e-4f /* -80 dBFS: no sample larger is nothing to hear */

struct talkspurt {
	int packet_ms;
	bool sending;
	int quiet_ms; /* since the last packet with sound, or with a sign of life */
};

/* packet_ms: what one packet carries; 1 to TALKSPURT_KEEP_ALIVE_MS. */
void talkspurt_init(struct talkspurt *t, int packet_ms);

/* Once per packet, with the sound of that packet. */
RT enum talkspurt_verdict talkspurt_next(struct talkspurt *t, const float *pcm, int samples);

#endif
