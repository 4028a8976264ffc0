// SPDX-License-Identifier: Apache-2.0
/* Any bytes: taken whole or refused, and what was taken can be written and read again. */
#include "fuzz.h"

#include <assert.h>
#include <string.h>

#include "proto/rtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	struct rtp_packet p;
	if (rtp_parse(&p, bytes, length) < 0)
		return 0;
	assert(p.payload >= bytes && p.payload + p.payload_bytes <= bytes + length);

	uint8_t written[RTP_PACKET_MAX];
	struct rtp_packet again;
	int n = rtp_write(&p, written, sizeof written);
	assert(n > 0);
	int used = rtp_parse(&again, written, (size_t)n);
	assert(used == n);
	assert(again.ssrc == p.ssrc && again.timestamp == p.timestamp);
	assert(again.sequence == p.sequence && again.payload_type == p.payload_type);
	assert(again.marker == p.marker && again.has_audio_level == p.has_audio_level);
	assert(again.audio_level_dbov == p.audio_level_dbov);
	assert(again.has_capture_time == p.has_capture_time && again.capture_us == p.capture_us);
	assert(again.payload_bytes == p.payload_bytes);
	assert(!memcmp(again.payload, p.payload, p.payload_bytes));
	return 0;
}
