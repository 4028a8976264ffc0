// SPDX-License-Identifier: Apache-2.0
/*
 * Opus packets through standard input and output, each behind its length as 16 bits in network
 * order; length 0 is 20 ms of nothing.
 */
#ifndef SUPPORT_OPUS_PIPE_H
#define SUPPORT_OPUS_PIPE_H

#include <stdbool.h>
#include <stdint.h>

#include <opus.h>

#include "base/units.h"

enum { OPUS_PIPE_END = -1, OPUS_PIPE_BROKEN = -2 };

/* 48 kHz, mono; NULL when there is no memory. The caller destroys it. */
OpusEncoder *opus_pipe_encoder(int bitrate_bps);

/* 20 ms; false when they cannot be coded. Not flushed. */
bool opus_pipe_write(OpusEncoder *encoder, const float pcm[static TICK_SAMPLES]);

/* The next packet's bytes, 0 for nothing said; or one of the above. */
int opus_pipe_read(uint8_t packet[static OPUS_PACKET_MAX]);

#endif
